//! JSON as Cytoscape and cytoscape.js read it, and networkx's `cytoscape_graph`.

use serde_json::{Map, Value, json};

use super::node_link::{notes, object};
use super::{Graph, identity};
use crate::render::Cell;

/// Writes `{"data", "directed", "multigraph", "elements": {"nodes", "edges"}}`. Parallel ties are told apart by `key`.
#[must_use]
pub fn cytoscape(graph: &Graph) -> String {
    let node = |row: &Vec<Cell>| {
        let (id, label) = identity(row);
        let mut data = Map::from_iter([
            ("id".into(), id.into()),
            ("value".into(), id.into()),
            ("name".into(), label.into()),
        ]);
        data.extend(object(&graph.nodes, row));
        json!({ "data": data })
    };
    let mut key = 0;
    let mut before = ("", "");
    let mut edges: Vec<Value> = Vec::new();
    for (number, row) in graph.ties.rows.iter().enumerate() {
        let ends = identity(row);
        key = if ends == before { key + 1 } else { 0 };
        before = ends;
        let mut data = Map::from_iter([
            ("id".into(), format!("tie-{number}").into()),
            ("source".into(), ends.0.into()),
            ("target".into(), ends.1.into()),
            ("key".into(), key.into()),
        ]);
        data.extend(object(&graph.ties, row));
        edges.push(json!({ "data": data }));
    }
    let document = json!({
        "data": notes(graph).into_iter().map(|(name, value)| json!([name, value])).collect::<Vec<_>>(),
        "directed": graph.directed,
        "multigraph": true,
        "elements": {
            "nodes": graph.nodes.rows.iter().map(node).collect::<Vec<_>>(),
            "edges": edges,
        },
    });
    format!("{document:#}\n")
}
