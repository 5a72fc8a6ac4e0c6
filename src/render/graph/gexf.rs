//! GEXF, the format of Gephi, in which nodes and ties have a time.
//!
//! Version 1.2: the newest that Gephi, networkx and sigma all read.

use super::xml::escaped;
use super::{Graph, Table, identity, value, values};
use crate::render::Cell;

/// Columns that GEXF has attributes of its own for.
const OWN: [&str; 3] = ["weight", "start", "end"];

/// Writes a dynamic GEXF document: `start` and `end` of nodes and ties, both days included, are their spells.
#[must_use]
pub fn gexf(graph: &Graph) -> String {
    let description: Vec<String> =
        graph.notes.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    let direction = if graph.directed { "directed" } else { "undirected" };
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <gexf xmlns=\"http://www.gexf.net/1.2draft\" version=\"1.2\">\n  \
         <meta>\n    <creator>Comity</creator>\n    <description>{}</description>\n  </meta>\n  \
         <graph mode=\"dynamic\" timeformat=\"date\" defaultedgetype=\"{direction}\">\n",
        escaped(&description.join("; "))
    );
    text += &attributes("node", &graph.nodes);
    text += &attributes("edge", &graph.ties);
    text += "    <nodes>\n";
    for row in &graph.nodes.rows {
        let (id, label) = identity(row);
        let times = own(&graph.nodes, row, &["start", "end"]);
        text +=
            &format!("      <node id=\"{}\" label=\"{}\"{times}>\n", escaped(id), escaped(label));
        text += &data("node", &graph.nodes, row);
        text += "      </node>\n";
    }
    text += "    </nodes>\n    <edges>\n";
    for (number, row) in graph.ties.rows.iter().enumerate() {
        let (source, target) = identity(row);
        text += &format!(
            "      <edge id=\"{number}\" source=\"{}\" target=\"{}\"{}>\n",
            escaped(source),
            escaped(target),
            own(&graph.ties, row, &OWN)
        );
        text += &data("edge", &graph.ties, row);
        text += "      </edge>\n";
    }
    text + "    </edges>\n  </graph>\n</gexf>\n"
}

fn attributes(of: &str, table: &Table) -> String {
    let declared: String = table
        .attributes()
        .filter(|attribute| !OWN.contains(&attribute.name))
        .map(|attribute| {
            let kind = if attribute.is_number { "double" } else { "string" };
            let name = attribute.name;
            format!("      <attribute id=\"{of}-{name}\" title=\"{name}\" type=\"{kind}\"/>\n")
        })
        .collect();
    format!("    <attributes class=\"{of}\" mode=\"static\">\n{declared}    </attributes>\n")
}

fn own(table: &Table, row: &[Cell], names: &[&str]) -> String {
    names
        .iter()
        .filter_map(|name| Some((name, value(table, row, name)?)))
        .map(|(name, value)| format!(" {name}=\"{}\"", escaped(value)))
        .collect()
}

fn data(of: &str, table: &Table, row: &[Cell]) -> String {
    let mut values = values(table, row).filter(|(name, _)| !OWN.contains(name)).peekable();
    if values.peek().is_none() {
        return String::new();
    }
    let values: String = values
        .map(|(name, cell)| {
            format!(
                "          <attvalue for=\"{of}-{name}\" value=\"{}\"/>\n",
                escaped(cell.exact())
            )
        })
        .collect();
    format!("        <attvalues>\n{values}        </attvalues>\n")
}
