//! The densest part: who is left when all with few ties are taken away.

use super::clustering::plain;
use crate::graph::{Graph, NodeId};

/// For each node the greatest *k* for which it belongs to a part in which everyone has at least *k*
/// ties.
///
/// Direction, loops and parallel ties are left out: a mutual tie is one (as in rustworkx; networkx
/// and igraph count two).
///
/// Cost: O(nodes + ties).
///
/// # Example
/// ```
/// use comity::analysis::structure::core_numbers;
/// use comity::graph::{Direction, Graph, Tie};
/// let ties = [Tie::plain(0, 1), Tie::plain(1, 2), Tie::plain(0, 2), Tie::plain(2, 3)];
/// let (graph, _) = Graph::from_ties(Direction::Undirected, 4, &ties)?;
/// assert_eq!(core_numbers(&graph), [2, 2, 2, 1]);
/// # Ok::<(), comity::graph::GraphError>(())
/// ```
///
/// Literature: V. Batagelj and M. Zaveršnik, "An O(m) algorithm for cores decomposition of
/// networks" (2003).
pub fn core_numbers(graph: &Graph) -> Vec<u32> {
    let simple = plain(graph);
    let mut cores: Vec<u32> =
        simple.nodes().map(|node| simple.neighbours(node).len() as u32).collect();
    let mut peeling = Peeling::new(&cores);
    for place in 0..cores.len() {
        let node = peeling.order[place];
        for &neighbour in simple.neighbours(node) {
            if cores[neighbour as usize] > cores[node as usize] {
                peeling.move_down(neighbour, cores[neighbour as usize]);
                cores[neighbour as usize] -= 1;
            }
        }
    }
    cores
}

/// Nodes by what is left of their degree, kept in order by swaps.
struct Peeling {
    order: Vec<NodeId>,
    place: Vec<usize>,
    /// Where the nodes of each degree start.
    starts: Vec<usize>,
}

impl Peeling {
    fn new(degrees: &[u32]) -> Self {
        let greatest = degrees.iter().copied().max().unwrap_or(0) as usize;
        let mut starts = vec![0; greatest + 2];
        degrees.iter().for_each(|&degree| starts[degree as usize + 1] += 1);
        (0..=greatest).for_each(|degree| starts[degree + 1] += starts[degree]);
        let mut next = starts.clone();
        let (mut order, mut place) = (vec![0; degrees.len()], vec![0; degrees.len()]);
        for (node, &degree) in degrees.iter().enumerate() {
            place[node] = next[degree as usize];
            order[place[node]] = node as NodeId;
            next[degree as usize] += 1;
        }
        Self { order, place, starts }
    }

    /// Moves a node of a degree into the next lower one.
    fn move_down(&mut self, node: NodeId, degree: u32) {
        let start = self.starts[degree as usize];
        let first = self.order[start];
        let place = self.place[node as usize];
        self.order.swap(start, place);
        self.place[first as usize] = place;
        self.place[node as usize] = start;
        self.starts[degree as usize] += 1;
    }
}
