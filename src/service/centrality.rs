//! `svc:centrality`: the nodes of a layer with their scores and ranks.

use std::sync::Arc;

use oxrdf::Literal;

use super::block::Inputs;
use super::{BlockOrStudy, ResultRow, Service, node, text};
use crate::projection::Layer;
use crate::query::Snapshot;
use crate::study::centrality::{Request, centrality};

pub(super) const SERVICE: Service = Service {
    name: "centrality",
    inputs: &["layer", "edges", "measure", "asOf", "weighted", "normalised", "top"],
    outputs: &["node", "score", "rank", "label"],
    answer,
};

fn answer(snapshot: &Arc<Snapshot>, inputs: &Inputs) -> Result<Vec<ResultRow>, BlockOrStudy> {
    let layer = match inputs.text("edges") {
        Some(select) => Layer::from_text("edges", &select)?,
        None => Layer::find(&inputs.required("layer")?)?,
    };
    let request = Request {
        layers: vec![layer],
        measure: inputs.required("measure")?,
        as_of: inputs.day("asOf")?,
        years: None,
        weighted: inputs.flag("weighted")?,
        normalised: inputs.flag("normalised")?,
        sensitivity: false,
        top: inputs.parsed("top", "a whole number", |text| text.parse().ok())?,
    };
    let answer = centrality(snapshot, &request)?;
    Ok(answer
        .rows
        .into_iter()
        .map(|row| {
            vec![
                ("node", node(&row.node.iri)),
                ("score", Some(Literal::from(row.score).into())),
                ("rank", Some(Literal::from(i64::from(row.rank)).into())),
                ("label", row.node.label.map(text)),
            ]
        })
        .collect())
}
