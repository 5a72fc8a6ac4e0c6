//! A snapshot as bytes: how the bundled graph travels in the program, and how a store's is kept beside it.
//!
//! Layout, little-endian: magic; the numbers of terms, triples, predicates, sets of graphs and of their members; data
//! version; the dictionary's blocks; the ids of the predicates; the sets; then the first order: how many triples each term
//! is the subject of, their predicates, objects and sets of graphs. The other orders follow from it (`arrange.rs`), which
//! takes less time than reading them would.

use std::io::{self, Read, Write};
use std::sync::Arc;

use super::Snapshot;
use super::dictionary::Dictionary;
use super::graphs::SetTable;
use super::numbers::Numbers;
use super::triples::{Order, Triples};
use super::version::DataVersion;

/// A change of the format changes its last byte.
const MAGIC: &[u8; 8] = b"COMITY\x00\x02";

/// Numbers are written and read in pieces of this many.
const PIECE: usize = 1 << 16;

/// The bytes are not a snapshot of this format.
#[derive(Debug, thiserror::Error)]
#[error("not a snapshot of this version's format: {0}")]
pub struct SnapshotFormatError(io::Error);

impl Snapshot {
    /// Writes the snapshot as bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        // A vector takes whatever it is given.
        drop(self.save(&mut bytes));
        bytes
    }

    /// Reads a snapshot back.
    ///
    /// # Errors
    ///
    /// When the bytes are cut off, of another format, or name terms that they do not hold.
    pub fn from_bytes(mut bytes: &[u8]) -> Result<Self, SnapshotFormatError> {
        Self::load(&mut bytes).map_err(SnapshotFormatError)
    }

    /// Writes the snapshot. O(size).
    ///
    /// # Errors
    ///
    /// When the writer fails.
    pub fn save(&self, writer: &mut impl Write) -> io::Result<()> {
        let (spo, sets) = (self.order(Order::Spo), self.graph_sets.table());
        let counts = [
            self.dictionary.len(),
            self.triple_count(),
            self.predicates.ids.len(),
            sets.len(),
            sets.graphs.len(),
        ];
        writer.write_all(MAGIC)?;
        write_long(writer, counts.map(|count| count as u32))?;
        writer.write_all(&self.version.to_bits().to_le_bytes())?;
        self.dictionary.write(writer)?;
        write_long(writer, self.predicates.ids.iter().copied())?;
        write_long(writer, sets.starts.iter().copied())?;
        write_long(writer, sets.graphs.iter().copied())?;
        let mut degrees = Numbers::default();
        spo.first_row.windows(2).for_each(|rows| degrees.push(rows[1] - rows[0]));
        degrees.write(writer)?;
        spo.predicates.write(writer)?;
        write_long(writer, spo.objects.iter().copied())?;
        spo.graph_sets.write(writer)?;
        write_long(writer, [self.empty_graphs.len() as u32])?;
        write_long(writer, self.empty_graphs.iter().copied())
    }

    /// Reads what [`Snapshot::save`] wrote. O(size).
    ///
    /// # Errors
    ///
    /// When the reader fails, or the bytes are cut off, of another format, or name terms that they do not hold.
    pub fn load(reader: &mut impl Read) -> io::Result<Self> {
        if read_array(reader)? != *MAGIC {
            return Err(io::Error::other("its first bytes are not a snapshot's"));
        }
        let counts = read_long(reader, 5)?;
        let [terms, triples, predicates, sets, members] =
            [0, 1, 2, 3, 4].map(|at| counts[at] as usize);
        let version = DataVersion::from_bits(u128::from_le_bytes(read_array(reader)?));
        let dictionary = Dictionary::read(reader, terms)?;
        let predicate_ids = read_long(reader, predicates)?;
        let starts = read_long(reader, sets + 1)?;
        let sets = SetTable { starts, graphs: read_long(reader, members)? };
        let degrees = Numbers::read(reader, terms + 1)?;
        let spo = Triples {
            order: Order::Spo,
            first_row: first_rows(&degrees),
            subjects: Vec::new(),
            predicates: Numbers::read(reader, triples)?,
            objects: read_long(reader, triples)?,
            graph_sets: Numbers::read(reader, triples)?,
        };
        let empty_count = read_long(reader, 1)?[0] as usize;
        let empty_graphs = read_long(reader, empty_count)?;
        let is_whole = spo.first_row.last() == Some(&(triples as u32))
            && spo.first_row.is_sorted()
            && sets.starts.last() == Some(&(members as u32))
            && sets.starts.is_sorted()
            && predicate_ids
                .iter()
                .chain(&spo.objects)
                .chain(&sets.graphs)
                .chain(&empty_graphs)
                .all(|&id| id as usize <= terms)
            && spo.predicates.iter().all(|number| (number as usize) < predicates)
            && spo.graph_sets.iter().all(|number| (number as usize) < sets.len());
        if !is_whole {
            return Err(io::Error::other("it names what is not there"));
        }
        let mut snapshot = Self::arrange(Arc::new(dictionary), predicate_ids, sets, spo, version);
        snapshot.empty_graphs = empty_graphs;
        Ok(snapshot)
    }
}

/// Where the rows of each leading component begin, given how many each has.
fn first_rows(degrees: &Numbers) -> Vec<u32> {
    let mut rows = Vec::with_capacity(degrees.len() + 1);
    let mut row = 0_u32;
    rows.push(row);
    for degree in degrees.iter() {
        row = row.wrapping_add(degree);
        rows.push(row);
    }
    rows
}

impl Dictionary {
    fn write(&self, writer: &mut impl Write) -> io::Result<()> {
        let (bytes, lengths) = self.as_blocks();
        writer.write_all(&(bytes.len() as u64).to_le_bytes())?;
        write_long(writer, lengths)?;
        writer.write_all(bytes)
    }

    fn read(reader: &mut impl Read, terms: usize) -> io::Result<Self> {
        let size = u64::from_le_bytes(read_array(reader)?);
        let lengths = read_long(reader, Self::block_count(terms))?;
        let mut bytes = Vec::new();
        reader.by_ref().take(size).read_to_end(&mut bytes)?;
        if bytes.len() as u64 != size {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Self::from_blocks(terms, bytes, &lengths)
            .ok_or_else(|| io::Error::other("its terms cannot be read"))
    }
}

/// The bytes of each number come first, then the numbers.
impl Numbers {
    fn write(&self, writer: &mut impl Write) -> io::Result<()> {
        match self {
            Self::Short(numbers) => {
                writer.write_all(&[2])?;
                write_numbers(writer, numbers.iter().map(|number| number.to_le_bytes()))
            }
            Self::Long(numbers) => {
                writer.write_all(&[4])?;
                write_long(writer, numbers.iter().copied())
            }
        }
    }

    fn read(reader: &mut impl Read, count: usize) -> io::Result<Self> {
        match read_array(reader)? {
            [2] => Ok(Self::Short(read_numbers(reader, count, u16::from_le_bytes)?)),
            [4] => Ok(Self::Long(read_long(reader, count)?)),
            _ => Err(io::Error::other("its numbers are of an unknown size")),
        }
    }
}

fn write_long(writer: &mut impl Write, numbers: impl IntoIterator<Item = u32>) -> io::Result<()> {
    write_numbers(writer, numbers.into_iter().map(u32::to_le_bytes))
}

fn write_numbers<const N: usize>(
    writer: &mut impl Write,
    numbers: impl Iterator<Item = [u8; N]>,
) -> io::Result<()> {
    let mut bytes = Vec::with_capacity(PIECE * N);
    for number in numbers {
        bytes.extend_from_slice(&number);
        if bytes.len() == PIECE * N {
            writer.write_all(&bytes)?;
            bytes.clear();
        }
    }
    writer.write_all(&bytes)
}

fn read_array<const N: usize>(reader: &mut impl Read) -> io::Result<[u8; N]> {
    let mut array = [0; N];
    reader.read_exact(&mut array)?;
    Ok(array)
}

fn read_long(reader: &mut impl Read, count: usize) -> io::Result<Vec<u32>> {
    read_numbers(reader, count, u32::from_le_bytes)
}

fn read_numbers<const N: usize, T>(
    reader: &mut impl Read,
    count: usize,
    number: impl Fn([u8; N]) -> T,
) -> io::Result<Vec<T>> {
    let mut numbers = Vec::with_capacity(count);
    let mut bytes = vec![0; count.min(PIECE) * N];
    while numbers.len() < count {
        let piece = &mut bytes[..(count - numbers.len()).min(PIECE) * N];
        reader.read_exact(piece)?;
        numbers.extend(piece.as_chunks::<N>().0.iter().map(|&chunk| number(chunk)));
    }
    Ok(numbers)
}
