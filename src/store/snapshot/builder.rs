//! Making a snapshot from quads in any order.

use oxrdf::{GraphNameRef, NamedOrBlankNodeRef, QuadRef, TermRef};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::dictionary::{Dictionary, encode};
use super::permutation::{Order, Permutation};
use super::version::DataVersion;
use super::{DEFAULT_GRAPH_ID, Snapshot};

/// Collects quads, then sorts terms and quads once.
///
/// Quads may come in any order and more than once.
#[derive(Debug, Default)]
pub struct SnapshotBuilder {
    /// Provisional ids, in order of first appearance, counted from one.
    ids: FxHashMap<Box<[u8]>, u32>,
    quads: Vec<[u32; 4]>,
    named_graphs: Vec<u32>,
    key: Vec<u8>,
}

impl SnapshotBuilder {
    /// Adds one quad.
    pub fn add(&mut self, quad: QuadRef<'_>) {
        let subject = self.id(quad.subject.into());
        let predicate = self.id(quad.predicate.into());
        let object = self.id(quad.object);
        let graph = match quad.graph_name {
            GraphNameRef::DefaultGraph => DEFAULT_GRAPH_ID,
            GraphNameRef::NamedNode(node) => self.id(node.into()),
            GraphNameRef::BlankNode(node) => self.id(node.into()),
        };
        self.quads.push([subject, predicate, object, graph]);
    }

    /// Adds a named graph, which may stay empty.
    pub fn add_graph(&mut self, graph: NamedOrBlankNodeRef<'_>) {
        let id = self.id(graph.into());
        self.named_graphs.push(id);
    }

    /// Sorts everything. O(n log n), in parallel.
    #[must_use]
    pub fn finish(self) -> Snapshot {
        let Self { ids, mut quads, named_graphs, .. } = self;
        let mut terms: Vec<(Box<[u8]>, u32)> = ids.into_iter().collect();
        terms.par_sort_unstable();
        let mut final_ids = vec![DEFAULT_GRAPH_ID; terms.len() + 1];
        for (place, (_, provisional)) in (1_u32..).zip(&terms) {
            final_ids[*provisional as usize] = place;
        }
        let dictionary = Dictionary::from_sorted_keys(terms.iter().map(|(key, _)| &**key));
        drop(terms);
        quads.par_iter_mut().for_each(|quad| *quad = quad.map(|id| final_ids[id as usize]));
        quads.par_sort_unstable();
        quads.dedup();
        let version = DataVersion::of(&dictionary, &quads);
        let mut snapshot = Snapshot::from_parts(dictionary, &quads, version);
        snapshot.declare(named_graphs.into_iter().map(|id| final_ids[id as usize]).collect());
        snapshot
    }

    fn id(&mut self, term: TermRef<'_>) -> u32 {
        self.key.clear();
        encode(term, &mut self.key);
        if let Some(&id) = self.ids.get(self.key.as_slice()) {
            return id;
        }
        let id = u32::try_from(self.ids.len() + 1).unwrap_or(u32::MAX);
        self.ids.insert(self.key.as_slice().into(), id);
        id
    }
}

impl Snapshot {
    /// Sorts distinct quads into all orders.
    pub(super) fn from_parts(
        dictionary: Dictionary,
        quads: &[[u32; 4]],
        version: DataVersion,
    ) -> Self {
        Self {
            dictionary,
            permutations: Order::ALL.map(|order| Permutation::sorted(order, quads)),
            empty_graphs: Vec::new(),
            version,
        }
    }

    /// Lets named graphs be there, those without a quad too, and no other empty ones.
    pub(super) fn declare(&mut self, mut graphs: Vec<u32>) {
        let quads = self.permutation(Order::Gspo);
        graphs.retain(|&graph| quads.range(&[graph]).is_empty());
        graphs.sort_unstable();
        graphs.dedup();
        let before = DataVersion::of_empty_graphs(&self.dictionary, &self.empty_graphs);
        let after = DataVersion::of_empty_graphs(&self.dictionary, &graphs);
        self.version = self.version.minus(before).plus(after);
        self.empty_graphs = graphs;
    }
}
