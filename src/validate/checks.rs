//! The checks of `ontology/rules/checks/`: each row of a query is a finding.

use std::sync::Arc;

use oxrdf::Term;
use rayon::prelude::*;
use spareval::QuerySolution;

use super::{Finding, Severity, ValidateError, name_of};
use crate::query::Snapshot;
use crate::query::graphs::GraphFinder;
use crate::query::rules::{Purpose, Rule};
use crate::query::solutions::{select, text_of};
use crate::query::substitute::Values;

pub(super) fn findings(
    snapshot: &Arc<Snapshot>,
    finder: &GraphFinder,
) -> Result<Vec<Finding>, ValidateError> {
    let found: Result<Vec<Vec<Finding>>, ValidateError> = Rule::all(Purpose::Checks)
        .par_iter()
        .map(|rule| {
            let rows = select(snapshot, &rule.text, &Values::new()).map_err(|source| {
                ValidateError::Rule { rule: rule.name.clone(), source: Box::new(source) }
            })?;
            Ok(rows.iter().map(|row| finding(snapshot, rule, row, finder)).collect())
        })
        .collect();
    Ok(found?.into_iter().flatten().collect())
}

fn finding(
    snapshot: &Arc<Snapshot>,
    rule: &Rule,
    row: &QuerySolution,
    finder: &GraphFinder,
) -> Finding {
    let (node, label) =
        row.get("node").map(|node: &Term| name_of(snapshot, node)).unwrap_or_default();
    let graph = text_of(row, "graph");
    let file = graph.as_deref().and_then(|graph| finder.file_of(graph));
    Finding {
        severity: match text_of(row, "severity").as_deref() {
            Some("warning") => Severity::Warning,
            _ => Severity::Error,
        },
        node,
        label,
        rule: format!("checks/{}", rule.name),
        message: text_of(row, "message").unwrap_or_default(),
        graph,
        file,
    }
}
