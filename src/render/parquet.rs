//! Tables as Parquet: text, whole numbers and numbers, each column of the kind that its values have.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as PhysicalType};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// No value.
    Missing,
    /// Words.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
}

/// Collects rows and writes them as one file.
pub struct ParquetWriter<W: Write + Send> {
    writer: W,
    names: Vec<String>,
    columns: Vec<Vec<Value>>,
}

fn failed(error: ParquetError) -> io::Error {
    io::Error::other(error)
}

impl<W: Write + Send> ParquetWriter<W> {
    /// A table with these columns.
    ///
    /// # Errors
    ///
    /// When two columns have one name.
    pub fn new(writer: W, names: &[String]) -> io::Result<Self> {
        if let Some(twice) =
            names.iter().enumerate().find(|(place, name)| names[..*place].contains(name))
        {
            return Err(io::Error::other(format!("two columns are named `{}`", twice.1)));
        }
        Ok(Self { writer, names: names.to_vec(), columns: vec![Vec::new(); names.len()] })
    }

    /// Adds a row.
    ///
    /// # Errors
    ///
    /// When it has another number of cells than there are columns.
    pub fn row(&mut self, cells: impl IntoIterator<Item = Value>) -> io::Result<()> {
        let mut count = 0;
        for cell in cells {
            let column =
                self.columns.get_mut(count).ok_or_else(|| io::Error::other("a row is too long"))?;
            column.push(cell);
            count += 1;
        }
        if count == self.names.len() { Ok(()) } else { Err(io::Error::other("a row is too short")) }
    }

    /// Writes the file.
    ///
    /// # Errors
    ///
    /// When the writer fails.
    pub fn finish(self) -> io::Result<()> {
        let kinds: Vec<PhysicalType> = self.columns.iter().map(|column| kind_of(column)).collect();
        let fields = self.names.iter().zip(&kinds).map(|(name, kind)| {
            let builder =
                Type::primitive_type_builder(name, *kind).with_repetition(Repetition::OPTIONAL);
            let builder = match kind {
                PhysicalType::BYTE_ARRAY => builder.with_logical_type(Some(LogicalType::String)),
                _ => builder,
            };
            builder.build().map(Arc::new)
        });
        let fields = fields.collect::<Result<Vec<_>, _>>().map_err(failed)?;
        let schema =
            Type::group_type_builder("table").with_fields(fields).build().map_err(failed)?;
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        let mut file =
            SerializedFileWriter::new(self.writer, Arc::new(schema), Arc::new(properties))
                .map_err(failed)?;
        let mut group = file.next_row_group().map_err(failed)?;
        for (column, kind) in self.columns.iter().zip(kinds) {
            let levels: Vec<i16> =
                column.iter().map(|value| i16::from(*value != Value::Missing)).collect();
            let Some(mut writer) = group.next_column().map_err(failed)? else { break };
            let written = match kind {
                PhysicalType::INT64 => {
                    let values: Vec<i64> = column
                        .iter()
                        .filter_map(|value| match value {
                            Value::Integer(number) => Some(*number),
                            _ => None,
                        })
                        .collect();
                    writer.typed::<Int64Type>().write_batch(&values, Some(&levels), None)
                }
                PhysicalType::DOUBLE => {
                    let values: Vec<f64> = column.iter().filter_map(as_number).collect();
                    writer.typed::<DoubleType>().write_batch(&values, Some(&levels), None)
                }
                _ => {
                    let values: Vec<ByteArray> = column
                        .iter()
                        .filter_map(as_text)
                        .map(|text| text.into_bytes().into())
                        .collect();
                    writer.typed::<ByteArrayType>().write_batch(&values, Some(&levels), None)
                }
            };
            written.map_err(failed)?;
            writer.close().map_err(failed)?;
        }
        group.close().map_err(failed)?;
        file.close().map_err(failed)?;
        Ok(())
    }
}

/// The narrowest kind that holds all values of a column.
fn kind_of(column: &[Value]) -> PhysicalType {
    let has = |test: fn(&Value) -> bool| column.iter().any(test);
    if has(|value| matches!(value, Value::Text(_))) {
        PhysicalType::BYTE_ARRAY
    } else if has(|value| matches!(value, Value::Number(_))) {
        PhysicalType::DOUBLE
    } else {
        PhysicalType::INT64
    }
}

fn as_number(value: &Value) -> Option<f64> {
    match value {
        Value::Integer(number) => Some(*number as f64),
        Value::Number(number) => Some(*number),
        Value::Missing | Value::Text(_) => None,
    }
}

fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::Missing => None,
        Value::Text(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Number(number) => Some(number.to_string()),
    }
}
