//! Terms by id: their keys, sorted, each known by its place.

use oxrdf::{Term, TermRef};
use rayon::prelude::*;

use super::key::{decode_whole, encode};

/// How many keys share the beginning of one.
const BLOCK: usize = 16;

/// Sorted keys of all terms of a snapshot. Ids count from one; a term's lexical form is kept as it came.
///
/// Ids follow the order of the keys, and so depend on the set of terms alone: the same data has the same
/// ids, whichever way it was loaded. As the kind of a term is the first byte of its key, the ids of IRIs, then those of
/// blank nodes, strings and so on are neighbours.
///
/// Neighbours among sorted keys begin alike, so keys stand in blocks. The first key of a block is whole; each of the
/// others is the number of bytes that it has in common with the first, and the rest. So a key is put together from two
/// pieces, whichever it is.
#[derive(Debug, Clone, Default)]
pub struct Dictionary {
    len: usize,
    bytes: Vec<u8>,
    /// Where each block begins.
    blocks: Vec<u64>,
}

/// A key in its two pieces.
struct Pieces<'a> {
    /// From the first key of the block.
    shared: &'a [u8],
    own: &'a [u8],
}

impl Pieces<'_> {
    fn write(&self, key: &mut Vec<u8>) {
        key.clear();
        key.reserve(self.shared.len() + self.own.len());
        key.extend_from_slice(self.shared);
        key.extend_from_slice(self.own);
    }
}

impl Dictionary {
    /// Adds a key that is greater than all before.
    pub(super) fn push(&mut self, key: &[u8]) {
        let shared = match self.len.is_multiple_of(BLOCK) {
            true => {
                self.blocks.push(self.bytes.len() as u64);
                0
            }
            false => {
                let shared = shared_length(self.head(self.blocks.len() - 1), key);
                self.bytes.push(shared);
                usize::from(shared)
            }
        };
        push_text(&mut self.bytes, &key[shared..]);
        self.len += 1;
    }

    /// Gives back memory that was reserved while the dictionary grew.
    pub(super) fn shrink(&mut self) {
        self.bytes.shrink_to_fit();
        self.blocks.shrink_to_fit();
    }

    /// Number of terms.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no term.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The id of a term, if the snapshot has it. O(log n).
    #[must_use]
    pub fn id_of(&self, term: TermRef<'_>) -> Option<u32> {
        let mut key = Vec::new();
        encode(term, &mut key);
        self.id_of_key(&key)
    }

    pub(super) fn id_of_key(&self, key: &[u8]) -> Option<u32> {
        let (mut low, mut high) = (0, self.blocks.len());
        while low < high {
            let middle = low + (high - low) / 2;
            match self.head(middle) <= key {
                true => low = middle + 1,
                false => high = middle,
            }
        }
        let block = low.checked_sub(1)?;
        let place = self.block(block).position(|pieces| {
            key.strip_prefix(pieces.shared).is_some_and(|rest| rest == pieces.own)
        })?;
        u32::try_from(block * BLOCK + place + 1).ok()
    }

    /// The term of an id; `None` for an id that was never given out.
    #[must_use]
    pub fn term(&self, id: u32) -> Option<Term> {
        let mut key = Vec::new();
        self.key(id, &mut key)?;
        decode_whole(key)
    }

    /// Writes the key of an id in the place of what the buffer holds.
    pub(super) fn key(&self, id: u32, key: &mut Vec<u8>) -> Option<()> {
        let index = (id as usize).checked_sub(1)?;
        if index >= self.len {
            return None;
        }
        self.block(index / BLOCK).nth(index % BLOCK)?.write(key);
        Some(())
    }

    /// Calls a function with each key in order.
    pub(super) fn for_each_key(&self, mut visit: impl FnMut(&[u8])) {
        let mut key = Vec::new();
        for block in 0..self.blocks.len() {
            for pieces in self.block(block) {
                pieces.write(&mut key);
                visit(&key);
            }
        }
    }

    /// What a function says of each key, in order.
    pub(super) fn map_keys<T: Send>(&self, map: impl Fn(&[u8]) -> T + Sync) -> Vec<T> {
        let blocks = (0..self.blocks.len()).into_par_iter();
        let mapped = blocks.flat_map_iter(|block| {
            let mut key = Vec::new();
            let map = &map;
            self.block(block).map(move |pieces| {
                pieces.write(&mut key);
                map(&key)
            })
        });
        mapped.collect()
    }

    fn head(&self, block: usize) -> &[u8] {
        let start = self.blocks[block] as usize;
        take_text(&self.bytes[start..]).map_or(&[], |(head, _)| head)
    }

    #[inline]
    fn block(&self, block: usize) -> Block<'_> {
        let start = self.blocks[block] as usize;
        let end = self.blocks.get(block + 1).map_or(self.bytes.len(), |&end| end as usize);
        Block::new(&self.bytes[start..end])
    }

    /// How many blocks some terms take.
    pub(super) fn block_count(terms: usize) -> usize {
        terms.div_ceil(BLOCK)
    }

    /// The bytes of all blocks, and the length of each block.
    pub(super) fn as_blocks(&self) -> (&[u8], impl Iterator<Item = u32>) {
        let ends = self.blocks.iter().skip(1).copied().chain([self.bytes.len() as u64]);
        (&self.bytes, self.blocks.iter().zip(ends).map(|(start, end)| (end - start) as u32))
    }

    /// Reads what [`Dictionary::as_blocks`] gave; `None` when it is no dictionary.
    pub(super) fn from_blocks(len: usize, bytes: Vec<u8>, lengths: &[u32]) -> Option<Self> {
        let mut blocks = Vec::with_capacity(lengths.len());
        let mut rest = bytes.as_slice();
        for (index, &length) in lengths.iter().enumerate() {
            blocks.push((bytes.len() - rest.len()) as u64);
            let (block, behind) = rest.split_at_checked(length as usize)?;
            if Block::new(block).count() != len.checked_sub(index * BLOCK)?.min(BLOCK) {
                return None;
            }
            rest = behind;
        }
        let is_whole = rest.is_empty() && blocks.len() == Self::block_count(len);
        is_whole.then_some(Self { len, bytes, blocks })
    }
}

/// Iterates over the keys of a block; ends early where the bytes are no key.
struct Block<'a> {
    head: &'a [u8],
    is_at_head: bool,
    rest: &'a [u8],
}

impl<'a> Block<'a> {
    #[inline]
    fn new(bytes: &'a [u8]) -> Self {
        match take_text(bytes) {
            Some((head, rest)) => Self { head, is_at_head: true, rest },
            None => Self { head: &[], is_at_head: false, rest: &[] },
        }
    }
}

impl<'a> Iterator for Block<'a> {
    type Item = Pieces<'a>;

    #[inline]
    fn next(&mut self) -> Option<Pieces<'a>> {
        if std::mem::take(&mut self.is_at_head) {
            return Some(Pieces { shared: self.head, own: &[] });
        }
        let (&shared, rest) = self.rest.split_first()?;
        let (own, rest) = take_text(rest)?;
        self.rest = rest;
        Some(Pieces { shared: self.head.get(..usize::from(shared))?, own })
    }
}

/// How many bytes two keys have in common at their beginning, as far as one byte can say.
fn shared_length(head: &[u8], key: &[u8]) -> u8 {
    let pairs = head.iter().zip(key).take(usize::from(u8::MAX));
    pairs.take_while(|(a, b)| a == b).count() as u8
}

/// Appends a text behind its length, which takes a byte for each seven bits.
fn push_text(bytes: &mut Vec<u8>, text: &[u8]) {
    let mut length = text.len();
    while length >= 0x80 {
        bytes.push(length as u8 | 0x80);
        length >>= 7;
    }
    bytes.push(length as u8);
    bytes.extend_from_slice(text);
}

/// The text that some bytes begin with, and what comes behind it.
#[inline]
fn take_text(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (&first, mut rest) = bytes.split_first()?;
    let mut length = usize::from(first & 0x7F);
    let (mut byte, mut shift) = (first, 7);
    while byte >= 0x80 && shift < usize::BITS {
        (byte, rest) = rest.split_first().map(|(&byte, rest)| (byte, rest))?;
        length |= usize::from(byte & 0x7F) << shift;
        shift += 7;
    }
    rest.split_at_checked(length)
}
