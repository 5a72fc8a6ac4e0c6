//! `svc:structure`: how a layer hangs together, as a whole, by groups or node by node.

use std::sync::Arc;

use super::block::Inputs;
use super::{BlockOrStudy, Found, ResultRow, Service, count, layers, node, number, text};
use crate::projection::Layer;
use crate::query::Snapshot;
use crate::study::structure::{Request, Row, VIEWS, View, ViewOptions, structure};

pub(super) const SERVICE: Service = Service {
    name: "structure",
    inputs: &[
        "layer", "edges", "asOf", "years", "view", "backbone", "samples", "seed", "hostile",
        "groups",
    ],
    outputs: &[
        "year",
        "node",
        "group",
        "measure",
        "value",
        "mean",
        "deviation",
        "z",
        "p",
        "label",
        "completeness",
        "covered",
    ],
    answer,
};

fn answer(snapshot: &Arc<Snapshot>, inputs: &Inputs) -> Result<Found, BlockOrStudy> {
    let mut options = ViewOptions::default();
    if let Some(samples) = inputs.whole("samples")? {
        options.samples = samples;
    }
    if let Some(seed) = inputs.whole("seed")? {
        options.seed = seed;
    }
    if let Some(hostile) = inputs.text("hostile") {
        options.hostile = Layer::list(&hostile, Layer::find_known)?;
    }
    if let Some(groups) = inputs.text("groups") {
        options.groups = groups.parse().unwrap_or(options.groups);
    }
    let view = |name: &str| View::named(name, options.clone());
    let request = Request {
        layers: layers(inputs, None)?,
        when: inputs.when()?,
        backbone: inputs.parsed("backbone", "a number", |text| text.parse().ok())?,
        view: inputs.parsed("view", VIEWS, view)?.unwrap_or(View::Whole),
    };
    let answer = structure(snapshot, &request)?;
    let rows = answer.rows.into_iter().map(result).collect();
    Ok(Found { completeness: answer.completeness, rows })
}

fn result(row: Row) -> ResultRow {
    let (iri, label) = row.node.map(|node| (node.iri, node.label)).unzip();
    let mut result = vec![
        ("year", row.year.map(|year| count(year.into()))),
        ("node", iri.as_deref().and_then(node)),
        ("group", row.group.and_then(|group| node(&group.iri))),
        ("measure", Some(text(row.measure))),
        ("value", row.value.map(number)),
        ("label", label.flatten().map(text)),
    ];
    if let Some(chance) = row.chance {
        result.extend([
            ("mean", Some(number(chance.mean))),
            ("deviation", Some(number(chance.deviation))),
            ("z", chance.z.map(number)),
            ("p", Some(number(chance.p))),
        ]);
    }
    result
}
