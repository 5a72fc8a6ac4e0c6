//! Communities, structure, similarity and what explains ties, as tables.

use super::node_cell;
use crate::render::{Cell, Table};
use crate::study::{Answer, Node, communities, explain, ideal_points, similarity, structure};

/// One row a node, with the year of a series.
#[must_use]
pub fn communities_table(answer: &Answer<communities::Row>) -> Table {
    let mut table = Table::new(&["year", "node", "community"]);
    table.rows = answer
        .rows
        .iter()
        .map(|row| vec![year(row.year), node_cell(&row.node), Cell::number(row.community)])
        .collect();
    without_empty(table, &["year"])
}

/// One row a measure: of the whole, of each group or of each node, and with the year of a series.
#[must_use]
pub fn structure_table(answer: &Answer<structure::Row>) -> Table {
    let optional = ["year", "node", "group", "mean", "deviation", "z", "p"];
    let mut table =
        Table::new(&["year", "node", "group", "measure", "value", "mean", "deviation", "z", "p"]);
    table.rows = answer
        .rows
        .iter()
        .map(|row| {
            let chance = row.chance;
            vec![
                year(row.year),
                thing(row.node.as_ref()),
                thing(row.group.as_ref()),
                Cell::text(row.measure),
                number(row.value),
                number(chance.map(|chance| chance.mean)),
                number(chance.map(|chance| chance.deviation)),
                number(chance.and_then(|chance| chance.z)),
                number(chance.map(|chance| chance.p)),
            ]
        })
        .collect();
    without_empty(table, &optional)
}

/// One row a pair, with the year of a series.
#[must_use]
pub fn similarity_table(answer: &Answer<similarity::Row>) -> Table {
    let mut table = Table::new(&["year", "a", "b", "measure", "value", "compared"]);
    table.rows = answer
        .rows
        .iter()
        .map(|row| {
            vec![
                year(row.year),
                node_cell(&row.a),
                node_cell(&row.b),
                Cell::text(row.measure),
                number(row.value),
                Cell::number(row.compared),
            ]
        })
        .collect();
    without_empty(table, &["year"])
}

/// One row a member.
#[must_use]
pub fn ideal_points_table(answer: &Answer<ideal_points::Row>) -> Table {
    let mut table = Table::new(&["node", "point", "error", "low", "high", "votes"]);
    table.rows = answer
        .rows
        .iter()
        .map(|row| {
            vec![
                node_cell(&row.node),
                Cell::number(row.point),
                number(row.error),
                number(row.low),
                number(row.high),
                Cell::number(row.votes),
            ]
        })
        .collect();
    table
}

/// One row a term of the regression.
#[must_use]
pub fn explain_table(answer: &Answer<explain::Row>) -> Table {
    let mut table = Table::new(&["term", "coefficient", "t", "p"]);
    table.rows = answer
        .rows
        .iter()
        .map(|row| {
            vec![
                Cell::text(row.term.clone()),
                Cell::number(row.coefficient),
                Cell::number(row.t),
                number(row.p),
            ]
        })
        .collect();
    table
}

/// The table without those of some columns that have no value at all.
fn without_empty(mut table: Table, optional: &[&str]) -> Table {
    for column in (0..table.columns.len()).rev() {
        let is_empty = || table.rows.iter().all(|row| row[column] == Cell::Empty);
        if optional.contains(&table.columns[column].as_str()) && is_empty() {
            table.columns.remove(column);
            table.rows.iter_mut().for_each(|row| drop(row.remove(column)));
        }
    }
    table
}

fn year(year: Option<i16>) -> Cell {
    year.map_or(Cell::Empty, Cell::number)
}

fn thing(node: Option<&Node>) -> Cell {
    node.map_or(Cell::Empty, node_cell)
}

fn number(value: Option<f64>) -> Cell {
    value.map_or(Cell::Empty, Cell::number)
}
