//! An immutable, dictionary-encoded picture of one version of the store.
//!
//! Every read goes through a snapshot, so a query sees exactly one version of the data, whatever is
//! written meanwhile. Terms are `u32` ids into a sorted [`Dictionary`]. The distinct triples stand in four
//! sorted [`Order`]s of plain columns, so that most patterns are one contiguous range; beside each stands the
//! number of the set of graphs that hold it. So the union default graph is the triples as they are, and a
//! quad is a triple with one graph of its set.
//!
//! The build script compiles this module too, to pack the bundled graph; so it uses nothing of ours but
//! itself.

mod arrange;
mod builder;
mod change;
mod codec;
mod dataset;
mod dictionary;
mod first_order;
mod graphs;
mod interrupt;
mod key;
mod numbers;
mod scan;
mod triples;
mod version;

use std::any::Any;
use std::sync::{Arc, OnceLock};

use oxrdf::{GraphName, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term, Triple};

pub use self::builder::SnapshotBuilder;
pub use self::change::Edit;
pub use self::codec::SnapshotFormatError;
pub use self::dataset::{DatasetView, DefaultGraph, InternalTerm, UnknownTermId};
pub use self::dictionary::Dictionary;
pub use self::graphs::GraphSets;
pub use self::interrupt::{Interrupted, current_token, interruptible};
pub use self::scan::{GraphFilter, Pattern, QuadScan};
pub use self::triples::{Order, TripleScan};
use self::triples::{Predicates, Triples};
pub use self::version::DataVersion;

/// The id that stands for the store's own default graph; terms count from one.
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
    dictionary: Arc<Dictionary>,
    predicates: Predicates,
    /// Indexed by [`Order`].
    orders: [Triples; 4],
    graph_sets: GraphSets,
    /// Named graphs that exist and hold no quad, in ascending order.
    empty_graphs: Vec<u32>,
    version: DataVersion,
    /// What a reader worked out about this version, kept as long as the version.
    derived: OnceLock<Arc<dyn Any + Send + Sync>>,
}

impl Snapshot {
    /// The terms and their ids.
    #[must_use]
    pub fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }

    /// What a reader works out about this version, once; it is kept with the version.
    ///
    /// # Panics
    ///
    /// When two readers keep things of different types.
    pub fn derived<T: Send + Sync + 'static>(&self, work_out: impl FnOnce() -> T) -> Arc<T> {
        let derived = self.derived.get_or_init(|| Arc::new(work_out()));
        Arc::clone(derived).downcast().expect("one reader keeps what it works out")
    }

    /// Number of quads.
    #[must_use]
    pub fn len(&self) -> usize {
        self.graph_sets.quad_count()
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

    /// Ids of the named graphs, the empty ones included, in ascending order. O(graphs).
    #[must_use]
    pub fn named_graphs(&self) -> Vec<u32> {
        let graphs = self.graph_sets.counts().map(|(graph, _)| graph);
        let mut ids: Vec<u32> = graphs.filter(|&graph| graph != DEFAULT_GRAPH_ID).collect();
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
            && (self.graph_sets.count(graph) > 0 || self.empty_graphs.binary_search(&graph).is_ok())
    }

    /// The names of the named graphs, the empty ones included.
    pub fn named_graph_names(&self) -> impl Iterator<Item = NamedOrBlankNode> {
        self.named_graphs().into_iter().filter_map(|id| named_or_blank(self.dictionary.term(id)?))
    }

    /// The quads as whole terms, in the order of the dictionary: by subject, predicate, object and graph.
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
