//! The rows of a query, with labels beside its things.

use std::sync::Arc;

use oxrdf::{Literal, Term, Variable};
use spareval::QuerySolution;

use super::Node;
use crate::query::Snapshot;
use crate::query::labels::{compact, label};
use crate::vocab::xsd;

/// Rows as people read them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rows {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// One value a column.
    pub rows: Vec<Vec<Option<Value>>>,
}

/// A value of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A thing.
    Node(Node),
    /// A number in its lexical form.
    Number(String),
    /// Anything else as text.
    Text(String),
}

/// Puts labels beside IRIs. A column `xLabel` beside a column `x` of things goes into that column.
#[must_use]
pub fn readable(snapshot: &Arc<Snapshot>, variables: &[Variable], rows: &[QuerySolution]) -> Rows {
    let is_label = |variable: &Variable| {
        variable.as_str().strip_suffix("Label").is_some_and(|thing| {
            variables.iter().any(|other| other.as_str() == thing) && names_only_nodes(rows, thing)
        })
    };
    let shown: Vec<&Variable> = variables.iter().filter(|variable| !is_label(variable)).collect();
    Rows {
        columns: shown.iter().map(|variable| variable.as_str().to_owned()).collect(),
        rows: rows
            .iter()
            .map(|row| shown.iter().map(|variable| value(snapshot, row, variable)).collect())
            .collect(),
    }
}

fn names_only_nodes(rows: &[QuerySolution], variable: &str) -> bool {
    rows.iter().all(|row| !matches!(row.get(variable), Some(Term::Literal(_))))
}

fn value(snapshot: &Arc<Snapshot>, row: &QuerySolution, variable: &Variable) -> Option<Value> {
    Some(match row.get(variable)? {
        Term::NamedNode(node) => {
            let given = match row.get(format!("{}Label", variable.as_str()).as_str()) {
                Some(Term::Literal(literal)) => Some(literal.value().to_owned()),
                _ => None,
            };
            Value::Node(Node {
                iri: node.as_str().to_owned(),
                label: given.or_else(|| label(snapshot, node.as_ref().into())),
                short: compact(node.as_str()),
            })
        }
        Term::Literal(literal) if is_number(literal) => Value::Number(literal.value().to_owned()),
        Term::Literal(literal) => Value::Text(literal.value().to_owned()),
        other => Value::Text(other.to_string()),
    })
}

fn is_number(literal: &Literal) -> bool {
    [xsd::INTEGER, xsd::DECIMAL, xsd::DOUBLE, xsd::FLOAT, xsd::NON_NEGATIVE_INTEGER]
        .contains(&literal.datatype())
}
