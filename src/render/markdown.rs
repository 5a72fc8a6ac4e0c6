//! A table as Markdown, in the form that GitHub and Pandoc share.

use super::Table;

/// Writes a pipe table.
#[must_use]
pub fn markdown(table: &Table) -> String {
    let mut text = line(table.columns.iter().map(|name| escape(name)));
    let rule = |column| if table.is_numeric(column) { "---:" } else { "---" }.to_owned();
    text += &line((0..table.columns.len()).map(rule));
    for row in &table.rows {
        text += &line(row.iter().map(|cell| escape(&cell.readable())));
    }
    text
}

fn line(cells: impl Iterator<Item = String>) -> String {
    format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('|', "\\|").replace(['\n', '\r'], " ")
}
