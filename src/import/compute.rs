//! Columns that a mapping computes from others before spells are made, so that a spell ends where a code passes to
//! another state.

use std::sync::Arc;

use oxrdf::{Term, Variable};
use rustc_hash::FxHashMap;
use spareval::{QueryEvaluator, QueryResults};
use spargebra::algebra::GraphPattern;
use spargebra::term::GroundTerm;
use spargebra::{Query, SparqlParser};

use super::dependencies::Dependencies;
use super::error::ImportError;
use super::evaluate::{ground, literal};
use super::mapping::Table;
use super::row::{Rejection, Row};
use super::schema::{CellKind, Schema};
use crate::query::functions::{Functions, failures_of};
use crate::query::{Deadline, QueryError};
use crate::store::snapshot::{DatasetView, DefaultGraph, Snapshot};

/// Results are kept for this many different inputs.
const KEPT: usize = 1 << 18;

/// A computed cell, as a term in SPARQL, or why there is none.
type Value = Result<String, Rejection>;

/// The computed columns of a table.
pub(super) struct Computer {
    snapshot: Arc<Snapshot>,
    functions: Functions,
    names: Vec<String>,
    pattern: GraphPattern,
    base: Option<oxiri::Iri<String>>,
    /// The columns that the expressions use.
    inputs: Vec<(Variable, usize)>,
    constants: Vec<(Variable, GroundTerm)>,
    kept: FxHashMap<Vec<String>, Vec<Value>>,
}

impl Computer {
    /// None where the table computes nothing.
    pub(super) fn new(
        snapshot: &Arc<Snapshot>,
        table: &Table,
        schema: &Schema,
        constants: &[(&str, Term)],
    ) -> Result<Option<Self>, String> {
        if table.computes.is_empty() {
            return Ok(None);
        }
        let binds: String = table
            .computes
            .iter()
            .map(|(expression, name)| format!("BIND({expression} AS ?{name}) "))
            .collect();
        let parser = super::mapping::with_prefixes(SparqlParser::new());
        let text = format!("SELECT * WHERE {{ {binds} }}");
        let Ok(Query::Select { pattern: GraphPattern::Project { inner, .. }, base_iri, .. }) =
            parser.parse_query(&text)
        else {
            let all: Vec<&str> =
                table.computes.iter().map(|(expression, _)| expression.as_str()).collect();
            return Err(format!("`{}` is no expression of SPARQL", all.join("`, `")));
        };
        let dependencies = Dependencies::of(&inner);
        let used: Vec<String> =
            table.computes.iter().flat_map(|(_, name)| dependencies.sources(name)).collect();
        let mut inputs = Vec::new();
        for (index, cell) in schema.cells().iter().enumerate() {
            if let Some(variable) = &cell.variable
                && used.contains(variable)
            {
                inputs.push((Variable::new_unchecked(variable), index));
            }
        }
        let constants = constants
            .iter()
            .filter_map(|(name, term)| {
                Some((Variable::new_unchecked(*name), ground(term.clone())?))
            })
            .collect();
        Ok(Some(Self {
            snapshot: Arc::clone(snapshot),
            functions: Functions::new(snapshot),
            names: table.computes.iter().map(|(_, name)| name.clone()).collect(),
            pattern: *inner,
            base: base_iri,
            inputs,
            constants,
            kept: FxHashMap::default(),
        }))
    }

    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// The computed cells of a row.
    pub(super) fn values(&mut self, schema: &Schema, row: &Row) -> Result<Vec<Value>, ImportError> {
        let key: Vec<String> =
            self.inputs.iter().map(|(_, column)| row.cell(*column).to_owned()).collect();
        if let Some(values) = self.kept.get(&key) {
            return Ok(values.clone());
        }
        let values = self.compute(schema, row)?;
        if self.kept.len() >= KEPT {
            self.kept.clear();
        }
        self.kept.insert(key, values.clone());
        Ok(values)
    }

    fn compute(&self, schema: &Schema, row: &Row) -> Result<Vec<Value>, ImportError> {
        let inputs = self.inputs.iter().map(|(variable, column)| {
            let term =
                schema.value(row, *column).and_then(|value| match schema.cells()[*column].kind {
                    CellKind::Of(kind) => Some(GroundTerm::Literal(literal(kind, value))),
                    CellKind::Term => ground(value.parse().ok()?),
                });
            (variable.clone(), term)
        });
        let constants =
            self.constants.iter().map(|(variable, term)| (variable.clone(), Some(term.clone())));
        let (variables, binding) = inputs.chain(constants).unzip();
        let query = Query::Select {
            dataset: None,
            pattern: GraphPattern::Lateral {
                left: Box::new(GraphPattern::Values { variables, bindings: vec![binding] }),
                right: Box::new(self.pattern.clone()),
            },
            base_iri: self.base.clone(),
        };
        let failed = |error| QueryError::from_evaluation(error, &Deadline::default());
        let (solution, failures) = failures_of(|| {
            let evaluator = self.functions.install(QueryEvaluator::new());
            let view = DatasetView::new(Arc::clone(&self.snapshot), DefaultGraph::Union);
            match evaluator.prepare(&query).execute(view) {
                Ok(QueryResults::Solutions(mut solutions)) => solutions.next().transpose(),
                Ok(_) => Ok(None),
                Err(error) => Err(error),
            }
        });
        let solution = solution.map_err(failed)?;
        Ok(self
            .names
            .iter()
            .map(|name| {
                let term = solution.as_ref().and_then(|solution| solution.get(name.as_str()));
                term.map(ToString::to_string).ok_or_else(|| {
                    let failure = failures.first();
                    let value = failure.map_or_else(String::new, |failure| failure.value.clone());
                    let column = self
                        .inputs
                        .iter()
                        .find(|(_, column)| schema.value(row, *column) == Some(value.trim()))
                        .or_else(|| {
                            self.inputs
                                .iter()
                                .find(|(_, column)| schema.value(row, *column).is_none())
                        });
                    Rejection {
                        line: row.line(),
                        column: column
                            .map(|(_, column)| schema.cells()[*column].heading.clone())
                            .unwrap_or_default(),
                        reason: failure.map_or_else(
                            || format!("the cell is empty, and ?{name} needs it"),
                            |failure| format!("`{}` {}", failure.value, failure.reason),
                        ),
                        suggestion: failure
                            .and_then(|failure| failure.suggestion.clone())
                            .unwrap_or_default(),
                        value,
                    }
                })
            })
            .collect())
    }
}
