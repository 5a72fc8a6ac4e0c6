//! Numbering distinct rows: what grouping, joining and `DISTINCT` have in common.

use std::hash::{BuildHasher, BuildHasherDefault, Hasher};

use hashbrown::HashTable;
use rustc_hash::FxHasher;

/// Distinct keys of a fixed width, numbered from 0 in the order in which they came.
#[derive(Debug, Clone, Default)]
pub(super) struct Keys {
    width: usize,
    /// Key after key.
    values: Vec<u32>,
    table: HashTable<u32>,
    count: u32,
}

fn hash(key: &[u32]) -> u64 {
    let mut hasher = BuildHasherDefault::<FxHasher>::default().build_hasher();
    match *key {
        [one] => hasher.write_u32(one),
        [one, two] => hasher.write_u64(u64::from(one) << 32 | u64::from(two)),
        _ => key.iter().for_each(|&value| hasher.write_u32(value)),
    }
    hasher.finish()
}

impl Keys {
    pub(super) fn new(width: usize) -> Self {
        Self { width, ..Self::default() }
    }

    pub(super) fn len(&self) -> usize {
        self.count as usize
    }

    /// The number of a key, and whether it is new.
    pub(super) fn insert(&mut self, key: &[u32]) -> (u32, bool) {
        let (width, values) = (self.width, &self.values);
        let at = |place: u32| &values[place as usize * width..(place as usize + 1) * width];
        let entry = self.table.entry(hash(key), |&place| at(place) == key, |&place| hash(at(place)));
        match entry {
            hashbrown::hash_table::Entry::Occupied(found) => (*found.get(), false),
            hashbrown::hash_table::Entry::Vacant(free) => {
                let place = self.count;
                free.insert(place);
                self.count += 1;
                self.values.extend_from_slice(key);
                (place, true)
            }
        }
    }

    /// The number of a key that is there.
    pub(super) fn find(&self, key: &[u32]) -> Option<u32> {
        self.table.find(hash(key), |&place| self.key(place) == key).copied()
    }

    /// The key of a number.
    pub(super) fn key(&self, place: u32) -> &[u32] {
        &self.values[place as usize * self.width..(place as usize + 1) * self.width]
    }

    /// Memory in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.values.len() * 4 + self.table.capacity() * 5
    }
}
