//! GraphML, which networkx, igraph, Gephi, yEd and others read.
//!
//! Literature: U. Brandes and others, "GraphML progress report" (2002).

use super::xml::escaped;
use super::{Graph, Table, identity, values};
use crate::render::Cell;

/// Writes GraphML. A number is a `double`, all else a `string`; an attribute that is absent is left out.
#[must_use]
pub fn graphml(graph: &Graph) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n",
    );
    for (name, _) in &graph.notes {
        text += &key("graph", name, "string");
    }
    text += &key("node", "label", "string");
    text += &keys("node", &graph.nodes);
    text += &keys("edge", &graph.ties);
    let direction = if graph.directed { "directed" } else { "undirected" };
    text += &format!("  <graph id=\"{}\" edgedefault=\"{direction}\">\n", escaped(&graph.name));
    for (name, value) in &graph.notes {
        text += &format!("    <data key=\"graph-{name}\">{}</data>\n", escaped(value));
    }
    for row in &graph.nodes.rows {
        let (id, label) = identity(row);
        text += &format!("    <node id=\"{}\">\n", escaped(id));
        text += &format!("      <data key=\"node-label\">{}</data>\n", escaped(label));
        text += &data("node", &graph.nodes, row);
        text += "    </node>\n";
    }
    for (number, row) in graph.ties.rows.iter().enumerate() {
        let (source, target) = identity(row);
        text += &format!(
            "    <edge id=\"{number}\" source=\"{}\" target=\"{}\">\n",
            escaped(source),
            escaped(target)
        );
        text += &data("edge", &graph.ties, row);
        text += "    </edge>\n";
    }
    text + "  </graph>\n</graphml>\n"
}

fn keys(of: &str, table: &Table) -> String {
    let kind = |is_number: bool| if is_number { "double" } else { "string" };
    table.attributes().map(|attribute| key(of, attribute.name, kind(attribute.is_number))).collect()
}

fn key(of: &str, name: &str, kind: &str) -> String {
    format!("  <key id=\"{of}-{name}\" for=\"{of}\" attr.name=\"{name}\" attr.type=\"{kind}\"/>\n")
}

fn data(of: &str, table: &Table, row: &[Cell]) -> String {
    values(table, row)
        .map(|(name, cell)| {
            format!("      <data key=\"{of}-{name}\">{}</data>\n", escaped(cell.exact()))
        })
        .collect()
}
