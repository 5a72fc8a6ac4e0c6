//! Studies of networks as figures.

use std::collections::BTreeMap;

use crate::render::svg::{self, Bar, Caption, Edge, Series};
use crate::study::{Answer, Completeness, Node, centrality, network, similarity};

/// More bars than these are not read.
const MOST_BARS: usize = 40;
/// More lines than these are not told apart.
const MOST_LINES: usize = 10;

/// Parameters that the title says, or that choose no more than what is shown.
const NAMED: [&str; 6] = ["layer", "measure", "a", "b", "least", "top"];

/// Ranks as bars; a series as lines over years, of the nodes that reach the highest scores.
#[must_use]
pub fn centrality_plot(answer: &Answer<centrality::Row>) -> String {
    let what = format!("{} in {}", value(answer, "measure"), value(answer, "layer"));
    if answer.rows.iter().any(|row| row.year.is_some()) {
        let mut lines: BTreeMap<&str, Series> = BTreeMap::new();
        for row in &answer.rows {
            let line = lines
                .entry(&row.node.iri)
                .or_insert_with(|| Series { name: name(&row.node), points: Vec::new() });
            line.points.push((f64::from(row.year.unwrap_or_default()), row.score));
        }
        let highest =
            |series: &Series| series.points.iter().map(|point| point.1).fold(0.0, f64::max);
        let mut lines: Vec<Series> = lines.into_values().collect();
        let of = lines.len();
        lines.sort_by(|a, b| highest(b).total_cmp(&highest(a)).then_with(|| a.name.cmp(&b.name)));
        lines.truncate(MOST_LINES);
        let shown = cut(lines.len(), of, "highest");
        return svg::lines(&caption(answer, capitalised(&what), &shown), "score", &lines);
    }
    let bars: Vec<Bar> = answer
        .rows
        .iter()
        .take(MOST_BARS)
        .map(|row| Bar { label: format!("{}. {}", row.rank, name(&row.node)), value: row.score })
        .collect();
    let shown = cut(bars.len(), answer.rows.len(), "first");
    svg::bars(&caption(answer, capitalised(&what), &shown), &bars)
}

/// The others by nearness, as bars.
#[must_use]
pub fn similarity_plot(answer: &Answer<similarity::Row>) -> String {
    let whom = answer.rows.first().map_or_else(String::new, |row| name(&row.a));
    let bars: Vec<Bar> = answer
        .rows
        .iter()
        .filter_map(|row| {
            let label = format!("{} ({})", name(&row.b), row.compared);
            Some(Bar { label, value: row.value? })
        })
        .take(MOST_BARS)
        .collect();
    let title = format!(
        "Similarity with {whom} in {}: {} (in brackets, how much was compared)",
        value(answer, "layer"),
        value(answer, "measure")
    );
    let shown = cut(bars.len(), answer.rows.len(), "first");
    svg::bars(&caption(answer, title, &shown), &bars)
}

/// Nodes and ties.
#[must_use]
pub fn network_plot(answer: &Answer<network::Tie>) -> String {
    let mut names: BTreeMap<&str, String> = BTreeMap::new();
    for tie in &answer.rows {
        for node in [&tie.from, &tie.to] {
            names.insert(&node.iri, name(node));
        }
    }
    let place = |iri: &str| names.keys().position(|known| *known == iri).unwrap_or_default();
    let edges: Vec<Edge> = answer
        .rows
        .iter()
        .map(|tie| Edge {
            from: place(&tie.from.iri),
            to: place(&tie.to.iri),
            kind: tie.relation.clone(),
            is_directed: tie.is_directed,
        })
        .collect();
    let title = capitalised(&value(answer, "layer"));
    let shown = format!("{} nodes, {} ties. ", names.len(), edges.len());
    let names: Vec<String> = names.into_values().collect();
    svg::network(&caption(answer, title, &shown), &names, &edges, None)
}

fn caption<R>(answer: &Answer<R>, title: String, shown: &str) -> Caption {
    let asked: Vec<String> = answer
        .parameters
        .iter()
        .filter(|(name, value)| !NAMED.contains(name) && value != "false")
        .map(|(name, value)| match (*name, value.as_str()) {
            ("asOf", day) => format!("as of {day}"),
            (name, "true") => name.to_owned(),
            (name, value) => format!("{name} {value}"),
        })
        .collect();
    let asked =
        if asked.is_empty() { String::new() } else { capitalised(&asked.join(", ")) + ". " };
    let covered = match &answer.completeness {
        Completeness::NotCovered(covered) => format!("Not covered: {covered}. "),
        _ => String::new(),
    };
    let source = format!("{covered}{shown}{asked}Comity, data version {}.", answer.data_version);
    Caption { title, source }
}

fn cut(shown: usize, of: usize, which: &str) -> String {
    if shown < of { format!("The {which} {shown} of {of}. ") } else { String::new() }
}

fn value<R>(answer: &Answer<R>, name: &str) -> String {
    let value = answer.parameters.iter().find(|(known, _)| *known == name);
    value.map_or_else(String::new, |(_, value)| value.clone())
}

fn name(node: &Node) -> String {
    node.label.clone().unwrap_or_else(|| node.short.clone())
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + characters.as_str()
    })
}
