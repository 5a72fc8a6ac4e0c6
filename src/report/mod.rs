//! Answers as tables, and as the JSON of the command line and the server.

pub mod briefing;
mod comparisons;
mod coverage;
mod diffs;
mod export;
mod findings;
mod imports;
mod networks;
mod plots;
mod solutions;
mod structures;
mod studies;

use serde_json::{Map, Value, json};

pub use self::comparisons::comparison_table;
pub use self::coverage::{coverage_overview, coverage_table};
pub use self::diffs::diff_table;
pub use self::export::{export_graph, export_matrices};
pub use self::findings::{findings_table, quotations_table};
pub use self::imports::{accounts_table, mappings_table};
pub use self::networks::{centrality_table, hop_table, network_table, path_table};
pub use self::plots::{centrality_plot, network_plot, similarity_plot};
pub use self::solutions::solutions_table;
pub use self::structures::{
    communities_table, explain_table, ideal_points_table, similarity_table, structure_table,
};
use self::studies::conflict_rows;
pub use self::studies::{conflicts_table, search_table, stats_table};
use crate::render::{Cell, Table, json_rows};
use crate::study::{Answer, Completeness, Node};

/// The one shape of every study's JSON. Where an answer is not covered, `covered` says in a sentence what is.
#[must_use]
pub fn envelope<R>(answer: &Answer<R>, table: &Table) -> Value {
    let parameters: Map<String, Value> = answer
        .parameters
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone().into()))
        .collect();
    let mut envelope = json!({
        "study": answer.study,
        "parameters": parameters,
        "dataVersion": answer.data_version.to_string(),
        "completeness": answer.completeness.to_string(),
        "rows": json_rows(table),
    });
    if let Completeness::NotCovered(covered) = &answer.completeness {
        envelope["covered"] = covered.clone().into();
    }
    envelope
}

/// A thing as a cell, with its label.
fn node_cell(node: &Node) -> Cell {
    Cell::Node { iri: node.iri.clone(), label: node.label.clone(), short: node.short.clone() }
}

fn text_cell(text: Option<&String>) -> Cell {
    text.map_or(Cell::Empty, |text| Cell::text(text.clone()))
}
