//! What sources cover, as tables.

use super::{node_cell, text_cell};
use crate::render::{Cell, Table};
use crate::study::coverage::Row;
use crate::study::{Answer, Node};

/// More things than these are counted, not named, for people.
const MOST_NAMED: usize = 3;

/// One row a source and coverage, for programs: things as IRIs, separated by spaces.
#[must_use]
pub fn coverage_table(answer: &Answer<Row>) -> Table {
    let iris = |nodes: &[Node]| match nodes {
        [] => Cell::Empty,
        nodes => {
            Cell::text(nodes.iter().map(|node| node.iri.as_str()).collect::<Vec<_>>().join(" "))
        }
    };
    let mut table = Table::new(&[
        "source",
        "kind",
        "scope",
        "coversState",
        "start",
        "end",
        "declared",
        "exhaustive",
        "statements",
        "states",
        "first",
        "last",
    ]);
    table.rows = answer
        .rows
        .iter()
        .map(|row| {
            vec![
                node_cell(&row.source),
                node_cell(&row.kind),
                iris(&row.scope),
                iris(&row.covers_state),
                text_cell(row.start.as_ref()),
                text_cell(row.end.as_ref()),
                Cell::text(row.exhaustive.is_some().to_string()),
                row.exhaustive.map_or(Cell::Empty, |exhaustive| Cell::text(exhaustive.to_string())),
                Cell::number(row.statements),
                Cell::number(row.states),
                text_cell(row.first.as_ref()),
                text_cell(row.last.as_ref()),
            ]
        })
        .collect();
    table
}

/// One row a source and coverage, for people: things by name, and no more of them than fit.
#[must_use]
pub fn coverage_overview(answer: &Answer<Row>) -> Table {
    let mut table = Table::new(&[
        "source",
        "kind",
        "about",
        "start",
        "end",
        "exhaustive",
        "statements",
        "states",
        "first",
        "last",
    ]);
    table.rows = answer
        .rows
        .iter()
        .map(|row| {
            vec![
                node_cell(&row.source),
                Cell::text(name(&row.kind)),
                about(row),
                text_cell(row.start.as_ref()),
                text_cell(row.end.as_ref()),
                Cell::text(match row.exhaustive {
                    Some(true) => "yes",
                    Some(false) => "no",
                    None => "undeclared",
                }),
                Cell::number(row.statements),
                Cell::number(row.states),
                text_cell(row.first.as_ref()),
                text_cell(row.last.as_ref()),
            ]
        })
        .collect();
    table
}

fn about(row: &Row) -> Cell {
    let names = |nodes: &[Node]| match nodes.len() {
        0..=MOST_NAMED => nodes.iter().map(name).collect::<Vec<_>>().join(", "),
        count => format!("{count} things"),
    };
    match (row.scope.as_slice(), row.covers_state.as_slice()) {
        ([], []) => Cell::Empty,
        ([], states) => Cell::text(names(states)),
        (scope, []) => Cell::text(names(scope)),
        (scope, states) => Cell::text(format!("{}; {}", names(scope), names(states))),
    }
}

fn name(node: &Node) -> String {
    node.label.clone().unwrap_or_else(|| node.short.clone())
}
