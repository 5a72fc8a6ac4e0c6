//! A snapshot as bytes: how the bundled graph travels in the program.
//!
//! Layout, little-endian: magic, number of terms, number of quads, data version, the length of each key,
//! the keys, then the four columns of the first order. The other orders are sorted again when read,
//! which takes less time than reading them would.

use std::io::{self, Read, Write};

use super::Snapshot;
use super::dictionary::{Dictionary, decode};
use super::permutation::{Order, Permutation};
use super::version::DataVersion;

const MAGIC: &[u8; 8] = b"COMITY\x00\x01";

/// The bytes are not a snapshot of this format.
#[derive(Debug, thiserror::Error)]
#[error("not a snapshot of this version's format: {0}")]
pub struct SnapshotFormatError(&'static str);

impl Snapshot {
    /// Writes the snapshot as bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let quads = self.permutation(Order::Spog);
        let mut bytes = MAGIC.to_vec();
        push(&mut bytes, self.dictionary.len() as u32);
        push(&mut bytes, quads.len() as u32);
        bytes.extend_from_slice(&self.version.to_bits().to_le_bytes());
        for key in self.dictionary.keys() {
            push(&mut bytes, key.len() as u32);
        }
        for key in self.dictionary.keys() {
            bytes.extend_from_slice(key);
        }
        for column in 0..4 {
            for &id in quads.column(column) {
                push(&mut bytes, id);
            }
        }
        bytes
    }

    /// Reads a snapshot back.
    ///
    /// # Errors
    ///
    /// When the bytes are cut off, of another format, or name terms that they do not hold.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SnapshotFormatError> {
        let mut reader = Reader { bytes };
        if reader.take(MAGIC.len())? != MAGIC {
            return Err(SnapshotFormatError("its first bytes are not a snapshot's"));
        }
        let (term_count, quad_count) = (reader.number()? as usize, reader.number()? as usize);
        let version = DataVersion::from_bits(u128::from_le_bytes(reader.array()?));
        let dictionary = read_dictionary(&mut reader, term_count)?;
        let quads = read_quads(&mut reader, quad_count, term_count)?;
        Ok(Self::from_parts(dictionary, &quads, version))
    }
}

/// All orders on disk, so that opening a store sorts nothing. The file is our own and of this very version: a change of
/// format changes the magic.
const SAVED_MAGIC: &[u8; 8] = b"COMITY\x01\x02";

/// Numbers are written and read in pieces of this many.
const PIECE: usize = 1 << 16;

impl Snapshot {
    /// Writes the snapshot with all its orders. O(size).
    ///
    /// # Errors
    ///
    /// When the writer fails.
    pub fn save(&self, writer: &mut impl Write) -> io::Result<()> {
        writer.write_all(SAVED_MAGIC)?;
        write_numbers(writer, &[self.dictionary.len() as u32, self.len() as u32])?;
        writer.write_all(&self.version.to_bits().to_le_bytes())?;
        let lengths: Vec<u32> = self.dictionary.keys().map(|key| key.len() as u32).collect();
        write_numbers(writer, &lengths)?;
        for key in self.dictionary.keys() {
            writer.write_all(key)?;
        }
        for order in Order::ALL {
            for column in 0..4 {
                write_numbers(writer, self.permutation(order).column(column))?;
            }
        }
        write_numbers(writer, &[self.empty_graphs.len() as u32])?;
        write_numbers(writer, &self.empty_graphs)?;
        Ok(())
    }

    /// Reads what [`Snapshot::save`] wrote. O(size).
    ///
    /// # Errors
    ///
    /// When the reader fails, or the bytes are cut off or of another format.
    pub fn load(reader: &mut impl Read) -> io::Result<Self> {
        let mut magic = [0; 8];
        reader.read_exact(&mut magic)?;
        if magic != *SAVED_MAGIC {
            return Err(io::Error::other("not a saved snapshot of this version's format"));
        }
        let counts = read_numbers(reader, 2)?;
        let (term_count, quad_count) = (counts[0] as usize, counts[1] as usize);
        let mut version = [0; 16];
        reader.read_exact(&mut version)?;
        let lengths = read_numbers(reader, term_count)?;
        let size = lengths.iter().map(|&length| u64::from(length)).sum::<u64>();
        let mut bytes = Vec::new();
        reader.by_ref().take(size).read_to_end(&mut bytes)?;
        if bytes.len() as u64 != size {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let dictionary = Dictionary::from_bytes(bytes, &lengths);
        let mut permutations = Vec::with_capacity(4);
        for order in Order::ALL {
            let mut columns = [const { Vec::new() }; 4];
            for column in &mut columns {
                *column = read_numbers(reader, quad_count)?;
            }
            permutations.push(Permutation::from_columns(order, columns));
        }
        let permutations =
            permutations.try_into().map_err(|_| io::Error::other("an order is missing"))?;
        let empty_count = read_numbers(reader, 1)?[0] as usize;
        let empty_graphs = read_numbers(reader, empty_count)?;
        let version = DataVersion::from_bits(u128::from_le_bytes(version));
        Ok(Self { dictionary, permutations, empty_graphs, version })
    }
}

fn write_numbers(writer: &mut impl Write, numbers: &[u32]) -> io::Result<()> {
    let mut bytes = Vec::with_capacity(PIECE * 4);
    for piece in numbers.chunks(PIECE) {
        bytes.clear();
        piece.iter().for_each(|number| bytes.extend_from_slice(&number.to_le_bytes()));
        writer.write_all(&bytes)?;
    }
    Ok(())
}

fn read_numbers(reader: &mut impl Read, count: usize) -> io::Result<Vec<u32>> {
    let mut numbers = Vec::with_capacity(count);
    let mut bytes = vec![0; PIECE * 4];
    while numbers.len() < count {
        let piece = &mut bytes[..(count - numbers.len()).min(PIECE) * 4];
        reader.read_exact(piece)?;
        numbers.extend(piece.as_chunks::<4>().0.iter().map(|&chunk| u32::from_le_bytes(chunk)));
    }
    Ok(numbers)
}

fn read_dictionary(
    reader: &mut Reader<'_>,
    term_count: usize,
) -> Result<Dictionary, SnapshotFormatError> {
    let lengths = reader.numbers(term_count)?;
    let mut keys = Vec::with_capacity(term_count);
    for length in lengths {
        let key = reader.take(length as usize)?;
        if decode(key).is_none() {
            return Err(SnapshotFormatError("a term cannot be read"));
        }
        keys.push(key);
    }
    if !keys.is_sorted() {
        return Err(SnapshotFormatError("its terms are out of order"));
    }
    Ok(Dictionary::from_sorted_keys(keys))
}

fn read_quads(
    reader: &mut Reader<'_>,
    quad_count: usize,
    term_count: usize,
) -> Result<Vec<[u32; 4]>, SnapshotFormatError> {
    let columns: Vec<Vec<u32>> =
        (0..4).map(|_| reader.numbers(quad_count)).collect::<Result<_, _>>()?;
    let quads: Vec<[u32; 4]> =
        (0..quad_count).map(|row| [0, 1, 2, 3].map(|column: usize| columns[column][row])).collect();
    if quads.iter().flatten().any(|&id| id as usize > term_count) {
        return Err(SnapshotFormatError("a quad names a term that is not there"));
    }
    Ok(quads)
}

fn push(bytes: &mut Vec<u8>, number: u32) {
    bytes.extend_from_slice(&number.to_le_bytes());
}

struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], SnapshotFormatError> {
        let (head, tail) =
            self.bytes.split_at_checked(length).ok_or(SnapshotFormatError("it is cut off"))?;
        self.bytes = tail;
        Ok(head)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], SnapshotFormatError> {
        self.take(N)?.try_into().map_err(|_| SnapshotFormatError("it is cut off"))
    }

    fn number(&mut self) -> Result<u32, SnapshotFormatError> {
        self.array().map(u32::from_le_bytes)
    }

    fn numbers(&mut self, count: usize) -> Result<Vec<u32>, SnapshotFormatError> {
        let length = count.checked_mul(4).ok_or(SnapshotFormatError("it is cut off"))?;
        Ok(self
            .take(length)?
            .as_chunks::<4>()
            .0
            .iter()
            .map(|&chunk| u32::from_le_bytes(chunk))
            .collect())
    }
}
