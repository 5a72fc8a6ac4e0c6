//! Parquet files of flat columns.

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
    let headings: Vec<String> =
        schema.get_fields().iter().map(|field| field.name().to_owned()).collect();
    if let Some(nested) = schema.get_fields().iter().find(|field| !field.is_primitive()) {
        return Err(broken(format!(
            "the column `{}` holds more than one value a row; only flat columns can be read",
            nested.name()
        )));
    }
    let owner = path.to_owned();
    let rows = (2_u64..).zip(reader).map(move |(line, row)| match row {
        Ok(row) => Ok((line, record(&row))),
        Err(error) => Err(TableError::Format {
            path: owner.clone(),
            detail: format!("row {}: {error}", line - 1),
        }),
    });
    Ok(TableFile {
        path: path.to_owned(),
        headings,
        rows: Box::new(rows),
        guessed: None,
        progress: whole(path),
    })
}

fn record(row: &Row) -> StringRecord {
    row.get_column_iter().map(|(_, field)| text(field)).collect()
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
