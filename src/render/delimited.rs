//! A table as comma- or tab-separated values.

use super::Table;

/// Writes RFC 4180 CSV: a thing is its whole IRI.
#[must_use]
pub fn csv(table: &Table) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory does not fail, and all rows have the columns' number.
    let mut write = |fields: Vec<&str>| writer.write_record(fields).is_ok();
    write(table.columns.iter().map(String::as_str).collect());
    for row in &table.rows {
        write(row.iter().map(super::Cell::exact).collect());
    }
    writer
        .into_inner()
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .unwrap_or_default()
}

/// Writes tab-separated values; tabs and line breaks in a value become spaces.
#[must_use]
pub fn tsv(table: &Table) -> String {
    let mut text = table.columns.join("\t") + "\n";
    for row in &table.rows {
        let fields: Vec<String> =
            row.iter().map(|cell| cell.exact().replace(['\t', '\n', '\r'], " ")).collect();
        text += &(fields.join("\t") + "\n");
    }
    text
}
