//! The account of a table: what became of each row that was read.

use std::collections::BTreeMap;
use std::io;

use csv::StringRecord;

use super::row::{Fate, Rejection, Row};
use super::sort::{Sorted, Sorter};

/// Counts of rows by what became of them; they add up to the rows read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows of the file.
    pub read: u64,
    /// Rows that made statements.
    pub imported: u64,
    /// Rows that the mapping knowingly leaves out, or that repeat another row.
    pub skipped: u64,
    /// Rows that could not be understood.
    pub rejected: u64,
    /// Why rows were skipped, and how many for each reason.
    pub reasons: BTreeMap<String, u64>,
}

/// Keeps the account of one table while it is imported.
pub(super) struct Ledger {
    fates: Vec<Fate>,
    reasons: BTreeMap<String, u64>,
    rejections: Sorter,
    first: Option<(u64, Rejection)>,
    headings: Vec<String>,
}

impl Ledger {
    pub(super) fn new(headings: Vec<String>) -> Self {
        Self {
            fates: Vec::new(),
            reasons: BTreeMap::new(),
            rejections: Sorter::with_budget(16 << 20),
            first: None,
            headings,
        }
    }

    /// Opens an account for one more row, and gives its number.
    pub(super) fn open(&mut self) -> u32 {
        self.fates.push(Fate::Open);
        (self.fates.len() - 1) as u32
    }

    pub(super) fn skip(&mut self, row: &Row, reason: &str) {
        for origin in &row.origins {
            let fate = &mut self.fates[origin.number as usize];
            if *fate == Fate::Open {
                *fate = Fate::Skipped;
                *self.reasons.entry(reason.to_owned()).or_default() += 1;
            }
        }
    }

    pub(super) fn import(&mut self, row: &Row) {
        for origin in &row.origins {
            let fate = &mut self.fates[origin.number as usize];
            *fate = (*fate).max(Fate::Imported);
        }
    }

    /// Rejects all rows that a row comes from, for one reason.
    pub(super) fn reject(&mut self, row: &Row, rejection: &Rejection) -> io::Result<()> {
        for origin in &row.origins {
            self.fates[origin.number as usize] = Fate::Rejected;
            let own = origin.cells.as_ref().unwrap_or(&row.cells);
            let original: StringRecord = own.iter().take(self.headings.len()).collect();
            let rejection = Rejection { line: origin.line, ..rejection.clone() };
            let mut value = Vec::new();
            let mut writer = csv::Writer::from_writer(&mut value);
            let fields = [
                rejection.line.to_string(),
                rejection.column.clone(),
                rejection.value.clone(),
                rejection.reason.clone(),
                rejection.suggestion.clone(),
            ];
            writer.write_record(fields.iter().map(String::as_str).chain(&original))?;
            writer.flush()?;
            drop(writer);
            self.rejections.push(&origin.line.to_be_bytes(), &value)?;
            if self.first.as_ref().is_none_or(|(line, _)| origin.line < *line) {
                self.first = Some((origin.line, rejection));
            }
        }
        Ok(())
    }

    /// The counts, and the rejected rows in the order of the file, each as a line of CSV.
    pub(super) fn close(self) -> io::Result<Closed> {
        let mut counts = Counts { read: self.fates.len() as u64, ..Counts::default() };
        for fate in &self.fates {
            match fate {
                Fate::Imported => counts.imported += 1,
                Fate::Rejected => counts.rejected += 1,
                Fate::Open | Fate::Skipped => counts.skipped += 1,
            }
        }
        let unaccounted = self.fates.iter().filter(|fate| **fate == Fate::Open).count() as u64;
        debug_assert_eq!(unaccounted, 0, "each row has a fate");
        counts.reasons = self.reasons;
        let first = self.first.map(|(_, rejection)| rejection);
        Ok(Closed { counts, first, headings: self.headings, rejected: self.rejections.finish()? })
    }
}

/// The account of a table that has been read.
pub(super) struct Closed {
    pub(super) counts: Counts,
    pub(super) first: Option<Rejection>,
    pub(super) headings: Vec<String>,
    pub(super) rejected: Sorted,
}
