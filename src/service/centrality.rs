//! `svc:centrality`: the nodes of a layer with their scores and ranks.

use std::sync::Arc;

use super::block::Inputs;
use super::{BlockOrStudy, Found, Service, count, layers, node, number, text};
use crate::query::Snapshot;
use crate::study::centrality::{Request, centrality};

pub(super) const SERVICE: Service = Service {
    name: "centrality",
    inputs: &["layer", "edges", "measure", "asOf", "years", "weighted", "normalised", "top"],
    outputs: &["year", "node", "score", "rank", "label", "completeness", "covered"],
    answer,
};

fn answer(snapshot: &Arc<Snapshot>, inputs: &Inputs) -> Result<Found, BlockOrStudy> {
    let request = Request {
        layers: layers(inputs, None)?,
        measure: inputs.required("measure")?,
        as_of: inputs.day("asOf")?,
        years: inputs.years()?,
        weighted: inputs.flag("weighted")?,
        normalised: inputs.flag("normalised")?,
        sensitivity: false,
        top: inputs.whole("top")?,
    };
    let answer = centrality(snapshot, &request)?;
    let rows = answer
        .rows
        .into_iter()
        .map(|row| {
            vec![
                ("year", row.year.map(|year| count(year.into()))),
                ("node", node(&row.node.iri)),
                ("score", Some(number(row.score))),
                ("rank", Some(count(row.rank.into()))),
                ("label", row.node.label.map(text)),
            ]
        })
        .collect();
    Ok(Found { completeness: answer.completeness, rows })
}
