//! The rows of a query as a table.

use super::node_cell;
use crate::render::{Cell, Table};
use crate::study::ask::{Rows, Value};

/// One row a solution.
#[must_use]
pub fn solutions_table(rows: Rows) -> Table {
    let cell = |value: Option<Value>| match value {
        None => Cell::Empty,
        Some(Value::Node(node)) => node_cell(&node),
        Some(Value::Number(number)) => Cell::Number(number),
        Some(Value::Text(text)) => Cell::Text(text),
    };
    Table {
        columns: rows.columns,
        rows: rows.rows.into_iter().map(|row| row.into_iter().map(cell).collect()).collect(),
    }
}
