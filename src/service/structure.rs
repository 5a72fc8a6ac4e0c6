//! `svc:structure`: how a layer hangs together, as a whole or node by node.

use std::sync::Arc;

use super::block::Inputs;
use super::{BlockOrStudy, Found, Service, layers, node, number, text};
use crate::query::Snapshot;
use crate::study::structure::{Request, structure};

pub(super) const SERVICE: Service = Service {
    name: "structure",
    inputs: &["layer", "edges", "asOf", "byNode"],
    outputs: &["node", "measure", "value", "label", "completeness", "covered"],
    answer,
};

fn answer(snapshot: &Arc<Snapshot>, inputs: &Inputs) -> Result<Found, BlockOrStudy> {
    let request = Request {
        layers: layers(inputs, None)?,
        as_of: inputs.day("asOf")?,
        by_node: inputs.flag("byNode")?,
    };
    let answer = structure(snapshot, &request)?;
    let rows = answer
        .rows
        .into_iter()
        .map(|row| {
            let (iri, label) = row.node.map(|node| (node.iri, node.label)).unzip();
            vec![
                ("node", iri.as_deref().and_then(node)),
                ("measure", Some(text(row.measure))),
                ("value", row.value.map(number)),
                ("label", label.flatten().map(text)),
            ]
        })
        .collect();
    Ok(Found { completeness: answer.completeness, rows })
}
