//! How many ties a node has, and how strong they are together.

use super::Side;
use crate::graph::{Graph, NodeId, TieId};

/// The number of ties at each node. Parallel ties count each; a loop counts 2 in an undirected
/// graph, and 1 on each side of a directed one. Cost: O(nodes + ties).
///
/// # Example
/// ```
/// use comity::analysis::centrality::{Side, degree};
/// use comity::graph::{Direction, Graph, Tie};
/// let ties = [Tie::plain(0, 1), Tie::plain(0, 2)];
/// let (graph, _) = Graph::from_ties(Direction::Directed, 3, &ties)?;
/// assert_eq!(degree(&graph, Side::Out), [2.0, 0.0, 0.0]);
/// assert_eq!(degree(&graph, Side::In), [0.0, 1.0, 1.0]);
/// # Ok::<(), comity::graph::GraphError>(())
/// ```
pub fn degree(graph: &Graph, side: Side) -> Vec<f64> {
    total(graph, side, |_| 1.0)
}

/// The sum of the weights of the ties at each node; loops and parallel ties as in [`degree`].
///
/// Literature: A. Barrat et al., "The architecture of complex weighted networks" (2004).
pub fn strength(graph: &Graph, side: Side) -> Vec<f64> {
    total(graph, side, |tie| graph.weight(tie))
}

fn total(graph: &Graph, side: Side, value: impl Fn(TieId) -> f64) -> Vec<f64> {
    let leaving = |node| graph.arcs(node).map(|(_, tie)| value(tie)).sum::<f64>();
    let entering = |node| graph.arcs_into(node).map(|(_, tie)| value(tie)).sum::<f64>();
    let loops = |node| graph.ties_between(node, node).map(&value).sum::<f64>();
    let of = |node: NodeId| match (graph.is_directed(), side) {
        (false, _) => leaving(node) + loops(node),
        (true, Side::Out) => leaving(node),
        (true, Side::In) => entering(node),
        (true, Side::Both) => leaving(node) + entering(node),
    };
    // An empty sum of floating-point numbers is -0.
    graph.nodes().map(|node| of(node) + 0.0).collect()
}
