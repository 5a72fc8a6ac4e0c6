//! Networks as graphs to be written, and as files of matrices.

use super::{node_cell, text_cell};
use crate::render::graph::{Graph, matrix};
use crate::render::{Cell, Table, csv};
use crate::study::export::{Export, Matrices, MatrixCell, NodeRow};
use crate::study::{Answer, Completeness, Node};

/// The graph of an export. What the answer says of itself is among its notes.
#[must_use]
pub fn export_graph(export: &Export) -> Graph {
    let mut ties = Table::new(&[
        "source",
        "target",
        "relation",
        "weight",
        "start",
        "end",
        "via",
        "viaLabel",
        "statement",
        "otherStatement",
    ]);
    ties.rows = export
        .ties
        .rows
        .iter()
        .map(|tie| {
            vec![
                node_cell(&tie.source),
                node_cell(&tie.target),
                Cell::text(tie.relation.clone()),
                Cell::number(tie.weight),
                text_cell(tie.start.as_ref()),
                text_cell(tie.end.as_ref()),
                tie.via.as_ref().map_or(Cell::Empty, node_cell),
                text_cell(tie.via.as_ref().and_then(|via| via.label.as_ref())),
                tie.statement.as_ref().map_or(Cell::Empty, node_cell),
                tie.other_statement.as_ref().map_or(Cell::Empty, node_cell),
            ]
        })
        .collect();
    let notes = notes(&export.ties);
    let name = notes
        .iter()
        .find(|(name, _)| name == "layer")
        .map_or("network".to_owned(), |(_, layer)| layer.clone());
    Graph { name, directed: export.directed, notes, nodes: nodes_table(&export.nodes), ties }
}

/// Each file of an export as matrices: its name and its content.
#[must_use]
pub fn export_matrices(export: &Matrices) -> Vec<(String, String)> {
    let names: Vec<&str> = export.nodes.iter().map(|row| row.node.iri.as_str()).collect();
    let mut files = vec![("nodes.csv".to_owned(), csv(&nodes_table(&export.nodes)))];
    for year in &export.years.rows {
        let cells: Vec<&str> = year.cells.iter().map(|cell| text_of(*cell)).collect();
        files.push((format!("{}.csv", year.year), matrix(&names, &cells)));
    }
    let years: Vec<String> = export.years.rows.iter().map(|year| year.year.to_string()).collect();
    let notes: String = notes(&export.years)
        .into_iter()
        .map(|(name, value)| format!("# {name}: {}\n", value.replace('\n', " ")))
        .collect();
    let script = READ_IN_R
        .replace("NOTES\n", &notes)
        .replace("YEARS", &years.join(", "))
        .replace("DIRECTED", if export.directed { "TRUE" } else { "FALSE" });
    files.push(("read.R".to_owned(), script));
    files
}

const READ_IN_R: &str = include_str!("export.R");

fn text_of(cell: MatrixCell) -> &'static str {
    match cell {
        MatrixCell::Tie => "1",
        MatrixCell::NoTie => "0",
        MatrixCell::Impossible => "10",
        MatrixCell::NotCovered => "NA",
    }
}

fn nodes_table(nodes: &[NodeRow]) -> Table {
    let mut table =
        Table::new(&["id", "label", "class", "iso3", "iso2", "cow", "gw", "start", "end"]);
    table.rows = nodes
        .iter()
        .map(|row| {
            let NodeRow { node, class, codes, start, end } = row;
            vec![
                node_cell(node),
                Cell::text(name(node)),
                text_cell(class.as_ref()),
                text_cell(codes.iso3.as_ref()),
                text_cell(codes.iso2.as_ref()),
                text_cell(codes.cow.as_ref()),
                text_cell(codes.gw.as_ref()),
                text_cell(start.as_ref()),
                text_cell(end.as_ref()),
            ]
        })
        .collect();
    table
}

fn name(node: &Node) -> &str {
    node.label.as_deref().unwrap_or(&node.short)
}

/// What an answer says of itself.
fn notes<R>(answer: &Answer<R>) -> Vec<(String, String)> {
    let mut notes: Vec<(String, String)> =
        answer.parameters.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    notes.push(("dataVersion".to_owned(), answer.data_version.to_string()));
    notes.push(("completeness".to_owned(), answer.completeness.to_string()));
    if let Completeness::NotCovered(covered) = &answer.completeness {
        notes.push(("covered".to_owned(), covered.clone()));
    }
    notes
}
