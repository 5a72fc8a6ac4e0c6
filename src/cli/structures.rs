//! `comity communities`, `comity structure` and `comity similarity`: studies of how networks are built.

use super::Outcome;
use super::args::Source;
use super::networks::{layers, show};
use super::output::say;
use super::structure_args::{CommunitiesArguments, SimilarityArguments, StructureArguments};
use crate::projection::Layer;
use crate::report::{communities_table, similarity_plot, similarity_table, structure_table};
use crate::study::{Completeness, communities, similarity, structure};

pub(super) fn communities(
    source: &Source,
    arguments: &CommunitiesArguments,
) -> anyhow::Result<Outcome> {
    let request = communities::Request {
        layers: layers(&arguments.layer)?,
        as_of: arguments.as_of,
        seed: arguments.seed,
        resolution: arguments.resolution,
    };
    let snapshot = source.open()?.snapshot();
    let answer = communities::communities(&snapshot, &request)?;
    let outcome = show(&answer, &communities_table(&answer), arguments.table.format)?;
    let value = |name: &str| answer.parameters.iter().find(|parameter| parameter.0 == name);
    if let (Some((_, count)), Some((_, modularity))) = (value("communities"), value("modularity")) {
        say(&format!("communities: {count}, modularity: {modularity}"));
    }
    Ok(outcome)
}

pub(super) fn structure(
    source: &Source,
    arguments: &StructureArguments,
) -> anyhow::Result<Outcome> {
    let request = structure::Request {
        layers: layers(&arguments.layer)?,
        as_of: arguments.as_of,
        by_node: arguments.by_node,
    };
    let snapshot = source.open()?.snapshot();
    let answer = structure::structure(&snapshot, &request)?;
    show(&answer, &structure_table(&answer), arguments.table.format)
}

pub(super) fn similarity(
    source: &Source,
    arguments: &SimilarityArguments,
) -> anyhow::Result<Outcome> {
    let request = similarity::Request {
        layer: Layer::find(&arguments.layer)?,
        a: arguments.a.clone(),
        b: arguments.b.clone(),
        measure: arguments.measure.clone(),
        from: arguments.from,
        to: arguments.to,
        least: arguments.least,
        top: arguments.top,
    };
    let snapshot = source.open()?.snapshot();
    let answer = similarity::similarity(&snapshot, &request)?;
    arguments.plot.write(|| similarity_plot(&answer))?;
    let outcome = show(&answer, &similarity_table(&answer), arguments.table.format)?;
    if answer.rows.is_empty() && answer.completeness == Completeness::Complete {
        say("there is nothing to compare in these days");
    }
    Ok(outcome)
}
