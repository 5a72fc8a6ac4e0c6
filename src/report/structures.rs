//! Communities, structure and similarity as tables.

use super::node_cell;
use crate::render::{Cell, Table};
use crate::study::{Answer, communities, similarity, structure};

/// One row a node.
#[must_use]
pub fn communities_table(answer: &Answer<communities::Row>) -> Table {
    let mut table = Table::new(&["node", "community"]);
    table.rows = answer
        .rows
        .iter()
        .map(|row| vec![node_cell(&row.node), Cell::number(row.community)])
        .collect();
    table
}

/// One row a measure; of each node, if the answer has nodes.
#[must_use]
pub fn structure_table(answer: &Answer<structure::Row>) -> Table {
    let has_node = answer.rows.iter().any(|row| row.node.is_some());
    let columns: &[&str] =
        if has_node { &["node", "measure", "value"] } else { &["measure", "value"] };
    let mut table = Table::new(columns);
    table.rows = answer
        .rows
        .iter()
        .map(|row| {
            let mut cells = vec![Cell::text(row.measure), number(row.value)];
            if has_node {
                cells.insert(0, row.node.as_ref().map_or(Cell::Empty, node_cell));
            }
            cells
        })
        .collect();
    table
}

/// One row a pair.
#[must_use]
pub fn similarity_table(answer: &Answer<similarity::Row>) -> Table {
    let mut table = Table::new(&["a", "b", "measure", "value", "compared"]);
    table.rows = answer
        .rows
        .iter()
        .map(|row| {
            vec![
                node_cell(&row.a),
                node_cell(&row.b),
                Cell::text(row.measure),
                number(row.value),
                Cell::number(row.compared),
            ]
        })
        .collect();
    table
}

fn number(value: Option<f64>) -> Cell {
    value.map_or(Cell::Empty, Cell::number)
}
