//! `svc:communities`: the nodes of a layer with the communities that they belong to.

use std::sync::Arc;

use super::block::Inputs;
use super::{BlockOrStudy, Found, Service, count, layers, node, text};
use crate::query::Snapshot;
use crate::study::communities::{Request, communities};

pub(super) const SERVICE: Service = Service {
    name: "communities",
    inputs: &["layer", "edges", "asOf", "years", "seed", "resolution"],
    outputs: &["year", "node", "community", "label", "completeness", "covered"],
    answer,
};

fn answer(snapshot: &Arc<Snapshot>, inputs: &Inputs) -> Result<Found, BlockOrStudy> {
    let request = Request {
        layers: layers(inputs, None)?,
        when: inputs.when()?,
        seed: inputs.whole("seed")?.unwrap_or(0),
        resolution: inputs
            .parsed("resolution", "a number above 0", |text| text.parse().ok())?
            .unwrap_or(1.0),
    };
    let answer = communities(snapshot, &request)?;
    let rows = answer
        .rows
        .into_iter()
        .map(|row| {
            vec![
                ("year", row.year.map(|year| count(year.into()))),
                ("node", node(&row.node.iri)),
                ("community", Some(count(row.community.into()))),
                ("label", row.node.label.map(text)),
            ]
        })
        .collect();
    Ok(Found { completeness: answer.completeness, rows })
}
