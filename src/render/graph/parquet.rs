//! A table as Parquet, which pandas, R's arrow and others read.

use std::sync::Arc;

use jiff::civil::{Date, date};
use parquet::basic::Compression;
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
pub use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use crate::render::{Cell, Table};

/// Writes a table. A column of numbers is `DOUBLE`, or `INT64` if all are whole; one of dates is `DATE`; any other
/// is a string. A value that is absent is null.
///
/// # Errors
///
/// When a column's name cannot be that of a Parquet field.
pub fn parquet(table: &Table) -> Result<Vec<u8>, ParquetError> {
    let kinds: Vec<Kind> = (0..table.columns.len()).map(|column| Kind::of(table, column)).collect();
    let fields: String = table
        .columns
        .iter()
        .zip(&kinds)
        .map(|(name, kind)| format!("OPTIONAL {};\n", kind.field(name)))
        .collect();
    let schema = Arc::new(parse_message_type(&format!("message table {{\n{fields}}}"))?);
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties))?;
    let mut rows = writer.next_row_group()?;
    for (column, kind) in kinds.iter().enumerate() {
        let Some(mut chunk) = rows.next_column()? else { break };
        let cells: Vec<Option<&str>> = texts(table, column).collect();
        kind.write(chunk.untyped(), &cells)?;
        chunk.close()?;
    }
    rows.close()?;
    writer.into_inner()
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Whole,
    Number,
    Day,
    Text,
}

const EPOCH: Date = date(1970, 1, 1);

impl Kind {
    fn of(table: &Table, column: usize) -> Self {
        let all = |is: fn(&str) -> bool| texts(table, column).flatten().all(is);
        if texts(table, column).flatten().next().is_none() {
            Self::Text
        } else if table.is_numeric(column) {
            if all(|text| text.parse::<i64>().is_ok()) { Self::Whole } else { Self::Number }
        } else if all(|text| text.len() == 10 && days(text).is_some()) {
            Self::Day
        } else {
            Self::Text
        }
    }

    fn field(self, name: &str) -> String {
        match self {
            Self::Whole => format!("INT64 {name}"),
            Self::Number => format!("DOUBLE {name}"),
            Self::Day => format!("INT32 {name} (DATE)"),
            Self::Text => format!("BYTE_ARRAY {name} (UTF8)"),
        }
    }

    fn write(
        self,
        writer: &mut ColumnWriter<'_>,
        cells: &[Option<&str>],
    ) -> Result<(), ParquetError> {
        let levels: Vec<i16> = cells.iter().map(|cell| i16::from(cell.is_some())).collect();
        let present = || cells.iter().flatten();
        let levels = Some(levels.as_slice());
        match writer {
            ColumnWriter::Int64ColumnWriter(writer) => {
                let values: Vec<i64> = present().filter_map(|text| text.parse().ok()).collect();
                writer.write_batch(&values, levels, None)?;
            }
            ColumnWriter::DoubleColumnWriter(writer) => {
                let values: Vec<f64> = present().filter_map(|text| text.parse().ok()).collect();
                writer.write_batch(&values, levels, None)?;
            }
            ColumnWriter::Int32ColumnWriter(writer) => {
                let values: Vec<i32> = present().filter_map(|text| days(text)).collect();
                writer.write_batch(&values, levels, None)?;
            }
            ColumnWriter::ByteArrayColumnWriter(writer) => {
                let values: Vec<ByteArray> = present().map(|text| ByteArray::from(*text)).collect();
                writer.write_batch(&values, levels, None)?;
            }
            _ => return Err(ParquetError::General(format!("no column is made for {self:?}"))),
        }
        Ok(())
    }
}

fn texts(table: &Table, column: usize) -> impl Iterator<Item = Option<&str>> {
    table
        .rows
        .iter()
        .map(move |row| row.get(column).filter(|cell| **cell != Cell::Empty).map(Cell::exact))
}

/// Days since 1970-01-01.
fn days(text: &str) -> Option<i32> {
    let date: Date = text.parse().ok()?;
    EPOCH.until((jiff::Unit::Day, date)).ok().map(|span| span.get_days())
}
