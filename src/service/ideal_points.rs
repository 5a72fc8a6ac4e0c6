//! `svc:ideal-points`: where each member stands on one dimension, by how it votes.

use std::sync::Arc;

use super::block::{BlockError, Inputs};
use super::{BlockOrStudy, Found, ResultRow, Service, count, node, number, one_layer, text};
use crate::query::Snapshot;
use crate::study::ideal_points::{REPLICATES, Request, Row, ideal_points};

pub(super) const SERVICE: Service = Service {
    name: "ideal-points",
    inputs: &[
        "layer",
        "edges",
        "anchors",
        "from",
        "to",
        "abstentionIsNo",
        "replicates",
        "seed",
        "least",
    ],
    outputs: &[
        "node",
        "point",
        "error",
        "low",
        "high",
        "votes",
        "label",
        "completeness",
        "covered",
    ],
    answer,
};

fn answer(snapshot: &Arc<Snapshot>, inputs: &Inputs) -> Result<Found, BlockOrStudy> {
    let anchors = inputs.required("anchors")?;
    let Some((low, high)) = anchors.split_once(',') else {
        let expected = "two members such as \"USA,RUS\"";
        return Err(BlockError::Value { input: "anchors", value: anchors, expected }.into());
    };
    let request = Request {
        layer: one_layer(inputs, Some("positions"))?,
        anchors: (low.trim().to_owned(), high.trim().to_owned()),
        from: inputs.day("from")?,
        to: inputs.day("to")?,
        abstention_is_no: inputs.flag("abstentionIsNo")?,
        replicates: inputs.whole("replicates")?.unwrap_or(REPLICATES),
        seed: inputs.whole("seed")?.unwrap_or_default(),
        least: inputs.whole("least")?.unwrap_or(1),
    };
    let answer = ideal_points(snapshot, &request)?;
    let rows = answer.rows.into_iter().map(result).collect();
    Ok(Found { completeness: answer.completeness, rows })
}

fn result(row: Row) -> ResultRow {
    vec![
        ("node", node(&row.node.iri)),
        ("point", Some(number(row.point))),
        ("error", row.error.map(number)),
        ("low", row.low.map(number)),
        ("high", row.high.map(number)),
        ("votes", Some(count(row.votes as i64))),
        ("label", row.node.label.map(text)),
    ]
}
