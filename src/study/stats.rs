//! How much data is there, and where does it come from?

use std::collections::BTreeMap;
use std::sync::Arc;

use oxrdf::Term;

use super::Answer;
use crate::query::labels::label;
use crate::store::snapshot::{DEFAULT_GRAPH_ID, Order, Snapshot};
use crate::vocab;

/// One graph, or the whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The graph's IRI; `None` for the store's own default graph.
    pub graph: Option<String>,
    /// The graph's title.
    pub label: Option<String>,
    /// Its quads.
    pub quads: usize,
    /// Things with a class in it.
    pub things: usize,
}

/// Counts per graph, in order of the graphs' IRIs. O(quads).
#[must_use]
pub fn stats(snapshot: &Arc<Snapshot>) -> Answer<Row> {
    let quads = snapshot.permutation(Order::Gspo);
    let type_id = snapshot.dictionary().id_of(vocab::rdf::TYPE.into());
    let mut counts: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
    let mut last_typed = None;
    for row in 0..quads.len() {
        let [subject, predicate, _, graph] = quads.quad(row);
        let count = counts.entry(graph).or_default();
        count.0 += 1;
        if Some(predicate) == type_id
            && last_typed.replace((graph, subject)) != Some((graph, subject))
        {
            count.1 += 1;
        }
    }
    let rows = counts
        .into_iter()
        .map(|(graph, (quads, things))| {
            let term =
                (graph != DEFAULT_GRAPH_ID).then(|| snapshot.dictionary().term(graph)).flatten();
            Row {
                label: term.as_ref().and_then(|term| label(snapshot, term.as_ref())),
                graph: term.map(|term| match term {
                    Term::NamedNode(node) => node.into_string(),
                    other => other.to_string(),
                }),
                quads,
                things,
            }
        })
        .collect();
    Answer::complete("stats", Vec::new(), snapshot, rows)
}
