//! The rows of a query that our own code asks.

use std::sync::Arc;

use oxrdf::Term;
use spareval::{QueryResults, QuerySolution};
use spargebra::Query;

use super::substitute::{Values, substitute};
use super::{Deadline, Evaluation, QueryError, SyntaxError, evaluate, parse};
use crate::store::snapshot::Snapshot;

/// Asks a `SELECT` with values for its parameters, and collects all rows.
///
/// # Errors
///
/// When the text is no valid `SELECT`, or fails.
pub fn select(
    snapshot: &Arc<Snapshot>,
    text: &str,
    values: &Values,
) -> Result<Vec<QuerySolution>, QueryError> {
    let query = parse(text, None)?;
    let query = substitute(query, values).map_err(|error| SyntaxError::without_place(&error))?;
    rows(snapshot, &query)
}

/// Asks a `SELECT` and collects all rows. Inside another query it ends when that one has to.
///
/// # Errors
///
/// When the query is no `SELECT`, or fails.
pub fn rows(snapshot: &Arc<Snapshot>, query: &Query) -> Result<Vec<QuerySolution>, QueryError> {
    let evaluation = Evaluation { deadline: Deadline::of_this_thread(), ..Evaluation::default() };
    evaluate(snapshot, query, &evaluation, |results| match results {
        QueryResults::Solutions(rows) => rows
            .collect::<Result<_, _>>()
            .map_err(|error| QueryError::from_evaluation(error, &evaluation.deadline)),
        _ => Err(SyntaxError::without_place(&"a `SELECT` was expected").into()),
    })
}

/// The text of a variable in a row: an IRI, or the lexical form of a literal.
#[must_use]
pub fn text_of(row: &QuerySolution, variable: &str) -> Option<String> {
    Some(match row.get(variable)? {
        Term::NamedNode(node) => node.as_str().to_owned(),
        Term::Literal(literal) => literal.value().to_owned(),
        other => other.to_string(),
    })
}
