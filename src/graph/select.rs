//! Parts of a graph: by date, by node, by tie. The order of nodes and ties stays, so nothing is
//! sorted again.

use super::{Day, Graph, NodeId, TieId};

/// A part of a graph, and where its nodes and ties came from.
#[derive(Clone, Debug)]
pub struct Selection {
    /// The part, with numbers of its own.
    pub graph: Graph,
    /// For each node of the part, its number in the whole.
    pub nodes: Vec<NodeId>,
    /// For each tie of the part, its number in the whole.
    pub ties: Vec<TieId>,
}

impl Graph {
    /// The part with the nodes and ties that are asked for; a tie stays only if both of its ends
    /// do.
    ///
    /// Cost: O(nodes + ties).
    ///
    /// # Example
    /// ```
    /// use comity::graph::{Direction, Graph, Tie};
    /// let ties = [Tie::plain(0, 1), Tie::plain(1, 2)];
    /// let (graph, _) = Graph::from_ties(Direction::Undirected, 3, &ties)?;
    /// let part = graph.select(|node| node != 0, |_| true);
    /// assert_eq!(part.nodes, [1, 2]);
    /// assert_eq!(part.ties, [1]);
    /// # Ok::<(), comity::graph::GraphError>(())
    /// ```
    pub fn select(
        &self,
        keep_node: impl Fn(NodeId) -> bool,
        keep_tie: impl Fn(TieId) -> bool,
    ) -> Selection {
        let nodes: Vec<NodeId> = self.nodes().filter(|&node| keep_node(node)).collect();
        let mut renumbered = vec![NodeId::MAX; self.node_count()];
        for (number, &node) in nodes.iter().enumerate() {
            renumbered[node as usize] = number as NodeId;
        }
        let (mut ends, mut ties) = (Vec::new(), Vec::new());
        for (tie, source, target) in self.ties() {
            let pair = [renumbered[source as usize], renumbered[target as usize]];
            if keep_tie(tie) && !pair.contains(&NodeId::MAX) {
                ends.push(pair);
                ties.push(tie);
            }
        }
        let weights = ties.iter().map(|&tie| self.weight(tie)).collect();
        let spans = ties.iter().map(|&tie| self.span(tie)).collect();
        let graph = Self::assemble(self.direction(), nodes.len(), &ends, weights, spans)
            .watched(self.watch());
        Selection { graph, nodes, ties }
    }

    /// The graph as of a day: all nodes, and the ties that hold on it.
    pub fn at(&self, day: Day) -> Selection {
        self.select(|_| true, |tie| self.holds(tie, day))
    }

    /// The part without nodes that have no tie; a loop is a tie.
    pub fn without_isolates(&self) -> Selection {
        let tied = |node| !self.neighbours(node).is_empty() || !self.predecessors(node).is_empty();
        self.select(tied, |_| true)
    }
}

#[cfg(test)]
mod tests {
    use crate::graph::{Direction, Graph, Interval, Tie};

    #[test]
    fn a_day_keeps_only_what_holds_on_it() {
        let dated = |source, target, start, end| Tie {
            interval: Interval::new(start, end),
            ..Tie::plain(source, target)
        };
        let ties =
            [dated(0, 1, Some(0), Some(9)), dated(1, 2, Some(9), None), dated(0, 2, None, Some(3))];
        let (graph, _) = Graph::from_ties(Direction::Undirected, 4, &ties).unwrap();
        let ninth = graph.at(9);
        assert_eq!(ninth.ties, [0, 2]);
        assert_eq!(ninth.graph.node_count(), 4);
        assert_eq!(ninth.graph.without_isolates().nodes, [0, 1, 2]);
        assert_eq!(graph.at(10).ties, [2]);
    }
}
