//! How many nodes each node is connected with, and how far they are.

use super::reach_bits::reach_by_hops;
use super::reach_weighted::reach_by_length;
use crate::analysis::{AnalysisError, Cost};
use crate::graph::Graph;

/// Distances at one node, summed up; the node itself is left out.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Reach {
    /// How many other nodes there are within reach.
    pub reached: u64,
    /// The sum of their distances.
    pub total: f64,
    /// The sum of 1 / distance.
    pub inverse: f64,
    /// The greatest distance; 0 if none is within reach.
    pub farthest: f64,
}

/// For each node, the distances *to* it from all others (`entering`), or from it to all others.
///
/// Cost: unweighted O(nodes · ties / 512) word operations, by 512 searches at a time; weighted
/// O(nodes · ties · log nodes).
///
/// # Errors
/// Weights that are not above 0 where they are lengths.
pub fn reach(graph: &Graph, cost: Cost, entering: bool) -> Result<Vec<Reach>, AnalysisError> {
    cost.check(graph, "a distance by weight")?;
    if cost.is_hops() || !graph.is_weighted() {
        Ok(reach_by_hops(graph, entering))
    } else {
        Ok(reach_by_length(graph, cost, entering))
    }
}
