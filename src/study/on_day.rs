//! The part of a network that holds on a day.

use std::sync::Arc;

use super::coverage::layers_for;
use super::network::{covered_by, network};
use super::{Completeness, StudyError};
use crate::graph::{Day, Graph, Interval, Selection};
use crate::projection::Layer;
use crate::query::Snapshot;

/// A graph with the IRIs of its nodes.
pub(super) struct OnDay {
    /// The ties that hold on the day, with the nodes that have one. Without a day, all; on a day that is not
    /// covered, none.
    pub(super) graph: Graph,
    /// IRIs in the order of the nodes' numbers, which is their own order.
    pub(super) nodes: Vec<String>,
    /// Whether the layers say anything about the day.
    pub(super) completeness: Completeness,
}

/// The network of some layers on a day.
pub(super) fn on_day(
    snapshot: &Arc<Snapshot>,
    layers: &[Layer],
    day: Option<Day>,
) -> Result<OnDay, StudyError> {
    let whole = network(snapshot, layers, day)?;
    let mut part = match day {
        Some(day) => tied(&whole.graph.at(day)),
        None => whole.graph.select(|_| true, |_| true),
    };
    let mut completeness = Completeness::Complete;
    if let Some(day) = day {
        let span = covered_by(snapshot, layers, &whole, Some(day))?;
        completeness = layers_for(snapshot, layers, span, Interval::day(day))?;
        if completeness != Completeness::Complete {
            part = whole.graph.select(|_| false, |_| false);
        }
    }
    let nodes = part.nodes.iter().map(|&node| whole.nodes[node as usize].clone()).collect();
    Ok(OnDay { graph: part.graph, nodes, completeness })
}

/// The part without nodes that have no tie; nodes and ties keep the numbers of the whole.
pub(super) fn tied(part: &Selection) -> Selection {
    let mut tied = part.graph.without_isolates();
    for node in &mut tied.nodes {
        *node = part.nodes[*node as usize];
    }
    for tie in &mut tied.ties {
        *tie = part.ties[*tie as usize];
    }
    tied
}
