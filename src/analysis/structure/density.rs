//! How many of the possible ties there are, and how many are returned.

use crate::graph::{Combine, Graph};

/// The share of possible ties that exist; loops and parallel ties are left out. 0 with fewer than
/// two nodes.
///
/// Cost: O(nodes + ties).
pub fn density(graph: &Graph) -> f64 {
    let count = graph.node_count() as f64;
    let pairs =
        if graph.is_directed() { count * (count - 1.0) } else { count * (count - 1.0) / 2.0 };
    let ties = graph.simplified(Combine::One).graph.tie_count() as f64;
    if pairs > 0.0 { ties / pairs } else { 0.0 }
}

/// The share of directed ties that are returned; loops and parallel ties are left out. 1 in an
/// undirected graph, and none if there are no ties.
///
/// Cost: O(nodes + ties · log degree).
///
/// # Example
/// ```
/// use comity::analysis::structure::reciprocity;
/// use comity::graph::{Direction, Graph, Tie};
/// let ties = [Tie::plain(0, 1), Tie::plain(1, 0), Tie::plain(1, 2), Tie::plain(0, 2)];
/// let (graph, _) = Graph::from_ties(Direction::Directed, 3, &ties)?;
/// assert_eq!(reciprocity(&graph), Some(0.5));
/// # Ok::<(), comity::graph::GraphError>(())
/// ```
pub fn reciprocity(graph: &Graph) -> Option<f64> {
    let simple = graph.simplified(Combine::One).graph;
    let returned = simple
        .ties()
        .filter(|&(_, source, target)| simple.ties_between(target, source).len() > 0)
        .count();
    (simple.tie_count() > 0).then(|| returned as f64 / simple.tie_count() as f64)
}
