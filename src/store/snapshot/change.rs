//! The next snapshot from one and what has changed, made from sorted columns by merging.

use std::sync::Arc;

use oxrdf::{
    GraphName, GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, QuadRef, TermRef,
};
use rustc_hash::FxHashSet;

use super::dictionary::Dictionary;
use super::first_order::FirstOrder;
use super::graphs::SetTable;
use super::key::encode;
use super::triples::Order;
use super::version::DataVersion;
use super::{DEFAULT_GRAPH_ID, Snapshot, SnapshotBuilder};

/// What makes one snapshot of another: first graphs are emptied and quads removed, then quads are added.
#[derive(Debug, Clone, Default)]
pub struct Edit {
    /// Graphs that lose all their quads.
    pub cleared: FxHashSet<GraphName>,
    /// Named graphs that are gone unless something is added to them; a graph that only lost its last quad stays.
    pub dropped: FxHashSet<NamedOrBlankNode>,
    /// Quads that go. They need not be there.
    pub removed: FxHashSet<Quad>,
    /// Named graphs that are there, be they empty.
    pub created: FxHashSet<NamedOrBlankNode>,
    /// Quads that come. They may be there already.
    pub added: FxHashSet<Quad>,
}

/// One quad to remove or to add. Of one quad the removal sorts first, so that an addition has the last word.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Step {
    triple: [u32; 3],
    graph: u32,
    adds: bool,
}

impl Snapshot {
    /// Whether the snapshot has a quad. O(log n).
    #[must_use]
    pub fn contains(&self, quad: QuadRef<'_>) -> bool {
        let Some(Step { triple, graph, .. }) = step(&self.dictionary, quad, false) else {
            return false;
        };
        let rows = self.rows(Order::Spo, &triple);
        rows.into_iter().any(|row| self.graph_sets.contains(self.graph_set(Order::Spo, row), graph))
    }

    /// The predicates of a graph, each once. O(size of the graph).
    #[must_use]
    pub fn predicates_in(&self, graph: GraphNameRef<'_>) -> Vec<NamedNode> {
        let Some(graph) = graph_id(&self.dictionary, graph) else { return Vec::new() };
        let triples = self.graph_sets.runs(graph).flat_map(|rows| self.triples(Order::Spo, rows));
        let ids: FxHashSet<u32> = triples.map(|[_, predicate, _]| predicate).collect();
        ids.into_iter().filter_map(|id| super::named(self.dictionary.term(id)?)).collect()
    }

    /// The snapshot and more quads. O(n + m log m) for n quads and m more.
    #[must_use]
    pub fn with(&self, more: impl IntoIterator<Item = Quad>) -> Self {
        self.edited(&Edit { added: more.into_iter().collect(), ..Edit::default() })
    }

    /// The snapshot as it is without one graph. O(n).
    #[must_use]
    pub fn without(self: &Arc<Self>, graph: NamedNodeRef<'_>) -> Arc<Self> {
        let is_there =
            self.dictionary.id_of(graph.into()).is_some_and(|id| self.has_named_graph(id));
        if !is_there {
            return Arc::clone(self);
        }
        let cleared = FxHashSet::from_iter([graph.into_owned().into()]);
        let dropped = FxHashSet::from_iter([graph.into_owned().into()]);
        Arc::new(self.edited(&Edit { cleared, dropped, ..Edit::default() }))
    }

    /// The snapshot after an edit. O(n + m log m) for n quads and an edit of m.
    ///
    /// Terms that no quad has any more stay known, until more quads are gone than there are.
    #[must_use]
    pub fn edited(&self, edit: &Edit) -> Self {
        let new_terms = edit.added.iter().flat_map(|quad| terms(quad.as_ref()));
        let new_terms = new_terms.chain(edit.created.iter().map(|graph| graph.as_ref().into()));
        let (dictionary, moved) = with_terms(&self.dictionary, new_terms);
        let place = |id: u32| moved.as_ref().map_or(id, |moved| moved[id as usize]);
        let mut steps: Vec<Step> = edit
            .removed
            .iter()
            .filter_map(|quad| step(&dictionary, quad.as_ref(), false))
            .collect();
        for graph in
            edit.cleared.iter().filter_map(|graph| graph_id(&self.dictionary, graph.as_ref()))
        {
            let triples =
                self.graph_sets.runs(graph).flat_map(|rows| self.triples(Order::Spo, rows));
            let graph = place(graph);
            steps.extend(triples.map(|t| Step { triple: t.map(place), graph, adds: false }));
        }
        steps.extend(edit.added.iter().filter_map(|quad| step(&dictionary, quad.as_ref(), true)));
        steps.sort_unstable();
        let graphs = self.graphs_after(edit, &dictionary, &place);
        let empty_graphs = self.empty_graphs.iter().map(|&graph| place(graph)).collect();
        let (mut next, gone) = self.merged(dictionary, moved.as_deref(), &steps);
        next.empty_graphs = empty_graphs;
        next.declare(graphs);
        if gone > next.len() { next.compacted() } else { next }
    }

    /// The named graphs that an edit leaves or makes, by their new ids; some of them perhaps with no quad.
    fn graphs_after(
        &self,
        edit: &Edit,
        dictionary: &Dictionary,
        place: &impl Fn(u32) -> u32,
    ) -> Vec<u32> {
        let id = |graph: &NamedOrBlankNode| dictionary.id_of(graph.as_ref().into());
        let dropped: Vec<u32> = edit.dropped.iter().filter_map(id).collect();
        let kept = self.named_graphs().into_iter().map(place);
        kept.filter(|graph| !dropped.contains(graph))
            .chain(edit.created.iter().filter_map(id))
            .collect()
    }

    /// Lets named graphs be there, those without a quad too, and no other empty ones.
    pub(super) fn declare(&mut self, mut graphs: Vec<u32>) {
        graphs.retain(|&graph| self.graph_sets.count(graph) == 0);
        graphs.sort_unstable();
        graphs.dedup();
        let before = DataVersion::of_empty_graphs(&self.dictionary, &self.empty_graphs);
        let after = DataVersion::of_empty_graphs(&self.dictionary, &graphs);
        self.version = self.version.minus(before).plus(after);
        self.empty_graphs = graphs;
    }

    /// The same data without the terms that it does not have.
    fn compacted(self) -> Self {
        let snapshot = Arc::new(self);
        let mut builder = SnapshotBuilder::default();
        snapshot.quads().for_each(|quad| builder.add(quad.as_ref()));
        for graph in &snapshot.empty_graphs {
            if let Some(graph) = snapshot.dictionary.term(*graph).and_then(super::named_or_blank) {
                builder.add_graph(graph.as_ref());
            }
        }
        builder.finish()
    }

    /// Merges sorted steps into the first order, and counts the quads that are gone. Ids grow where they are moved, and
    /// keep their order.
    fn merged(
        &self,
        dictionary: Arc<Dictionary>,
        moved: Option<&[u32]>,
        steps: &[Step],
    ) -> (Self, usize) {
        let mut merge = Merge::default();
        let mut sets = self.graph_sets.table().clone();
        if let Some(moved) = moved {
            sets.graphs.iter_mut().for_each(|graph| *graph = moved[*graph as usize]);
        }
        let mut steps = steps.chunk_by(|a, b| a.triple == b.triple).peekable();
        for (triple, graphs) in self.rows_with_graphs(&sets) {
            let triple = match moved {
                Some(moved) => triple.map(|id| moved[id as usize]),
                None => triple,
            };
            while let Some(new) = steps.next_if(|steps| steps[0].triple < triple) {
                merge.push_edited(&[], new);
            }
            match steps.next_if(|steps| steps[0].triple == triple) {
                Some(changed) => merge.push_edited(graphs, changed),
                None => merge.order.push(triple, graphs),
            }
        }
        steps.for_each(|new| merge.push_edited(&[], new));
        let added = DataVersion::of(&dictionary, &merge.added);
        let removed = DataVersion::of(&dictionary, &merge.removed);
        let version = self.version.plus(added).minus(removed);
        (merge.order.finish(dictionary, version), merge.removed.len())
    }

    fn rows_with_graphs<'s>(
        &'s self,
        sets: &'s SetTable,
    ) -> impl Iterator<Item = ([u32; 3], &'s [u32])> {
        let triples = self.triples(Order::Spo, 0..self.triple_count());
        triples.zip(self.order(Order::Spo).graph_sets.iter().map(|set| sets.graphs(set)))
    }
}

/// The triples after a change, and the quads by which they differ from those before.
#[derive(Debug, Default)]
struct Merge {
    order: FirstOrder,
    added: Vec<[u32; 4]>,
    removed: Vec<[u32; 4]>,
}

impl Merge {
    fn push_edited(&mut self, before: &[u32], steps: &[Step]) {
        let Some(&Step { triple, .. }) = steps.first() else { return };
        let mut graphs = before.to_vec();
        for step in steps {
            match (step.adds, graphs.binary_search(&step.graph)) {
                (true, Err(place)) => graphs.insert(place, step.graph),
                (false, Ok(place)) => drop(graphs.remove(place)),
                _ => {}
            }
        }
        let differing = |some: &[u32], others: &[u32]| -> Vec<[u32; 4]> {
            let only = some.iter().filter(|graph| others.binary_search(graph).is_err());
            only.map(|&graph| quad(triple, graph)).collect()
        };
        self.added.extend(differing(&graphs, before));
        self.removed.extend(differing(before, &graphs));
        if !graphs.is_empty() {
            self.order.push(triple, &graphs);
        }
    }
}

fn quad([subject, predicate, object]: [u32; 3], graph: u32) -> [u32; 4] {
    [subject, predicate, object, graph]
}

/// A change of a quad by ids; none when a term of it is not known.
fn step(dictionary: &Dictionary, quad: QuadRef<'_>, adds: bool) -> Option<Step> {
    let triple = [
        dictionary.id_of(quad.subject.into())?,
        dictionary.id_of(quad.predicate.into())?,
        dictionary.id_of(quad.object)?,
    ];
    Some(Step { triple, graph: graph_id(dictionary, quad.graph_name)?, adds })
}

fn graph_id(dictionary: &Dictionary, graph: GraphNameRef<'_>) -> Option<u32> {
    match graph_term(graph) {
        None => Some(DEFAULT_GRAPH_ID),
        Some(graph) => dictionary.id_of(graph),
    }
}

fn graph_term(graph: GraphNameRef<'_>) -> Option<TermRef<'_>> {
    match graph {
        GraphNameRef::DefaultGraph => None,
        GraphNameRef::NamedNode(node) => Some(node.into()),
        GraphNameRef::BlankNode(node) => Some(node.into()),
    }
}

fn terms(quad: QuadRef<'_>) -> impl Iterator<Item = TermRef<'_>> {
    let graph = graph_term(quad.graph_name);
    [quad.subject.into(), quad.predicate.into(), quad.object].into_iter().chain(graph)
}

/// A dictionary with more terms, and the new id of each old one where ids have moved.
fn with_terms<'t>(
    dictionary: &Arc<Dictionary>,
    terms: impl Iterator<Item = TermRef<'t>>,
) -> (Arc<Dictionary>, Option<Vec<u32>>) {
    let mut new: Vec<Vec<u8>> = Vec::new();
    let mut key = Vec::new();
    for term in terms {
        key.clear();
        encode(term, &mut key);
        if dictionary.id_of_key(&key).is_none() {
            new.push(key.clone());
        }
    }
    if new.is_empty() {
        return (Arc::clone(dictionary), None);
    }
    new.sort_unstable();
    new.dedup();
    let mut moved = vec![DEFAULT_GRAPH_ID];
    let mut all = Dictionary::default();
    let mut waiting = new.iter().peekable();
    dictionary.for_each_key(|key| {
        while let Some(earlier) = waiting.next_if(|new| new.as_slice() < key) {
            all.push(earlier);
        }
        all.push(key);
        moved.push(all.len() as u32);
    });
    waiting.for_each(|key| all.push(key));
    all.shrink();
    (Arc::new(all), Some(moved))
}
