//! What ends an import. Nothing has changed then.

use std::io;
use std::path::PathBuf;

use super::mapping::MappingError;
use super::table::TableError;
use crate::query::QueryError;
use crate::store::StoreError;

/// A dataset cannot be imported.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// The mapping cannot be read.
    #[error(transparent)]
    Mapping(#[from] MappingError),
    /// A file cannot be read.
    #[error(transparent)]
    Table(#[from] TableError),
    /// No table of the mapping is of this name.
    #[error("`{}` is none of the tables of `{dataset}`: these are {}; name the file after its table, or give it as TABLE=FILE", .path.display(), .tables.join(", "))]
    UnknownTable {
        /// The file.
        path: PathBuf,
        /// The dataset.
        dataset: String,
        /// The tables that it has.
        tables: Vec<String>,
    },
    /// Two files are of one table.
    #[error("`{}` and `{}` are both the table `{table}`: give one of them", .one.display(), .other.display())]
    RepeatedTable {
        /// The table.
        table: String,
        /// A file.
        one: PathBuf,
        /// The other.
        other: PathBuf,
    },
    /// A table's file was not given.
    #[error(
        "`{dataset}` needs its table `{table}`: give `{table}.csv` (or .csv.gz, .csv.zst, .xlsx, .parquet), or the folder that holds it"
    )]
    MissingTable {
        /// The dataset.
        dataset: String,
        /// The table.
        table: String,
    },
    /// A column is not in the file.
    #[error("`{}`, line 1: there is no column `{column}`{}; {}", .path.display(), .nearest.as_ref().map(|nearest| format!(" (did you mean `{nearest}`?)")).unwrap_or_default(), columns_in_words(.found, .read_as.as_ref()))]
    MissingColumn {
        /// The file.
        path: PathBuf,
        /// What the mapping expects.
        column: String,
        /// A heading that resembles it.
        nearest: Option<String>,
        /// What the file has.
        found: Vec<String>,
        /// How the file was read, where that was guessed.
        read_as: Option<String>,
    },
    /// The graph of the dataset's name was not made by an import.
    #[error("there is a graph <{}> already, and no import has made it: give the dataset another name in the line `# Dataset:` of its mapping", .0.as_str())]
    ForeignGraph(oxrdf::NamedNode),
    /// A part of the mapping cannot be evaluated.
    #[error("the mapping `{dataset}`, table `{table}`: {detail}")]
    Evaluation {
        /// The dataset.
        dataset: String,
        /// The table.
        table: String,
        /// What is wrong.
        detail: String,
    },
    /// The mapping's query failed.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// Rows were rejected, and none may be.
    #[error("{rejected} of {read} rows are rejected, and `--strict` allows none: nothing has changed{}", .first.as_ref().map(|first| format!("; the first is {first}")).unwrap_or_default())]
    Strict {
        /// Rows rejected.
        rejected: u64,
        /// Rows read.
        read: u64,
        /// The first of them, in words.
        first: Option<String>,
    },
    /// Every row was rejected.
    #[error("all {read} rows are rejected: nothing has changed{}", .first.as_ref().map(|first| format!("; the first is {first}")).unwrap_or_default())]
    NothingImported {
        /// Rows read.
        read: u64,
        /// The first rejection, in words.
        first: Option<String>,
    },
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A temporary or a written file failed.
    #[error("`{}`: {source}", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// What a file has instead of a column, and how it was read.
fn columns_in_words(found: &[String], read_as: Option<&String>) -> String {
    let read_as = read_as.map(|read_as| format!("; {read_as}")).unwrap_or_default();
    match found {
        [one] => format!(
            "the only column is `{}`: if that should be several, name what divides them with `--separator`{read_as}",
            shortened(one)
        ),
        several => format!("the columns are {}{read_as}", listed(several)),
    }
}

/// Names in a list that can be read: of many the first, of a long one the beginning.
pub(super) fn listed(names: &[String]) -> String {
    let mut parts: Vec<String> = names.iter().take(LISTED).map(|name| shortened(name)).collect();
    if names.len() > LISTED {
        parts.push(format!("and {} more", names.len() - LISTED));
    }
    parts.join(", ")
}

const LISTED: usize = 20;

fn shortened(name: &str) -> String {
    match name.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}
