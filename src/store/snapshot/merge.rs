//! A snapshot with a few more quads, made from sorted columns by merging.

use std::sync::Arc;

use oxrdf::{GraphName, NamedNodeRef, Quad, TermRef};

use super::dictionary::{Dictionary, encode};
use super::permutation::{Order, Permutation};
use super::version::DataVersion;
use super::{DEFAULT_GRAPH_ID, Snapshot};

impl Snapshot {
    /// The snapshot and more quads. O(n + m log m) for n quads and m more.
    #[must_use]
    pub fn with(self: &Arc<Self>, more: &[Quad]) -> Self {
        let (dictionary, moved) =
            self.dictionary.with(more.iter().flat_map(|quad| terms(quad.as_ref())));
        let id = |term: TermRef<'_>| dictionary.id_of(term).unwrap_or(DEFAULT_GRAPH_ID);
        let mut added: Vec<[u32; 4]> = more
            .iter()
            .map(|quad| {
                let graph = match &quad.graph_name {
                    GraphName::DefaultGraph => DEFAULT_GRAPH_ID,
                    GraphName::NamedNode(node) => id(node.as_ref().into()),
                    GraphName::BlankNode(node) => id(node.as_ref().into()),
                };
                [
                    id(quad.subject.as_ref().into()),
                    id(quad.predicate.as_ref().into()),
                    id(quad.object.as_ref()),
                    graph,
                ]
            })
            .collect();
        added.sort_unstable();
        added.dedup();
        let own = self.permutation(Order::Spog);
        let place = |id: u32| moved.as_ref().map_or(id, |moved| moved[id as usize]);
        let known = |quad: &[u32; 4]| own_range(own, quad, &place);
        added.retain(|quad| !known(quad));
        let permutations =
            Order::ALL.map(|order| self.permutation(order).merged(order, &added, &place));
        let version = self.version.plus(DataVersion::of(&dictionary, &added));
        Self { dictionary, permutations, version, triples: Default::default(), derived: Default::default() }
    }
}

impl Snapshot {
    /// The snapshot as it is without one graph; its terms stay known. O(n).
    #[must_use]
    pub fn without(self: &Arc<Self>, graph: NamedNodeRef<'_>) -> Arc<Self> {
        let Some(graph) = self.dictionary.id_of(graph.into()) else { return Arc::clone(self) };
        let own = self.permutation(Order::Gspo);
        let removed: Vec<[u32; 4]> = own.range(&[graph]).map(|row| own.quad(row)).collect();
        if removed.is_empty() {
            return Arc::clone(self);
        }
        let version = self.version.minus(DataVersion::of(&self.dictionary, &removed));
        let permutations = Order::ALL.map(|order| self.permutation(order).without(order, graph));
        Arc::new(Self { dictionary: self.dictionary.clone(), permutations, version, triples: Default::default(), derived: Default::default() })
    }
}

/// Whether a permutation has a quad, whose ids are those after moving.
fn own_range(own: &Permutation, quad: &[u32; 4], place: &impl Fn(u32) -> u32) -> bool {
    let (mut low, mut high) = (0, own.len());
    while low < high {
        let middle = low + (high - low) / 2;
        match own.quad(middle).map(place).cmp(quad) {
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
            std::cmp::Ordering::Equal => return true,
        }
    }
    false
}

fn terms(quad: oxrdf::QuadRef<'_>) -> impl Iterator<Item = TermRef<'_>> {
    let graph = match quad.graph_name {
        oxrdf::GraphNameRef::DefaultGraph => None,
        oxrdf::GraphNameRef::NamedNode(node) => Some(node.into()),
        oxrdf::GraphNameRef::BlankNode(node) => Some(node.into()),
    };
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
    /// The quads with others that it does not have; ids grow, and keep their order.
    fn merged(&self, order: Order, added: &[[u32; 4]], place: &impl Fn(u32) -> u32) -> Self {
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
        for index in 0..self.len() {
            let own = [0, 1, 2, 3].map(|column| place(self.column(column)[index]));
            while let Some(earlier) = waiting.next_if(|row| *row < own) {
                push(earlier);
            }
            push(own);
        }
        waiting.for_each(&mut push);
        Self::from_columns(order, columns)
    }

    /// The quads that are not in a graph.
    fn without(&self, order: Order, graph: u32) -> Self {
        let kept: Vec<usize> = (0..self.len()).filter(|&row| self.quad(row)[3] != graph).collect();
        let columns = [0, 1, 2, 3].map(|column| {
            let values = self.column(column);
            kept.iter().map(|&row| values[row]).collect()
        });
        Self::from_columns(order, columns)
    }
}
