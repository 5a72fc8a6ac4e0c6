//! `svc:path`: the ties of the paths between two things.

use std::sync::Arc;

use super::block::{BlockError, Inputs};
use super::{BlockOrStudy, Found, ResultRow, Service, count, date, layers, node, text};
use crate::query::Snapshot;
use crate::study::path::{Choice, Request, Row, paths};

pub(super) const SERVICE: Service = Service {
    name: "path",
    inputs: &[
        "from",
        "to",
        "layer",
        "edges",
        "maxHops",
        "k",
        "choice",
        "timeRespecting",
        "asOf",
        "minSources",
        "weighted",
    ],
    outputs: &[
        "path",
        "hop",
        "hopFrom",
        "relation",
        "via",
        "hopTo",
        "statement",
        "otherStatement",
        "start",
        "end",
        "source",
        "window",
        "completeness",
        "covered",
    ],
    answer,
};

/// Hops where the block does not say.
const MAX_HOPS: u8 = 4;

fn answer(snapshot: &Arc<Snapshot>, inputs: &Inputs) -> Result<Found, BlockOrStudy> {
    let hops = |text: &str| text.parse().ok().filter(|hops| (1..=20).contains(hops));
    let request = Request {
        layers: layers(inputs, Some("all"))?,
        from: inputs.required("from")?,
        to: inputs.required("to")?,
        choice: choice(inputs)?,
        max_hops: inputs.parsed("maxHops", "a number from 1 to 20", hops)?.unwrap_or(MAX_HOPS),
        time_respecting: inputs.flag("timeRespecting")?,
        as_of: inputs.day("asOf")?,
        min_sources: inputs.whole("minSources")?.unwrap_or_default(),
        weighted: inputs.flag("weighted")?,
    };
    let answer = paths(snapshot, &request)?;
    let rows = answer.rows.iter().flat_map(results).collect();
    Ok(Found { completeness: answer.completeness, rows })
}

fn choice(inputs: &Inputs) -> Result<Choice, BlockError> {
    if let Some(count) = inputs.whole("k")? {
        return Ok(Choice::Shortests(count));
    }
    let read = |text: &str| match text {
        "shortest" => Some(Choice::Shortest),
        "all-shortest" => Some(Choice::AllShortest),
        _ => None,
    };
    Ok(inputs.parsed("choice", "`shortest` or `all-shortest`", read)?.unwrap_or(Choice::Shortest))
}

/// One result a source of the statements; one without a source where there is none.
fn results(row: &Row) -> Vec<ResultRow> {
    let mut sources: Vec<Option<&str>> =
        row.sources.iter().map(|source| Some(source.iri.as_str())).collect();
    if sources.is_empty() {
        sources.push(None);
    }
    sources
        .into_iter()
        .map(|source| {
            vec![
                ("path", Some(count(row.path as i64))),
                ("hop", Some(count(row.hop as i64))),
                ("hopFrom", node(&row.from.iri)),
                ("relation", Some(text(row.relation.clone()))),
                ("via", row.via.as_ref().and_then(|via| node(&via.iri))),
                ("hopTo", node(&row.to.iri)),
                ("statement", row.statement.as_ref().and_then(|statement| node(&statement.iri))),
                ("otherStatement", row.other_statement.as_ref().and_then(|other| node(&other.iri))),
                ("start", row.start.as_deref().map(date)),
                ("end", row.end.as_deref().map(date)),
                ("source", source.and_then(node)),
                ("window", Some(text(row.window.clone()))),
            ]
        })
        .collect()
}
