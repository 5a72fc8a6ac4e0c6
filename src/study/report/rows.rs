//! The rows of a section, with what they rest on taken out as citations.

use std::sync::Arc;

use spareval::QueryResults;
use spargebra::Query;

use super::references::References;
use crate::query::{Deadline, Evaluation, QueryError, Services, Snapshot, evaluate};
use crate::study::ask::{Rows, Value, readable};

/// A row of a section.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// One value a column.
    pub values: Vec<Option<Value>>,
    /// What it rests on.
    pub citations: Vec<Citation>,
}

/// A source that a row rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Citation {
    /// The number of the reference, from one.
    pub reference: usize,
    /// The first and last character of the passage.
    pub passage: Option<(u32, u32)>,
}

/// What [`shape`] makes of rows.
pub(super) struct Shaped {
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<Row>,
    pub(super) is_sourced: bool,
}

/// Runs a section's query.
pub(super) fn of(
    snapshot: &Arc<Snapshot>,
    query: &Query,
    services: &Services,
) -> Result<Rows, QueryError> {
    let evaluation = Evaluation {
        deadline: Deadline::of_this_thread(),
        services: services.clone(),
        ..Evaluation::default()
    };
    evaluate(snapshot, query, &evaluation, |results| match results {
        QueryResults::Solutions(rows) => {
            let variables = rows.variables().to_vec();
            let rows: Vec<_> = rows
                .collect::<Result<_, _>>()
                .map_err(|error| QueryError::from_evaluation(error, &evaluation.deadline))?;
            Ok(readable(snapshot, &variables, &rows))
        }
        _ => Err(QueryError::Service("a section has to be a `SELECT`".to_owned())),
    })
}

/// Turns columns of sources into citations, and rows that differ in nothing else into one.
pub(super) fn shape(rows: &Rows, references: &mut References) -> Shaped {
    let is_kept = |column: &str| !is_source(column) && !is_passage(column);
    let place = |name: &str| rows.columns.iter().position(|column| column == name);
    let (from, to) = (place("passageStart"), place("passageEnd"));
    let mut shaped = Shaped {
        columns: rows.columns.iter().filter(|column| is_kept(column)).cloned().collect(),
        rows: Vec::new(),
        is_sourced: rows.columns.iter().any(|column| is_source(column)),
    };
    for row in &rows.rows {
        let passage = number(row, from).zip(number(row, to));
        let cited = rows.columns.iter().zip(row).filter(|(column, _)| is_source(column));
        let citations = cited.filter_map(|(column, value)| match value {
            Some(Value::Node(node)) => {
                Some(references.cite(&node.iri, passage.filter(|_| column == "source")))
            }
            _ => None,
        });
        let citations: Vec<Citation> = citations.collect();
        let values: Vec<Option<Value>> = rows
            .columns
            .iter()
            .zip(row)
            .filter(|(column, _)| is_kept(column))
            .map(|(_, value)| value.clone())
            .collect();
        if let Some(known) = shaped.rows.iter_mut().find(|known| known.values == values) {
            known.cite(citations);
        } else {
            let mut row = Row { values, citations: Vec::new() };
            row.cite(citations);
            shaped.rows.push(row);
        }
    }
    shaped
}

impl Row {
    fn cite(&mut self, citations: Vec<Citation>) {
        for citation in citations {
            if !self.citations.contains(&citation) {
                self.citations.push(citation);
            }
        }
        self.citations.sort_by_key(|citation| (citation.reference, citation.passage));
    }
}

fn is_source(column: &str) -> bool {
    column.strip_prefix("source").is_some_and(|rest| !rest.starts_with(|c: char| c.is_lowercase()))
}

fn is_passage(column: &str) -> bool {
    matches!(column, "passage" | "passageStart" | "passageEnd")
}

fn number(row: &[Option<Value>], column: Option<usize>) -> Option<u32> {
    match row.get(column?)? {
        Some(Value::Number(text) | Value::Text(text)) => text.parse().ok(),
        _ => None,
    }
}
