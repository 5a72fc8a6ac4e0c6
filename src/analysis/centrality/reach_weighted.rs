//! Distances by length: Dijkstra's algorithm from each node.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rayon::prelude::*;

use super::reach::Reach;
use crate::analysis::cost::{Cost, Distance};
use crate::graph::{Graph, NodeId};

/// Distances by length to each node (`entering`), or from it.
pub(super) fn reach_by_length(graph: &Graph, cost: Cost, entering: bool) -> Vec<Reach> {
    let lengths = cost.lengths(graph).graph;
    lengths
        .nodes()
        .into_par_iter()
        .map(|node| summed(&distances(&lengths, node, entering), node))
        .collect()
}

fn summed(distances: &[f64], node: NodeId) -> Reach {
    let others = distances
        .iter()
        .enumerate()
        .filter(|&(other, distance)| other != node as usize && distance.is_finite());
    others.fold(Reach::default(), |reach, (_, &distance)| Reach {
        reached: reach.reached + 1,
        total: reach.total + distance,
        inverse: reach.inverse + 1.0 / distance,
        farthest: reach.farthest.max(distance),
    })
}

/// Lengths of the shortest paths to a node, or from it; infinite where there is none. Weights are
/// lengths.
pub(super) fn distances(lengths: &Graph, node: NodeId, entering: bool) -> Vec<f64> {
    lengths.look();
    let mut distances = vec![f64::INFINITY; lengths.node_count()];
    distances[node as usize] = 0.0;
    let mut heap = BinaryHeap::from([Reverse((Distance(0.0), node))]);
    while let Some(Reverse((Distance(reached), node))) = heap.pop() {
        if reached > distances[node as usize] {
            continue;
        }
        let mut relax = |next: NodeId, length: f64| {
            let longer = reached + length;
            if longer < distances[next as usize] {
                distances[next as usize] = longer;
                heap.push(Reverse((Distance(longer), next)));
            }
        };
        if entering {
            lengths.arcs_into(node).for_each(|(next, tie)| relax(next, lengths.weight(tie)));
        } else {
            lengths.arcs(node).for_each(|(next, tie)| relax(next, lengths.weight(tie)));
        }
    }
    distances
}
