//! Mappings: how the rows of a dataset become statements, one file a dataset in `queries/mappings/`.
//!
//! A mapping is a text that a researcher reads and changes: a header of comments, and for each table of the dataset a
//! SPARQL `CONSTRUCT` over its columns as variables. `docs/IMPORTING.md` explains every line of it.
//!
//! ```text
//! # Title: Meetings of ministers
//! # What the dataset is, and what is left out.
//! # Dataset: meetings
//! # Version: 2
//! # Citation: Roe, R. 2024. Meetings of ministers, version 2.
//! # Licence: CC BY 4.0
//! # Coverage: 1990/2020
//!
//! # Table: meetings
//! # Columns:
//! #   host integer : COW code of the host
//! #   guest integer : COW code of the guest
//! #   day date
//! # Required: ?hostState ?guestState
//! CONSTRUCT { … } WHERE { BIND(cmf:state("cow", ?host, ?day) AS ?hostState) … }
//! ```

mod header;
mod table;

use std::path::Path;

use rust_embed::RustEmbed;

use crate::model::Edtf;

pub(super) use self::table::with_prefixes;
pub use self::table::{Column, ColumnType, Condition, Join, Skip, Spells, Table, Test, Unpivot};

#[derive(RustEmbed)]
#[folder = "queries/mappings/"]
#[include = "*.rq"]
struct Files;

/// How one dataset is imported.
#[derive(Debug, Clone)]
pub struct Mapping {
    /// The name by which it is asked for, and of its graph.
    pub dataset: String,
    /// What it is called.
    pub title: String,
    /// What it is, how it is read, what is left out.
    pub description: String,
    /// The version of the dataset that the mapping was written for.
    pub version: Option<String>,
    /// How it wants to be cited.
    pub citation: Option<String>,
    /// Under which terms it may be used.
    pub licence: Option<String>,
    /// Where it is published.
    pub page: Option<String>,
    /// The source that the store may know already and of which this is a copy or another edition: it counts as one origin.
    pub copy_of: Option<String>,
    /// Where its files can be fetched.
    pub downloads: Vec<Download>,
    /// What it covers; the first is that of the dataset as a whole.
    pub coverages: Vec<Coverage>,
    /// The layers of `queries/layers/` that it fills.
    pub layers: Vec<String>,
    /// Its tables.
    pub tables: Vec<Table>,
    /// The whole text.
    pub text: String,
}

/// The years that a dataset covers, and of what.
#[derive(Debug, Clone)]
pub struct Coverage {
    /// From the first to the last day covered.
    pub span: Edtf,
    /// Classes of statements that it covers, as IRIs.
    pub kinds: Vec<String>,
    /// Which states, in words or as a scheme of codes.
    pub states: Option<String>,
    /// Whether a state that is not listed was looked at and is not so.
    pub exhaustive: bool,
}

/// The address of a file of the dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Download {
    /// The address.
    pub url: String,
    /// The file's hash, in hexadecimal.
    pub sha256: Option<String>,
}

/// A mapping cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}, line {line}: {detail}", .name)]
pub struct MappingError {
    /// The mapping's file.
    pub name: String,
    /// The line, from one.
    pub line: usize,
    /// What is wrong, and what is expected.
    pub detail: String,
}

impl Mapping {
    /// The mappings that come with the program, by name.
    ///
    /// # Panics
    ///
    /// Never: a test reads all of them.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let mut names: Vec<String> = Files::iter().map(std::borrow::Cow::into_owned).collect();
        names.sort();
        names.iter().filter_map(|name| Self::shipped(name.strip_suffix(".rq")?)?.ok()).collect()
    }

    /// The names of the mappings that come with the program.
    #[must_use]
    pub fn names() -> Vec<String> {
        let mut names: Vec<String> =
            Files::iter().filter_map(|name| name.strip_suffix(".rq").map(str::to_owned)).collect();
        names.sort();
        names
    }

    /// The mapping of a name that comes with the program.
    #[must_use]
    pub fn shipped(name: &str) -> Option<Result<Self, MappingError>> {
        let file = Files::get(&format!("{name}.rq"))?;
        let text = String::from_utf8_lossy(&file.data);
        Some(Self::parse(&format!("queries/mappings/{name}.rq"), name, &text))
    }

    /// Reads a mapping. `name` is the dataset's where the header does not say.
    ///
    /// # Errors
    ///
    /// When a line of the header is not understood, or a query is not SPARQL.
    pub fn parse(file: &str, name: &str, text: &str) -> Result<Self, MappingError> {
        header::parse(file, name, text)
    }

    /// What the dataset as a whole covers.
    #[must_use]
    pub fn coverage(&self) -> Option<&Coverage> {
        self.coverages.first()
    }

    /// The table that a file holds: the one with the file's name, or the only one.
    #[must_use]
    pub fn table_of(&self, path: &Path) -> Option<usize> {
        let stem = stem(path);
        let by_name = self.tables.iter().position(|table| table.file.eq_ignore_ascii_case(&stem));
        by_name.or_else(|| (self.tables.len() == 1).then_some(0))
    }
}

/// A file's name without its endings: `votes` of `votes.csv.gz`.
#[must_use]
pub fn stem(path: &Path) -> String {
    const ENDINGS: [&str; 10] =
        [".gz", ".zst", ".csv", ".tsv", ".txt", ".tab", ".xlsx", ".xls", ".ods", ".parquet"];
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut stem = &*name;
    while let Some(shorter) = ENDINGS.iter().find_map(|ending| stem.strip_suffix(ending)) {
        stem = shorter;
    }
    stem.to_owned()
}
