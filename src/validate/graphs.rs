//! Where a node is described: its graph, and the file that the graph came from.

use std::sync::Arc;

use oxrdf::{NamedNodeRef, Term};
use rustc_hash::FxHashMap;

use crate::store::snapshot::{DEFAULT_GRAPH_ID, GraphFilter, Pattern, QuadScan, Snapshot};
use crate::vocab::{self, cmt};

/// Finds graphs of nodes and files of graphs.
#[derive(Debug)]
pub(super) struct GraphFinder {
    snapshot: Arc<Snapshot>,
    files: FxHashMap<u32, String>,
    derived: Option<u32>,
}

impl GraphFinder {
    pub(super) fn new(snapshot: &Arc<Snapshot>) -> Self {
        let mut files = FxHashMap::default();
        if let Some(predicate) = snapshot.dictionary().id_of(cmt::FILE.into()) {
            let pattern = Pattern { predicate: Some(predicate), ..Pattern::default() };
            for [graph, _, file, _] in
                QuadScan::new(Arc::clone(snapshot), pattern, GraphFilter::Union)
            {
                if let Some(Term::Literal(file)) = snapshot.dictionary().term(file) {
                    files.insert(graph, file.value().to_owned());
                }
            }
        }
        let derived = snapshot.dictionary().id_of(vocab::GRAPH_DERIVED.into());
        Self { snapshot: Arc::clone(snapshot), files, derived }
    }

    /// The graph with a description of a node, other than that of direct edges, and its file.
    pub(super) fn place_of(&self, node: &Term) -> (Option<String>, Option<String>) {
        let graph = self.snapshot.dictionary().id_of(node.as_ref()).and_then(|subject| {
            let pattern = Pattern { subject: Some(subject), ..Pattern::default() };
            QuadScan::new(Arc::clone(&self.snapshot), pattern, GraphFilter::All)
                .map(|[_, _, _, graph]| graph)
                .find(|graph| *graph != DEFAULT_GRAPH_ID && Some(*graph) != self.derived)
        });
        let name = graph.and_then(|graph| match self.snapshot.dictionary().term(graph)? {
            Term::NamedNode(node) => Some(node.into_string()),
            _ => None,
        });
        let file = graph.and_then(|graph| self.files.get(&graph).cloned());
        (name, file)
    }

    /// The file of a graph that is known by name.
    pub(super) fn file_of(&self, graph: &str) -> Option<String> {
        let graph = NamedNodeRef::new(graph).ok()?;
        self.files.get(&self.snapshot.dictionary().id_of(graph.into())?).cloned()
    }
}
