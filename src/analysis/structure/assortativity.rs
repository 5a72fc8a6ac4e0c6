//! Whether nodes with many ties are tied to nodes with many ties.

use crate::graph::{Combine, Graph};

/// The correlation of the degrees at the two ends of a tie; none if there is no variation to
/// correlate.
///
/// Loops and parallel ties are left out. An undirected tie counts in both directions; of a directed
/// one, the number of ties that leave its source is set against the number that enter its target
/// (as in networkx and igraph).
///
/// Cost: O(nodes + ties).
///
/// # Example
/// ```
/// use comity::analysis::structure::degree_assortativity;
/// use comity::graph::{Direction, Graph, Tie};
/// let star = [Tie::plain(0, 1), Tie::plain(0, 2), Tie::plain(0, 3)];
/// let (graph, _) = Graph::from_ties(Direction::Undirected, 4, &star)?;
/// assert_eq!(degree_assortativity(&graph), Some(-1.0));
/// # Ok::<(), comity::graph::GraphError>(())
/// ```
///
/// Literature: M. E. J. Newman, "Mixing patterns in networks" (2003).
pub fn degree_assortativity(graph: &Graph) -> Option<f64> {
    let simple = graph.simplified(Combine::One).graph;
    let leaving = |node| simple.neighbours(node).len() as f64;
    let entering = |node| simple.predecessors(node).len() as f64;
    let arcs = simple
        .nodes()
        .flat_map(|source| simple.neighbours(source).iter().map(move |&target| (source, target)));
    let pairs: Vec<(f64, f64)> =
        arcs.map(|(source, target)| (leaving(source), entering(target))).collect();
    correlation(&pairs)
}

/// Pearson's correlation; none if either side does not vary.
pub(in crate::analysis) fn correlation(pairs: &[(f64, f64)]) -> Option<f64> {
    let count = pairs.len() as f64;
    let left = pairs.iter().map(|pair| pair.0).sum::<f64>() / count;
    let right = pairs.iter().map(|pair| pair.1).sum::<f64>() / count;
    let sum = |of: fn(f64, f64) -> f64| {
        pairs.iter().map(|pair| of(pair.0 - left, pair.1 - right)).sum::<f64>()
    };
    let (both, lefts, rights) = (sum(|x, y| x * y), sum(|x, _| x * x), sum(|_, y| y * y));
    (lefts > 0.0 && rights > 0.0).then(|| (both / (lefts * rights).sqrt()).clamp(-1.0, 1.0))
}
