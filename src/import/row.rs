//! Rows on their way from a file to statements.

use csv::StringRecord;

/// A row, or several rows that became one.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// The cells: those of the file, then those that were joined or computed.
    pub(super) cells: StringRecord,
    /// The rows of the file that it comes from.
    pub(super) origins: Vec<Origin>,
}

/// A row of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Origin {
    /// Its number, from zero.
    pub(super) number: u32,
    /// Its line, from one.
    pub(super) line: u64,
    /// Its cells, where they are no longer those of the row.
    pub(super) cells: Option<StringRecord>,
}

impl Row {
    /// The cell of a column; empty where the row is too short.
    pub(super) fn cell(&self, column: usize) -> &str {
        self.cells.get(column).unwrap_or_default()
    }

    pub(super) fn line(&self) -> u64 {
        self.origins.first().map_or(0, |origin| origin.line)
    }
}

/// What becomes of a row of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fate {
    /// Nothing yet.
    Open,
    /// Knowingly left out.
    Skipped,
    /// It made statements.
    Imported,
    /// It could not be understood.
    Rejected,
}

/// Why a row was rejected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// The line of the file, from one.
    pub line: u64,
    /// The heading of the column at fault; empty where it is the row as a whole.
    pub column: String,
    /// The value at fault.
    pub value: String,
    /// What is wrong with it.
    pub reason: String,
    /// What may have been meant.
    pub suggestion: String,
}
