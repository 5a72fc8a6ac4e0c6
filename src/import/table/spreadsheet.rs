//! Spreadsheets: one sheet, whose first row has the headings.

use std::path::Path;

use calamine::{Data, Reader, open_workbook_auto};
use csv::StringRecord;

use super::{Reading, TableError, TableFile, whole};

pub(super) fn open(path: &Path, reading: &Reading) -> Result<TableFile, TableError> {
    let format = |detail: String| TableError::Format { path: path.to_owned(), detail };
    let mut book = open_workbook_auto(path).map_err(|error| format(error.to_string()))?;
    let names = book.sheet_names();
    let sheet = match &reading.sheet {
        Some(sheet) if names.contains(sheet) => sheet.clone(),
        Some(sheet) => {
            return Err(format(format!("it has no sheet `{sheet}`; it has {}", names.join(", "))));
        }
        None => names.first().cloned().ok_or_else(|| format("it has no sheet".to_owned()))?,
    };
    let range = book.worksheet_range(&sheet).map_err(|error| format(error.to_string()))?;
    let first_row = range.start().map_or(0, |(row, _)| u64::from(row));
    let rows: Vec<(u64, StringRecord)> = (1 + first_row..)
        .zip(range.rows())
        .map(|(line, row)| (line, row.iter().map(text).collect()))
        .collect();
    let mut rows = rows.into_iter();
    let Some((_, headings)) = rows.next() else { return Err(TableError::Empty(path.to_owned())) };
    let guessed = (names.len() > 1 && reading.sheet.is_none()).then(|| {
        let others: Vec<String> =
            names.iter().filter(|name| **name != sheet).map(|name| format!("`{name}`")).collect();
        format!("read the sheet `{sheet}` (name another with `--sheet`: {})", others.join(", "))
    });
    Ok(TableFile {
        path: path.to_owned(),
        headings: headings.iter().map(|heading| heading.trim().to_owned()).collect(),
        rows: Box::new(rows.map(Ok)),
        guessed,
        progress: whole(path),
    })
}

/// A cell as it would stand in CSV: whole numbers without a point, days as days.
fn text(cell: &Data) -> String {
    match cell {
        Data::Empty | Data::Error(_) => String::new(),
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
            format!("{number:.0}")
        }
        Data::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        other => other.to_string(),
    }
}
