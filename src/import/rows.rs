//! From a file to the rows that a query sees: cells are checked, rows skipped, columns turned into rows, tables joined,
//! keys compared, and rows of successive years made into spells. Whatever is sorted is sorted outside memory.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use csv::StringRecord;
use jiff::civil::Date;

use super::compute::Computer;
use super::error::ImportError;
use super::ledger::Ledger;
use super::mapping::{ColumnType, Join, Spells, Table, Unpivot};
use super::row::{Origin, Rejection, Row};
use super::schema::{CellKind, Schema};
use super::sort::{Sorted, Sorter, decode_row, encode_row, key_of};
use super::table::{Progress, Reading, TableFile, open};

/// Rows one after the other; an error ends the import.
pub(super) type Rows = Box<dyn Iterator<Item = Result<Row, ImportError>> + Send>;

/// The account of a table, shared by all that handle its rows.
#[derive(Clone)]
pub(super) struct SharedLedger(Arc<Mutex<Ledger>>);

impl SharedLedger {
    pub(super) fn new(ledger: Ledger) -> Self {
        Self(Arc::new(Mutex::new(ledger)))
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Ledger> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn reject(&self, row: &Row, rejection: &Rejection) -> Result<(), ImportError> {
        self.lock().reject(row, rejection).map_err(temporary)
    }

    /// The ledger, once nobody else has it.
    pub(super) fn into_inner(self) -> Option<Ledger> {
        Arc::into_inner(self.0)
            .map(|ledger| ledger.into_inner().unwrap_or_else(PoisonError::into_inner))
    }
}

pub(super) fn temporary(source: io::Error) -> ImportError {
    ImportError::Io { path: std::env::temp_dir(), source }
}

/// A table's file, opened and found to have the columns that the mapping wants.
pub(super) struct Opened {
    pub(super) path: PathBuf,
    pub(super) headings: Vec<String>,
    pub(super) schema: Schema,
    pub(super) guessed: Option<String>,
    /// Headings that the mapping does not speak of.
    pub(super) unknown: Vec<String>,
    pub(super) progress: Progress,
    records: Box<dyn Iterator<Item = Result<(u64, StringRecord), super::table::TableError>> + Send>,
}

/// Opens a file as a table of a mapping.
pub(super) fn open_table(
    path: &Path,
    table: &Table,
    reading: &Reading,
) -> Result<Opened, ImportError> {
    let expected: Vec<&str> = table.columns.iter().map(|column| column.heading.as_str()).collect();
    let TableFile { path, headings, rows, guessed, progress } = open(path, &expected, reading)?;
    for column in table.columns.iter().filter(|column| !column.optional) {
        if !headings.contains(&column.heading) {
            let nearest = headings
                .iter()
                .map(|heading| {
                    (
                        strsim::damerau_levenshtein(
                            &heading.to_lowercase(),
                            &column.heading.to_lowercase(),
                        ),
                        heading,
                    )
                })
                .filter(|(distance, _)| *distance <= 3.min(column.heading.len() / 2))
                .min()
                .map(|(_, heading)| heading.clone());
            return Err(ImportError::MissingColumn {
                path,
                column: column.heading.clone(),
                nearest,
                found: headings,
                read_as: guessed,
            });
        }
    }
    let used = |heading: &&String| {
        let in_unpivot = table.unpivot.as_ref().is_some_and(|unpivot| {
            unpivot_range(unpivot, &headings)
                .is_some_and(|columns| columns.iter().any(|&column| headings[column] == **heading))
        });
        !in_unpivot && !expected.contains(&heading.as_str())
    };
    let unknown = if table.skip_all.is_some() {
        Vec::new()
    } else {
        headings.iter().filter(used).cloned().collect()
    };
    let schema = Schema::of_file(&headings, table);
    Ok(Opened { path, headings, schema, guessed, unknown, progress, records: rows })
}

/// Opens another table of the mapping by its name.
pub(super) type Others<'o> = dyn Fn(&str) -> Result<(Opened, Table), ImportError> + 'o;

/// The rows of a table as its query sees them, with the schema of their cells. `others` are the files of the tables
/// that may be joined.
pub(super) fn rows_of(
    opened: Opened,
    table: &Table,
    others: &Others<'_>,
    computer: impl Fn(&Schema) -> Result<Option<Computer>, ImportError>,
    ledger: &SharedLedger,
) -> Result<(Rows, Schema), ImportError> {
    let mut schema = opened.schema.clone();
    let headings = opened.headings.clone();
    let mut rows = file_rows(opened, table, ledger);
    let mut known = 0;
    rows = skipped(rows, &schema, table, &mut known, ledger);
    rows = checked(rows, &schema, ledger);
    // A key of the file's own columns is about rows of the file.
    let is_key_of_file = table.key.iter().all(|name| schema.index(name).is_some());
    if !table.key.is_empty() && is_key_of_file {
        rows = distinct(rows, &schema, &table.key, ledger)?;
    }
    if let Some(unpivot) = &table.unpivot {
        rows = unpivoted(rows, &mut schema, unpivot, &headings)?;
        rows = skipped(rows, &schema, table, &mut known, ledger);
    }
    for join in &table.joins {
        let (other, other_table) = others(&join.table)?;
        rows = joined(rows, &mut schema, join, other, &other_table, ledger)?;
        rows = skipped(rows, &schema, table, &mut known, ledger);
    }
    if let Some(computer) = computer(&schema)? {
        rows = computed(rows, &mut schema, computer, table, ledger);
        rows = skipped(rows, &schema, table, &mut known, ledger);
    }
    if !table.key.is_empty() && !is_key_of_file {
        rows = distinct(rows, &schema, &table.key, ledger)?;
    }
    if let Some(spells) = &table.spells {
        rows = spells_of(rows, &mut schema, spells, table, ledger)?;
    }
    Ok((rows, schema))
}

fn file_rows(opened: Opened, table: &Table, ledger: &SharedLedger) -> Rows {
    let (ledger, width, skip_all) = (ledger.clone(), opened.headings.len(), table.skip_all.clone());
    Box::new(opened.records.filter_map(move |record| {
        let (line, cells) = match record {
            Ok(record) => record,
            Err(error) => return Some(Err(error.into())),
        };
        let number = ledger.lock().open();
        let found = cells.len();
        let row = Row { cells, origins: vec![Origin { number, line, cells: None }] };
        if let Some(reason) = &skip_all {
            ledger.lock().skip(&row, reason);
            return None;
        }
        if found == width {
            return Some(Ok(row));
        }
        let rejection = Rejection {
            line,
            column: String::new(),
            value: row.cells.iter().collect::<Vec<_>>().join(","),
            reason: format!("the row has {found} fields, and the first line {width}"),
            suggestion: "a quotation mark or a separator is missing or too many".to_owned(),
        };
        ledger.reject(&row, &rejection).err().map(Err)
    }))
}

/// Leaves out the rows that the mapping does not want, by the conditions whose columns are known by now and were not
/// before: `known` counts them.
fn skipped(
    rows: Rows,
    schema: &Schema,
    table: &Table,
    known: &mut usize,
    ledger: &SharedLedger,
) -> Rows {
    let total_before = *known;
    let skips: Vec<_> =
        table.skips.iter().filter(|skip| schema.knows(&skip.conditions)).cloned().collect();
    *known = skips.len();
    if skips.len() == total_before {
        return rows;
    }
    let (schema, ledger) = (schema.clone(), ledger.clone());
    Box::new(rows.filter(move |row| {
        let Ok(row) = row else { return true };
        match skips.iter().find(|skip| schema.holds(&skip.conditions, row)) {
            Some(skip) => {
                ledger.lock().skip(row, &skip.reason);
                false
            }
            None => true,
        }
    }))
}

/// Rejects rows with a cell that is not of its column's type.
fn checked(rows: Rows, schema: &Schema, ledger: &SharedLedger) -> Rows {
    let (schema, ledger) = (schema.clone(), ledger.clone());
    Box::new(rows.filter_map(move |row| {
        let row = match row {
            Ok(row) => row,
            error @ Err(_) => return Some(error),
        };
        match fault(&schema, &row) {
            None => Some(Ok(row)),
            Some(rejection) => ledger.reject(&row, &rejection).err().map(Err),
        }
    }))
}

fn fault(schema: &Schema, row: &Row) -> Option<Rejection> {
    schema.cells().iter().enumerate().filter(|(_, cell)| cell.variable.is_some()).find_map(
        |(index, cell)| {
            let reject = |value: &str, reason: String, suggestion: String| {
                Some(Rejection {
                    line: row.line(),
                    column: cell.heading.clone(),
                    value: value.to_owned(),
                    reason,
                    suggestion,
                })
            };
            let Some(value) = schema.value(row, index) else {
                return if cell.required {
                    reject(
                        "",
                        "the cell is empty, and the mapping needs it".to_owned(),
                        String::new(),
                    )
                } else {
                    None
                };
            };
            let CellKind::Of(kind) = cell.kind else { return None };
            match type_fault(kind, value) {
                None => None,
                Some((what, suggestion)) => {
                    reject(value, format!("`{value}` is {what}"), suggestion)
                }
            }
        },
    )
}

/// What is wrong with a value of a type, and what may have been meant.
fn type_fault(kind: ColumnType, value: &str) -> Option<(&'static str, String)> {
    let none = String::new;
    match kind {
        ColumnType::Text => None,
        ColumnType::Integer => value.parse::<i64>().is_err().then(|| {
            let suggestion = match value.parse::<f64>() {
                Ok(number) if number.fract() == 0.0 => format!("{number:.0}?"),
                _ => none(),
            };
            ("no whole number", suggestion)
        }),
        ColumnType::Decimal => {
            value.parse::<f64>().ok().as_ref().is_none_or(|number| !number.is_finite()).then(|| {
                let plain = value.replace(',', ".");
                (
                    "no number",
                    if plain.parse::<f64>().is_ok() { format!("{plain}?") } else { none() },
                )
            })
        }
        ColumnType::Year => {
            let year = value.parse::<i32>();
            year.ok()
                .as_ref()
                .is_none_or(|year| !(-9999..=9999).contains(year))
                .then(|| ("no year", none()))
        }
        ColumnType::Date => {
            let is_date = value.len() == 10 && value.parse::<Date>().is_ok();
            (!is_date).then(|| match crate::model::Edtf::parse(value) {
                Err(crate::model::EdtfError::NoSuchDay) => ("a date that no calendar has", none()),
                _ => ("no day as in 1949-04-04", none()),
            })
        }
        ColumnType::Flag => {
            let known = ["0", "1", "true", "false", "yes", "no"];
            (!known.contains(&value.to_lowercase().as_str())).then(|| ("neither 0 nor 1", none()))
        }
    }
}

fn unpivot_range(unpivot: &Unpivot, headings: &[String]) -> Option<Vec<usize>> {
    let index = |heading: &str| headings.iter().position(|found| found == heading);
    match unpivot.columns.as_slice() {
        [range] if range.contains("..") => {
            let (first, last) = range.split_once("..")?;
            Some((index(first)?..=index(last)?).collect())
        }
        columns => columns.iter().map(|column| index(column)).collect(),
    }
}

/// One row for each cell of the columns.
fn unpivoted(
    rows: Rows,
    schema: &mut Schema,
    unpivot: &Unpivot,
    headings: &[String],
) -> Result<Rows, ImportError> {
    let columns = unpivot_range(unpivot, headings).ok_or_else(|| ImportError::MissingColumn {
        path: PathBuf::new(),
        column: unpivot.columns.join(" "),
        nearest: None,
        found: headings.to_vec(),
        read_as: None,
    })?;
    schema.push(&unpivot.name, CellKind::Of(ColumnType::Text));
    schema.push(&unpivot.value, CellKind::Of(ColumnType::Text));
    let headings = headings.to_vec();
    Ok(Box::new(rows.flat_map(move |row| -> Vec<Result<Row, ImportError>> {
        match row {
            Err(error) => vec![Err(error)],
            Ok(row) => columns
                .iter()
                .map(|&column| {
                    let mut cell = row.clone();
                    cell.cells.push_field(&headings[column]);
                    cell.cells.push_field(row.cell(column).trim());
                    Ok(cell)
                })
                .collect(),
        }
    })))
}

/// Sorts rows by some of their cells.
fn sorted_by(rows: Rows, columns: &[usize]) -> Result<Sorted, ImportError> {
    let mut sorter = Sorter::new();
    let (mut key, mut value) = (Vec::new(), Vec::new());
    for row in rows {
        let row = row?;
        key_of(columns.iter().map(|&column| row.cell(column).trim()), &mut key);
        encode_row(&row, &mut value);
        sorter.push(&key, &value).map_err(temporary)?;
    }
    sorter.finish().map_err(temporary)
}

/// Puts the cells of another table's row with the same key behind those of each row.
fn joined(
    rows: Rows,
    schema: &mut Schema,
    join: &Join,
    other: Opened,
    other_table: &Table,
    ledger: &SharedLedger,
) -> Result<Rows, ImportError> {
    let here = columns_of(schema, join.on.iter().map(|(here, _)| here), &PathBuf::new())?;
    let there = columns_of(&other.schema, join.on.iter().map(|(_, there)| there), &other.path)?;
    let (other_schema, other_path) = (other.schema.clone(), other.path.clone());
    let other_ledger = SharedLedger::new(Ledger::new(other.headings.clone()));
    let width = other.headings.len();
    let mut partners = sorted_by(file_rows(other, other_table, &other_ledger), &there)?;
    let mut sorted = sorted_by(rows, &here)?;
    let mut partner: Option<(Vec<u8>, Row)> = None;
    let (is_optional, ledger) = (join.optional, ledger.clone());
    let heading = schema.cells()[here[0]].heading.clone();
    schema.join(&join.table, &other_schema);
    Ok(Box::new(std::iter::from_fn(move || {
        loop {
            let (key, mut row) = match sorted.next()? {
                Ok((key, value)) => (key, decode_row(&value)),
                Err(error) => return Some(Err(temporary(error))),
            };
            while partner.as_ref().is_none_or(|(found, _)| *found < key) {
                match partners.next() {
                    Some(Ok((found, value))) => partner = Some((found, decode_row(&value))),
                    Some(Err(error)) => return Some(Err(temporary(error))),
                    None => break,
                }
            }
            match &partner {
                Some((found, other)) if *found == key => {
                    (0..width).for_each(|column| row.cells.push_field(other.cell(column)));
                    return Some(Ok(row));
                }
                _ if is_optional => {
                    (0..width).for_each(|_| row.cells.push_field(""));
                    return Some(Ok(row));
                }
                _ => {
                    let value: Vec<&str> = here.iter().map(|&column| row.cell(column)).collect();
                    let rejection = Rejection {
                        line: row.line(),
                        column: heading.clone(),
                        value: value.join(" "),
                        reason: format!("`{}` has no row with this key", other_path.display()),
                        suggestion: String::new(),
                    };
                    if let Err(error) = ledger.reject(&row, &rejection) {
                        return Some(Err(error));
                    }
                }
            }
        }
    })))
}

fn columns_of<'n>(
    schema: &Schema,
    names: impl Iterator<Item = &'n String>,
    path: &Path,
) -> Result<Vec<usize>, ImportError> {
    names
        .map(|name| {
            schema.index(name).or_else(|| schema.index_of_heading(name)).ok_or_else(|| {
                ImportError::MissingColumn {
                    path: path.to_owned(),
                    column: name.clone(),
                    nearest: None,
                    found: schema.cells().iter().map(|cell| cell.heading.clone()).collect(),
                    read_as: None,
                }
            })
        })
        .collect()
}

/// Adds the computed cells. A row that lacks a required one is rejected here, where the reason is known.
fn computed(
    rows: Rows,
    schema: &mut Schema,
    mut computer: Computer,
    table: &Table,
    ledger: &SharedLedger,
) -> Rows {
    let before = schema.clone();
    for name in computer.names() {
        schema.push(name, CellKind::Term);
    }
    let required: Vec<bool> =
        computer.names().iter().map(|name| table.required.contains(name)).collect();
    let ledger = ledger.clone();
    Box::new(rows.filter_map(move |row| {
        let mut row = match row {
            Ok(row) => row,
            error @ Err(_) => return Some(error),
        };
        let values = match computer.values(&before, &row) {
            Ok(values) => values,
            Err(error) => return Some(Err(error)),
        };
        for (value, required) in values.iter().zip(&required) {
            match value {
                Ok(term) => row.cells.push_field(term),
                Err(rejection) if *required => {
                    let rejection = Rejection { line: row.line(), ..rejection.clone() };
                    return ledger.reject(&row, &rejection).err().map(Err);
                }
                Err(_) => row.cells.push_field(""),
            }
        }
        Some(Ok(row))
    }))
}

/// Rows whose key occurs once; a row that is the same as an earlier one is skipped, another with its key rejected.
fn distinct(
    rows: Rows,
    schema: &Schema,
    key: &[String],
    ledger: &SharedLedger,
) -> Result<Rows, ImportError> {
    let columns = columns_of(schema, key.iter(), &PathBuf::new())?;
    let heading = columns
        .iter()
        .map(|&column| schema.cells()[column].heading.clone())
        .collect::<Vec<_>>()
        .join(" ");
    let mut sorted = sorted_by(rows, &columns)?;
    let mut last: Option<(Vec<u8>, Row)> = None;
    let ledger = ledger.clone();
    Ok(Box::new(std::iter::from_fn(move || {
        loop {
            let (key, row) = match sorted.next()? {
                Ok((key, value)) => (key, decode_row(&value)),
                Err(error) => return Some(Err(temporary(error))),
            };
            match &last {
                Some((found, first)) if *found == key && first.cells == row.cells => {
                    ledger.lock().skip(&row, "repeats an earlier row");
                }
                Some((found, first)) if *found == key => {
                    let value: Vec<&str> = columns.iter().map(|&column| row.cell(column)).collect();
                    let rejection = Rejection {
                        line: row.line(),
                        column: heading.clone(),
                        value: value.join(" "),
                        reason: format!("line {} has the same key and other values", first.line()),
                        suggestion: "decide which of the two rows is right".to_owned(),
                    };
                    if let Err(error) = ledger.reject(&row, &rejection) {
                        return Some(Err(error));
                    }
                }
                _ => {
                    last = Some((key, row.clone()));
                    return Some(Ok(row));
                }
            }
        }
    })))
}

/// Rows that follow one another in time with the same keys, as one row with `?first` and `?last`.
fn spells_of(
    rows: Rows,
    schema: &mut Schema,
    spells: &Spells,
    table: &Table,
    ledger: &SharedLedger,
) -> Result<Rows, ImportError> {
    let keys = columns_of(schema, spells.keys.iter(), &PathBuf::new())?;
    let [time] = columns_of(schema, std::iter::once(&spells.time), &PathBuf::new())?[..] else {
        return Err(ImportError::Evaluation {
            dataset: String::new(),
            table: table.name.clone(),
            detail: "spells have one column of time".to_owned(),
        });
    };
    let by: Vec<usize> = keys.iter().copied().chain([time]).collect();
    let width = schema.width;
    let time_heading = schema.cells()[time].heading.clone();
    let mut sorted = sorted_by(rows, &by)?.peekable();
    schema.push("first", CellKind::Of(ColumnType::Year));
    schema.push("last", CellKind::Of(ColumnType::Year));
    let ledger = ledger.clone();
    let moment = move |row: &Row| row.cell(time).trim().parse::<i64>().ok();
    Ok(Box::new(std::iter::from_fn(move || {
        loop {
            let (_, value) = match sorted.next()? {
                Ok(record) => record,
                Err(error) => return Some(Err(temporary(error))),
            };
            let mut spell = decode_row(&value);
            let Some(first) = moment(&spell) else {
                let rejection = Rejection {
                    line: spell.line(),
                    column: time_heading.clone(),
                    value: spell.cell(time).to_owned(),
                    reason: "is no whole number, so the row has no place in time".to_owned(),
                    suggestion: String::new(),
                };
                match ledger.reject(&spell, &rejection) {
                    Ok(()) => continue,
                    Err(error) => return Some(Err(error)),
                }
            };
            let own = |row: &Row| row.cells.iter().take(width).collect::<StringRecord>();
            spell.origins[0].cells = Some(own(&spell));
            let mut last = first;
            while let Some(Ok((_, value))) = sorted.peek() {
                let mut next = decode_row(value);
                let same = keys.iter().all(|&key| next.cell(key).trim() == spell.cell(key).trim());
                let Some(then) =
                    moment(&next).filter(|then| same && (*then == last || *then == last + 1))
                else {
                    break;
                };
                last = then;
                next.origins[0].cells = Some(own(&next));
                spell.origins.append(&mut next.origins);
                sorted.next();
            }
            spell.cells.push_field(&first.to_string());
            spell.cells.push_field(&last.to_string());
            return Some(Ok(spell));
        }
    })))
}
