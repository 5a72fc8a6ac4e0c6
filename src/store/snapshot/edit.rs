//! The next snapshot from one and what has changed, made from sorted columns by merging.

use std::sync::Arc;

use oxrdf::{
    GraphName, GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, QuadRef, TermRef,
};
use rustc_hash::FxHashSet;

use super::dictionary::{Dictionary, encode};
use super::permutation::{Order, Permutation};
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

impl Snapshot {
    /// Whether the snapshot has a quad. O(log n).
    #[must_use]
    pub fn contains(&self, quad: QuadRef<'_>) -> bool {
        ids_of(&self.dictionary, quad)
            .is_some_and(|ids| !self.permutation(Order::Spog).range(&ids).is_empty())
    }

    /// The predicates of a graph, each once. O(size of the graph).
    #[must_use]
    pub fn predicates_in(&self, graph: GraphNameRef<'_>) -> Vec<NamedNode> {
        let Some(graph) = graph_id(&self.dictionary, graph) else { return Vec::new() };
        let own = self.permutation(Order::Gspo);
        let ids: FxHashSet<u32> = own.range(&[graph]).map(|row| own.quad(row)[1]).collect();
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
        let cleared = FxHashSet::from_iter([graph.into()]);
        let dropped = FxHashSet::from_iter([graph.into()]);
        Arc::new(self.edited(&Edit { cleared, dropped, ..Edit::default() }))
    }

    /// The snapshot after an edit. O(n + m log m) for n quads and an edit of m.
    ///
    /// Terms that no quad has any more stay known, until more quads are gone than there are.
    #[must_use]
    pub fn edited(&self, edit: &Edit) -> Self {
        let new_terms = edit.added.iter().flat_map(|quad| terms(quad.as_ref()));
        let new_terms = new_terms.chain(edit.created.iter().map(|graph| graph.as_ref().into()));
        let (dictionary, moved) = self.dictionary.with(new_terms);
        let place = |id: u32| moved.as_ref().map_or(id, |moved| moved[id as usize]);
        let going = self.going(edit);
        let goes = |quad: &[u32; 4]| going.binary_search(quad).is_ok();

        let mut added: Vec<[u32; 4]> =
            edit.added.iter().filter_map(|quad| ids_of(&dictionary, quad.as_ref())).collect();
        added.sort_unstable();
        added.dedup();
        let own = self.permutation(Order::Spog);
        added.retain(|quad| own_quad(own, quad, &place).is_none_or(|own| goes(&own)));

        let graphs = self.graphs_after(edit, &dictionary, &place);
        let removed = DataVersion::of(&self.dictionary, &going);
        let version = self.version.minus(removed).plus(DataVersion::of(&dictionary, &added));
        let permutations =
            Order::ALL.map(|order| self.permutation(order).merged(order, &added, &goes, &place));
        let empty_graphs = self.empty_graphs.iter().map(|&graph| place(graph)).collect();
        let mut next = Self { dictionary, permutations, empty_graphs, version };
        next.declare(graphs);
        if going.len() > next.len() { next.compacted() } else { next }
    }

    /// The quads that an edit takes away, sorted.
    fn going(&self, edit: &Edit) -> Vec<[u32; 4]> {
        let own = self.permutation(Order::Gspo);
        let mut going: Vec<[u32; 4]> = edit
            .removed
            .iter()
            .filter_map(|quad| ids_of(&self.dictionary, quad.as_ref()))
            .filter(|ids| !self.permutation(Order::Spog).range(ids).is_empty())
            .collect();
        for graph in &edit.cleared {
            if let Some(graph) = graph_id(&self.dictionary, graph.as_ref()) {
                going.extend(own.range(&[graph]).map(|row| own.quad(row)));
            }
        }
        going.sort_unstable();
        going.dedup();
        going
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
}

/// The old form of a quad that is given by its new ids.
fn own_quad(own: &Permutation, quad: &[u32; 4], place: &impl Fn(u32) -> u32) -> Option<[u32; 4]> {
    let (mut low, mut high) = (0, own.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let found = own.quad(middle);
        match found.map(place).cmp(quad) {
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
            std::cmp::Ordering::Equal => return Some(found),
        }
    }
    None
}

/// A quad by the ids of its terms, if they are all known.
fn ids_of(dictionary: &Dictionary, quad: QuadRef<'_>) -> Option<[u32; 4]> {
    Some([
        dictionary.id_of(quad.subject.into())?,
        dictionary.id_of(quad.predicate.into())?,
        dictionary.id_of(quad.object)?,
        graph_id(dictionary, quad.graph_name)?,
    ])
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

impl Dictionary {
    /// The dictionary with more terms, and the new id of each old one where ids have moved.
    fn with<'t>(&self, terms: impl Iterator<Item = TermRef<'t>>) -> (Self, Option<Vec<u32>>) {
        let mut new: Vec<Vec<u8>> = terms
            .filter(|term| self.id_of(*term).is_none())
            .map(|term| {
                let mut key = Vec::new();
                encode(term, &mut key);
                key
            })
            .collect();
        if new.is_empty() {
            return (self.clone(), None);
        }
        new.sort_unstable();
        new.dedup();
        let mut moved = vec![DEFAULT_GRAPH_ID];
        let mut keys: Vec<&[u8]> = Vec::with_capacity(self.len() + new.len());
        let mut waiting = new.iter().map(Vec::as_slice).peekable();
        for key in self.keys() {
            while let Some(earlier) = waiting.next_if(|new| *new < key) {
                keys.push(earlier);
            }
            keys.push(key);
            moved.push(keys.len() as u32);
        }
        keys.extend(waiting);
        (Self::from_sorted_keys(keys), Some(moved))
    }
}

impl Permutation {
    /// The quads without those that go, and with others; ids grow, and keep their order.
    fn merged(
        &self,
        order: Order,
        added: &[[u32; 4]],
        goes: &impl Fn(&[u32; 4]) -> bool,
        place: &impl Fn(u32) -> u32,
    ) -> Self {
        let components = order.components();
        let mut rows: Vec<[u32; 4]> =
            added.iter().map(|quad| components.map(|component| quad[component])).collect();
        rows.sort_unstable();
        let mut columns = [const { Vec::new() }; 4];
        for column in &mut columns {
            column.reserve_exact(self.len() + rows.len());
        }
        let mut push = |row: [u32; 4]| (0..4).for_each(|column| columns[column].push(row[column]));
        let mut waiting = rows.into_iter().peekable();
        for index in (0..self.len()).filter(|&index| !goes(&self.quad(index))) {
            let own = [0, 1, 2, 3].map(|column| place(self.column(column)[index]));
            while let Some(earlier) = waiting.next_if(|row| *row < own) {
                push(earlier);
            }
            push(own);
        }
        waiting.for_each(&mut push);
        Self::from_columns(order, columns)
    }
}
