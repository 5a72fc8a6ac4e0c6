//! Figures that can hardly be right: the rules of `ontology/rules/plausibility/`.

use std::sync::Arc;

use crate::query::graphs::GraphFinder;
use crate::query::rules::{Purpose, Rule};
use crate::query::solutions::{select, text_of};
use crate::query::substitute::Values;
use crate::query::{QueryError, Snapshot};

/// A figure that a rule doubts, with the rule's own limits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Doubt {
    /// The observation.
    pub node: String,
    /// The rule.
    pub rule: String,
    /// Why the figure is doubted.
    pub message: String,
    /// When the rule is wrong to doubt.
    pub limits: String,
    /// The source that states the figure.
    pub source: String,
    /// The graph of the observation.
    pub graph: Option<String>,
    /// The file that the graph came from.
    pub file: Option<String>,
}

/// All doubts, by observation and rule.
///
/// # Errors
///
/// When a rule's query fails.
pub fn doubts(snapshot: &Arc<Snapshot>) -> Result<Vec<Doubt>, QueryError> {
    let finder = GraphFinder::new(snapshot);
    let mut doubts = Vec::new();
    for rule in Rule::all(Purpose::Plausibility) {
        let rows = select(snapshot, &rule.text, &Values::new())?;
        doubts.extend(rows.iter().map(|row| {
            let text = |variable| text_of(row, variable).unwrap_or_default();
            let graph = text_of(row, "graph");
            Doubt {
                node: text("node"),
                rule: rule.name.clone(),
                message: text("message"),
                limits: text("limits"),
                source: text("source"),
                file: graph.as_deref().and_then(|graph| finder.file_of(graph)),
                graph,
            }
        }));
    }
    doubts.sort();
    doubts.dedup();
    Ok(one_a_rule(&doubts))
}

/// A rule may doubt a figure for several reasons, one for each figure that it compares with: the first stands
/// for all, and says how many more there are.
fn one_a_rule(sorted: &[Doubt]) -> Vec<Doubt> {
    sorted
        .chunk_by(|a, b| a.node == b.node && a.rule == b.rule && a.source == b.source)
        .filter_map(|doubts| {
            let mut doubt = doubts.first()?.clone();
            match doubts.len() {
                1 => {}
                2 => doubt.message += "; one more figure says the same",
                count => doubt.message += &format!("; {} more figures say the same", count - 1),
            }
            Some(doubt)
        })
        .collect()
}
