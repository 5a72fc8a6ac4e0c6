//! A table for a person at a terminal.

use comfy_table::{
    CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table as Grid, TableStyle,
    Width, presets,
};
use unicode_width::UnicodeWidthStr;

use super::{Cell, Table};

/// Columns, a line under their names, and nothing else.
const STYLE: TableStyle = presets::UTF8_HORIZONTAL_ONLY
    .top_border(LineStyle::none())
    .row_separator(LineStyle::none())
    .bottom_border(LineStyle::none());

/// A longer word may be broken; shorter ones are kept whole, or the table becomes a list.
const LONGEST_WORD: usize = 32;

/// Draws a table that fits a width: numbers to the right, long cells wrapped.
///
/// With more columns than the width can hold, each row becomes a block of lines, one a column, so that
/// nothing is cut off.
#[must_use]
pub fn terminal(table: &Table, width: u16) -> String {
    if table.columns.is_empty() {
        return String::new();
    }
    let needed: usize =
        (0..table.columns.len()).map(|column| longest_word(table, column) + PADDING).sum();
    if needed > usize::from(width) { blocks(table, width) } else { grid(table, width) }
}

/// Blanks on both sides of a column, and the gap between two.
const PADDING: usize = 3;

fn grid(table: &Table, width: u16) -> String {
    let mut grid = Grid::new();
    grid.load_style(STYLE)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .force_no_tty()
        .set_width(width);
    grid.set_header(&table.columns);
    for row in &table.rows {
        grid.add_row(row.iter().map(shown));
    }
    for (index, column) in grid.column_iter_mut().enumerate() {
        let narrowest = u16::try_from(longest_word(table, index) + PADDING - 1).unwrap_or(u16::MAX);
        column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(narrowest)));
        if table.is_numeric(index) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    lines(&grid)
}

/// One block a row: the column's name, then its value.
fn blocks(table: &Table, width: u16) -> String {
    let mut text = String::new();
    for row in &table.rows {
        let mut block = Grid::new();
        block
            .load_style(presets::NOTHING)
            .set_content_arrangement(ContentArrangement::Dynamic)
            .force_no_tty()
            .set_width(width);
        for (name, cell) in table.columns.iter().zip(row).filter(|(_, cell)| **cell != Cell::Empty)
        {
            block.add_row([name.clone(), shown(cell)]);
        }
        text += &lines(&block);
        text.push('\n');
    }
    text
}

fn lines(grid: &Grid) -> String {
    grid.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

fn longest_word(table: &Table, column: usize) -> usize {
    let cells = table.rows.iter().filter_map(|row| row.get(column)).map(shown);
    let of_cell = |text: String| {
        text.split_whitespace().map(UnicodeWidthStr::width).max().unwrap_or_default()
    };
    cells
        .map(of_cell)
        .max()
        .unwrap_or_default()
        .min(LONGEST_WORD)
        .max(table.columns[column].width())
}

/// What a person reads; data must not steer the terminal.
fn shown(cell: &Cell) -> String {
    let readable = cell.readable();
    readable.chars().map(|c| if c.is_control() && c != '\n' { '\u{FFFD}' } else { c }).collect()
}
