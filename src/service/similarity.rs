//! `svc:similarity`: how alike two nodes of a layer are, or one and all others.

use std::sync::Arc;

use super::block::{BlockError, Inputs};
use super::{BlockOrStudy, Found, Service, count, layers, node, number, text};
use crate::query::Snapshot;
use crate::study::similarity::{Request, similarity};

pub(super) const SERVICE: Service = Service {
    name: "similarity",
    inputs: &["layer", "edges", "a", "b", "measure", "from", "to", "years", "least", "top"],
    outputs: &["year", "b", "value", "compared", "label", "completeness", "covered"],
    answer,
};

fn answer(snapshot: &Arc<Snapshot>, inputs: &Inputs) -> Result<Found, BlockOrStudy> {
    let mut layers = layers(inputs, Some("positions"))?;
    let (Some(layer), true) = (layers.pop(), layers.is_empty()) else {
        let value = inputs.text("layer").unwrap_or_default();
        return Err(BlockError::Value { input: "layer", value, expected: "one layer" }.into());
    };
    let whole = |text: &str| text.parse().ok();
    let request = Request {
        layer,
        a: inputs.required("a")?,
        b: inputs.text("b"),
        measure: inputs.text("measure").unwrap_or_else(|| "share".to_owned()),
        from: inputs.day("from")?,
        to: inputs.day("to")?,
        years: inputs.years()?,
        least: inputs.parsed("least", "a whole number", whole)?.unwrap_or(1),
        top: inputs.parsed("top", "a whole number", whole)?,
    };
    let answer = similarity(snapshot, &request)?;
    let rows = answer
        .rows
        .into_iter()
        .map(|row| {
            vec![
                ("year", row.year.map(|year| count(year.into()))),
                ("b", node(&row.b.iri)),
                ("value", row.value.map(number)),
                ("compared", Some(count(row.compared as i64))),
                ("label", row.b.label.map(text)),
            ]
        })
        .collect();
    Ok(Found { completeness: answer.completeness, rows })
}
