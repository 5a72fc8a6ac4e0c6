//! One tie a pair, no loops, and the graph without its directions.

use super::{Direction, Graph, Interval, NodeId, Tie, TieId};

/// What the weight of several ties together is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Combine {
    /// Their sum, for strengths.
    Sum,
    /// The least, for lengths.
    Least,
    /// 1, whatever they weigh.
    One,
}

/// A graph with at most one tie a pair and no loops.
#[derive(Clone, Debug)]
pub struct Simplified {
    /// The graph; its nodes are those of the whole, its ties are undated.
    pub graph: Graph,
    /// For each tie of the whole, the tie that it became part of; none for loops.
    pub merged_into: Vec<Option<TieId>>,
}

impl Graph {
    /// Merges parallel ties and drops loops. Cost: O(nodes + ties).
    ///
    /// # Example
    /// ```
    /// use comity::graph::{Combine, Direction, Graph, Tie};
    /// let ties = [Tie::weighted(0, 1, 2.0), Tie::weighted(1, 0, 3.0), Tie::plain(1, 1)];
    /// let (graph, _) = Graph::from_ties(Direction::Undirected, 2, &ties)?;
    /// let simple = graph.simplified(Combine::Sum);
    /// assert_eq!(simple.graph.weight(0), 5.0);
    /// assert_eq!(simple.merged_into, [Some(0), Some(0), None]);
    /// # Ok::<(), comity::graph::GraphError>(())
    /// ```
    pub fn simplified(&self, combine: Combine) -> Simplified {
        let (mut ends, mut weights) = (Vec::<[NodeId; 2]>::new(), Vec::<f64>::new());
        let mut merged_into = Vec::with_capacity(self.tie_count());
        for (tie, source, target) in self.ties() {
            if source == target {
                merged_into.push(None);
                continue;
            }
            let weight = self.weight(tie);
            if ends.last() == Some(&[source, target]) {
                let last = ends.len() - 1;
                weights[last] = combine.of(weights[last], weight);
            } else {
                ends.push([source, target]);
                weights.push(if combine == Combine::One { 1.0 } else { weight });
            }
            merged_into.push(Some(ends.len() as TieId - 1));
        }
        let spans = ends.iter().map(|_| super::csr::to_span(Interval::ALWAYS)).collect();
        let graph = Self::assemble(self.direction(), self.node_count(), &ends, weights, spans)
            .watched(self.watch());
        Simplified { graph, merged_into }
    }

    /// The same ties, each running both ways. Ties are numbered anew.
    pub fn undirected(&self) -> Self {
        self.rebuilt(Direction::Undirected, |source, target| (source, target))
    }

    /// The same ties, each turned round; the graph itself if it is undirected. Ties are numbered
    /// anew.
    pub fn reversed(&self) -> Self {
        self.rebuilt(self.direction(), |source, target| (target, source))
    }

    fn rebuilt(
        &self,
        direction: Direction,
        ends: impl Fn(NodeId, NodeId) -> (NodeId, NodeId),
    ) -> Self {
        let given: Vec<Tie> = self
            .ties()
            .map(|(tie, source, target)| {
                let (source, target) = ends(source, target);
                Tie { source, target, weight: self.weight(tie), interval: self.interval(tie) }
            })
            .collect();
        // The ties come from a graph, which checked them.
        Self::from_ties(direction, self.node_count(), &given)
            .map_or_else(|_| self.clone(), |(graph, _)| graph.watched(self.watch()))
    }
}

impl Combine {
    fn of(self, left: f64, right: f64) -> f64 {
        match self {
            Self::Sum => left + right,
            Self::Least => left.min(right),
            Self::One => 1.0,
        }
    }
}
