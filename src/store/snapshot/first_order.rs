//! The first order in the making.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::Snapshot;
use super::dictionary::Dictionary;
use super::graphs::SetNumbers;
use super::numbers::Numbers;
use super::triples::{Order, Triples};
use super::version::DataVersion;

/// Takes triples in the order of subject, predicate and object, each with its graphs, and makes a snapshot of them.
///
/// Sets of graphs are numbered as they come, so that the same data are numbered alike.
#[derive(Debug, Default)]
pub(super) struct FirstOrder {
    first_row: Vec<u32>,
    predicates: Numbers,
    objects: Vec<u32>,
    graph_sets: Numbers,
    sets: SetNumbers,
    /// The number of each predicate, given out as they come.
    predicate_numbers: FxHashMap<u32, u32>,
}

impl FirstOrder {
    /// Adds a triple that is greater than all before; its graphs are sorted, and at least one.
    pub(super) fn push(&mut self, [subject, predicate, object]: [u32; 3], graphs: &[u32]) {
        while self.first_row.len() <= subject as usize {
            self.first_row.push(self.objects.len() as u32);
        }
        let next = self.predicate_numbers.len() as u32;
        self.predicates.push(*self.predicate_numbers.entry(predicate).or_insert(next));
        self.objects.push(object);
        self.graph_sets.push(self.sets.of(graphs));
    }

    /// Makes the other orders. O(n).
    pub(super) fn finish(mut self, dictionary: Arc<Dictionary>, version: DataVersion) -> Snapshot {
        self.first_row.resize(dictionary.len() + 2, self.objects.len() as u32);
        let mut ids: Vec<u32> = self.predicate_numbers.keys().copied().collect();
        ids.sort_unstable();
        let mut sorted = vec![0; ids.len()];
        for (place, id) in (0_u32..).zip(&ids) {
            sorted[self.predicate_numbers[id] as usize] = place;
        }
        self.predicates.replace(&sorted);
        self.predicates.shrink();
        self.objects.shrink_to_fit();
        self.graph_sets.shrink();
        let spo = Triples {
            order: Order::Spo,
            first_row: self.first_row,
            subjects: Vec::new(),
            predicates: self.predicates,
            objects: self.objects,
            graph_sets: self.graph_sets,
        };
        Snapshot::arrange(dictionary, ids, self.sets.table, spo, version)
    }
}
