//! How much data is there, and where does it come from?

use std::sync::Arc;

use super::{Answer, Node};
use crate::query::Snapshot;
use crate::query::graphs::graph_counts;

/// One graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The graph; `None` for the store's own default graph.
    pub graph: Option<Node>,
    /// Its quads.
    pub quads: usize,
    /// Things with a class in it.
    pub things: usize,
}

/// Counts per graph, in order of the graphs' IRIs. O(quads).
#[must_use]
pub fn stats(snapshot: &Arc<Snapshot>) -> Answer<Row> {
    let rows = graph_counts(snapshot)
        .into_iter()
        .map(|count| Row {
            graph: count.graph.map(|graph| Node::new(snapshot, &graph)),
            quads: count.quads,
            things: count.things,
        })
        .collect();
    Answer::complete("stats", Vec::new(), snapshot, rows)
}
