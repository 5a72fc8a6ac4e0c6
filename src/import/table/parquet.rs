//! Parquet files, as far as their columns are flat.

use std::fs::File;
use std::path::Path;

use csv::StringRecord;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, Row};

use super::{TableError, TableFile, whole};

pub(super) fn open(path: &Path) -> Result<TableFile, TableError> {
    let io = |source| TableError::Io { path: path.to_owned(), source };
    let broken = |detail: String| TableError::Format { path: path.to_owned(), detail };
    let file = File::open(path).map_err(io)?;
    let reader = SerializedFileReader::new(file).map_err(|error| broken(error.to_string()))?;
    let schema = reader.metadata().file_metadata().schema();
    let (flat, nested): (Vec<_>, Vec<_>) =
        schema.get_fields().iter().enumerate().partition(|(_, field)| field.is_primitive());
    let headings = flat.iter().map(|(_, field)| field.name().to_owned()).collect();
    let guessed = (!nested.is_empty()).then(|| {
        let names: Vec<String> =
            nested.iter().map(|(_, field)| format!("`{}`", field.name())).collect();
        format!("{} left out, for more than one value stands in a row", names.join(", "))
    });
    let flat: Vec<usize> = flat.into_iter().map(|(place, _)| place).collect();
    let owner = path.to_owned();
    let rows = (2_u64..).zip(reader).map(move |(line, row)| match row {
        Ok(row) => Ok((line, record(&row, &flat))),
        Err(error) => Err(TableError::Format {
            path: owner.clone(),
            detail: format!("row {}: {error}", line - 1),
        }),
    });
    Ok(TableFile {
        path: path.to_owned(),
        headings,
        rows: Box::new(rows),
        guessed,
        progress: whole(path),
    })
}

fn record(row: &Row, columns: &[usize]) -> StringRecord {
    let fields: Vec<_> = row.get_column_iter().collect();
    columns.iter().map(|&column| text(fields[column].1)).collect()
}

fn text(field: &Field) -> String {
    match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Bytes(bytes) => String::from_utf8_lossy(bytes.data()).into_owned(),
        Field::Double(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
            format!("{number:.0}")
        }
        other => other.to_string(),
    }
}
