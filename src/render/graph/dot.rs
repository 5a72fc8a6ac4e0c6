//! DOT, the language of Graphviz.

use super::{Graph, Table, identity, values};
use crate::render::Cell;

/// Writes DOT; all names and values are quoted.
#[must_use]
pub fn dot(graph: &Graph) -> String {
    let (kind, arrow) = if graph.directed { ("digraph", "->") } else { ("graph", "--") };
    let mut text = format!("{kind} {} {{\n", quoted(&graph.name));
    for (name, value) in &graph.notes {
        text += &format!("  {}={};\n", quoted(name), quoted(value));
    }
    for row in &graph.nodes.rows {
        let (id, label) = identity(row);
        text += &format!(
            "  {} [label={}{}];\n",
            quoted(id),
            quoted(label),
            attributes(&graph.nodes, row)
        );
    }
    for row in &graph.ties.rows {
        let (source, target) = identity(row);
        let attributes = attributes(&graph.ties, row);
        text += &format!(
            "  {} {arrow} {} [{}];\n",
            quoted(source),
            quoted(target),
            attributes.trim_start_matches(", ")
        );
    }
    text + "}\n"
}

fn attributes(table: &Table, row: &[Cell]) -> String {
    values(table, row)
        .map(|(name, cell)| format!(", {}={}", quoted(name), quoted(cell.exact())))
        .collect()
}

/// Graphviz takes `\n`, `\N` and their like in labels for commands, so a backslash of the text is doubled.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}
