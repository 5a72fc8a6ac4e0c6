//! A table for a person at a terminal.

use comfy_table::{
    CellAlignment, ContentArrangement, LineStyle, Table as Grid, TableStyle, presets,
};
use unicode_width::UnicodeWidthStr;

use super::{Cell, Table};

/// Columns, a line under their names, and nothing else.
const STYLE: TableStyle = presets::UTF8_HORIZONTAL_ONLY
    .top_border(LineStyle::none())
    .row_separator(LineStyle::none())
    .bottom_border(LineStyle::none());

/// A column that is wrapped keeps at least this many characters, or the table becomes a list.
const NARROWEST_COLUMN: usize = 14;

/// Draws a table that fits a width: numbers to the right, long cells wrapped.
///
/// With more columns than the width can hold, each row becomes a block of lines, one a column, so that
/// nothing is cut off.
#[must_use]
pub fn terminal(table: &Table, width: u16) -> String {
    if table.columns.is_empty() {
        return String::new();
    }
    let needed: usize = (0..table.columns.len())
        .map(|column| widest(table, column).min(NARROWEST_COLUMN) + 3)
        .sum();
    if needed > usize::from(width) { blocks(table, width) } else { grid(table, width) }
}

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

fn widest(table: &Table, column: usize) -> usize {
    let cells = table.rows.iter().filter_map(|row| row.get(column)).map(|cell| shown(cell).width());
    cells.chain([table.columns[column].width()]).max().unwrap_or_default()
}

/// What a person reads; data must not steer the terminal.
fn shown(cell: &Cell) -> String {
    let readable = cell.readable();
    readable.chars().map(|c| if c.is_control() && c != '\n' { '\u{FFFD}' } else { c }).collect()
}
