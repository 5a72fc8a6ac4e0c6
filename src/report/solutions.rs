//! The rows of a query as a table for people.

use std::sync::Arc;

use oxrdf::{Literal, Term, Variable};
use spareval::QuerySolution;

use crate::query::labels::{compact, label};
use crate::render::{Cell, Table};
use crate::store::snapshot::Snapshot;
use crate::vocab::xsd;

/// Puts labels beside IRIs. A column `xLabel` beside a column `x` of things goes into that column.
#[must_use]
pub fn solutions_table(
    snapshot: &Arc<Snapshot>,
    variables: &[Variable],
    rows: &[QuerySolution],
) -> Table {
    let is_label = |variable: &Variable| {
        variable.as_str().strip_suffix("Label").is_some_and(|thing| {
            variables.iter().any(|other| other.as_str() == thing) && names_only_nodes(rows, thing)
        })
    };
    let shown: Vec<&Variable> = variables.iter().filter(|variable| !is_label(variable)).collect();
    Table {
        columns: shown.iter().map(|variable| variable.as_str().to_owned()).collect(),
        rows: rows
            .iter()
            .map(|row| shown.iter().map(|variable| cell(snapshot, row, variable)).collect())
            .collect(),
    }
}

fn names_only_nodes(rows: &[QuerySolution], variable: &str) -> bool {
    rows.iter().all(|row| !matches!(row.get(variable), Some(Term::Literal(_))))
}

fn cell(snapshot: &Arc<Snapshot>, row: &QuerySolution, variable: &Variable) -> Cell {
    match row.get(variable) {
        None => Cell::Empty,
        Some(Term::NamedNode(node)) => {
            let given = match row.get(format!("{}Label", variable.as_str()).as_str()) {
                Some(Term::Literal(literal)) => Some(literal.value().to_owned()),
                _ => None,
            };
            Cell::Node {
                iri: node.as_str().to_owned(),
                label: given.or_else(|| label(snapshot, node.as_ref().into())),
                short: compact(node.as_str()),
            }
        }
        Some(Term::Literal(literal)) if is_number(literal) => Cell::number(literal.value()),
        Some(Term::Literal(literal)) => Cell::text(literal.value()),
        Some(other) => Cell::text(other.to_string()),
    }
}

fn is_number(literal: &Literal) -> bool {
    [xsd::INTEGER, xsd::DECIMAL, xsd::DOUBLE, xsd::FLOAT, xsd::NON_NEGATIVE_INTEGER]
        .contains(&literal.datatype())
}
