//! Which physical graph holds the current version of a graph that was filled in bulk.
//!
//! A graph that is replaced as a whole lies under a name of its own version; a pointer in the store's own graph says which
//! one is current. So replacing a graph of any size is the change of one triple. Readers see the graph by its own name.

use oxigraph::store::{StorageError, Store as Oxigraph, Transaction};
use oxrdf::{GraphName, Literal, NamedNode, NamedNodeRef, Quad, Term};
use rustc_hash::FxHashMap;

use crate::vocab::{GRAPH_STORE, cmt};

/// The pointers of a store, and how often it has changed.
#[derive(Debug, Clone, Default)]
pub(super) struct CurrentGraphs {
    physical: FxHashMap<NamedNode, NamedNode>,
    visible: FxHashMap<NamedNode, NamedNode>,
    /// Counts the store's changes.
    pub(super) revision: u64,
}

impl CurrentGraphs {
    pub(super) fn read(store: &Oxigraph) -> Result<Self, StorageError> {
        let mut current = Self::default();
        for quad in store.quads_for_pattern(None, None, None, Some(GRAPH_STORE.into())) {
            let Quad { subject, predicate, object, .. } = quad?;
            match (subject, object) {
                (oxrdf::NamedOrBlankNode::NamedNode(graph), Term::NamedNode(physical))
                    if predicate.as_ref() == cmt::CURRENT_GRAPH =>
                {
                    current.visible.insert(physical.clone(), graph.clone());
                    current.physical.insert(graph, physical);
                }
                (_, Term::Literal(count)) if predicate.as_ref() == cmt::REVISION => {
                    current.revision = count.value().parse().unwrap_or_default();
                }
                _ => {}
            }
        }
        Ok(current)
    }

    /// The name under which readers see the quads of a physical graph; none for what they do not see.
    pub(super) fn visible(&self, graph: &GraphName) -> Option<GraphName> {
        let GraphName::NamedNode(node) = graph else { return Some(graph.clone()) };
        if node.as_ref() == GRAPH_STORE || self.physical.contains_key(node) {
            return None;
        }
        match self.visible.get(node) {
            Some(visible) => Some(visible.clone().into()),
            None if is_physical(node.as_ref()) => None,
            None => Some(graph.clone()),
        }
    }

    /// The name under which the quads of a graph are stored.
    pub(super) fn physical(&self, graph: &NamedNode) -> NamedNode {
        self.physical.get(graph).unwrap_or(graph).clone()
    }

    /// The physical graph of a graph that was filled in bulk.
    pub(super) fn pointer(&self, graph: &NamedNode) -> Option<&NamedNode> {
        self.physical.get(graph)
    }

    /// A name for the next version of a graph.
    pub(super) fn next_name(&self, graph: &NamedNode) -> NamedNode {
        NamedNode::new_unchecked(format!("{}{MARK}{}", graph.as_str(), self.revision + 1))
    }

    /// Whether a stored graph is a version that nobody sees.
    pub(super) fn is_leftover(&self, graph: &NamedNode) -> bool {
        is_physical(graph.as_ref()) && !self.visible.contains_key(graph)
    }
}

/// What a physical name has behind the graph's own; no graph of a user's is named so.
const MARK: &str = "#comity-version-";

/// Whether a graph is the store's own business: its notes on itself, or a graph that was filled in bulk.
pub(super) fn is_reserved(graph: NamedNodeRef<'_>) -> bool {
    graph == GRAPH_STORE || is_physical(graph)
}

/// Whether a name is that of one version of a graph, as the store keeps it.
pub(crate) fn is_physical(graph: NamedNodeRef<'_>) -> bool {
    graph.as_str().contains(MARK)
}

/// Counts one more change, in the transaction that makes it.
pub(super) fn count_change(transaction: &mut Transaction<'_>, before: u64) {
    let quad = |count: u64| {
        Quad::new(
            NamedNode::from(GRAPH_STORE),
            cmt::REVISION,
            Literal::from(count),
            NamedNode::from(GRAPH_STORE),
        )
    };
    transaction.remove(quad(before).as_ref());
    transaction.insert(quad(before + 1).as_ref());
}

/// The triple that makes a physical graph the current one of a name.
pub(super) fn pointer_quad(graph: &NamedNode, physical: &NamedNode) -> Quad {
    Quad::new(graph.clone(), cmt::CURRENT_GRAPH, physical.clone(), NamedNode::from(GRAPH_STORE))
}
