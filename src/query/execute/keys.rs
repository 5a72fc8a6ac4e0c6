//! Numbering distinct rows: what grouping, joining and `DISTINCT` have in common.

use std::hash::{BuildHasher, Hasher};

use hashbrown::hash_map::Entry;
use hashbrown::{HashMap, HashTable};
use rustc_hash::FxBuildHasher;

/// Distinct keys of a fixed width, numbered from 0 in the order in which they came.
#[derive(Debug, Clone)]
pub(super) struct Keys {
    width: usize,
    /// Key after key.
    values: Vec<u32>,
    table: Places,
    count: u32,
}

/// The numbers by their keys.
#[derive(Debug, Clone)]
enum Places {
    /// Keys of at most two parts, in one word.
    Narrow(HashMap<u64, u32, FxBuildHasher>),
    /// Longer keys, which stand in `values`.
    Wide(HashTable<u32>),
}

fn pack(key: &[u32]) -> u64 {
    key.iter().fold(0, |word, &part| word << 32 | u64::from(part))
}

fn hash(key: &[u32]) -> u64 {
    let mut hasher = FxBuildHasher.build_hasher();
    key.iter().for_each(|&part| hasher.write_u32(part));
    hasher.finish()
}

impl Default for Keys {
    fn default() -> Self {
        Self::new(0)
    }
}

impl Keys {
    pub(super) fn new(width: usize) -> Self {
        let table = match width {
            0..=2 => Places::Narrow(HashMap::default()),
            _ => Places::Wide(HashTable::new()),
        };
        Self { width, values: Vec::new(), table, count: 0 }
    }

    pub(super) fn len(&self) -> usize {
        self.count as usize
    }

    /// The number of a key, and whether it is new.
    #[inline]
    pub(super) fn insert(&mut self, key: &[u32]) -> (u32, bool) {
        let place = self.count;
        match &mut self.table {
            Places::Narrow(table) => match table.entry(pack(key)) {
                Entry::Occupied(found) => return (*found.get(), false),
                Entry::Vacant(free) => {
                    free.insert(place);
                }
            },
            Places::Wide(table) => {
                let (width, values) = (self.width, &self.values);
                let at = |place: u32| &values[place as usize * width..][..width];
                let entry =
                    table.entry(hash(key), |&place| at(place) == key, |&place| hash(at(place)));
                match entry {
                    hashbrown::hash_table::Entry::Occupied(found) => return (*found.get(), false),
                    hashbrown::hash_table::Entry::Vacant(free) => {
                        free.insert(place);
                    }
                }
            }
        }
        self.count += 1;
        self.values.extend_from_slice(key);
        (place, true)
    }

    /// The number of a key that is there.
    #[inline]
    pub(super) fn find(&self, key: &[u32]) -> Option<u32> {
        match &self.table {
            Places::Narrow(table) => table.get(&pack(key)).copied(),
            Places::Wide(table) => table.find(hash(key), |&place| self.key(place) == key).copied(),
        }
    }

    /// The key of a number.
    pub(super) fn key(&self, place: u32) -> &[u32] {
        &self.values[place as usize * self.width..][..self.width]
    }

    /// The numbers of the keys in the rows of some columns, with new ones where they are new.
    pub(super) fn insert_rows(&mut self, columns: &[impl AsRef<[u32]>], rows: usize) -> Vec<u32> {
        match columns {
            [] => (0..rows).map(|_| self.insert(&[]).0).collect(),
            [one] => one.as_ref().iter().map(|&a| self.insert(&[a]).0).collect(),
            [one, two] => {
                let pairs = one.as_ref().iter().zip(two.as_ref());
                pairs.map(|(&a, &b)| self.insert(&[a, b]).0).collect()
            }
            _ => {
                let mut key = vec![0; columns.len()];
                (0..rows)
                    .map(|row| {
                        for (part, column) in key.iter_mut().zip(columns) {
                            *part = column.as_ref()[row];
                        }
                        self.insert(&key).0
                    })
                    .collect()
            }
        }
    }

    /// Memory in bytes.
    pub(super) fn bytes(&self) -> usize {
        let table = match &self.table {
            Places::Narrow(table) => table.capacity() * 17,
            Places::Wide(table) => table.capacity() * 5,
        };
        self.values.len() * 4 + table
    }
}
