//! A snapshot with a few more quads or without some, made from sorted columns by merging.

use std::sync::Arc;

use oxrdf::{GraphName, GraphNameRef, NamedNodeRef, Quad, QuadRef, TermRef};

use super::dictionary::Dictionary;
use super::first_order::FirstOrder;
use super::graphs::SetTable;
use super::key::encode;
use super::triples::Order;
use super::version::DataVersion;
use super::{DEFAULT_GRAPH_ID, Snapshot};

/// One quad to remove or to add. Of one quad the removal sorts first, so that an addition has the last word.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Edit {
    triple: [u32; 3],
    graph: u32,
    adds: bool,
}

impl Snapshot {
    /// The snapshot and more quads. O(n + m log m) for n quads and m more.
    #[must_use]
    pub fn with(self: &Arc<Self>, more: &[Quad]) -> Self {
        self.changed(more, &[])
    }

    /// The snapshot without some quads and with others; one that is among both is there afterwards.
    ///
    /// Terms stay known that no quad has any longer. O(n + m log m) for n quads and m changes.
    #[must_use]
    pub fn changed(self: &Arc<Self>, added: &[Quad], removed: &[Quad]) -> Self {
        let more = added.iter().flat_map(|quad| terms(quad.as_ref()));
        let (dictionary, moved) = with_terms(&self.dictionary, more);
        let edit = |quad: &Quad, adds| edit(&dictionary, quad, adds);
        let mut edits: Vec<Edit> = removed.iter().filter_map(|quad| edit(quad, false)).collect();
        edits.extend(added.iter().filter_map(|quad| edit(quad, true)));
        edits.sort_unstable();
        self.edited(dictionary, moved.as_deref(), &edits)
    }

    /// The snapshot as it is without one graph; its terms stay known. O(n).
    #[must_use]
    pub fn without(self: &Arc<Self>, graph: NamedNodeRef<'_>) -> Arc<Self> {
        let graph = self.dictionary.id_of(graph.into());
        let Some(graph) = graph.filter(|&graph| self.graph_sets.count(graph) > 0) else {
            return Arc::clone(self);
        };
        let sets = self.graph_sets.table().filtered(|other| other != graph);
        let mut order = FirstOrder::default();
        for (triple, graphs) in self.rows_with_graphs(&sets) {
            if !graphs.is_empty() {
                order.push(triple, graphs);
            }
        }
        let triples = self.graph_sets.runs(graph).flat_map(|rows| self.triples(Order::Spo, rows));
        let removed: Vec<[u32; 4]> = triples.map(|triple| quad(triple, graph)).collect();
        let version = self.version.minus(DataVersion::of(&self.dictionary, &removed));
        Arc::new(order.finish(Arc::clone(&self.dictionary), version))
    }

    /// Merges sorted edits into the first order. Ids grow where they are moved, and keep their order.
    fn edited(&self, dictionary: Arc<Dictionary>, moved: Option<&[u32]>, edits: &[Edit]) -> Self {
        let mut merge = Merge::default();
        let mut sets = self.graph_sets.table().clone();
        if let Some(moved) = moved {
            sets.graphs.iter_mut().for_each(|graph| *graph = moved[*graph as usize]);
        }
        let mut edits = edits.chunk_by(|a, b| a.triple == b.triple).peekable();
        for (triple, graphs) in self.rows_with_graphs(&sets) {
            let triple = match moved {
                Some(moved) => triple.map(|id| moved[id as usize]),
                None => triple,
            };
            while let Some(new) = edits.next_if(|edits| edits[0].triple < triple) {
                merge.push_edited(&[], new);
            }
            match edits.next_if(|edits| edits[0].triple == triple) {
                Some(changed) => merge.push_edited(graphs, changed),
                None => merge.order.push(triple, graphs),
            }
        }
        edits.for_each(|new| merge.push_edited(&[], new));
        let added = DataVersion::of(&dictionary, &merge.added);
        let removed = DataVersion::of(&dictionary, &merge.removed);
        merge.order.finish(dictionary, self.version.plus(added).minus(removed))
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
    fn push_edited(&mut self, before: &[u32], edits: &[Edit]) {
        let Some(&Edit { triple, .. }) = edits.first() else { return };
        let mut graphs = before.to_vec();
        for edit in edits {
            match (edit.adds, graphs.binary_search(&edit.graph)) {
                (true, Err(place)) => graphs.insert(place, edit.graph),
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
fn edit(dictionary: &Dictionary, quad: &Quad, adds: bool) -> Option<Edit> {
    let id = |term: TermRef<'_>| dictionary.id_of(term);
    let graph = match &quad.graph_name {
        GraphName::DefaultGraph => DEFAULT_GRAPH_ID,
        GraphName::NamedNode(node) => id(node.as_ref().into())?,
        GraphName::BlankNode(node) => id(node.as_ref().into())?,
    };
    let triple = [
        id(quad.subject.as_ref().into())?,
        id(quad.predicate.as_ref().into())?,
        id(quad.object.as_ref())?,
    ];
    Some(Edit { triple, graph, adds })
}

fn terms(quad: QuadRef<'_>) -> impl Iterator<Item = TermRef<'_>> {
    let graph = match quad.graph_name {
        GraphNameRef::DefaultGraph => None,
        GraphNameRef::NamedNode(node) => Some(node.into()),
        GraphNameRef::BlankNode(node) => Some(node.into()),
    };
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
