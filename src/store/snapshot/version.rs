//! The version of the data: a hash that does not depend on the order of the quads.

use std::fmt;

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_128;

use super::DEFAULT_GRAPH_ID;
use super::dictionary::Dictionary;

/// The sum, modulo 2¹²⁸, of one 128-bit hash for each quad.
///
/// Adding or removing a quad changes the sum by that quad's hash, so a version can be kept up to date
/// without reading the whole again. It tells versions of honest data apart; it is no protection against
/// data made to collide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct DataVersion(u128);

impl DataVersion {
    /// Hashes many quads of a dictionary, each once. O(terms + quads), in parallel.
    pub(super) fn of_all(
        dictionary: &Dictionary,
        quads: impl ParallelIterator<Item = [u32; 4]>,
    ) -> Self {
        debug_assert_eq!(DEFAULT_GRAPH_ID, 0, "the default graph takes the first place");
        let mut terms = dictionary.map_keys(xxh3_128);
        terms.insert(0, 0);
        let hashes = quads.map(|quad| hash_of_quad(quad.map(|id| terms[id as usize])));
        Self(hashes.reduce(|| 0, u128::wrapping_add))
    }

    /// Hashes a few quads of a dictionary, each once. O(quads).
    pub(super) fn of(dictionary: &Dictionary, quads: &[[u32; 4]]) -> Self {
        let hashes = quads.par_iter().map_init(Vec::new, |key, quad| {
            hash_of_quad(quad.map(|id| dictionary.key(id, key).map_or(0, |()| xxh3_128(key))))
        });
        Self(hashes.reduce(|| 0, u128::wrapping_add))
    }

    /// Hashes the names of empty graphs, each as a quad that no data has.
    pub(super) fn of_empty_graphs(dictionary: &Dictionary, graphs: &[u32]) -> Self {
        let none = DEFAULT_GRAPH_ID;
        let quads: Vec<[u32; 4]> = graphs.iter().map(|&graph| [none, none, none, graph]).collect();
        Self::of(dictionary, &quads)
    }

    /// The version with the quads of another, none of which it has.
    pub(super) const fn plus(self, other: Self) -> Self {
        Self(self.0.wrapping_add(other.0))
    }

    /// The version without the quads of another, all of which it has.
    pub(super) const fn minus(self, other: Self) -> Self {
        Self(self.0.wrapping_sub(other.0))
    }

    pub(super) const fn from_bits(bits: u128) -> Self {
        Self(bits)
    }

    pub(super) const fn to_bits(self) -> u128 {
        self.0
    }
}

impl fmt::Display for DataVersion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:032x}", self.0)
    }
}

fn hash_of_quad(terms: [u128; 4]) -> u128 {
    let mut bytes = [0; 64];
    for (chunk, term) in bytes.chunks_exact_mut(16).zip(terms) {
        chunk.copy_from_slice(&term.to_le_bytes());
    }
    xxh3_128(&bytes)
}
