//! Node-link JSON: what networkx's `node_link_graph` and most drawings on the web read.

use serde_json::{Map, Value, json};

use super::{Graph, Table, identity, values};
use crate::render::Cell;
use crate::render::json::number_value;

/// Writes `{"directed", "multigraph", "graph", "nodes", "edges"}`.
#[must_use]
pub fn node_link(graph: &Graph) -> String {
    let node = |row: &Vec<Cell>| {
        let (id, label) = identity(row);
        let mut node = Map::from_iter([("id".into(), id.into()), ("label".into(), label.into())]);
        node.extend(object(&graph.nodes, row));
        Value::from(node)
    };
    let tie = |row: &Vec<Cell>| {
        let (source, target) = identity(row);
        let mut tie =
            Map::from_iter([("source".into(), source.into()), ("target".into(), target.into())]);
        tie.extend(object(&graph.ties, row));
        Value::from(tie)
    };
    let document = json!({
        "directed": graph.directed,
        "multigraph": true,
        "graph": notes(graph),
        "nodes": graph.nodes.rows.iter().map(node).collect::<Vec<_>>(),
        "edges": graph.ties.rows.iter().map(tie).collect::<Vec<_>>(),
    });
    format!("{document:#}\n")
}

/// What is said of the whole, with its name.
pub(super) fn notes(graph: &Graph) -> Map<String, Value> {
    let mut notes = Map::from_iter([("name".to_owned(), graph.name.clone().into())]);
    notes.extend(graph.notes.iter().map(|(name, value)| (name.clone(), value.clone().into())));
    notes
}

/// The attributes of a row as JSON.
pub(super) fn object(table: &Table, row: &[Cell]) -> Map<String, Value> {
    values(table, row)
        .map(|(name, cell)| {
            let value = match cell {
                Cell::Number(number) => number_value(number),
                other => other.exact().into(),
            };
            (name.to_owned(), value)
        })
        .collect()
}
