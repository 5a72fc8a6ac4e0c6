//! `svc:explain`: whether the ties of a layer go with those of others.

use std::sync::Arc;

use super::block::Inputs;
use super::{BlockOrStudy, Found, Service, number, one_layer, text};
use crate::projection::Layer;
use crate::query::Snapshot;
use crate::study::explain::{PERMUTATIONS, Request, explain};

pub(super) const SERVICE: Service = Service {
    name: "explain",
    inputs: &["layer", "edges", "by", "asOf", "permutations", "seed"],
    outputs: &["term", "coefficient", "t", "p", "completeness", "covered"],
    answer,
};

fn answer(snapshot: &Arc<Snapshot>, inputs: &Inputs) -> Result<Found, BlockOrStudy> {
    let request = Request {
        layer: one_layer(inputs, None)?,
        by: Layer::list(&inputs.required("by")?, Layer::find_known)?,
        as_of: inputs.day("asOf")?,
        permutations: inputs.whole("permutations")?.unwrap_or(PERMUTATIONS),
        seed: inputs.whole("seed")?.unwrap_or_default(),
    };
    let answer = explain(snapshot, &request)?;
    let rows = answer
        .rows
        .into_iter()
        .map(|row| {
            vec![
                ("term", Some(text(row.term))),
                ("coefficient", Some(number(row.coefficient))),
                ("t", Some(number(row.t))),
                ("p", row.p.map(number)),
            ]
        })
        .collect();
    Ok(Found { completeness: answer.completeness, rows })
}
