//! Which graphs hold which triples.
//!
//! Most triples are held by one graph, and the few that several hold are held by few combinations of them. So a triple
//! has the number of its set of graphs, and each graph has the rows of its triples, as runs.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::numbers::Numbers;

/// Different sets of graphs, each a sorted list; 0 among them is the store's own default graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SetTable {
    /// The graphs of all sets, one set after the other.
    pub(super) graphs: Vec<u32>,
    /// `starts[set]..starts[set + 1]` are the places of a set in `graphs`.
    pub(super) starts: Vec<u32>,
}

impl Default for SetTable {
    fn default() -> Self {
        Self { graphs: Vec::new(), starts: vec![0] }
    }
}

impl SetTable {
    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    #[inline]
    fn places(&self, set: u32) -> Range<usize> {
        let set = set as usize;
        self.starts[set] as usize..self.starts[set + 1] as usize
    }

    #[inline]
    pub(super) fn graphs(&self, set: u32) -> &[u32] {
        &self.graphs[self.places(set)]
    }

    pub(super) fn push(&mut self, graphs: &[u32]) {
        self.graphs.extend_from_slice(graphs);
        self.starts.push(self.graphs.len() as u32);
    }
}

/// A table that numbers each set when it is first seen.
#[derive(Debug, Default)]
pub(super) struct SetNumbers {
    pub(super) table: SetTable,
    numbers: FxHashMap<Box<[u32]>, u32>,
    last: u32,
}

impl SetNumbers {
    /// The number of a set. O(size of the set).
    pub(super) fn of(&mut self, graphs: &[u32]) -> u32 {
        let is_last = self.table.len() > 0 && self.table.graphs(self.last) == graphs;
        if !is_last {
            self.last = match self.numbers.get(graphs) {
                Some(&number) => number,
                None => self.add(graphs),
            };
        }
        self.last
    }

    fn add(&mut self, graphs: &[u32]) -> u32 {
        let number = self.table.len() as u32;
        self.table.push(graphs);
        self.numbers.insert(graphs.into(), number);
        number
    }
}

/// The different sets of graphs that hold a triple, and the triples of each graph.
///
/// # Example
///
/// ```
/// use comity::store::snapshot::{DEFAULT_GRAPH_ID, Order, SnapshotBuilder};
/// use oxrdf::{GraphName, NamedNode, Quad};
///
/// let node = |name: &str| NamedNode::new_unchecked(format!("http://example.org/{name}"));
/// let mut builder = SnapshotBuilder::default();
/// for graph in [GraphName::DefaultGraph, node("g").into()] {
///     builder.add(Quad::new(node("a"), node("knows"), node("b"), graph).as_ref());
/// }
/// let snapshot = builder.finish();
/// let set = snapshot.graph_set(Order::Spo, 0);
/// assert_eq!(snapshot.graph_sets().graphs(set).len(), 2);
/// assert!(snapshot.graph_sets().contains(set, DEFAULT_GRAPH_ID));
/// ```
#[derive(Debug)]
pub struct GraphSets {
    sets: SetTable,
    /// In ascending order of the graphs.
    rows: Vec<GraphRows>,
    quads: usize,
}

/// The rows of the first order that one graph holds.
#[derive(Debug)]
struct GraphRows {
    graph: u32,
    count: usize,
    /// Start and end of each run of rows, ascending.
    runs: Vec<[u32; 2]>,
}

impl GraphRows {
    fn add(&mut self, start: u32, end: u32) {
        self.count += (end - start) as usize;
        match self.runs.last_mut() {
            Some([_, last]) if *last == start => *last = end,
            _ => self.runs.push([start, end]),
        }
    }
}

impl GraphSets {
    /// Finds the rows of each graph, given the set in each row of the first order. O(rows).
    pub(super) fn new(sets: SetTable, column: &Numbers) -> Self {
        let mut graphs = sets.graphs.clone();
        graphs.sort_unstable();
        graphs.dedup();
        let place = |graph: &u32| graphs.binary_search(graph).unwrap_or_default();
        let places: Vec<usize> = sets.graphs.iter().map(place).collect();
        let mut rows: Vec<GraphRows> =
            graphs.iter().map(|&graph| GraphRows { graph, count: 0, runs: Vec::new() }).collect();
        let mut start = 0;
        while start < column.len() {
            let set = column.get(start);
            let mut end = start + 1;
            while end < column.len() && column.get(end) == set {
                end += 1;
            }
            for &place in &places[sets.places(set)] {
                rows[place].add(start as u32, end as u32);
            }
            start = end;
        }
        rows.retain(|rows| rows.count > 0);
        rows.iter_mut().for_each(|rows| rows.runs.shrink_to_fit());
        let quads = rows.iter().map(|rows| rows.count).sum();
        Self { sets, rows, quads }
    }

    /// Number of different sets.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sets.len()
    }

    /// Whether there is no set, and so no triple.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The graphs of a set, ascending.
    ///
    /// # Panics
    ///
    /// When there is no set of this number.
    #[must_use]
    #[inline]
    pub fn graphs(&self, set: u32) -> &[u32] {
        self.sets.graphs(set)
    }

    /// Whether a graph is in a set. O(log n) of the size of the set.
    ///
    /// # Panics
    ///
    /// When there is no set of this number.
    #[must_use]
    #[inline]
    pub fn contains(&self, set: u32, graph: u32) -> bool {
        match self.graphs(set) {
            [only] => *only == graph,
            graphs => graphs.binary_search(&graph).is_ok(),
        }
    }

    /// The graphs with at least one triple, ascending, each with the number of its triples.
    pub fn counts(&self) -> impl Iterator<Item = (u32, usize)> {
        self.rows.iter().map(|rows| (rows.graph, rows.count))
    }

    /// Number of triples in a graph. O(log n) in the number of graphs.
    #[must_use]
    pub fn count(&self, graph: u32) -> usize {
        self.rows_of(graph).map_or(0, |rows| rows.count)
    }

    /// The rows of the order [`Order::Spo`](super::Order::Spo) that a graph holds, ascending, as runs.
    pub fn runs(&self, graph: u32) -> impl Iterator<Item = Range<usize>> {
        (0..).map_while(move |index| self.run(graph, index))
    }

    /// One of the runs of a graph.
    pub(super) fn run(&self, graph: u32, index: usize) -> Option<Range<usize>> {
        let [start, end] = *self.rows_of(graph)?.runs.get(index)?;
        Some(start as usize..end as usize)
    }

    pub(super) fn table(&self) -> &SetTable {
        &self.sets
    }

    /// The sum of the sizes of the sets of all triples.
    pub(super) fn quad_count(&self) -> usize {
        self.quads
    }

    /// Whether no triple is in two graphs.
    pub(super) fn is_disjoint(&self) -> bool {
        self.sets.graphs.len() == self.sets.len()
    }

    /// The places of a set's graphs, for [`GraphSets::graph_at`].
    #[inline]
    pub(super) fn places(&self, set: u32) -> Range<usize> {
        self.sets.places(set)
    }

    #[inline]
    pub(super) fn graph_at(&self, place: usize) -> u32 {
        self.sets.graphs[place]
    }

    fn rows_of(&self, graph: u32) -> Option<&GraphRows> {
        let place = self.rows.binary_search_by_key(&graph, |rows| rows.graph).ok()?;
        self.rows.get(place)
    }
}
