//! Reading the quads that match a pattern.

use std::ops::Range;
use std::sync::Arc;

use super::triples::{Cursor, Order};
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
    /// The order and the rows that a scan without regard to graphs has to read: the shortest range at hand.
    fn rows(&self, snapshot: &Snapshot) -> (Order, Range<usize>) {
        let rows = |order, prefix: &[u32]| (order, snapshot.rows(order, prefix));
        match (self.subject, self.predicate, self.object) {
            (Some(s), Some(p), Some(o)) => rows(Order::Spo, &[s, p, o]),
            (Some(s), Some(p), None) => rows(Order::Spo, &[s, p]),
            (Some(s), None, Some(o)) => {
                let (of_subject, of_object) = (rows(Order::Spo, &[s]), rows(Order::Ops, &[o]));
                if of_object.1.len() < of_subject.1.len() { of_object } else { of_subject }
            }
            (Some(s), None, None) => rows(Order::Spo, &[s]),
            (None, Some(p), Some(o)) => rows(Order::Pos, &[p, o]),
            (None, Some(p), None) => rows(Order::Pos, &[p]),
            (None, None, Some(o)) => rows(Order::Ops, &[o]),
            (None, None, None) => rows(Order::Spo, &[]),
        }
    }

    fn matches(&self, [subject, predicate, object]: [u32; 3]) -> bool {
        self.subject.is_none_or(|bound| bound == subject)
            && self.predicate.is_none_or(|bound| bound == predicate)
            && self.object.is_none_or(|bound| bound == object)
    }
}

/// Which graphs a scan reads, and whether it tells them apart.
#[derive(Debug, Clone)]
pub enum GraphFilter {
    /// Every graph, the default graph included; each quad as it is.
    All,
    /// Every named graph, or those in the sorted list; each quad as it is.
    Named(Option<Arc<[u32]>>),
    /// The merge of every graph: each triple once, with one of its graphs.
    Union,
    /// The merge of the graphs in the sorted list: each triple once, with one of its graphs.
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

/// How far a scan has come.
#[derive(Debug)]
struct Scan {
    pattern: Pattern,
    graphs: GraphFilter,
    order: Order,
    cursor: Cursor,
    /// The graph whose runs are read, and how many of them have been.
    runs: Option<(u32, usize)>,
    triple: [u32; 3],
    /// The graphs of the triple that are still to be looked at, as places in the sets.
    waiting: Range<usize>,
}

impl Scan {
    fn new(snapshot: &Snapshot, mut pattern: Pattern, graphs: GraphFilter) -> Self {
        if let GraphFilter::Merge(merged) = &graphs
            && let [graph] = merged[..]
        {
            pattern.graph = pattern.graph.or(Some(graph));
        }
        let (mut order, mut rows) = pattern.rows(snapshot);
        // A subject's rows are few, and within a graph they are not to be found any faster.
        let whole_graph = pattern.graph.filter(|&graph| {
            pattern.subject.is_none() && snapshot.graph_sets().count(graph) < rows.len()
        });
        if whole_graph.is_some() {
            (order, rows) = (Order::Spo, 0..0);
        }
        Self {
            pattern,
            graphs,
            order,
            cursor: Cursor::new(rows),
            runs: whole_graph.map(|graph| (graph, 0)),
            triple: [DEFAULT_GRAPH_ID; 3],
            waiting: 0..0,
        }
    }

    fn next(&mut self, snapshot: &Snapshot) -> Option<[u32; 4]> {
        let sets = snapshot.graph_sets();
        loop {
            for place in self.waiting.by_ref() {
                let graph = sets.graph_at(place);
                if self.pattern.graph.is_some_and(|bound| bound != graph)
                    || !self.graphs.accepts(graph)
                {
                    continue;
                }
                if self.graphs.merges() {
                    self.waiting = 0..0;
                }
                let [subject, predicate, object] = self.triple;
                return Some([subject, predicate, object, graph]);
            }
            self.advance(snapshot)?;
        }
    }

    /// Goes to the next triple that matches.
    fn advance(&mut self, snapshot: &Snapshot) -> Option<()> {
        loop {
            let Some((row, [subject, predicate, object])) =
                self.cursor.next(snapshot.order(self.order))
            else {
                self.next_run(snapshot)?;
                continue;
            };
            let predicate = snapshot.predicates.ids[predicate as usize];
            self.triple = [subject, predicate, object];
            if self.pattern.matches(self.triple) {
                self.waiting = snapshot.graph_sets().places(snapshot.graph_set(self.order, row));
                return Some(());
            }
        }
    }

    fn next_run(&mut self, snapshot: &Snapshot) -> Option<()> {
        let (graph, index) = self.runs.as_mut()?;
        self.cursor.jump(snapshot.graph_sets().run(*graph, *index)?);
        *index += 1;
        Some(())
    }
}

/// Iterates over `[subject, predicate, object, graph]` of the quads that match.
#[derive(Debug)]
pub struct QuadScan {
    snapshot: Arc<Snapshot>,
    scan: Scan,
}

impl QuadScan {
    /// Starts a scan. O(log n).
    #[must_use]
    pub fn new(snapshot: Arc<Snapshot>, pattern: Pattern, graphs: GraphFilter) -> Self {
        let scan = Scan::new(&snapshot, pattern, graphs);
        Self { snapshot, scan }
    }
}

impl Iterator for QuadScan {
    type Item = [u32; 4];

    fn next(&mut self) -> Option<[u32; 4]> {
        self.scan.next(&self.snapshot)
    }
}

impl Snapshot {
    /// Number of quads that match a pattern in any graph.
    ///
    /// O(log n) for a pattern of leading components where no triple is in two graphs, and for a graph as a whole; else
    /// O(triples that match).
    #[must_use]
    pub fn count(&self, pattern: Pattern) -> usize {
        match pattern {
            Pattern { subject: None, predicate: None, object: None, graph } => match graph {
                None => self.len(),
                Some(graph) => self.graph_sets().count(graph),
            },
            Pattern { subject: Some(_), predicate: None, object: Some(_), .. }
            | Pattern { graph: Some(_), .. } => {
                let mut scan = Scan::new(self, pattern, GraphFilter::All);
                std::iter::from_fn(|| scan.next(self)).count()
            }
            _ => {
                let (order, rows) = pattern.rows(self);
                let sets = self.graph_sets();
                match sets.is_disjoint() {
                    true => rows.len(),
                    false => rows.map(|row| sets.graphs(self.graph_set(order, row)).len()).sum(),
                }
            }
        }
    }
}
