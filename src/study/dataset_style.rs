//! Imported data written back as the table that they came from.
//!
//! A file of `queries/exports/` is a `SELECT` whose columns are those of the table, with a header for what SPARQL cannot do:
//!
//! ```text
//! # Title: Correlates of War Formal Alliances, dyad-years
//! # Columns: ccode1 ccode2 year cow_defense cow_neutral
//! # Left out: iso3_1 iso3_2
//! # Split: key into ccode1 ccode2 pact
//! # Expand: first..last as year
//! # Pivot: pact into cow_defense cow_neutral ; 1 else 0
//! SELECT ?key ?first ?last WHERE { … }
//! ```
//!
//! `Left out` names the columns that the import does not keep. `Split` divides what `cmt:keyInSource` joined with `|`, and a
//! column that the query gives itself goes before; `Expand` makes a row for each year of a spell; `Pivot` puts the
//! rows that differ in one column alone together, with a column for each of its values, which holds a mark or, as in
//! `; ?value else NA`, another column's cell.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_embed::RustEmbed;

use super::StudyError;
use crate::query::Snapshot;
use crate::query::solutions::{select, text_of};
use crate::query::substitute::Values;

#[derive(RustEmbed)]
#[folder = "queries/exports/"]
#[include = "*.rq"]
struct Files;

/// How a table is written back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatasetStyle {
    /// The dataset and the table, as `cow-alliances/dyad_years`.
    pub name: String,
    /// The columns, in order.
    pub columns: Vec<String>,
    /// The columns of the table that the import did not keep.
    pub left_out: Vec<String>,
    split: Option<(String, Vec<String>)>,
    expand: Option<(String, String, String)>,
    pivot: Option<Pivot>,
    text: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Pivot {
    column: String,
    into: Vec<String>,
    present: String,
    absent: String,
}

/// A table cannot be written back.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StyleError {
    /// There is none of this name.
    #[error("there is no table `{name}` to write: there are {}", .known.join(", "))]
    Unknown {
        /// The name as given.
        name: String,
        /// The tables that there are.
        known: Vec<String>,
    },
    /// The dataset has several tables.
    #[error("`{dataset}` has several tables: name one of {}", .tables.join(", "))]
    Several {
        /// The dataset.
        dataset: String,
        /// Its tables.
        tables: Vec<String>,
    },
    /// The header cannot be read.
    #[error("the export `{name}` says `{line}`, which is not understood")]
    Header {
        /// The export.
        name: String,
        /// The line.
        line: String,
    },
}

impl DatasetStyle {
    /// The names of all tables that can be written back.
    #[must_use]
    pub fn names() -> Vec<String> {
        let mut names: Vec<String> =
            Files::iter().filter_map(|file| file.strip_suffix(".rq").map(str::to_owned)).collect();
        names.sort();
        names
    }

    /// A table by `DATASET/TABLE`, or by the dataset alone where it has one table.
    ///
    /// # Errors
    ///
    /// When there is none, or there are several.
    pub fn find(name: &str) -> Result<Self, StyleError> {
        let known = Self::names();
        let of_dataset: Vec<String> =
            known.iter().filter(|table| table.split('/').next() == Some(name)).cloned().collect();
        let found = match (known.contains(&name.to_owned()), of_dataset.as_slice()) {
            (true, _) => name,
            (false, [one]) => one,
            (false, []) => return Err(StyleError::Unknown { name: name.to_owned(), known }),
            _ => return Err(StyleError::Several { dataset: name.to_owned(), tables: of_dataset }),
        };
        let text = Files::get(&format!("{found}.rq"))
            .map(|file| String::from_utf8_lossy(&file.data).into_owned());
        Self::parse(found, text.unwrap_or_default())
    }

    fn parse(name: &str, text: String) -> Result<Self, StyleError> {
        let mut style = Self {
            name: name.to_owned(),
            columns: Vec::new(),
            left_out: Vec::new(),
            split: None,
            expand: None,
            pivot: None,
            text: String::new(),
        };
        let words = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        for line in text.lines().map_while(|line| line.strip_prefix('#')).map(str::trim) {
            let malformed = || StyleError::Header { name: name.to_owned(), line: line.to_owned() };
            if let Some(columns) = line.strip_prefix("Columns:") {
                style.columns = words(columns);
            } else if let Some(columns) = line.strip_prefix("Left out:") {
                style.left_out = words(columns);
            } else if let Some(split) = line.strip_prefix("Split:") {
                let (column, into) = split.split_once(" into ").ok_or_else(malformed)?;
                style.split = Some((column.trim().to_owned(), words(into)));
            } else if let Some(expand) = line.strip_prefix("Expand:") {
                let (span, year) = expand.split_once(" as ").ok_or_else(malformed)?;
                let (first, last) = span.split_once("..").ok_or_else(malformed)?;
                style.expand =
                    Some((first.trim().to_owned(), last.trim().to_owned(), year.trim().to_owned()));
            } else if let Some(pivot) = line.strip_prefix("Pivot:") {
                let (column, rest) = pivot.split_once(" into ").ok_or_else(malformed)?;
                let (into, marks) = rest.split_once(';').ok_or_else(malformed)?;
                let (present, absent) = marks.split_once(" else").ok_or_else(malformed)?;
                style.pivot = Some(Pivot {
                    column: column.trim().to_owned(),
                    into: words(into),
                    present: present.trim().to_owned(),
                    absent: absent.trim().to_owned(),
                });
            }
        }
        style.text = text;
        Ok(style)
    }

    /// The rows of the table, sorted as texts, each once. O(n log n).
    ///
    /// # Errors
    ///
    /// When the query fails.
    pub fn rows(&self, snapshot: &Arc<Snapshot>) -> Result<Vec<Vec<String>>, StudyError> {
        let solutions = select(snapshot, &self.text, &Values::new())?;
        let mut rows: Vec<BTreeMap<String, String>> = Vec::new();
        for solution in &solutions {
            let mut cells: BTreeMap<String, String> = solution
                .variables()
                .iter()
                .filter_map(|variable| {
                    let name = variable.as_str().to_owned();
                    text_of(solution, &name).map(|text| (name, text))
                })
                .collect();
            if let Some((column, into)) = &self.split
                && let Some(key) = cells.remove(column)
            {
                for (name, part) in into.iter().zip(key.splitn(into.len(), '|')) {
                    cells.entry(name.clone()).or_insert_with(|| part.to_owned());
                }
            }
            rows.extend(self.expanded(cells));
        }
        let mut rows = match &self.pivot {
            Some(pivot) => self.pivoted(&rows, pivot),
            None => rows.iter().map(|row| self.row(row)).collect(),
        };
        rows.sort();
        rows.dedup();
        Ok(rows)
    }

    fn row(&self, cells: &BTreeMap<String, String>) -> Vec<String> {
        self.columns.iter().map(|column| cells.get(column).cloned().unwrap_or_default()).collect()
    }

    fn expanded(&self, cells: BTreeMap<String, String>) -> Vec<BTreeMap<String, String>> {
        let Some((first, last, year)) = &self.expand else { return vec![cells] };
        let number =
            |name: &str| cells.get(name).and_then(|text| text.get(..4)?.parse::<i32>().ok());
        let (Some(first), Some(last)) = (number(first), number(last)) else { return Vec::new() };
        (first..=last)
            .map(|moment| {
                let mut row = cells.clone();
                row.insert(year.clone(), moment.to_string());
                row
            })
            .collect()
    }

    fn pivoted(&self, rows: &[BTreeMap<String, String>], pivot: &Pivot) -> Vec<Vec<String>> {
        let mut groups: BTreeMap<Vec<String>, BTreeMap<&str, &str>> = BTreeMap::new();
        for row in rows {
            let rest: Vec<String> = self
                .columns
                .iter()
                .map(|column| {
                    if pivot.into.contains(column) {
                        String::new()
                    } else {
                        row.get(column).cloned().unwrap_or_default()
                    }
                })
                .collect();
            if let Some(value) = row.get(&pivot.column) {
                let mark = match pivot.present.strip_prefix('?') {
                    Some(column) => row.get(column).map_or("", String::as_str),
                    None => &pivot.present,
                };
                groups.entry(rest).or_default().insert(value, mark);
            }
        }
        groups
            .into_iter()
            .map(|(mut row, values)| {
                for (cell, column) in row.iter_mut().zip(&self.columns) {
                    if pivot.into.contains(column) {
                        let mark = values.get(column.as_str()).copied().unwrap_or(&pivot.absent);
                        mark.clone_into(cell);
                    }
                }
                row
            })
            .collect()
    }
}
