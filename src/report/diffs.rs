//! Differences of graphs as a table.

use super::node_cell;
use crate::render::{Cell, Table};
use crate::study::Answer;
use crate::study::diff::Difference;

/// One row a thing that is new or gone, or a property of one that has changed.
#[must_use]
pub fn diff_table(answer: &Answer<Difference>) -> Table {
    let mut table = Table::new(&["change", "thing", "property", "before", "after"]);
    for row in &answer.rows {
        let values = |values: &[String]| match values {
            [] => Cell::Empty,
            values => Cell::text(values.join(" | ")),
        };
        table.rows.push(vec![
            Cell::text(row.change.name()),
            node_cell(&row.thing),
            row.property.as_ref().map_or(Cell::Empty, node_cell),
            values(&row.before),
            values(&row.after),
        ]);
    }
    table
}
