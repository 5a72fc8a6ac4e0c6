//! A change in the making: what is there now, and what of it would be otherwise.
//!
//! Only what makes a difference is kept. Inserting what was there, or removing what was inserted, leaves nothing behind.

use std::sync::Arc;

use oxrdf::{GraphName, NamedNode, NamedOrBlankNode, Quad};
use rustc_hash::FxHashSet;

use super::disk::{is_derived, is_derived_graph, with_edges};
use super::snapshot::{Edit, Snapshot};
use super::{Change, Derive, RestsOn, StoreError, current};
use crate::vocab::GRAPH_DERIVED;

/// A snapshot and the changes to it that nobody else sees yet.
#[derive(Debug)]
pub struct Draft {
    base: Arc<Snapshot>,
    derive: Option<Derive>,
    edges_rest_on: Option<RestsOn>,
    edit: Edit,
    /// What the edit makes of the base, if that is known.
    next: Option<Arc<Snapshot>>,
}

impl Draft {
    pub(super) fn new(
        base: Arc<Snapshot>,
        derive: Option<Derive>,
        edges_rest_on: Option<RestsOn>,
    ) -> Self {
        let next = Some(Arc::clone(&base));
        Self { base, derive, edges_rest_on, edit: Edit::default(), next }
    }

    pub(super) fn edit(&self) -> &Edit {
        &self.edit
    }

    /// The data as the changes so far make it, the direct edges made again. O(size of the data) after a change.
    ///
    /// # Errors
    ///
    /// When the direct edges cannot be made.
    pub fn snapshot(&mut self) -> Result<Arc<Snapshot>, StoreError> {
        if let Some(next) = &self.next {
            return Ok(Arc::clone(next));
        }
        let edited = self.base.edited(&self.edit);
        let next = if edited.version() == self.base.version() {
            Arc::clone(&self.base)
        } else if self.derive.is_some() && self.touches_edges() {
            let bare = Arc::new(edited).without(GRAPH_DERIVED);
            with_edges(bare, self.derive)?
        } else {
            Arc::new(edited)
        };
        self.next = Some(Arc::clone(&next));
        Ok(next)
    }

    /// The named graphs that can be changed, the empty ones included: all but the direct edges, where they follow from
    /// the others.
    #[must_use]
    pub fn changeable_graphs(&self) -> Vec<NamedOrBlankNode> {
        let known =
            self.base.named_graph_names().filter(|graph| !self.edit.dropped.contains(graph));
        let graphs: FxHashSet<NamedOrBlankNode> =
            known.chain(self.edit.created.iter().cloned()).collect();
        graphs
            .into_iter()
            .filter(|graph| self.ensure_writable(&graph.clone().into()).is_ok())
            .collect()
    }

    /// Whether there is a named graph, be it empty.
    #[must_use]
    pub fn has_named_graph(&self, graph: &NamedOrBlankNode) -> bool {
        self.edit.created.contains(graph)
            || (!self.edit.dropped.contains(graph)
                && self
                    .base
                    .dictionary()
                    .id_of(graph.as_ref().into())
                    .is_some_and(|id| self.base.has_named_graph(id)))
    }

    /// Adds a quad, and its graph.
    ///
    /// # Errors
    ///
    /// When its graph cannot be changed.
    pub fn insert(&mut self, quad: Quad) -> Result<(), StoreError> {
        if self.has_in_base(&quad) && !self.edit.removed.contains(&quad) {
            return Ok(());
        }
        self.ensure_writable(&quad.graph_name)?;
        self.next = None;
        if let Some(graph) = named(&quad.graph_name) {
            self.create(graph)?;
        }
        if !self.edit.removed.remove(&quad) {
            self.edit.added.insert(quad);
        }
        Ok(())
    }

    /// Removes a quad.
    ///
    /// # Errors
    ///
    /// When its graph cannot be changed.
    pub fn remove(&mut self, quad: &Quad) -> Result<(), StoreError> {
        let is_in_base = self.has_in_base(quad);
        if !is_in_base && !self.edit.added.contains(quad) {
            return Ok(());
        }
        self.ensure_writable(&quad.graph_name)?;
        self.next = None;
        if !self.edit.added.remove(quad) {
            self.edit.removed.insert(quad.clone());
        }
        Ok(())
    }

    /// Makes a named graph, if it is not there.
    ///
    /// # Errors
    ///
    /// When it cannot be changed.
    pub fn create(&mut self, graph: NamedOrBlankNode) -> Result<(), StoreError> {
        if !self.has_named_graph(&graph) {
            self.ensure_writable(&graph.clone().into())?;
            self.next = None;
            self.edit.created.insert(graph);
        }
        Ok(())
    }

    /// Empties a graph; one that is not there stays so.
    ///
    /// # Errors
    ///
    /// When it cannot be changed.
    pub fn clear(&mut self, graph: &GraphName) -> Result<(), StoreError> {
        self.ensure_writable(graph)?;
        self.next = None;
        self.edit.added.retain(|quad| quad.graph_name != *graph);
        self.edit.removed.retain(|quad| quad.graph_name != *graph);
        self.edit.cleared.insert(graph.clone());
        Ok(())
    }

    /// Empties a graph and forgets its name.
    ///
    /// # Errors
    ///
    /// When it cannot be changed.
    pub fn drop_graph(&mut self, graph: &NamedOrBlankNode) -> Result<(), StoreError> {
        self.clear(&graph.clone().into())?;
        self.edit.created.remove(graph);
        self.edit.dropped.insert(graph.clone());
        Ok(())
    }

    /// Makes the changes of a file that was read. Direct edges in it are left out where they are made here.
    ///
    /// # Errors
    ///
    /// When they are to a graph that cannot be changed.
    pub(super) fn apply(&mut self, change: Change) -> Result<(), StoreError> {
        let skips = self.derive.is_some();
        for graph in change.cleared.into_iter().map(GraphName::from) {
            if !(skips && is_derived_graph(&graph)) {
                self.clear(&graph)?;
            }
        }
        for quad in change.inserted.into_iter().filter(|quad| !(skips && is_derived(quad))) {
            self.insert(quad)?;
        }
        Ok(())
    }

    /// Whether something has changed that direct edges may rest on.
    fn touches_edges(&self) -> bool {
        let Some(rests_on) = self.edges_rest_on else { return true };
        let Edit { cleared, removed, added, .. } = &self.edit;
        removed.iter().chain(added).any(|quad| rests_on(quad.predicate.as_ref()))
            || cleared.iter().any(|graph| {
                self.base.predicates_in(graph.as_ref()).iter().any(|node| rests_on(node.as_ref()))
            })
    }

    fn has_in_base(&self, quad: &Quad) -> bool {
        !self.edit.cleared.contains(&quad.graph_name) && self.base.contains(quad.as_ref())
    }

    fn ensure_writable(&self, graph: &GraphName) -> Result<(), StoreError> {
        let GraphName::NamedNode(node) = graph else { return Ok(()) };
        if self.derive.is_some() && is_derived_graph(graph) {
            return Err(StoreError::DerivedGraph(NamedNode::from(GRAPH_DERIVED)));
        }
        if current::is_reserved(node.as_ref()) {
            return Err(StoreError::ReservedGraph(node.clone()));
        }
        Ok(())
    }
}

fn named(graph: &GraphName) -> Option<NamedOrBlankNode> {
    match graph {
        GraphName::DefaultGraph => None,
        GraphName::NamedNode(node) => Some(node.clone().into()),
        GraphName::BlankNode(node) => Some(node.clone().into()),
    }
}
