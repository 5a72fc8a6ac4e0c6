//! Sorting more than fits into memory: runs that fit are sorted and written to temporary files, and merged when read.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};

use csv::StringRecord;

use super::row::{Origin, Row};

/// How many bytes are held before a run is written out.
const BUDGET: usize = 96 << 20;

/// Collects records, each a key and a value in bytes, and gives them back in the order of their keys; equal keys in
/// the order in which they came.
pub(super) struct Sorter {
    budget: usize,
    bytes: Vec<u8>,
    /// Where each record begins, where its key ends, and where it ends.
    records: Vec<(usize, usize, usize)>,
    runs: Vec<File>,
}

impl Sorter {
    pub(super) fn new() -> Self {
        Self::with_budget(BUDGET)
    }

    pub(super) fn with_budget(budget: usize) -> Self {
        Self { budget, bytes: Vec::new(), records: Vec::new(), runs: Vec::new() }
    }

    /// Adds a record.
    pub(super) fn push(&mut self, key: &[u8], value: &[u8]) -> io::Result<()> {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(key);
        let middle = self.bytes.len();
        self.bytes.extend_from_slice(value);
        self.records.push((start, middle, self.bytes.len()));
        if self.bytes.len() + self.records.len() * 24 > self.budget {
            self.write_run()
        } else {
            Ok(())
        }
    }

    fn sort(&mut self) {
        let bytes = &self.bytes;
        self.records.sort_by(|a, b| bytes[a.0..a.1].cmp(&bytes[b.0..b.1]));
    }

    fn write_run(&mut self) -> io::Result<()> {
        self.sort();
        let mut writer = BufWriter::new(tempfile::tempfile()?);
        for &(start, middle, end) in &self.records {
            writer.write_all(&((middle - start) as u32).to_le_bytes())?;
            writer.write_all(&((end - middle) as u32).to_le_bytes())?;
            writer.write_all(&self.bytes[start..end])?;
        }
        let mut file = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        self.runs.push(file);
        self.bytes.clear();
        self.records.clear();
        Ok(())
    }

    /// All records in order.
    pub(super) fn finish(mut self) -> io::Result<Sorted> {
        self.sort();
        let memory = Run::Memory { bytes: self.bytes, records: self.records.into_iter() };
        let files =
            self.runs.into_iter().map(|file| Run::File(BufReader::with_capacity(1 << 16, file)));
        let mut sorted = Sorted { runs: files.chain([memory]).collect(), heads: BinaryHeap::new() };
        for run in 0..sorted.runs.len() {
            sorted.refill(run)?;
        }
        Ok(sorted)
    }
}

type Record = (Vec<u8>, Vec<u8>);

enum Run {
    Memory { bytes: Vec<u8>, records: std::vec::IntoIter<(usize, usize, usize)> },
    File(BufReader<File>),
}

impl Run {
    fn next(&mut self) -> io::Result<Option<Record>> {
        match self {
            Self::Memory { bytes, records } => Ok(records.next().map(|(start, middle, end)| {
                (bytes[start..middle].to_vec(), bytes[middle..end].to_vec())
            })),
            Self::File(reader) => {
                let mut lengths = [0; 8];
                match reader.read_exact(&mut lengths) {
                    Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
                    other => other?,
                }
                let length = |at: usize| {
                    let bytes = [lengths[at], lengths[at + 1], lengths[at + 2], lengths[at + 3]];
                    u32::from_le_bytes(bytes) as usize
                };
                let (mut key, mut value) = (vec![0; length(0)], vec![0; length(4)]);
                reader.read_exact(&mut key)?;
                reader.read_exact(&mut value)?;
                Ok(Some((key, value)))
            }
        }
    }
}

/// A key, the run that it comes from, and the value.
type Head = (Vec<u8>, usize, Vec<u8>);

/// Records in the order of their keys.
pub(super) struct Sorted {
    runs: Vec<Run>,
    /// The next record of each run, the least key first, then the earliest run.
    heads: BinaryHeap<Reverse<Head>>,
}

impl Sorted {
    fn refill(&mut self, run: usize) -> io::Result<()> {
        if let Some((key, value)) = self.runs[run].next()? {
            self.heads.push(Reverse((key, run, value)));
        }
        Ok(())
    }
}

impl Iterator for Sorted {
    type Item = io::Result<Record>;

    fn next(&mut self) -> Option<Self::Item> {
        let Reverse((key, run, value)) = self.heads.pop()?;
        match self.refill(run) {
            Ok(()) => Some(Ok((key, value))),
            Err(error) => Some(Err(error)),
        }
    }
}

/// A row as bytes, for a sorter.
pub(super) fn encode_row(row: &Row, target: &mut Vec<u8>) {
    target.clear();
    let origin = row.origins.first();
    target.extend_from_slice(&origin.map_or(0, |origin| origin.number).to_le_bytes());
    target.extend_from_slice(&origin.map_or(0, |origin| origin.line).to_le_bytes());
    for cell in &row.cells {
        target.extend_from_slice(&(cell.len() as u32).to_le_bytes());
        target.extend_from_slice(cell.as_bytes());
    }
}

/// A row from the bytes that [`encode_row`] made.
pub(super) fn decode_row(bytes: &[u8]) -> Row {
    let (head, mut rest) = bytes.split_at(12);
    let number = u32::from_le_bytes([head[0], head[1], head[2], head[3]]);
    let mut line = [0; 8];
    line.copy_from_slice(&head[4..]);
    let mut cells = StringRecord::new();
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let (cell, after) = after.split_at(u32::from_le_bytes(*length) as usize);
        cells.push_field(std::str::from_utf8(cell).unwrap_or_default());
        rest = after;
    }
    Row { cells, origins: vec![Origin { number, line: u64::from_le_bytes(line), cells: None }] }
}

/// The cells of some columns as a key: numbers in the order of numbers, texts in that of their bytes.
pub(super) fn key_of<'r>(cells: impl Iterator<Item = &'r str>, target: &mut Vec<u8>) {
    target.clear();
    for cell in cells {
        if let Ok(number) = cell.parse::<i64>() {
            target.push(0);
            target.extend_from_slice(&(number ^ i64::MIN).to_be_bytes());
            // Two ways to write one number stay apart.
            target.extend_from_slice(cell.as_bytes());
        } else {
            target.push(1);
            target.extend_from_slice(cell.as_bytes());
        }
        target.push(0);
    }
}

#[cfg(test)]
mod tests {
    use super::{Sorter, key_of};

    #[test]
    fn runs_on_disk_come_back_in_order_and_equal_keys_as_they_came() {
        let mut sorter = Sorter::with_budget(200);
        for number in 0_u32..500 {
            let key = [(number * 7 % 100) as u8];
            sorter.push(&key, &number.to_le_bytes()).unwrap();
        }
        assert!(sorter.runs.len() > 10);
        let sorted: Vec<(u8, u32)> = sorter
            .finish()
            .unwrap()
            .map(|record| {
                let (key, value) = record.unwrap();
                (key[0], u32::from_le_bytes([value[0], value[1], value[2], value[3]]))
            })
            .collect();
        assert_eq!(sorted.len(), 500);
        assert!(sorted.is_sorted());
    }

    #[test]
    fn numbers_sort_as_numbers_and_texts_as_texts() {
        let key = |cells: &[&str]| {
            let mut bytes = Vec::new();
            key_of(cells.iter().copied(), &mut bytes);
            bytes
        };
        assert!(key(&["9"]) < key(&["10"]));
        assert!(key(&["-2"]) < key(&["1"]));
        assert!(key(&["10", "b"]) > key(&["10", "a"]));
        assert!(key(&["100"]) < key(&["a"]));
        assert_ne!(key(&["04"]), key(&["4"]));
    }
}
