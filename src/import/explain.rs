//! What a mapping makes of the first rows of a table, without a store that changes.

use std::path::Path;
use std::sync::Arc;

use oxrdf::Quad;

use super::compute::Computer;
use super::dataset::graph_of;
use super::describe;
use super::error::ImportError;
use super::evaluate::{Evaluator, Outcome};
use super::ledger::Ledger;
use super::mapping::{Mapping, Table};
use super::rows::{Opened, SharedLedger, open_table, rows_of};
use super::table::Reading;
use crate::store::snapshot::Snapshot;

/// A row and what becomes of it.
#[derive(Debug)]
pub struct Explained {
    /// The table's name.
    pub table: String,
    /// The line of the file; the first one, where several rows became one.
    pub line: u64,
    /// How many rows of the file it stands for.
    pub rows: usize,
    /// Variables and their values.
    pub cells: Vec<(String, String)>,
    /// Triples, or why there are none.
    pub result: Result<Vec<Quad>, String>,
}

/// The first rows of the tables at hand, and the triples that they make. Tables that are put together are read as a whole.
///
/// # Errors
///
/// See [`ImportError`].
pub fn explain(
    snapshot: &Arc<Snapshot>,
    mapping: &Mapping,
    files: &[std::path::PathBuf],
    reading: &Reading,
    count: usize,
) -> Result<Vec<Explained>, ImportError> {
    let files = super::dataset::assign(mapping, files)?;
    let mut explained = Vec::new();
    for (place, path) in &files {
        let table = &mapping.tables[*place];
        if table.construct.is_some() {
            explained.extend(of_table(snapshot, mapping, table, path, &files, reading, count)?);
        }
    }
    Ok(explained)
}

fn of_table(
    snapshot: &Arc<Snapshot>,
    mapping: &Mapping,
    table: &Table,
    path: &Path,
    files: &[(usize, std::path::PathBuf)],
    reading: &Reading,
    count: usize,
) -> Result<Vec<Explained>, ImportError> {
    let fail = |detail: String| ImportError::Evaluation {
        dataset: mapping.dataset.clone(),
        table: table.name.clone(),
        detail,
    };
    let other = |name: &str| -> Result<(Opened, Table), ImportError> {
        let found = files.iter().find(|(place, _)| mapping.tables[*place].name == name);
        let (place, path) = found.ok_or_else(|| ImportError::MissingTable {
            dataset: mapping.dataset.clone(),
            table: name.to_owned(),
        })?;
        let table = mapping.tables[*place].clone();
        Ok((open_table(path, &table, reading)?, table))
    };
    let opened = open_table(path, table, reading)?;
    let ledger = SharedLedger::new(Ledger::new(opened.headings.clone()));
    let constants = describe::constants(mapping);
    let computer = |schema: &_| Computer::new(snapshot, table, schema, &constants).map_err(fail);
    let (rows, schema) = rows_of(opened, table, &other, computer, &ledger)?;
    let graph = graph_of(mapping);
    let Some(evaluator) =
        Evaluator::new(snapshot, table, &schema, &constants, &graph).map_err(fail)?
    else {
        return Ok(Vec::new());
    };
    let rows = rows.take(count).collect::<Result<Vec<_>, _>>()?;
    let outcomes = evaluator.evaluate(&rows)?;
    Ok(rows
        .iter()
        .zip(outcomes)
        .map(|(row, outcome)| Explained {
            table: table.name.clone(),
            line: row.line(),
            rows: row.origins.len(),
            cells: schema
                .cells()
                .iter()
                .enumerate()
                .filter_map(|(index, cell)| {
                    Some((cell.variable.clone()?, schema.value(row, index)?.to_owned()))
                })
                .collect(),
            result: match outcome {
                Outcome::Imported(quads) => Ok(quads),
                Outcome::Skipped(reason) => Err(format!("skipped: {reason}")),
                Outcome::Rejected(rejection) => Err(format!("rejected: {}", rejection.reason)),
            },
        })
        .collect())
}
