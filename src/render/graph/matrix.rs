//! A square matrix as CSV, with the names of its rows and columns.

/// Writes one line a row, its name first, below a line of the columns' names.
#[must_use]
pub fn matrix(names: &[&str], cells: &[&str]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory does not fail, and all rows have the columns' number.
    let mut write = |first: &str, rest: &[&str]| {
        writer.write_record(std::iter::once(first).chain(rest.iter().copied())).is_ok()
    };
    write("", names);
    for (name, row) in names.iter().zip(cells.chunks(names.len().max(1))) {
        write(name, row);
    }
    writer
        .into_inner()
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .unwrap_or_default()
}
