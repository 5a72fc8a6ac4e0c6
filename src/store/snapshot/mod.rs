//! An immutable, dictionary-encoded picture of one version of the store.
//!
//! Every read goes through a snapshot, so a query sees exactly one version of the data, whatever is
//! written meanwhile. Terms are `u32` ids into a sorted [`Dictionary`]; quads stand in four sorted
//! [`Permutation`]s of plain columns, so that any pattern is one contiguous range. The graph is the last
//! column of the first three, which puts the copies of a triple that several graphs hold side by side:
//! the union default graph is the same scan with repeats skipped.
//!
//! The build script compiles this module too, to pack the bundled graph; so it uses nothing of ours but
//! itself.

mod builder;
mod codec;
mod dataset;
mod dictionary;
mod edit;
mod interrupt;
mod permutation;
mod scan;
mod version;

use std::sync::Arc;

use oxrdf::{GraphName, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term, Triple};

pub use self::builder::SnapshotBuilder;
pub use self::codec::SnapshotFormatError;
pub use self::dataset::{DatasetView, DefaultGraph, InternalTerm, UnknownTermId};
pub use self::dictionary::Dictionary;
pub use self::edit::Edit;
pub use self::interrupt::{Interrupted, current_token, interruptible};
pub use self::permutation::{Order, Permutation};
pub use self::scan::{GraphFilter, Pattern, QuadScan};
pub use self::version::DataVersion;

/// The id that stands for the store's own default graph in the graph column; terms count from one.
pub const DEFAULT_GRAPH_ID: u32 = 0;

/// One version of the data, ready to be read by any number of queries at once.
///
/// # Example
///
/// ```
/// use comity::store::snapshot::{Pattern, SnapshotBuilder};
/// use oxrdf::{GraphName, NamedNode, Quad};
///
/// let node = |name: &str| NamedNode::new_unchecked(format!("http://example.org/{name}"));
/// let mut builder = SnapshotBuilder::default();
/// builder.add(Quad::new(node("a"), node("knows"), node("b"), GraphName::DefaultGraph).as_ref());
/// let snapshot = builder.finish();
/// assert_eq!(snapshot.len(), 1);
/// let subject = snapshot.dictionary().id_of(node("a").as_ref().into());
/// assert_eq!(snapshot.count(Pattern { subject, ..Pattern::default() }), 1);
/// ```
#[derive(Debug)]
pub struct Snapshot {
    dictionary: Dictionary,
    /// Indexed by [`Order`].
    permutations: [Permutation; 4],
    /// Named graphs that exist and hold no quad, in ascending order.
    empty_graphs: Vec<u32>,
    version: DataVersion,
}

impl Snapshot {
    /// The terms and their ids.
    #[must_use]
    pub fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }

    /// Number of quads.
    #[must_use]
    pub fn len(&self) -> usize {
        self.permutation(Order::Spog).len()
    }

    /// Whether there is no quad at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The order-independent hash of the quads.
    #[must_use]
    pub fn version(&self) -> DataVersion {
        self.version
    }

    /// Quads in one sort order.
    #[must_use]
    pub fn permutation(&self, order: Order) -> &Permutation {
        &self.permutations[order as usize]
    }

    /// Number of quads that match a pattern in any graph. O(log n) for every pattern without a graph.
    #[must_use]
    pub fn count(&self, pattern: Pattern) -> usize {
        let (order, range) = pattern.range(self);
        match pattern.graph {
            Some(_) => range.filter(|&row| pattern.matches(self, order, row)).count(),
            None => range.len(),
        }
    }

    /// Ids of the named graphs, the empty ones included, in ascending order. O(graphs · log n).
    #[must_use]
    pub fn named_graphs(&self) -> Vec<u32> {
        let mut ids = self.filled_graphs();
        if !self.empty_graphs.is_empty() {
            ids.extend_from_slice(&self.empty_graphs);
            ids.sort_unstable();
        }
        ids
    }

    /// Whether a named graph is there, be it empty.
    #[must_use]
    pub fn has_named_graph(&self, graph: u32) -> bool {
        graph != DEFAULT_GRAPH_ID
            && (!self.permutation(Order::Gspo).range(&[graph]).is_empty()
                || self.empty_graphs.binary_search(&graph).is_ok())
    }

    /// The names of the named graphs, the empty ones included.
    pub fn named_graph_names(&self) -> impl Iterator<Item = NamedOrBlankNode> {
        self.named_graphs().into_iter().filter_map(|id| named_or_blank(self.dictionary.term(id)?))
    }

    /// Ids of the named graphs that hold at least one quad, in ascending order.
    fn filled_graphs(&self) -> Vec<u32> {
        let graphs = self.permutation(Order::Gspo).column(0);
        let mut ids = Vec::new();
        let mut row = graphs.partition_point(|&graph| graph == DEFAULT_GRAPH_ID);
        while let Some(&graph) = graphs.get(row) {
            ids.push(graph);
            row += graphs[row..].partition_point(|&other| other == graph);
        }
        ids
    }

    /// The quads as whole terms, graph by graph; within a graph in the order of the dictionary.
    pub fn quads(self: &Arc<Self>) -> impl Iterator<Item = Quad> + use<> {
        self.quads_in(Pattern::default(), GraphFilter::All)
    }

    /// The quads that match a pattern, as whole terms.
    pub fn quads_in(
        self: &Arc<Self>,
        pattern: Pattern,
        graphs: GraphFilter,
    ) -> impl Iterator<Item = Quad> + use<> {
        let snapshot = Arc::clone(self);
        QuadScan::new(Arc::clone(self), pattern, graphs).filter_map(
            move |[subject, predicate, object, graph]| {
                snapshot.quad(subject, predicate, object, graph)
            },
        )
    }

    /// The triples of a named graph, in the order of the dictionary.
    pub fn triples_in(
        self: &Arc<Self>,
        graph: NamedNodeRef<'_>,
    ) -> impl Iterator<Item = Triple> + use<> {
        let graph = self.dictionary.id_of(graph.into());
        let snapshot = Arc::clone(self);
        graph.into_iter().flat_map(move |graph| {
            let pattern = Pattern { graph: Some(graph), ..Pattern::default() };
            snapshot.quads_in(pattern, GraphFilter::All).map(Triple::from)
        })
    }

    fn quad(&self, subject: u32, predicate: u32, object: u32, graph: u32) -> Option<Quad> {
        Some(Quad::new(
            named_or_blank(self.dictionary.term(subject)?)?,
            named(self.dictionary.term(predicate)?)?,
            self.dictionary.term(object)?,
            match graph {
                DEFAULT_GRAPH_ID => GraphName::DefaultGraph,
                graph => named_or_blank(self.dictionary.term(graph)?)?.into(),
            },
        ))
    }
}

fn named(term: Term) -> Option<NamedNode> {
    match term {
        Term::NamedNode(node) => Some(node),
        _ => None,
    }
}

fn named_or_blank(term: Term) -> Option<NamedOrBlankNode> {
    match term {
        Term::NamedNode(node) => Some(node.into()),
        Term::BlankNode(node) => Some(node.into()),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
