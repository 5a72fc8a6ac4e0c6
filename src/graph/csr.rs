//! The graph itself: compressed sparse rows.
//!
//! A directed tie costs 12 bytes (its target in the outgoing rows, its source and number in the
//! incoming rows), an undirected one 16 (8 for each of its two entries); 8 more if any weight
//! differs from 1, and 8 more if any tie is dated. Ties are numbered by their ends, so a directed
//! tie's number is its place in the outgoing rows.

use super::rows::{Rows, counting_sort, offsets};
use super::tie::{NodeId, Tie, TieId, check};
use super::{Day, GraphError, Interval, Watch};

/// Whether a tie runs one way or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From source to target only.
    Directed,
    /// Both ways.
    Undirected,
}

/// A graph in compressed sparse rows, with parallel ties and loops kept as they are.
///
/// An undirected loop stands once in its node's row.
#[derive(Clone, Debug)]
pub struct Graph {
    direction: Direction,
    outgoing: Rows,
    incoming: Option<Rows>,
    /// Undirected only: number of the first tie whose smaller end is the node.
    first_tie: Option<Box<[u32]>>,
    weights: Option<Box<[f64]>>,
    spans: Option<Box<[[Day; 2]]>>,
    simple: bool,
    watch: Watch,
}

impl Graph {
    /// Builds a graph of `node_count` nodes from ties in any order.
    ///
    /// The second value says where each tie came from: entry *i* is the place, among those given,
    /// of tie *i*.
    ///
    /// Cost: O(nodes + ties), by counting sort.
    ///
    /// # Errors
    /// A tie that names a node outside the graph, has a weight that is not finite or ends before it
    /// starts, or more nodes or ties than `u32` numbers reach.
    ///
    /// # Example
    /// ```
    /// use comity::graph::{Direction, Graph, Tie};
    /// let ties = [Tie::plain(2, 0), Tie::plain(0, 1)];
    /// let (graph, order) = Graph::from_ties(Direction::Directed, 3, &ties)?;
    /// assert_eq!(order, [1, 0]);
    /// assert_eq!(graph.ends(1), (2, 0));
    /// # Ok::<(), comity::graph::GraphError>(())
    /// ```
    pub fn from_ties(
        direction: Direction,
        node_count: usize,
        ties: &[Tie],
    ) -> Result<(Self, Vec<TieId>), GraphError> {
        check(node_count, ties)?;
        let ends: Vec<[NodeId; 2]> = ties.iter().map(|tie| ordered(direction, tie)).collect();
        let by_target = counting_sort((0..ties.len() as u32).collect(), node_count, |tie| {
            ends[tie as usize][1]
        });
        let order = counting_sort(by_target, node_count, |tie| ends[tie as usize][0]);
        let sorted = order.iter().map(|&tie| ends[tie as usize]).collect::<Vec<_>>();
        let given = |position: &u32| ties[*position as usize];
        let weights = order.iter().map(|position| given(position).weight).collect();
        let spans = order.iter().map(|position| to_span(given(position).interval)).collect();
        Ok((Self::assemble(direction, node_count, &sorted, weights, spans), order))
    }

    /// Builds a graph from ends that are sorted, by source and then by target; undirected ones have
    /// the smaller first.
    pub(super) fn assemble(
        direction: Direction,
        node_count: usize,
        ends: &[[NodeId; 2]],
        weights: Vec<f64>,
        spans: Vec<[Day; 2]>,
    ) -> Self {
        let parallel = ends.windows(2).any(|pair| pair[0] == pair[1]);
        let looped = ends.iter().any(|end| end[0] == end[1]);
        let plain = weights.iter().all(|&weight| weight == 1.0);
        let undated = spans.iter().all(|&span| span == UNBOUNDED);
        let (outgoing, incoming, first_tie) = match direction {
            Direction::Directed => {
                (Rows::sources(node_count, ends), Some(Rows::targets(node_count, ends)), None)
            }
            Direction::Undirected => {
                let first = offsets(node_count, ends.iter().map(|end| end[0]));
                (Rows::both(node_count, ends), None, Some(first))
            }
        };
        Self {
            direction,
            outgoing,
            incoming,
            first_tie,
            weights: (!plain).then(|| weights.into_boxed_slice()),
            spans: (!undated).then(|| spans.into_boxed_slice()),
            simple: !parallel && !looped,
            watch: Watch::default(),
        }
    }

    /// The same graph, with a look that ends long work on it and on its parts.
    pub fn watched(self, watch: Watch) -> Self {
        Self { watch, ..self }
    }

    /// The look that this graph carries.
    pub fn watch(&self) -> Watch {
        self.watch.clone()
    }

    /// Leaves the work on this graph if it should end.
    pub fn look(&self) {
        self.watch.look();
    }

    /// How many nodes there are.
    pub fn node_count(&self) -> usize {
        self.outgoing.offsets.len() - 1
    }

    /// How many ties there are, parallel ones and loops included.
    pub fn tie_count(&self) -> usize {
        self.first_tie
            .as_ref()
            .map_or(self.outgoing.nodes.len(), |first| first[self.node_count()] as usize)
    }

    /// How many entries the outgoing rows have: a tie counts once where it is directed or a loop,
    /// else twice.
    pub fn arc_count(&self) -> usize {
        self.outgoing.nodes.len()
    }

    /// All nodes, in order.
    pub fn nodes(&self) -> std::ops::Range<NodeId> {
        0..self.node_count() as NodeId
    }

    /// Whether ties run one way or both.
    pub fn direction(&self) -> Direction {
        self.direction
    }

    /// Whether ties run one way.
    pub fn is_directed(&self) -> bool {
        self.direction == Direction::Directed
    }

    /// Whether any weight differs from 1.
    pub fn is_weighted(&self) -> bool {
        self.weights.is_some()
    }

    /// Whether there is neither a loop nor a pair of parallel ties.
    pub fn is_simple(&self) -> bool {
        self.simple
    }

    /// The nodes that a node's ties lead to, in order; one entry a tie.
    pub fn neighbours(&self, node: NodeId) -> &[NodeId] {
        &self.outgoing.nodes[self.outgoing.range(node)]
    }

    /// The nodes from which ties lead to a node, in order; those of [`Self::neighbours`] if the
    /// graph is undirected.
    pub fn predecessors(&self, node: NodeId) -> &[NodeId] {
        let rows = self.incoming.as_ref().unwrap_or(&self.outgoing);
        &rows.nodes[rows.range(node)]
    }

    /// The ties that leave a node, each with the node that it leads to.
    pub fn arcs(
        &self,
        node: NodeId,
    ) -> impl ExactSizeIterator<Item = (NodeId, TieId)> + Clone + '_ {
        self.outgoing.arcs(node)
    }

    /// The ties that enter a node, each with the node that it comes from.
    pub fn arcs_into(
        &self,
        node: NodeId,
    ) -> impl ExactSizeIterator<Item = (NodeId, TieId)> + Clone + '_ {
        self.incoming.as_ref().unwrap_or(&self.outgoing).arcs(node)
    }

    /// The parallel ties that lead from one node to another.
    pub fn ties_between(
        &self,
        source: NodeId,
        target: NodeId,
    ) -> impl ExactSizeIterator<Item = TieId> + Clone + '_ {
        let row = self.neighbours(source);
        let first = row.partition_point(|&node| node < target);
        let past = row.partition_point(|&node| node <= target);
        self.outgoing.part(source, first..past).map(|(_, tie)| tie)
    }

    /// One of the ties at a node, with the node at its other end: those that leave come first, then, in
    /// a directed graph, those that enter.
    pub fn incident(&self, node: NodeId, place: usize) -> Option<(NodeId, TieId)> {
        let leaving = self.outgoing.range(node).len();
        let (rows, place) = match &self.incoming {
            Some(incoming) if place >= leaving => (incoming, place - leaving),
            _ => (&self.outgoing, place),
        };
        rows.part(node, place..place + 1).next()
    }

    /// Every tie once, by number, with its two ends; the smaller end first if the graph is
    /// undirected.
    pub fn ties(&self) -> impl Iterator<Item = (TieId, NodeId, NodeId)> + '_ {
        let directed = self.is_directed();
        self.nodes().flat_map(move |source| {
            self.arcs(source)
                .filter(move |&(target, _)| directed || source <= target)
                .map(move |(target, tie)| (tie, source, target))
        })
    }

    /// The two ends of a tie. Cost: O(log nodes).
    pub fn ends(&self, tie: TieId) -> (NodeId, NodeId) {
        let first = self.first_tie.as_ref().unwrap_or(&self.outgoing.offsets);
        let source = first.partition_point(|&start| start <= tie) as NodeId - 1;
        let row = self.neighbours(source);
        let skipped =
            if self.is_directed() { 0 } else { row.partition_point(|&node| node < source) };
        (source, row[skipped + (tie - first[source as usize]) as usize])
    }

    /// The weight of a tie.
    pub fn weight(&self, tie: TieId) -> f64 {
        self.weights.as_ref().map_or(1.0, |weights| weights[tie as usize])
    }

    /// When a tie holds.
    pub fn interval(&self, tie: TieId) -> Interval {
        self.spans.as_ref().map_or(Interval::ALWAYS, |spans| from_span(spans[tie as usize]))
    }

    /// Whether a tie holds on a day.
    pub fn holds(&self, tie: TieId, day: Day) -> bool {
        self.spans
            .as_ref()
            .is_none_or(|spans| spans[tie as usize][0] <= day && day <= spans[tie as usize][1])
    }

    /// The same graph with other weights; a weight that is not finite becomes 0.
    pub fn map_weights(&self, weight: impl Fn(f64) -> f64) -> Self {
        let finite = |weight: f64| if weight.is_finite() { weight } else { 0.0 };
        let weights =
            (0..self.tie_count() as TieId).map(|tie| finite(weight(self.weight(tie)))).collect();
        Self { weights: Some(weights), ..self.clone() }
    }

    /// Bytes on the heap: those that grow with ties, and those that grow with nodes.
    pub fn memory(&self) -> (usize, usize) {
        let rows =
            |rows: &Rows| 4 * (rows.nodes.len() + rows.ties.as_ref().map_or(0, |ties| ties.len()));
        let ties = rows(&self.outgoing)
            + self.incoming.as_ref().map_or(0, rows)
            + 8 * self.weights.as_ref().map_or(0, |weights| weights.len())
            + 8 * self.spans.as_ref().map_or(0, |spans| spans.len());
        (ties, 8 * (self.node_count() + 1))
    }

    pub(super) fn span(&self, tie: TieId) -> [Day; 2] {
        self.spans.as_ref().map_or(UNBOUNDED, |spans| spans[tie as usize])
    }
}

const UNBOUNDED: [Day; 2] = [Day::MIN, Day::MAX];

pub(super) fn to_span(interval: Interval) -> [Day; 2] {
    [interval.start.unwrap_or(Day::MIN), interval.end.unwrap_or(Day::MAX)]
}

fn from_span([start, end]: [Day; 2]) -> Interval {
    Interval::new((start != Day::MIN).then_some(start), (end != Day::MAX).then_some(end))
}

fn ordered(direction: Direction, tie: &Tie) -> [NodeId; 2] {
    match direction {
        Direction::Directed => [tie.source, tie.target],
        Direction::Undirected => [tie.source.min(tie.target), tie.source.max(tie.target)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn undirected(ties: &[(u32, u32)], count: usize) -> Graph {
        let ties: Vec<Tie> =
            ties.iter().map(|&(source, target)| Tie::plain(source, target)).collect();
        Graph::from_ties(Direction::Undirected, count, &ties).unwrap().0
    }

    #[test]
    fn rows_are_sorted_and_keep_parallel_ties_and_loops() {
        let graph = undirected(&[(3, 1), (1, 1), (0, 1), (1, 3), (2, 0)], 4);
        assert_eq!(graph.neighbours(1), [0, 1, 3, 3]);
        assert_eq!((graph.tie_count(), graph.arc_count()), (5, 9));
        assert!(!graph.is_simple());
        assert_eq!(graph.ties_between(3, 1).count(), 2);
    }

    #[test]
    fn ends_agree_with_ties_in_both_kinds() {
        let pairs = [(3, 1), (1, 1), (0, 1), (1, 3), (2, 0), (3, 3), (2, 3)];
        let ties: Vec<Tie> =
            pairs.iter().map(|&(source, target)| Tie::plain(source, target)).collect();
        for direction in [Direction::Directed, Direction::Undirected] {
            let (graph, order) = Graph::from_ties(direction, 5, &ties).unwrap();
            for (number, (tie, source, target)) in graph.ties().enumerate() {
                assert_eq!(number, tie as usize);
                assert_eq!(graph.ends(tie), (source, target));
                let given = ordered(direction, &ties[order[number] as usize]);
                assert_eq!(given, [source, target]);
            }
            assert_eq!(graph.ties().count(), 7);
        }
    }

    #[test]
    fn a_plain_tie_costs_twelve_bytes_directed_and_sixteen_undirected() {
        let ties = [Tie::plain(0, 1), Tie::plain(1, 2)];
        let bytes = |direction| Graph::from_ties(direction, 3, &ties).unwrap().0.memory().0;
        assert_eq!(bytes(Direction::Directed), 24);
        assert_eq!(bytes(Direction::Undirected), 32);
    }

    #[test]
    fn bad_ties_are_named() {
        let error = |tie| Graph::from_ties(Direction::Directed, 2, &[tie]).unwrap_err().to_string();
        assert_eq!(error(Tie::plain(0, 7)), "tie 0 names node 7, but the graph has 2 nodes");
        assert_eq!(
            error(Tie::weighted(0, 1, f64::NAN)),
            "tie 0 has weight NaN, which is not a finite number"
        );
        let reversed = Tie { interval: Interval::new(Some(5), Some(3)), ..Tie::plain(0, 1) };
        assert_eq!(error(reversed), "tie 0 ends on day 3, before it starts on day 5");
    }
}
