//! A snapshot as the dataset of a SPARQL query.

use std::sync::Arc;

use oxrdf::{NamedNode, Term};
use spareval::{InternalQuad, QueryableDataset};

use super::interrupt::look;
use super::scan::{GraphFilter, Pattern, QuadScan};
use super::{DEFAULT_GRAPH_ID, Snapshot};

/// What a query sees as its default graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DefaultGraph {
    /// The RDF merge of the store's own default graph and all named graphs.
    #[default]
    Union,
    /// The store's own default graph.
    Own,
}

/// A term during evaluation: an id of the snapshot, or a term that the query made and the data lacks.
///
/// A term that the snapshot has is always an id, so that equality of values is equality of terms.
#[derive(Debug, PartialEq, Eq, Hash)]
pub enum InternalTerm {
    /// A term of the snapshot.
    Id(u32),
    /// A term that is not in the snapshot.
    Computed(Arc<Term>),
}

impl Clone for InternalTerm {
    #[inline]
    fn clone(&self) -> Self {
        look();
        match self {
            Self::Id(id) => Self::Id(*id),
            Self::Computed(term) => Self::Computed(Arc::clone(term)),
        }
    }
}

/// An id that the dictionary never gave out.
#[derive(Debug, thiserror::Error)]
#[error("the snapshot has no term with the id {0}")]
pub struct UnknownTermId(u32);

/// A snapshot with the choice of graphs that one query sees.
#[derive(Debug, Clone)]
pub struct DatasetView {
    snapshot: Arc<Snapshot>,
    default_graphs: GraphFilter,
    /// Sorted; `None` for all.
    named_graphs: Option<Arc<[u32]>>,
}

impl DatasetView {
    /// All graphs, with the given default graph.
    #[must_use]
    pub fn new(snapshot: Arc<Snapshot>, default_graph: DefaultGraph) -> Self {
        let default_graphs = match default_graph {
            DefaultGraph::Union => GraphFilter::Union,
            DefaultGraph::Own => GraphFilter::Merge([DEFAULT_GRAPH_ID].into()),
        };
        Self { snapshot, default_graphs, named_graphs: None }
    }

    /// The dataset of `FROM` and `FROM NAMED`: the merge of some graphs, and the named graphs to choose from; all of
    /// them where `named` does not say.
    ///
    /// A graph that does not exist is an empty one.
    #[must_use]
    pub fn from_graphs(
        snapshot: Arc<Snapshot>,
        default: &[NamedNode],
        named: Option<&[NamedNode]>,
    ) -> Self {
        let ids = |graphs: &[NamedNode]| -> Arc<[u32]> {
            let mut ids: Vec<u32> = graphs
                .iter()
                .filter_map(|graph| snapshot.dictionary().id_of(graph.as_ref().into()))
                .collect();
            ids.sort_unstable();
            ids.dedup();
            ids.into()
        };
        let (default_graphs, named_graphs) = (GraphFilter::Merge(ids(default)), named.map(ids));
        Self { snapshot, default_graphs, named_graphs }
    }

    /// The snapshot that this is a view of.
    #[must_use]
    pub fn snapshot(&self) -> &Arc<Snapshot> {
        &self.snapshot
    }

    /// The sets of graphs whose triples the default graph has; `None` when it has all.
    #[must_use]
    pub fn default_sets(&self) -> Option<Arc<[bool]>> {
        let sets = self.snapshot.graph_sets();
        let marks = |graphs: &[u32]| {
            let has = |set| graphs.iter().any(|&graph| sets.contains(set, graph));
            (0..sets.len() as u32).map(has).collect()
        };
        match &self.default_graphs {
            GraphFilter::Merge(graphs) => Some(marks(graphs)),
            GraphFilter::All | GraphFilter::Union | GraphFilter::Named(_) => None,
        }
    }

    /// The sets that hold a named graph which the query sees.
    #[must_use]
    pub fn sets_with(&self, graph: oxrdf::NamedNodeRef<'_>) -> Arc<[bool]> {
        let sets = self.snapshot.graph_sets();
        let id = self.snapshot.dictionary().id_of(graph.into());
        let id = id.filter(|&graph| self.has_named_graph(graph));
        (0..sets.len() as u32).map(|set| id.is_some_and(|id| sets.contains(set, id))).collect()
    }

    /// The named graphs that the query sees, where it lists them.
    #[must_use]
    pub fn listed_graphs(&self) -> Option<&[u32]> {
        self.named_graphs.as_deref()
    }

    fn has_named_graph(&self, graph: u32) -> bool {
        self.named_graphs.as_ref().is_none_or(|graphs| graphs.binary_search(&graph).is_ok())
    }

    /// The scan that answers a pattern; `None` when a term of it is not in the data.
    fn scan(
        &self,
        [subject, predicate, object]: [Option<&InternalTerm>; 3],
        graph_name: Option<Option<&InternalTerm>>,
    ) -> Option<QuadScan> {
        let mut pattern = Pattern {
            subject: bound_id(subject)?,
            predicate: bound_id(predicate)?,
            object: bound_id(object)?,
            graph: None,
        };
        let graphs = match graph_name {
            None => GraphFilter::Named(self.named_graphs.clone()),
            Some(None) => self.default_graphs.clone(),
            Some(Some(graph)) => {
                let graph = bound_id(Some(graph))?.filter(|&graph| self.has_named_graph(graph))?;
                pattern.graph = Some(graph);
                GraphFilter::All
            }
        };
        Some(QuadScan::new(Arc::clone(&self.snapshot), pattern, graphs))
    }
}

/// The id that a component is bound to, if any; `None` outside when no quad can match.
fn bound_id(term: Option<&InternalTerm>) -> Option<Option<u32>> {
    match term {
        None => Some(None),
        Some(InternalTerm::Id(id)) => Some(Some(*id)),
        Some(InternalTerm::Computed(_)) => None,
    }
}

impl QueryableDataset<'static> for DatasetView {
    type InternalTerm = InternalTerm;
    type Error = UnknownTermId;

    fn internal_quads_for_pattern(
        &self,
        subject: Option<&InternalTerm>,
        predicate: Option<&InternalTerm>,
        object: Option<&InternalTerm>,
        graph_name: Option<Option<&InternalTerm>>,
    ) -> impl Iterator<Item = Result<InternalQuad<InternalTerm>, UnknownTermId>> + use<> {
        let names_graph = graph_name != Some(None);
        self.scan([subject, predicate, object], graph_name).into_iter().flatten().map(
            move |[subject, predicate, object, graph]| {
                Ok(InternalQuad {
                    subject: InternalTerm::Id(subject),
                    predicate: InternalTerm::Id(predicate),
                    object: InternalTerm::Id(object),
                    graph_name: names_graph.then_some(InternalTerm::Id(graph)),
                })
            },
        )
    }

    fn internal_named_graphs(
        &self,
    ) -> impl Iterator<Item = Result<InternalTerm, UnknownTermId>> + use<> {
        let graphs = match &self.named_graphs {
            Some(graphs) => graphs.to_vec(),
            None => self.snapshot.named_graphs(),
        };
        graphs.into_iter().map(|graph| Ok(InternalTerm::Id(graph)))
    }

    fn contains_internal_graph_name(&self, graph: &InternalTerm) -> Result<bool, UnknownTermId> {
        Ok(match graph {
            InternalTerm::Id(id) => self.has_named_graph(*id) && self.snapshot.has_named_graph(*id),
            InternalTerm::Computed(_) => false,
        })
    }

    fn internalize_term(&self, term: Term) -> Result<InternalTerm, UnknownTermId> {
        Ok(match self.snapshot.dictionary().id_of(term.as_ref()) {
            Some(id) => InternalTerm::Id(id),
            None => InternalTerm::Computed(Arc::new(term)),
        })
    }

    fn externalize_term(&self, term: InternalTerm) -> Result<Term, UnknownTermId> {
        match term {
            InternalTerm::Id(id) => self.snapshot.dictionary().term(id).ok_or(UnknownTermId(id)),
            InternalTerm::Computed(term) => Ok(Arc::unwrap_or_clone(term)),
        }
    }
}
