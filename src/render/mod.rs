//! Tables as text: for a terminal, and as Markdown, CSV, TSV and JSON; graphs as files of other programs; figures as
//! SVG. Knows nothing of what they say.

mod delimited;
pub mod graph;
mod json;
mod markdown;
pub mod parquet;
pub mod svg;
mod terminal;

pub use self::delimited::{csv, tsv};
pub use self::json::json_rows;
pub use self::markdown::markdown;
pub use self::terminal::terminal;

/// Columns with names, and rows of as many cells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// Names of the columns, which are also the keys of JSON rows.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

/// One value of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// No value.
    Empty,
    /// Words.
    Text(String),
    /// A number in its lexical form, aligned to the right.
    Number(String),
    /// A thing: its IRI, its name, and the IRI in short.
    Node {
        /// The whole IRI.
        iri: String,
        /// What people call it.
        label: Option<String>,
        /// The IRI as short as it can be said.
        short: String,
    },
}

impl Cell {
    /// A number or nothing.
    #[expect(clippy::needless_pass_by_value, reason = "callers pass numbers")]
    pub fn number(value: impl ToString) -> Self {
        Self::Number(value.to_string())
    }

    /// Words or nothing.
    pub fn text(value: impl Into<String>) -> Self {
        Self::Text(value.into())
    }

    /// What a person reads.
    fn readable(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Number(number) => rounded(number),
            Self::Node { label: Some(label), short, .. } => format!("{label} ({short})"),
            Self::Node { label: None, short, .. } => short.clone(),
        }
    }

    /// What a machine reads.
    fn exact(&self) -> &str {
        match self {
            Self::Empty => "",
            Self::Text(text) | Self::Number(text) => text,
            Self::Node { iri, .. } => iri,
        }
    }
}

impl Table {
    /// An empty table with named columns.
    #[must_use]
    pub fn new(columns: &[&str]) -> Self {
        Self { columns: columns.iter().map(|&name| name.to_owned()).collect(), rows: Vec::new() }
    }

    /// Whether all values of a column that has any are numbers.
    fn is_numeric(&self, column: usize) -> bool {
        let mut cells = self
            .rows
            .iter()
            .filter_map(|row| row.get(column))
            .filter(|cell| **cell != Cell::Empty)
            .peekable();
        cells.peek().is_some() && cells.all(|cell| matches!(cell, Cell::Number(_)))
    }
}

/// A long fraction with six significant digits, as people read it; any other number as it is.
fn rounded(number: &str) -> String {
    const LONGEST: usize = 12;
    match number.parse::<f64>() {
        Ok(value) if number.len() > LONGEST && number.contains('.') && value.is_finite() => {
            let digits = 5 - value.abs().log10().floor().clamp(-9.0, 5.0) as i32;
            let text = format!("{value:.*}", digits.max(0) as usize);
            if text.contains('.') {
                text.trim_end_matches('0').trim_end_matches('.').to_owned()
            } else {
                text
            }
        }
        _ => number.to_owned(),
    }
}

#[cfg(test)]
mod tests;
