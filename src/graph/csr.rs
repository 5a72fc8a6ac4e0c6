//! The graph itself: compressed sparse rows.
//!
//! A directed tie costs 12 bytes (its target in the outgoing rows, its source and number in the incoming rows), an
//! undirected one 16 (8 for each of its two entries); 8 more if any weight differs from 1, and 8 more if any tie is
//! dated. Ties are numbered by their ends, so a directed tie's number is its place in the outgoing rows.

use super::{Day, GraphError, Interval};

/// Number of a node: its rank by the caller's sort key.
pub type NodeId = u32;

/// Number of a tie: its rank by source, target and the order in which parallel ties were given.
pub type TieId = u32;

/// Whether a tie runs one way or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From source to target only.
    Directed,
    /// Both ways.
    Undirected,
}

/// One tie as given: its ends, how strong it is, and when it holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tie {
    /// Where it starts.
    pub source: NodeId,
    /// Where it ends.
    pub target: NodeId,
    /// Its strength, or its length, as the caller means it.
    pub weight: f64,
    /// When it holds.
    pub interval: Interval,
}

impl Tie {
    /// A tie of weight 1 that always holds.
    pub const fn plain(source: NodeId, target: NodeId) -> Self {
        Self::weighted(source, target, 1.0)
    }

    /// A weighted tie that always holds.
    pub const fn weighted(source: NodeId, target: NodeId, weight: f64) -> Self {
        Self {
            source,
            target,
            weight,
            interval: Interval::ALWAYS,
        }
    }
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
}

#[derive(Clone, Debug)]
struct Rows {
    offsets: Box<[u32]>,
    nodes: Box<[NodeId]>,
    /// Absent where a tie's number is its place in the rows.
    ties: Option<Box<[TieId]>>,
}

impl Graph {
    /// Builds a graph of `node_count` nodes from ties in any order.
    ///
    /// The second value says where each tie came from: entry *i* is the place, among those given, of tie *i*.
    ///
    /// Cost: O(nodes + ties), by counting sort.
    ///
    /// # Errors
    /// A tie that names a node outside the graph, has a weight that is not finite or ends before it starts, or more
    /// nodes or ties than `u32` numbers reach.
    ///
    /// # Example
    /// ```
    /// use comity::graph::{Direction, Graph, Tie};
    /// let (graph, order) = Graph::from_ties(Direction::Directed, 3, &[Tie::plain(2, 0), Tie::plain(0, 1)])?;
    /// assert_eq!(order, [1, 0]);
    /// assert_eq!(graph.ends(1), (2, 0));
    /// # Ok::<(), comity::graph::GraphError>(())
    /// ```
    pub fn from_ties(direction: Direction, node_count: usize, ties: &[Tie]) -> Result<(Self, Vec<TieId>), GraphError> {
        check(node_count, ties)?;
        let ends: Vec<[NodeId; 2]> = ties.iter().map(|tie| ordered(direction, tie)).collect();
        let by_target = counting_sort((0..ties.len() as u32).collect(), node_count, |tie| ends[tie as usize][1]);
        let order = counting_sort(by_target, node_count, |tie| ends[tie as usize][0]);
        let sorted = order.iter().map(|&tie| ends[tie as usize]).collect::<Vec<_>>();
        let given = |position: &u32| ties[*position as usize];
        let weights = order.iter().map(|position| given(position).weight).collect();
        let spans = order.iter().map(|position| to_span(given(position).interval)).collect();
        Ok((Self::assemble(direction, node_count, &sorted, weights, spans), order))
    }

    /// Builds a graph from ends that are sorted, by source and then by target; undirected ones have the smaller first.
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
            Direction::Directed => (Rows::sources(node_count, ends), Some(Rows::targets(node_count, ends)), None),
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
        }
    }

    /// How many nodes there are.
    pub fn node_count(&self) -> usize {
        self.outgoing.offsets.len() - 1
    }

    /// How many ties there are, parallel ones and loops included.
    pub fn tie_count(&self) -> usize {
        self.first_tie.as_ref().map_or(self.outgoing.nodes.len(), |first| first[self.node_count()] as usize)
    }

    /// How many entries the outgoing rows have: a tie counts once where it is directed or a loop, else twice.
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

    /// The nodes from which ties lead to a node, in order; those of [`Self::neighbours`] if the graph is undirected.
    pub fn predecessors(&self, node: NodeId) -> &[NodeId] {
        let rows = self.incoming.as_ref().unwrap_or(&self.outgoing);
        &rows.nodes[rows.range(node)]
    }

    /// The ties that leave a node, each with the node that it leads to.
    pub fn arcs(&self, node: NodeId) -> impl ExactSizeIterator<Item = (NodeId, TieId)> + Clone + '_ {
        self.outgoing.arcs(node)
    }

    /// The ties that enter a node, each with the node that it comes from.
    pub fn arcs_into(&self, node: NodeId) -> impl ExactSizeIterator<Item = (NodeId, TieId)> + Clone + '_ {
        self.incoming.as_ref().unwrap_or(&self.outgoing).arcs(node)
    }

    /// The parallel ties that lead from one node to another.
    pub fn ties_between(&self, source: NodeId, target: NodeId) -> impl ExactSizeIterator<Item = TieId> + Clone + '_ {
        let row = self.neighbours(source);
        let first = row.partition_point(|&node| node < target);
        let past = row.partition_point(|&node| node <= target);
        self.arcs(source).skip(first).take(past - first).map(|(_, tie)| tie)
    }

    /// Every tie once, by number, with its two ends; the smaller end first if the graph is undirected.
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
        let skipped = if self.is_directed() { 0 } else { row.partition_point(|&node| node < source) };
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
        self.spans.as_ref().is_none_or(|spans| spans[tie as usize][0] <= day && day <= spans[tie as usize][1])
    }

    /// The same graph with other weights; a weight that is not finite becomes 0.
    pub fn map_weights(&self, weight: impl Fn(f64) -> f64) -> Self {
        let finite = |weight: f64| if weight.is_finite() { weight } else { 0.0 };
        let weights = (0..self.tie_count() as TieId).map(|tie| finite(weight(self.weight(tie)))).collect();
        Self { weights: Some(weights), ..self.clone() }
    }

    /// Bytes on the heap: those that grow with ties, and those that grow with nodes.
    pub fn memory(&self) -> (usize, usize) {
        let rows = |rows: &Rows| 4 * (rows.nodes.len() + rows.ties.as_ref().map_or(0, |ties| ties.len()));
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

impl Rows {
    /// Rows by source; a tie's number is its place.
    fn sources(node_count: usize, ends: &[[NodeId; 2]]) -> Self {
        Self {
            offsets: offsets(node_count, ends.iter().map(|end| end[0])),
            nodes: ends.iter().map(|end| end[1]).collect(),
            ties: None,
        }
    }

    /// Rows by target.
    fn targets(node_count: usize, ends: &[[NodeId; 2]]) -> Self {
        let offsets = offsets(node_count, ends.iter().map(|end| end[1]));
        Self::fill(offsets, ends.iter().enumerate().map(|(tie, end)| (end[1], end[0], tie)))
    }

    /// Rows by either end. Ties come by their smaller end, so that each row fills in order.
    fn both(node_count: usize, ends: &[[NodeId; 2]]) -> Self {
        let others = ends.iter().filter(|end| end[0] != end[1]).map(|end| end[1]);
        let offsets = offsets(node_count, ends.iter().map(|end| end[0]).chain(others));
        let arcs = ends.iter().enumerate().flat_map(|(tie, &[low, high])| {
            let back = (low != high).then_some((high, low, tie));
            std::iter::once((low, high, tie)).chain(back)
        });
        Self::fill(offsets, arcs)
    }

    fn fill(offsets: Box<[u32]>, arcs: impl Iterator<Item = (NodeId, NodeId, usize)>) -> Self {
        let length = offsets[offsets.len() - 1] as usize;
        let mut next = offsets.clone();
        let mut nodes = vec![0; length].into_boxed_slice();
        let mut ties = vec![0; length].into_boxed_slice();
        for (row, node, tie) in arcs {
            let place = &mut next[row as usize];
            nodes[*place as usize] = node;
            ties[*place as usize] = tie as TieId;
            *place += 1;
        }
        Self {
            offsets,
            nodes,
            ties: Some(ties),
        }
    }

    fn range(&self, node: NodeId) -> std::ops::Range<usize> {
        self.offsets[node as usize] as usize..self.offsets[node as usize + 1] as usize
    }

    fn arcs(&self, node: NodeId) -> impl ExactSizeIterator<Item = (NodeId, TieId)> + Clone + '_ {
        let range = self.range(node);
        let ties = self.ties.as_deref();
        range.map(move |place| (self.nodes[place], ties.map_or(place as TieId, |ties| ties[place])))
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

fn offsets(node_count: usize, rows: impl Iterator<Item = NodeId>) -> Box<[u32]> {
    let mut offsets = vec![0; node_count + 1];
    rows.for_each(|row| offsets[row as usize + 1] += 1);
    for node in 0..node_count {
        offsets[node + 1] += offsets[node];
    }
    offsets.into_boxed_slice()
}

/// Sorts tie numbers by a node, and leaves the order of equals as it is.
fn counting_sort(ties: Vec<u32>, node_count: usize, key: impl Fn(u32) -> NodeId) -> Vec<u32> {
    let mut next = offsets(node_count, ties.iter().map(|&tie| key(tie)));
    let mut sorted = vec![0; ties.len()];
    for tie in ties {
        let place = &mut next[key(tie) as usize];
        sorted[*place as usize] = tie;
        *place += 1;
    }
    sorted
}

fn check(node_count: usize, ties: &[Tie]) -> Result<(), GraphError> {
    let limit = (u32::MAX / 2) as usize;
    for (what, count) in [("nodes", node_count), ("ties", ties.len())] {
        if count > limit {
            return Err(GraphError::TooMany { what, count, limit });
        }
    }
    ties.iter().enumerate().try_for_each(|(position, tie)| check_tie(node_count, position, tie))
}

fn check_tie(count: usize, position: usize, tie: &Tie) -> Result<(), GraphError> {
    for node in [tie.source, tie.target] {
        if node as usize >= count {
            return Err(GraphError::NodeOutOfRange { tie: position, node, count });
        }
    }
    if !tie.weight.is_finite() {
        return Err(GraphError::WeightNotFinite { tie: position, weight: tie.weight });
    }
    match (tie.interval.start, tie.interval.end) {
        (Some(start), Some(end)) if end < start => Err(GraphError::IntervalReversed { tie: position, start, end }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn undirected(ties: &[(u32, u32)], count: usize) -> Graph {
        let ties: Vec<Tie> = ties.iter().map(|&(source, target)| Tie::plain(source, target)).collect();
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
        let ties: Vec<Tie> = pairs.iter().map(|&(source, target)| Tie::plain(source, target)).collect();
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
        assert_eq!(error(Tie::weighted(0, 1, f64::NAN)), "tie 0 has weight NaN, which is not a finite number");
        let reversed = Tie { interval: Interval::new(Some(5), Some(3)), ..Tie::plain(0, 1) };
        assert_eq!(error(reversed), "tie 0 ends on day 3, before it starts on day 5");
    }
}
