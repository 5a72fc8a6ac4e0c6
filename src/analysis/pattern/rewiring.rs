//! A random network in which every node has as many ties as before.

use std::collections::HashSet;

use crate::analysis::random::Random;
use crate::graph::{Combine, Direction, Graph, NodeId, Tie};

/// The graph after tries to swap the ends of two ties; a swap that would make a loop or a parallel
/// tie is not made.
///
/// Loops and parallel ties are left out first; weights stay with the sources of the ties. Every
/// node keeps its number of ties, in a directed graph on either side. Ten tries a tie mix well.
///
/// Cost: O(ties + tries).
///
/// # Example
/// ```
/// use comity::analysis::{centrality::{Side, degree}, pattern::rewired, random::Random};
/// use comity::graph::{Direction, Graph, Tie};
/// let ring: Vec<Tie> = (0..9).map(|node| Tie::plain(node, (node + 1) % 9)).collect();
/// let (graph, _) = Graph::from_ties(Direction::Undirected, 9, &ring)?;
/// let mixed = rewired(&graph, 90, &mut Random::new(4));
/// assert_eq!(degree(&mixed, Side::Both), degree(&graph, Side::Both));
/// # Ok::<(), comity::graph::GraphError>(())
/// ```
///
/// Literature: S. Maslov and K. Sneppen, "Specificity and stability in topology of protein
/// networks" (2002).
pub fn rewired(graph: &Graph, tries: usize, random: &mut Random) -> Graph {
    let simple = graph.simplified(Combine::Sum).graph;
    let mut ties: Vec<Tie> = simple
        .ties()
        .map(|(tie, source, target)| Tie::weighted(source, target, simple.weight(tie)))
        .collect();
    let key = |source: NodeId, target: NodeId| match simple.direction() {
        Direction::Directed => (source, target),
        Direction::Undirected => (source.min(target), source.max(target)),
    };
    let mut present: HashSet<(NodeId, NodeId)> =
        ties.iter().map(|tie| key(tie.source, tie.target)).collect();
    for _ in 0..if ties.len() > 1 { tries } else { 0 } {
        let (one, other) = (random.place(ties.len()), random.place(ties.len()));
        // An undirected tie has no first end, so that either may be swapped.
        let turned = !simple.is_directed() && random.below(2) == 1;
        let (a, b) = (ties[one].source, ties[one].target);
        let (c, d) = if turned {
            (ties[other].target, ties[other].source)
        } else {
            (ties[other].source, ties[other].target)
        };
        let (first, second) = (key(a, d), key(c, b));
        if a == d
            || c == b
            || first == second
            || present.contains(&first)
            || present.contains(&second)
        {
            continue;
        }
        present.remove(&key(a, b));
        present.remove(&key(c, d));
        present.extend([first, second]);
        (ties[one].target, ties[other].source, ties[other].target) = (d, c, b);
    }
    // The ties are those of a graph, with other ends of the same graph.
    Graph::from_ties(simple.direction(), simple.node_count(), &ties)
        .map_or_else(|_| simple.clone(), |(graph, _)| graph.watched(simple.watch()))
}
