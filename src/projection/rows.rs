//! Running a layer: rows in, and what was dropped and why.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use oxrdf::{NamedNode, Term};
use spareval::QuerySolution;

use super::day::day_of;
use super::layer::Layer;
use crate::graph::{Day, Interval};
use crate::query::solutions::select;
use crate::query::substitute::Values;
use crate::query::{QueryError, Snapshot};

/// A layer could not be made into a network.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProjectionError {
    /// The `SELECT` failed.
    #[error("the layer `{layer}` cannot be read: {source}")]
    Query {
        /// The layer.
        layer: String,
        /// Why.
        source: Box<QueryError>,
    },
    /// The rows do not name both ends of a tie.
    #[error(
        "the layer `{0}` has no row with `?source` and `?target`: its `SELECT` must return both"
    )]
    NoEnds(String),
    /// There are more ties than a graph holds, or one is out of range.
    #[error("the layer `{layer}` is no network: {source}")]
    Graph {
        /// The layer.
        layer: String,
        /// Why.
        source: crate::graph::GraphError,
    },
}

/// One row of a layer.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Where the tie starts.
    pub source: NamedNode,
    /// Where it ends.
    pub target: NamedNode,
    /// How strong it is.
    pub weight: f64,
    /// When it holds.
    pub interval: Interval,
    /// The statement that makes it.
    pub statement: Option<NamedNode>,
    /// A second statement, which it needs as well: a shared alliance rests on two memberships.
    pub other_statement: Option<NamedNode>,
    /// What it goes through.
    pub via: Option<NamedNode>,
    /// What it is, where a layer has several relations.
    pub relation: Option<String>,
}

impl Row {
    /// The statements that the tie rests on.
    pub(super) fn statements(&self) -> impl Iterator<Item = Arc<str>> {
        self.statement
            .iter()
            .chain(&self.other_statement)
            .map(|statement| statement.as_str().into())
    }
}

/// The rows of a layer, and the number of those that make no tie, by reason.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rows {
    /// Rows that make a tie.
    pub rows: Vec<Row>,
    /// How many do not, and why.
    pub dropped: BTreeMap<&'static str, usize>,
}

/// Runs a layer on one version of the data.
///
/// # Errors
///
/// When the `SELECT` fails or names no ends. Single rows that cannot be used are counted in the answer.
pub fn read(snapshot: &Arc<Snapshot>, layer: &Layer) -> Result<Rows, ProjectionError> {
    let solutions = select(snapshot, &layer.text, &Values::new()).map_err(|source| {
        ProjectionError::Query { layer: layer.name.clone(), source: Box::new(source) }
    })?;
    let mut rows = Rows::default();
    for solution in &solutions {
        match row(solution) {
            Ok(row) => rows.rows.push(row),
            Err(reason) => *rows.dropped.entry(reason).or_default() += 1,
        }
    }
    if rows.rows.is_empty() && !solutions.is_empty() {
        return Err(ProjectionError::NoEnds(layer.name.clone()));
    }
    // A query without an order may give its rows in any; the same data give the same network.
    rows.rows.sort_by(in_order);
    Ok(rows)
}

fn in_order(a: &Row, b: &Row) -> std::cmp::Ordering {
    let days = |row: &Row| (row.interval.start, row.interval.end);
    (&a.source, &a.target, days(a))
        .cmp(&(&b.source, &b.target, days(b)))
        .then_with(|| (&a.via, &a.statement, &a.relation).cmp(&(&b.via, &b.statement, &b.relation)))
        .then_with(|| a.other_statement.cmp(&b.other_statement))
        .then_with(|| a.weight.total_cmp(&b.weight))
}

fn row(solution: &QuerySolution) -> Result<Row, &'static str> {
    let node = |variable: &str| match solution.get(variable) {
        Some(Term::NamedNode(node)) => Some(node.clone()),
        _ => None,
    };
    let (start, end) = (day(solution, "start")?, day(solution, "end")?);
    let interval = Interval::new(start, end);
    if interval.is_reversed() {
        return Err("its end is before its start");
    }
    Ok(Row {
        source: node("source").ok_or("its source is not an IRI")?,
        target: node("target").ok_or("its target is not an IRI")?,
        weight: weight(solution)?,
        interval,
        statement: node("statement"),
        other_statement: node("otherStatement"),
        via: node("via"),
        relation: match solution.get("relation") {
            Some(Term::Literal(literal)) => Some(literal.value().to_owned()),
            Some(Term::NamedNode(node)) => Some(crate::query::labels::compact(node.as_str())),
            _ => None,
        },
    })
}

fn day(solution: &QuerySolution, variable: &str) -> Result<Option<Day>, &'static str> {
    let Some(term) = solution.get(variable) else { return Ok(None) };
    let Term::Literal(literal) = term else { return Err("its date is not a literal") };
    let text = literal.value().get(..10).unwrap_or(literal.value());
    text.parse::<Date>().map(|date| Some(day_of(date))).map_err(|_| "its date cannot be read")
}

fn weight(solution: &QuerySolution) -> Result<f64, &'static str> {
    match solution.get("weight") {
        None => Ok(1.0),
        Some(Term::Literal(literal)) => literal
            .value()
            .parse()
            .ok()
            .filter(|weight: &f64| weight.is_finite())
            .ok_or("its weight is not a number"),
        Some(_) => Err("its weight is not a number"),
    }
}
