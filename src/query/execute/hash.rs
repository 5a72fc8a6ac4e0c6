//! Joining with rows that are at hand: by a hash of the variables that both sides bind.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use super::keys::Keys;
use super::table::{Slot, Slots, Table, UNBOUND};

/// Rows that others are joined with.
#[derive(Debug)]
pub(super) struct Built {
    pub(super) table: Table,
    /// The variables that every row binds.
    full: Slots,
    indexes: Mutex<BTreeMap<Vec<Slot>, Arc<Index>>>,
}

/// The rows by the values of some variables.
#[derive(Debug)]
struct Index {
    keys: Keys,
    /// `starts[k]..starts[k + 1]` are the places in `rows` of the key `k`.
    starts: Vec<u32>,
    rows: Vec<u32>,
}

impl Index {
    fn new(table: &Table, slots: &[Slot]) -> Self {
        let columns: Vec<_> = slots.iter().map(|slot| table.values(*slot)).collect();
        let mut keys = Keys::new(slots.len());
        let places = keys.insert_rows(&columns, table.len());
        let mut starts = vec![0_u32; keys.len() + 1];
        places.iter().for_each(|&place| starts[place as usize + 1] += 1);
        (1..starts.len()).for_each(|place| starts[place] += starts[place - 1]);
        let mut next = starts.clone();
        let mut rows = vec![0; table.len()];
        for (row, place) in (0_u32..).zip(places) {
            rows[next[place as usize] as usize] = row;
            next[place as usize] += 1;
        }
        Self { keys, starts, rows }
    }

    fn rows(&self, key: &[u32]) -> &[u32] {
        match self.keys.find(key) {
            Some(place) => {
                let place = place as usize;
                &self.rows[self.starts[place] as usize..self.starts[place + 1] as usize]
            }
            None => &[],
        }
    }
}

fn is_full(table: &Table, slot: Slot) -> bool {
    table.column(slot).is_some_and(|column| !column.contains(&UNBOUND))
}

impl Built {
    pub(super) fn new(table: Table) -> Self {
        let full = table.slots().iter().copied().filter(|slot| is_full(&table, *slot)).collect();
        Self { table, full, indexes: Mutex::default() }
    }

    pub(super) fn touches(&self, has: impl Fn(Slot) -> bool) -> bool {
        self.table.slots().iter().any(|slot| has(*slot))
    }

    fn index(&self, slots: &[Slot]) -> Arc<Index> {
        let mut indexes = self.indexes.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let make = || Arc::new(Index::new(&self.table, slots));
        Arc::clone(indexes.entry(slots.to_vec()).or_insert_with(make))
    }

    /// The variables that both sides have: those bound in every row on both, and the others.
    fn shared(&self, table: &Table) -> (Vec<Slot>, Vec<Slot>) {
        let shared = table.slots().iter().copied().filter(|slot| self.table.has(*slot));
        let (mut full, partial): (Vec<Slot>, Vec<Slot>) =
            shared.partition(|&slot| self.full.contains(&slot) && is_full(table, slot));
        full.sort_unstable();
        (full, partial)
    }

    /// The pairs of rows that fit, by places: here, and there.
    fn pairs(&self, table: &Table) -> (Vec<u32>, Vec<u32>) {
        let (full, partial) = self.shared(table);
        let index = self.index(&full);
        let columns: Vec<_> = full.iter().map(|slot| table.values(*slot)).collect();
        let others: Vec<_> =
            partial.iter().map(|slot| (table.values(*slot), self.table.values(*slot))).collect();
        let mut key = vec![0; full.len()];
        let (mut here, mut there) = (Vec::new(), Vec::new());
        for row in 0..table.len() {
            key.iter_mut().zip(&columns).for_each(|(part, column)| *part = column[row]);
            for &other in index.rows(&key) {
                let agree = others.iter().all(|(own, its)| {
                    let (own, its) = (own[row], its[other as usize]);
                    own == UNBOUND || its == UNBOUND || own == its
                });
                if agree {
                    here.push(row as u32);
                    there.push(other);
                }
            }
        }
        (here, there)
    }

    /// How many rows a row of a table fits on average, judged by a few rows.
    pub(super) fn fanout(&self, table: &Table) -> f64 {
        const SAMPLES: usize = 64;
        if !self.touches(|slot| table.has(slot)) {
            return self.table.len() as f64;
        }
        let step = table.len().div_ceil(SAMPLES).max(1);
        let rows: Vec<u32> = (0..table.len()).step_by(step).map(|row| row as u32).collect();
        let sample = table.select(&rows);
        self.pairs(&sample).0.len() as f64 / rows.len().max(1) as f64
    }

    /// The rows of both that fit, with those of the columns that are wanted.
    pub(super) fn join(&self, table: &Table, keeps: &dyn Fn(Slot) -> bool) -> Table {
        let (here, there) = self.pairs(table);
        let mut own = table.clone();
        own.keep(keeps);
        let mut joined = own.select(&here);
        for &slot in self.table.slots() {
            if !keeps(slot) {
                continue;
            }
            let its = self.table.values(slot);
            let mut values: Vec<u32> = there.iter().map(|&row| its[row as usize]).collect();
            if let Some(own) = joined.column(slot) {
                for (value, &own) in values.iter_mut().zip(own) {
                    if own != UNBOUND {
                        *value = own;
                    }
                }
            }
            joined.set(slot, values);
        }
        let weights = self.table.weights();
        if weights.is_some() {
            let combined = here
                .iter()
                .zip(&there)
                .map(|(&a, &b)| table.weight(a as usize) * self.table.weight(b as usize))
                .collect();
            joined = joined.with_weights(Some(combined));
        }
        joined
    }

    /// For each row whether a row here fits it and shares a bound variable with it: what `MINUS` takes away.
    pub(super) fn excludes(&self, table: &Table) -> Vec<bool> {
        let (full, partial) = self.shared(table);
        let mut excluded = vec![false; table.len()];
        if full.is_empty() && partial.is_empty() {
            return excluded;
        }
        let (here, there) = self.pairs(table);
        for (row, other) in here.into_iter().zip(there) {
            excluded[row as usize] = excluded[row as usize]
                || !full.is_empty()
                || partial.iter().any(|slot| {
                    table.value(*slot, row as usize) != UNBOUND
                        && self.table.value(*slot, other as usize) != UNBOUND
                });
        }
        excluded
    }
}
