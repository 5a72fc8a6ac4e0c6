//! How often each of the sixteen kinds of three nodes occurs.

use crate::graph::{Combine, Graph, NodeId};

/// The names of the kinds: mutual, one-way and absent ties, then down, up, transitive or cyclic.
pub const TRIADS: [&str; 16] = [
    "003", "012", "102", "021D", "021U", "021C", "111D", "111U", "030T", "030C", "201", "120D",
    "120U", "120C", "210", "300",
];

/// The kind of each of the 64 ways in which three nodes may be tied, with one bit each for v to u,
/// u to v, v to w, w to v, u to w and w to u (the table of Batagelj and Mrvar, as places in
/// [`TRIADS`]).
const KINDS: [u8; 64] = [
    0, 1, 1, 2, 1, 3, 5, 7, 1, 5, 4, 6, 2, 7, 6, 10, 1, 5, 3, 7, 4, 8, 8, 12, 5, 9, 8, 13, 6, 13,
    11, 14, 1, 4, 5, 6, 5, 8, 9, 13, 3, 8, 8, 11, 7, 12, 13, 14, 2, 6, 7, 10, 6, 11, 13, 14, 7, 13,
    12, 14, 10, 14, 14, 15,
];

/// Counts triads by kind, in the order of [`TRIADS`]. Loops and parallel ties are left out; an
/// undirected tie is mutual.
///
/// Cost: O(ties · greatest degree).
///
/// # Example
/// ```
/// use comity::analysis::pattern::{TRIADS, triad_census};
/// use comity::graph::{Direction, Graph, Tie};
/// let ties = [Tie::plain(0, 1), Tie::plain(1, 2), Tie::plain(2, 0)];
/// let (graph, _) = Graph::from_ties(Direction::Directed, 3, &ties)?;
/// let census = triad_census(&graph);
/// assert_eq!(TRIADS[census.iter().position(|&count| count == 1).unwrap_or(0)], "030C");
/// # Ok::<(), comity::graph::GraphError>(())
/// ```
///
/// Literature: V. Batagelj and A. Mrvar, "A subquadratic triad census algorithm for large sparse
/// networks with small maximum degree" (2001).
pub fn triad_census(graph: &Graph) -> [u64; 16] {
    let simple = graph.simplified(Combine::One).graph;
    let around: Vec<Vec<NodeId>> = simple.nodes().map(|node| around(&simple, node)).collect();
    let count = simple.node_count() as u64;
    let mut census = [0; 16];
    for first in simple.nodes() {
        simple.look();
        for &second in around[first as usize].iter().filter(|&&second| second > first) {
            let mut others = around[first as usize].clone();
            others.extend(&around[second as usize]);
            others.sort_unstable();
            others.dedup();
            others.retain(|&node| node != first && node != second);
            let pair = if is_mutual(&simple, first, second) { 2 } else { 1 };
            census[pair] += count - others.len() as u64 - 2;
            // A triad with two or three tied pairs is met from each, and counted from the first of
            // them.
            let counted = |third: NodeId| {
                third > second || (third > first && !around[first as usize].contains(&third))
            };
            for &third in others.iter().filter(|&&third| counted(third)) {
                census[KINDS[code(&simple, first, second, third)] as usize] += 1;
            }
        }
    }
    let all = count * count.saturating_sub(1) * count.saturating_sub(2) / 6;
    census[0] = all - census[1..].iter().sum::<u64>();
    census
}

fn around(simple: &Graph, node: NodeId) -> Vec<NodeId> {
    let mut nodes: Vec<NodeId> =
        simple.neighbours(node).iter().chain(simple.predecessors(node)).copied().collect();
    nodes.sort_unstable();
    nodes.dedup();
    nodes
}

fn is_tied(simple: &Graph, from: NodeId, to: NodeId) -> bool {
    simple.ties_between(from, to).len() > 0
}

fn is_mutual(simple: &Graph, one: NodeId, other: NodeId) -> bool {
    is_tied(simple, one, other) && is_tied(simple, other, one)
}

fn code(simple: &Graph, v: NodeId, u: NodeId, w: NodeId) -> usize {
    let pairs = [(v, u), (u, v), (v, w), (w, v), (u, w), (w, u)];
    pairs
        .iter()
        .enumerate()
        .map(|(bit, &(from, to))| usize::from(is_tied(simple, from, to)) << bit)
        .sum()
}
