//! Writing answers.

use std::io::{self, Write};

use crate::cli::args::TableFormat;
use crate::render::{Table, csv, json_rows, markdown, terminal, tsv};
use crate::report::envelope;
use crate::study::Answer;

/// Talks to the user.
pub(super) fn say(message: &str) {
    // Whoever has closed standard error does not want to hear.
    drop(writeln!(io::stderr(), "{message}"));
}

/// The width to fit a table into: what `COLUMNS` says, else that of the terminal, else a common one.
pub(super) fn width() -> u16 {
    std::env::var("COLUMNS")
        .ok()
        .and_then(|columns| columns.parse().ok())
        .or_else(|| terminal_size::terminal_size().map(|(width, _)| width.0))
        .unwrap_or(DEFAULT_WIDTH)
        .max(MINIMUM_WIDTH)
}

const DEFAULT_WIDTH: u16 = 120;
const MINIMUM_WIDTH: u16 = 40;

/// Prints a table in a format; as JSON, its rows.
pub(super) fn print_table(table: &Table, format: TableFormat) -> io::Result<()> {
    let text = match format {
        TableFormat::Json => pretty(&serde_json::Value::from(json_rows(table))),
        TableFormat::Table => terminal(table, width()),
        TableFormat::Csv => csv(table),
        TableFormat::Tsv => tsv(table),
        TableFormat::Md => markdown(table),
    };
    print(&text)
}

/// Prints a study's table; as JSON, with what the answer says of itself.
pub(super) fn print_answer<R>(
    answer: &Answer<R>,
    table: &Table,
    format: TableFormat,
) -> io::Result<()> {
    match format {
        TableFormat::Json => print(&pretty(&envelope(answer, table))),
        other => print_table(table, other),
    }
}

pub(super) fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

fn pretty(value: &serde_json::Value) -> String {
    format!("{value:#}\n")
}
