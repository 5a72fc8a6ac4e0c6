//! Reading the quads that match a pattern.

use std::ops::Range;
use std::sync::Arc;

use super::permutation::Order;
use super::{DEFAULT_GRAPH_ID, Snapshot};

/// A quad pattern: bound components are ids, the others match anything.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pattern {
    /// The subject's id.
    pub subject: Option<u32>,
    /// The predicate's id.
    pub predicate: Option<u32>,
    /// The object's id.
    pub object: Option<u32>,
    /// The graph's id; [`DEFAULT_GRAPH_ID`] for the store's own default graph.
    pub graph: Option<u32>,
}

impl Pattern {
    /// The sort order and the rows that a scan has to read: the shortest range at hand.
    pub(super) fn range(&self, snapshot: &Snapshot) -> (Order, Range<usize>) {
        let (order, prefix) = self.best_triple_order();
        let range = snapshot.permutation(order).range(&prefix);
        let Some(graph) = self.graph else { return (order, range) };
        let in_graph = snapshot.permutation(Order::Gspo).range(&self.graph_prefix(graph));
        if in_graph.len() < range.len() { (Order::Gspo, in_graph) } else { (order, range) }
    }

    /// Whether a row of a range that this pattern chose matches the components outside the prefix too.
    pub(super) fn matches(&self, snapshot: &Snapshot, order: Order, row: usize) -> bool {
        let quad = snapshot.permutation(order).quad(row);
        [self.subject, self.predicate, self.object, self.graph]
            .into_iter()
            .zip(quad)
            .all(|(bound, value)| bound.is_none_or(|bound| bound == value))
    }

    fn best_triple_order(&self) -> (Order, Vec<u32>) {
        match (self.subject, self.predicate, self.object) {
            (Some(s), Some(p), Some(o)) => (Order::Spog, vec![s, p, o]),
            (Some(s), Some(p), None) => (Order::Spog, vec![s, p]),
            (Some(s), None, Some(o)) => (Order::Ospg, vec![o, s]),
            (Some(s), None, None) => (Order::Spog, vec![s]),
            (None, Some(p), Some(o)) => (Order::Posg, vec![p, o]),
            (None, Some(p), None) => (Order::Posg, vec![p]),
            (None, None, Some(o)) => (Order::Ospg, vec![o]),
            (None, None, None) => (Order::Spog, Vec::new()),
        }
    }

    fn graph_prefix(&self, graph: u32) -> Vec<u32> {
        let mut prefix = vec![graph];
        for bound in [self.subject, self.predicate, self.object] {
            let Some(bound) = bound else { break };
            prefix.push(bound);
        }
        prefix
    }
}

/// Which graphs a scan reads, and whether it tells them apart.
#[derive(Debug, Clone)]
pub enum GraphFilter {
    /// Every graph, the default graph included; each quad as it is.
    All,
    /// Every named graph, or those in the sorted list; each quad as it is.
    Named(Option<Arc<[u32]>>),
    /// The merge of every graph: each triple once.
    Union,
    /// The merge of the graphs in the sorted list: each triple once.
    Merge(Arc<[u32]>),
}

impl GraphFilter {
    fn accepts(&self, graph: u32) -> bool {
        match self {
            Self::All | Self::Union => true,
            Self::Named(None) => graph != DEFAULT_GRAPH_ID,
            Self::Named(Some(graphs)) | Self::Merge(graphs) => graphs.binary_search(&graph).is_ok(),
        }
    }

    fn merges(&self) -> bool {
        matches!(self, Self::Union | Self::Merge(_))
    }
}

/// Iterates over `[subject, predicate, object, graph]` of the quads that match.
///
/// A scan that merges graphs reads an order whose last column is the graph, so that copies of a triple
/// are neighbours and all but the first are skipped.
#[derive(Debug)]
pub struct QuadScan {
    snapshot: Arc<Snapshot>,
    pattern: Pattern,
    graphs: GraphFilter,
    order: Order,
    rows: Range<usize>,
    /// Whether rows of the range can fail the pattern.
    is_filtered: bool,
    last: Option<[u32; 3]>,
}

impl QuadScan {
    /// Starts a scan. O(log n).
    #[must_use]
    pub fn new(snapshot: Arc<Snapshot>, mut pattern: Pattern, graphs: GraphFilter) -> Self {
        if let GraphFilter::Merge(merged) = &graphs
            && let [graph] = merged[..]
        {
            pattern.graph = Some(graph);
        }
        let (order, rows) = pattern.range(&snapshot);
        let is_filtered = pattern.graph.is_some();
        Self { snapshot, pattern, graphs, order, rows, is_filtered, last: None }
    }
}

impl Iterator for QuadScan {
    type Item = [u32; 4];

    fn next(&mut self) -> Option<[u32; 4]> {
        let permutation = self.snapshot.permutation(self.order);
        for row in self.rows.by_ref() {
            if self.is_filtered && !self.pattern.matches(&self.snapshot, self.order, row) {
                continue;
            }
            let quad @ [subject, predicate, object, graph] = permutation.quad(row);
            if !self.graphs.accepts(graph) {
                continue;
            }
            if self.graphs.merges() {
                let triple = [subject, predicate, object];
                if self.last.replace(triple) == Some(triple) {
                    continue;
                }
            }
            return Some(quad);
        }
        None
    }
}
