//! How wide a network is.

use crate::analysis::centrality::reach;
use crate::analysis::{AnalysisError, Cost};
use crate::graph::Graph;

/// Distances over all ordered pairs of nodes between which there is a path.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Distances {
    /// The greatest distance; 0 if no two nodes are connected.
    pub diameter: f64,
    /// The mean distance; 0 if no two nodes are connected.
    pub average: f64,
    /// The share of ordered pairs between which there is a path.
    pub connected: f64,
    /// The mean of 1 / distance over all ordered pairs, 0 for those without a path (Latora and
    /// Marchiori 2001).
    pub efficiency: f64,
}

/// Sums up the distances between all nodes. Pairs without a path are left out of the diameter and
/// the mean, and counted by `connected`: no infinite answer, and no silent restriction to the
/// largest component.
///
/// Cost: that of [`reach`].
///
/// # Errors
/// Weights that are not above 0 where they are lengths.
///
/// # Example
/// ```
/// use comity::analysis::{Cost, structure::distances};
/// use comity::graph::{Direction, Graph, Tie};
/// let ties = [Tie::plain(0, 1), Tie::plain(1, 2)];
/// let (graph, _) = Graph::from_ties(Direction::Undirected, 4, &ties)?;
/// let found = distances(&graph, Cost::Hops)?;
/// assert_eq!((found.diameter, found.connected), (2.0, 0.5));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn distances(graph: &Graph, cost: Cost) -> Result<Distances, AnalysisError> {
    let reaches = reach(graph, cost, true)?;
    let count = graph.node_count() as f64;
    let pairs = count * (count - 1.0);
    let connected: u64 = reaches.iter().map(|reach| reach.reached).sum();
    let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
    Ok(Distances {
        diameter: reaches.iter().map(|reach| reach.farthest).fold(0.0, f64::max),
        average: share(reaches.iter().map(|reach| reach.total).sum(), connected as f64),
        connected: share(connected as f64, pairs),
        efficiency: share(reaches.iter().map(|reach| reach.inverse).sum(), pairs),
    })
}

/// The greatest distance from each node to any that it can reach; 0 if there is none.
///
/// # Errors
/// Those of [`distances`].
pub fn eccentricity(graph: &Graph, cost: Cost) -> Result<Vec<f64>, AnalysisError> {
    Ok(reach(graph, cost, false)?.into_iter().map(|reach| reach.farthest).collect())
}
