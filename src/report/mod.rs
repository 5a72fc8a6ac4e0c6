//! Answers as tables, and as the JSON of the command line and the server.

mod findings;
mod imports;
mod networks;
mod solutions;
mod structures;
mod studies;

use serde_json::{Map, Value, json};

pub use self::imports::{accounts_table, mappings_table};
pub use self::findings::{findings_table, quotations_table};
pub use self::networks::{centrality_table, hop_table, network_table, path_table};
pub use self::solutions::solutions_table;
pub use self::structures::{communities_table, similarity_table, structure_table};
pub use self::studies::{conflicts_table, search_table, stats_table};
use crate::render::{Cell, Table, json_rows};
use crate::study::{Answer, Node};

/// The one shape of every study's JSON.
#[must_use]
pub fn envelope<R>(answer: &Answer<R>, table: &Table) -> Value {
    let parameters: Map<String, Value> = answer
        .parameters
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone().into()))
        .collect();
    json!({
        "study": answer.study,
        "parameters": parameters,
        "dataVersion": answer.data_version.to_string(),
        "completeness": answer.completeness.to_string(),
        "rows": json_rows(table),
    })
}

/// A thing as a cell, with its label.
fn node_cell(node: &Node) -> Cell {
    Cell::Node { iri: node.iri.clone(), label: node.label.clone(), short: node.short.clone() }
}

fn text_cell(text: Option<&String>) -> Cell {
    text.map_or(Cell::Empty, |text| Cell::text(text.clone()))
}
