//! Whose partners have no ties with each other.

use rayon::prelude::*;

use crate::graph::{Combine, Graph, NodeId};

/// Burt's measures; not a number for a node without ties.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StructuralHoles {
    /// How far a node's time and energy go into partners who lead back to each other: low where it
    /// spans holes.
    pub constraint: Vec<f64>,
    /// The number of partners, less those that others make redundant.
    pub effective_size: Vec<f64>,
}

/// Constraint and effective size, by weight.
///
/// With *m*(i, j) the weight of the ties between i and j in both directions, and *p*(i, j) its
/// share of all of i's: constraint is Σⱼ (p(i, j) + `Σ_q` p(i, q) p(q, j))², and effective size is Σⱼ
/// (1 - `Σ_q` p(i, q) m(j, q) / max m(j, ·)). Parallel ties add up; loops are left out.
///
/// Cost: O(Σ over nodes of the degrees of their neighbours), in parallel over nodes.
///
/// # Example
/// ```
/// use comity::analysis::structure::structural_holes;
/// use comity::graph::{Direction, Graph, Tie};
/// let ties = [Tie::plain(0, 1), Tie::plain(1, 2)];
/// let (graph, _) = Graph::from_ties(Direction::Undirected, 3, &ties)?;
/// let holes = structural_holes(&graph);
/// assert_eq!(holes.constraint, [1.0, 0.5, 1.0]);
/// assert_eq!(holes.effective_size, [1.0, 2.0, 1.0]);
/// # Ok::<(), comity::graph::GraphError>(())
/// ```
///
/// Literature: R. S. Burt, *Structural Holes* (1992).
pub fn structural_holes(graph: &Graph) -> StructuralHoles {
    let ties = Mutual::new(graph);
    let room = || vec![[0.0; 2]; graph.node_count()];
    let both: Vec<(f64, f64)> =
        graph.nodes().into_par_iter().map_init(room, |room, node| ties.at(node, room)).collect();
    let (constraint, effective_size) = both.into_iter().unzip();
    StructuralHoles { constraint, effective_size }
}

struct Mutual {
    /// Undirected; weights are the sums of both directions.
    graph: Graph,
    sums: Vec<f64>,
    greatest: Vec<f64>,
}

impl Mutual {
    fn new(graph: &Graph) -> Self {
        let graph = graph.undirected().simplified(Combine::Sum).graph;
        let weights = |node: NodeId| graph.arcs(node).map(|(_, tie)| graph.weight(tie));
        let sums = graph.nodes().map(|node| weights(node).sum()).collect();
        let greatest = graph.nodes().map(|node| weights(node).fold(0.0, f64::max)).collect();
        Self { graph, sums, greatest }
    }

    /// Constraint and effective size at one node. `room` is 0 everywhere, and is left so.
    fn at(&self, node: NodeId, room: &mut [[f64; 2]]) -> (f64, f64) {
        if self.graph.neighbours(node).is_empty() {
            return (f64::NAN, f64::NAN);
        }
        let share = |node: NodeId, weight: f64| weight / self.sums[node as usize];
        for (through, tie) in self.graph.arcs(node) {
            let first = share(node, self.graph.weight(tie));
            for (to, tie) in self.graph.arcs(through) {
                let weight = self.graph.weight(tie);
                room[to as usize][0] += first * share(through, weight);
                room[to as usize][1] += first * weight / self.greatest[to as usize];
            }
        }
        let (mut constraint, mut size) = (0.0, 0.0);
        for (to, tie) in self.graph.arcs(node) {
            let [indirect, redundant] = room[to as usize];
            constraint += (share(node, self.graph.weight(tie)) + indirect).powi(2);
            size += 1.0 - redundant;
        }
        for &through in self.graph.neighbours(node) {
            self.graph.neighbours(through).iter().for_each(|&to| room[to as usize] = [0.0; 2]);
        }
        (constraint, size)
    }
}
