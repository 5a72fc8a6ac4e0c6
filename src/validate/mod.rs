//! Is the data what it claims to be? SHACL shapes, rules that SHACL says badly, and quoted passages.

mod checks;
pub mod passages;
mod shapes;

use std::fmt;
use std::sync::Arc;

use oxrdf::Term;

use crate::query::graphs::GraphFinder;
use crate::query::labels::label;
use crate::query::{QueryError, Snapshot};

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The data is invalid.
    Error,
    /// The data is unusual, as history sometimes is.
    Warning,
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

/// Something about a node that a shape or a rule objects to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// The node, as an IRI or the text of another term.
    pub node: String,
    /// What people call the node.
    pub label: Option<String>,
    /// The shape (`shape/membership`) or the rule (`checks/end-before-start`).
    pub rule: String,
    /// One sentence for a person.
    pub message: String,
    /// The graph that describes the node.
    pub graph: Option<String>,
    /// The file that the graph came from.
    pub file: Option<String>,
}

/// Validation itself failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ValidateError {
    /// The shapes cannot be used.
    #[error("the shapes cannot be applied: {0}")]
    Shapes(String),
    /// A rule's query failed.
    #[error("the rule `{rule}` failed: {source}")]
    Rule {
        /// The rule.
        rule: String,
        /// Why.
        source: Box<QueryError>,
    },
}

/// Applies all shapes and checks; errors come first, each kind in order of its nodes.
///
/// # Errors
///
/// When a shape or rule cannot be applied. What the data does wrong is in the answer.
pub fn validate(snapshot: &Arc<Snapshot>) -> Result<Vec<Finding>, ValidateError> {
    let finder = GraphFinder::new(snapshot);
    let (shapes, checks) = rayon::join(
        || shapes::findings(snapshot, &finder, &shapes::bundled()),
        || checks::findings(snapshot, &finder),
    );
    let mut findings = shapes?;
    findings.extend(checks?);
    Ok(in_order(findings))
}

/// Applies the shapes of a Turtle text alone, in the order of [`validate`].
///
/// # Errors
///
/// When the text holds no shapes, or shapes with constraints that are not evaluated.
pub fn fit(snapshot: &Arc<Snapshot>, shapes: &[u8]) -> Result<Vec<Finding>, ValidateError> {
    Ok(in_order(shapes::findings(snapshot, &GraphFinder::new(snapshot), shapes)?))
}

fn in_order(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort();
    findings.dedup();
    findings
}

/// A term as a finding names it, and its label.
fn name_of(snapshot: &Arc<Snapshot>, term: &Term) -> (String, Option<String>) {
    match term {
        Term::NamedNode(node) => (node.as_str().to_owned(), label(snapshot, node.as_ref().into())),
        Term::Literal(literal) => (literal.value().to_owned(), None),
        other => (other.to_string(), None),
    }
}
