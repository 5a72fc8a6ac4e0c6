//! `comity communities`, `comity structure` and `comity similarity`: studies of how networks are built.

use super::Outcome;
use super::args::Source;
use super::networks::{layers, show};
use super::output::say;
use super::structure_args::{CommunitiesArguments, SimilarityArguments, StructureArguments};
use crate::projection::Layer;
use crate::report::{
    communities_table, ideal_points_table, similarity_plot, similarity_table, structure_table,
};
use crate::study::structure::View;
use crate::study::{Completeness, communities, ideal_points, similarity, structure};

pub(super) fn communities(
    source: &Source,
    arguments: &CommunitiesArguments,
) -> anyhow::Result<Outcome> {
    let request = communities::Request {
        layers: layers(&arguments.layer)?,
        when: arguments.when.into(),
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
        when: arguments.when.into(),
        backbone: arguments.backbone,
        view: view(arguments)?,
    };
    let snapshot = source.open()?.snapshot();
    let answer = structure::structure(&snapshot, &request)?;
    show(&answer, &structure_table(&answer), arguments.table.format)
}

fn view(arguments: &StructureArguments) -> anyhow::Result<View> {
    let groups = || arguments.groups.clone();
    Ok(if arguments.by_node {
        View::Nodes
    } else if let Some(samples) = arguments.null_model {
        View::NullModel { samples, seed: arguments.seed }
    } else if arguments.triads {
        View::Triads
    } else if arguments.balance {
        let hostile = arguments.hostile.as_deref().map(layers).transpose()?;
        View::Balance { hostile: hostile.unwrap_or_default() }
    } else if arguments.brokerage {
        View::Brokerage(groups())
    } else if arguments.ei {
        View::Ei(groups())
    } else {
        View::Whole
    })
}

pub(super) fn similarity(
    source: &Source,
    arguments: &SimilarityArguments,
) -> anyhow::Result<Outcome> {
    let Some(a) = arguments.a.clone() else { return ideal_points(source, arguments) };
    let request = similarity::Request {
        layer: Layer::find(&arguments.layer)?,
        a,
        b: arguments.b.clone(),
        measure: arguments.measure.clone(),
        from: arguments.from,
        to: arguments.to,
        years: arguments.years,
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

fn ideal_points(source: &Source, arguments: &SimilarityArguments) -> anyhow::Result<Outcome> {
    let request = ideal_points::Request {
        layer: Layer::find(&arguments.layer)?,
        anchors: arguments.anchors.clone().unwrap_or_default(),
        from: arguments.from,
        to: arguments.to,
        abstention_is_no: arguments.abstention_is_no,
        replicates: arguments.replicates,
        seed: arguments.seed,
        least: arguments.least,
    };
    let snapshot = source.open()?.snapshot();
    let answer = ideal_points::ideal_points(&snapshot, &request)?;
    show(&answer, &ideal_points_table(&answer), arguments.table.format)
}
