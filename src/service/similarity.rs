//! `svc:similarity`: how alike two nodes of a layer are, or one and all others.

use std::sync::Arc;

use super::block::Inputs;
use super::{BlockOrStudy, Found, Service, count, node, number, one_layer, text};
use crate::query::Snapshot;
use crate::study::similarity::{Request, similarity};

pub(super) const SERVICE: Service = Service {
    name: "similarity",
    inputs: &["layer", "edges", "a", "b", "measure", "from", "to", "years", "least", "top"],
    outputs: &["year", "b", "value", "compared", "label", "completeness", "covered"],
    answer,
};

fn answer(snapshot: &Arc<Snapshot>, inputs: &Inputs) -> Result<Found, BlockOrStudy> {
    let request = Request {
        layer: one_layer(inputs, Some("positions"))?,
        a: inputs.required("a")?,
        b: inputs.text("b"),
        measure: inputs.text("measure").unwrap_or_else(|| "share".to_owned()),
        from: inputs.day("from")?,
        to: inputs.day("to")?,
        years: inputs.years()?,
        least: inputs.whole("least")?.unwrap_or(1),
        top: inputs.whole("top")?,
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
