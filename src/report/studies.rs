//! Studies as tables.

use super::{node_cell, text_cell};
use crate::render::{Cell, Table};
use crate::study::{Answer, conflicts, search, stats};

/// One row a doubt, and one a source of a disputed fact.
#[must_use]
pub fn conflicts_table(answer: &Answer<conflicts::Row>) -> Table {
    conflict_rows(&answer.rows)
}

pub(super) fn conflict_rows<'r>(rows: impl IntoIterator<Item = &'r conflicts::Row>) -> Table {
    let mut table =
        Table::new(&["agreement", "node", "rule", "message", "limits", "source", "file"]);
    table.rows = rows
        .into_iter()
        .map(|row| {
            vec![
                Cell::text(row.agreement.to_string()),
                node_cell(&row.node),
                text_cell(row.rule.as_ref()),
                Cell::text(row.message.clone()),
                text_cell(row.limits.as_ref()),
                node_cell(&row.source),
                text_cell(row.file.as_ref()),
            ]
        })
        .collect();
    table
}

/// One row a thing.
#[must_use]
pub fn search_table(answer: &Answer<search::Row>) -> Table {
    let mut table = Table::new(&["node", "class", "name", "score"]);
    table.rows = answer
        .rows
        .iter()
        .map(|row| {
            vec![
                node_cell(&row.node),
                text_cell(row.class.as_ref()),
                Cell::text(row.name.clone()),
                Cell::number(format!("{:.3}", row.score)),
            ]
        })
        .collect();
    table
}

/// One row a graph.
#[must_use]
pub fn stats_table(answer: &Answer<stats::Row>) -> Table {
    let mut table = Table::new(&["graph", "quads", "things"]);
    table.rows = answer
        .rows
        .iter()
        .map(|row| {
            vec![
                match &row.graph {
                    Some(graph) => node_cell(graph),
                    None => Cell::text("(default graph)"),
                },
                Cell::number(row.quads),
                Cell::number(row.things),
            ]
        })
        .collect();
    table
}
