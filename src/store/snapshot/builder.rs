//! Making a snapshot from quads in any order.

use std::sync::Arc;

use oxrdf::{GraphNameRef, NamedOrBlankNodeRef, QuadRef, TermRef};
use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use super::dictionary::Dictionary;
use super::first_order::FirstOrder;
use super::key::encode;
use super::version::DataVersion;
use super::{DEFAULT_GRAPH_ID, Snapshot};

/// Collects quads, then sorts terms and quads once.
///
/// Quads may come in any order and more than once.
#[derive(Debug, Default)]
pub struct SnapshotBuilder {
    terms: ProvisionalTerms,
    /// Subject, predicate, object and graph, the most significant first: so they sort as one number.
    quads: Vec<u128>,
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
        self.quads.push(packed([subject, predicate, object, graph]));
    }

    /// Adds a named graph, which may stay empty.
    pub fn add_graph(&mut self, graph: NamedOrBlankNodeRef<'_>) {
        let id = self.id(graph.into());
        self.named_graphs.push(id);
    }

    /// Sorts everything. O(n log n), in parallel.
    #[must_use]
    pub fn finish(self) -> Snapshot {
        let Self { terms, mut quads, mut named_graphs, .. } = self;
        let (dictionary, ids) = terms.sorted();
        quads.par_iter_mut().for_each(|quad| {
            *quad = packed(unpacked(*quad).map(|id| ids[id as usize]));
        });
        named_graphs.iter_mut().for_each(|graph| *graph = ids[*graph as usize]);
        drop(ids);
        quads.par_sort_unstable();
        quads.dedup();
        let version =
            DataVersion::of_all(&dictionary, quads.par_iter().map(|&quad| unpacked(quad)));
        let mut order = FirstOrder::default();
        let mut graphs = Vec::new();
        for copies in quads.chunk_by(|a, b| a >> 32 == b >> 32) {
            let [subject, predicate, object, _] = unpacked(copies[0]);
            graphs.clear();
            graphs.extend(copies.iter().map(|&quad| quad as u32));
            order.push([subject, predicate, object], &graphs);
        }
        drop(quads);
        let mut snapshot = order.finish(Arc::new(dictionary), version);
        snapshot.declare(named_graphs);
        snapshot
    }

    fn id(&mut self, term: TermRef<'_>) -> u32 {
        self.key.clear();
        encode(term, &mut self.key);
        self.terms.id(&self.key)
    }
}

fn packed(quad: [u32; 4]) -> u128 {
    quad.into_iter().fold(0, |packed, id| packed << 32 | u128::from(id))
}

fn unpacked(quad: u128) -> [u32; 4] {
    [(quad >> 96) as u32, (quad >> 64) as u32, (quad >> 32) as u32, quad as u32]
}

/// The keys of terms in order of their first appearance, and a table to find them again.
///
/// A map of keys would hold each in a piece of memory of its own, and take half as much again.
#[derive(Debug)]
struct ProvisionalTerms {
    keys: Vec<u8>,
    /// `ends[id - 1]..ends[id]` are the places of a key.
    ends: Vec<u64>,
    /// Half of a key's hash and its id, at the place that the other half names or behind it; 0 where nothing is.
    slots: Vec<[u32; 2]>,
}

impl Default for ProvisionalTerms {
    fn default() -> Self {
        Self { keys: Vec::new(), ends: vec![0], slots: vec![[0; 2]; 1024] }
    }
}

impl ProvisionalTerms {
    /// The id of a key, counted from one in order of first appearance.
    fn id(&mut self, key: &[u8]) -> u32 {
        let hash = xxh3_64(key);
        let (tag, mask) = ((hash >> 32) as u32, self.slots.len() - 1);
        let mut slot = hash as usize & mask;
        loop {
            match self.slots[slot] {
                [_, 0] => break,
                [other, id] if other == tag && self.key(id) == key => return id,
                _ => slot = (slot + 1) & mask,
            }
        }
        let id = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        self.keys.extend_from_slice(key);
        self.ends.push(self.keys.len() as u64);
        self.slots[slot] = [tag, id];
        if self.ends.len() > self.slots.len() / 4 * 3 {
            self.grow();
        }
        id
    }

    fn key(&self, id: u32) -> &[u8] {
        let id = id as usize;
        &self.keys[self.ends[id - 1] as usize..self.ends[id] as usize]
    }

    fn grow(&mut self) {
        let mask = self.slots.len() * 2 - 1;
        self.slots = vec![[0; 2]; mask + 1];
        for id in 1..self.ends.len() as u32 {
            let hash = xxh3_64(self.key(id));
            let mut slot = hash as usize & mask;
            while self.slots[slot][1] != 0 {
                slot = (slot + 1) & mask;
            }
            self.slots[slot] = [(hash >> 32) as u32, id];
        }
    }

    /// The dictionary of the keys, and the final id of each.
    fn sorted(mut self) -> (Dictionary, Vec<u32>) {
        self.slots = Vec::new();
        let mut sorted: Vec<u32> = (1..self.ends.len() as u32).collect();
        sorted.par_sort_unstable_by(|&a, &b| self.key(a).cmp(self.key(b)));
        let mut dictionary = Dictionary::default();
        let mut ids = vec![DEFAULT_GRAPH_ID; self.ends.len()];
        for (place, &provisional) in (1_u32..).zip(&sorted) {
            dictionary.push(self.key(provisional));
            ids[provisional as usize] = place;
        }
        dictionary.shrink();
        (dictionary, ids)
    }
}
