//! The distinct triples of a snapshot in four orders.

use std::ops::Range;

use super::Snapshot;
use super::permutation::Order as Full;

/// The orders in which distinct triples are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Subject, predicate, object.
    Spo = 0,
    /// Predicate, subject, object.
    Pso = 1,
    /// Predicate, object, subject.
    Pos = 2,
    /// Object, predicate, subject.
    Ops = 3,
}

impl Order {
    const fn components(self) -> [usize; 3] {
        match self {
            Self::Spo => [0, 1, 2],
            Self::Pso => [1, 0, 2],
            Self::Pos => [1, 2, 0],
            Self::Ops => [2, 1, 0],
        }
    }
}

#[derive(Debug)]
pub(super) struct Triples {
    first_row: Vec<u32>,
    columns: [Vec<u32>; 3],
    sets: Vec<u32>,
}

#[derive(Debug)]
pub(super) struct AllTriples {
    orders: [Triples; 4],
    sets: GraphSets,
    predicates: Vec<(u32, usize, usize, usize)>,
}

/// The distinct sets of graphs.
#[derive(Debug, Default)]
pub struct GraphSets(Vec<Vec<u32>>);

impl GraphSets {
    pub fn len(&self) -> usize {
        self.0.len()
    }
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    pub fn contains(&self, set: u32, graph: u32) -> bool {
        self.0[set as usize].binary_search(&graph).is_ok()
    }
    pub fn graphs(&self, set: u32) -> &[u32] {
        &self.0[set as usize]
    }
}

impl AllTriples {
    pub(super) fn of(snapshot: &Snapshot) -> Self {
        let full = snapshot.permutation(Full::Spog);
        let mut sets: std::collections::HashMap<Vec<u32>, u32> = Default::default();
        let mut list = Vec::new();
        let mut rows: Vec<[u32; 4]> = Vec::new();
        let mut row = 0;
        while row < full.len() {
            let [s, p, o, g] = full.quad(row);
            let mut graphs = vec![g];
            row += 1;
            while row < full.len() && full.quad(row)[..3] == [s, p, o] {
                graphs.push(full.quad(row)[3]);
                row += 1;
            }
            let set = *sets.entry(graphs.clone()).or_insert_with(|| {
                list.push(graphs);
                list.len() as u32 - 1
            });
            rows.push([s, p, o, set]);
        }
        let terms = snapshot.dictionary().len() + 2;
        let orders = [Order::Spo, Order::Pso, Order::Pos, Order::Ops].map(|order| {
            let [a, b, c] = order.components();
            let mut own: Vec<[u32; 4]> = rows.iter().map(|r| [r[a], r[b], r[c], r[3]]).collect();
            rayon::slice::ParallelSliceMut::par_sort_unstable(own.as_mut_slice());
            let mut first_row = vec![0_u32; terms + 1];
            for r in &own {
                first_row[r[0] as usize + 1] += 1;
            }
            for i in 1..first_row.len() {
                first_row[i] += first_row[i - 1];
            }
            Triples {
                first_row,
                columns: [0, 1, 2].map(|k| own.iter().map(|r| r[k]).collect()),
                sets: own.iter().map(|r| r[3]).collect(),
            }
        });
        let mut predicates = Vec::new();
        for p in 0..terms as u32 {
            let range = range(&orders[1], &[p]);
            if range.is_empty() {
                continue;
            }
            let distinct = |order: Order| {
                orders[order as usize].columns[1][range.clone()].chunk_by(|a, b| a == b).count()
            };
            predicates.push((p, range.len(), distinct(Order::Pso), distinct(Order::Pos)));
        }
        Self { orders, sets: GraphSets(list), predicates }
    }
}

fn range(triples: &Triples, prefix: &[u32]) -> Range<usize> {
    let Some((&first, rest)) = prefix.split_first() else { return 0..triples.columns[0].len() };
    let mut range = triples.first_row[first as usize] as usize
        ..triples.first_row[first as usize + 1] as usize;
    for (column, &value) in triples.columns[1..].iter().zip(rest) {
        let rows = &column[range.clone()];
        let start = rows.partition_point(|&other| other < value);
        let length = rows[start..].partition_point(|&other| other == value);
        range = range.start + start..range.start + start + length;
    }
    range
}

/// Triples of consecutive rows.
#[derive(Debug)]
pub struct TripleScan<'a> {
    triples: &'a Triples,
    order: Order,
    rows: Range<usize>,
}

impl Iterator for TripleScan<'_> {
    type Item = [u32; 3];
    fn next(&mut self) -> Option<[u32; 3]> {
        let row = self.rows.next()?;
        let mut triple = [0; 3];
        for (column, component) in self.order.components().into_iter().enumerate() {
            triple[component] = self.triples.columns[column][row];
        }
        Some(triple)
    }
}

impl Snapshot {
    fn all_triples(&self) -> &AllTriples {
        self.triples.get_or_init(|| AllTriples::of(self))
    }
    pub fn triple_count(&self) -> usize {
        self.all_triples().orders[0].sets.len()
    }
    pub fn rows(&self, order: Order, prefix: &[u32]) -> Range<usize> {
        range(&self.all_triples().orders[order as usize], prefix)
    }
    pub fn subjects(&self, order: Order) -> &[u32] {
        let column = order.components().iter().position(|&c| c == 0).unwrap_or(0);
        &self.all_triples().orders[order as usize].columns[column]
    }
    pub fn objects(&self, order: Order) -> &[u32] {
        let column = order.components().iter().position(|&c| c == 2).unwrap_or(0);
        &self.all_triples().orders[order as usize].columns[column]
    }
    pub fn triple(&self, order: Order, row: usize) -> [u32; 3] {
        self.triples(order, row..row + 1).next().unwrap_or_default()
    }
    pub fn triples(&self, order: Order, rows: Range<usize>) -> TripleScan<'_> {
        TripleScan { triples: &self.all_triples().orders[order as usize], order, rows }
    }
    pub fn graph_set(&self, order: Order, row: usize) -> u32 {
        self.all_triples().orders[order as usize].sets[row]
    }
    pub fn graph_sets(&self) -> &GraphSets {
        &self.all_triples().sets
    }
    pub fn predicates(&self) -> impl Iterator<Item = (u32, usize)> {
        self.all_triples().predicates.iter().map(|p| (p.0, p.1))
    }
    pub fn distinct_subjects(&self, predicate: u32) -> usize {
        self.all_triples().predicates.iter().find(|p| p.0 == predicate).map_or(0, |p| p.2)
    }
    pub fn distinct_objects(&self, predicate: u32) -> usize {
        self.all_triples().predicates.iter().find(|p| p.0 == predicate).map_or(0, |p| p.3)
    }
}
