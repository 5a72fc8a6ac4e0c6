//! Ties and nodes without which the network falls apart.

use crate::graph::{Graph, NodeId, TieId};

/// Bridges and articulation points.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cuts {
    /// Ties whose loss disconnects their ends; one of several parallel ties is none. In the order
    /// of ties.
    pub bridges: Vec<TieId>,
    /// Nodes whose loss disconnects some of the others, in order.
    pub articulation_points: Vec<NodeId>,
}

/// Finds bridges and articulation points; the direction of ties is ignored.
///
/// Cost: O(nodes + ties), without recursion.
///
/// # Example
/// ```
/// use comity::analysis::structure::cuts;
/// use comity::graph::{Direction, Graph, Tie};
/// let ties = [Tie::plain(0, 1), Tie::plain(1, 2), Tie::plain(0, 2), Tie::plain(2, 3)];
/// let (graph, _) = Graph::from_ties(Direction::Undirected, 4, &ties)?;
/// let found = cuts(&graph);
/// assert_eq!((found.bridges, found.articulation_points), (vec![3], vec![2]));
/// # Ok::<(), comity::graph::GraphError>(())
/// ```
///
/// Literature: J. Hopcroft and R. Tarjan, "Efficient algorithms for graph manipulation" (1973).
pub fn cuts(graph: &Graph) -> Cuts {
    let mut search = Search::new(graph);
    for root in graph.nodes() {
        if search.entered[root as usize] == 0 {
            search.run(root);
        }
    }
    search.bridges.sort_unstable();
    let points = graph.nodes().filter(|&node| search.is_point[node as usize]).collect();
    Cuts { bridges: search.bridges, articulation_points: points }
}

struct Search<'graph> {
    graph: &'graph Graph,
    clock: u32,
    /// When a node was entered; 0 if not yet.
    entered: Vec<u32>,
    /// The earliest node that a node's subtree has a tie back to: *lowpoint* in the paper.
    lowest: Vec<u32>,
    is_point: Vec<bool>,
    bridges: Vec<TieId>,
}

/// A node on the current branch, the tie that it was entered by, and the arc to look at next.
struct Step {
    node: NodeId,
    by: Option<TieId>,
    next: usize,
}

impl<'graph> Search<'graph> {
    fn new(graph: &'graph Graph) -> Self {
        let count = graph.node_count();
        let (entered, lowest, is_point) = (vec![0; count], vec![0; count], vec![false; count]);
        Self { graph, clock: 0, entered, lowest, is_point, bridges: Vec::new() }
    }

    fn run(&mut self, root: NodeId) {
        let mut branches = 0;
        let mut steps = vec![self.enter(root, None)];
        while let Some(step) = steps.last_mut() {
            let (node, by) = (step.node, step.by);
            let Some((next, tie)) = self.graph.incident(node, step.next) else {
                steps.pop();
                if let Some(parent) = steps.last() {
                    branches += u32::from(parent.node == root);
                    self.leave(node, by, parent.node, root);
                }
                continue;
            };
            step.next += 1;
            if self.entered[next as usize] == 0 {
                steps.push(self.enter(next, Some(tie)));
            } else if Some(tie) != by {
                self.lowest[node as usize] =
                    self.lowest[node as usize].min(self.entered[next as usize]);
            }
        }
        self.is_point[root as usize] = branches > 1;
    }

    fn enter(&mut self, node: NodeId, by: Option<TieId>) -> Step {
        self.clock += 1;
        self.entered[node as usize] = self.clock;
        self.lowest[node as usize] = self.clock;
        Step { node, by, next: 0 }
    }

    fn leave(&mut self, node: NodeId, by: Option<TieId>, parent: NodeId, root: NodeId) {
        let (lowest, above) = (self.lowest[node as usize], self.entered[parent as usize]);
        self.lowest[parent as usize] = self.lowest[parent as usize].min(lowest);
        if lowest > above {
            self.bridges.extend(by);
        }
        if lowest >= above && parent != root {
            self.is_point[parent as usize] = true;
        }
    }
}
