//! Studies inside SPARQL: a `SERVICE` on an IRI of ours runs in process and joins like any pattern.
//!
//! ```sparql
//! SERVICE svc:centrality {
//!   [] svc:layer "alliances" ; svc:measure "betweenness" ; svc:node ?state ; svc:score ?score .
//! }
//! ```
//!
//! A block is one node with properties. Some are inputs, which have to be constants, or variables that a
//! `VALUES` or sub-`SELECT` inside the block binds; the others are outputs, one row a result.
//!
//! Where the data do not cover what is asked for, there is an error that says what they cover. A block that asks
//! for `svc:completeness` gets a row instead, in which it is `not-covered`, and `svc:covered` the sentence.

mod block;
mod centrality;
mod communities;
mod explain;
mod ideal_points;
mod path;
mod similarity;
mod structure;

use std::sync::Arc;

use oxiri::Iri;
use oxrdf::{Literal, NamedNode, Term};
use spareval::{QueryEvaluator, QuerySolutionIter, ServiceHandler};
use spargebra::algebra::GraphPattern;

use self::block::{Block, BlockError, Inputs};
use crate::projection::Layer;
use crate::query::{Services, Snapshot};
use crate::study::{Completeness, StudyError};
use crate::vocab;

/// A service's block is not what it should be, or its study has no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServiceError {
    /// The block is not what it should be.
    #[error("SERVICE svc:{service}: {source}")]
    Block {
        /// The service.
        service: &'static str,
        /// Why.
        source: BlockError,
    },
    /// The study has no answer.
    #[error("SERVICE svc:{service}: {source}")]
    Study {
        /// The service.
        service: &'static str,
        /// Why.
        source: Box<StudyError>,
    },
    /// The data say nothing about what was asked for, and the block does not ask whether they do.
    #[error(
        "SERVICE svc:{service}: not covered: {covered}; a block with `svc:completeness ?c` has a row that says so"
    )]
    NotCovered {
        /// The service.
        service: &'static str,
        /// What is covered.
        covered: String,
    },
}

/// All services.
const SERVICES: [&Service; 7] = [
    &path::SERVICE,
    &centrality::SERVICE,
    &communities::SERVICE,
    &structure::SERVICE,
    &similarity::SERVICE,
    &ideal_points::SERVICE,
    &explain::SERVICE,
];

/// All services, for a query's evaluation.
#[must_use]
pub fn services() -> Services {
    Services::new(|evaluator: QueryEvaluator, snapshot: &Arc<Snapshot>| {
        SERVICES.into_iter().fold(evaluator, |evaluator, service| {
            let name = NamedNode::new_unchecked(format!("{}{}", vocab::SERVICE, service.name));
            evaluator
                .with_service_handler(name, Handler { service, snapshot: Arc::clone(snapshot) })
        })
    })
}

/// The names of all services, for a description of the endpoint.
#[must_use]
pub fn names() -> Vec<&'static str> {
    SERVICES.iter().map(|service| service.name).collect()
}

/// What a service takes and gives.
struct Service {
    name: &'static str,
    inputs: &'static [&'static str],
    outputs: &'static [&'static str],
    answer: fn(&Arc<Snapshot>, &Inputs) -> Result<Found, BlockOrStudy>,
}

/// The results of a service, and whether they are all.
struct Found {
    completeness: Completeness,
    rows: Vec<ResultRow>,
}

/// The values of a result by the names of outputs.
type ResultRow = Vec<(&'static str, Option<Term>)>;

/// Either of the two ways in which an answer fails.
enum BlockOrStudy {
    Block(BlockError),
    Study(StudyError),
}

impl From<BlockError> for BlockOrStudy {
    fn from(error: BlockError) -> Self {
        Self::Block(error)
    }
}

impl<E: Into<StudyError>> From<E> for BlockOrStudy {
    fn from(error: E) -> Self {
        Self::Study(error.into())
    }
}

struct Handler {
    service: &'static Service,
    snapshot: Arc<Snapshot>,
}

impl ServiceHandler for Handler {
    type Error = ServiceError;

    fn handle(
        &self,
        pattern: &GraphPattern,
        _base_iri: Option<&Iri<String>>,
    ) -> Result<QuerySolutionIter<'static>, ServiceError> {
        let service = self.service.name;
        let in_block = |source| ServiceError::Block { service, source };
        let block = Block::read(&self.snapshot, pattern, self.service).map_err(in_block)?;
        let mut rows = Vec::new();
        for inputs in block.inputs().map_err(in_block)? {
            let found =
                (self.service.answer)(&self.snapshot, &inputs).map_err(|error| match error {
                    BlockOrStudy::Block(source) => ServiceError::Block { service, source },
                    BlockOrStudy::Study(source) => {
                        ServiceError::Study { service, source: Box::new(source) }
                    }
                })?;
            let results = said(found, service, &block)?;
            // Results that differ only in an output that the block does not ask for are one row.
            let mut of_inputs: Vec<Vec<Option<Term>>> = Vec::new();
            for row in results.iter().filter_map(|result| block.solution(&inputs, result)) {
                if of_inputs.last() != Some(&row) {
                    of_inputs.push(row);
                }
            }
            rows.append(&mut of_inputs);
        }
        Ok(QuerySolutionIter::from_tuples(block.variables(), rows.into_iter().map(Ok)))
    }
}

/// The results with what they say of themselves.
fn said(
    found: Found,
    service: &'static str,
    block: &Block<'_>,
) -> Result<Vec<ResultRow>, ServiceError> {
    let Found { completeness, mut rows } = found;
    let name = Some(text(completeness.to_string()));
    match completeness {
        Completeness::NotCovered(covered) if block.asks_for("completeness") => {
            Ok(vec![vec![("completeness", name), ("covered", Some(text(covered)))]])
        }
        Completeness::NotCovered(covered) => Err(ServiceError::NotCovered { service, covered }),
        _ => {
            rows.iter_mut().for_each(|row| row.push(("completeness", name.clone())));
            Ok(rows)
        }
    }
}

/// The ties that a block names: those of the caller's own `svc:edges`, else of `svc:layer`.
fn layers(inputs: &Inputs, default: Option<&str>) -> Result<Vec<Layer>, BlockOrStudy> {
    if let Some(select) = inputs.text("edges") {
        return Ok(vec![Layer::from_text("edges", &select)?]);
    }
    let names = match default {
        Some(default) => inputs.text("layer").unwrap_or_else(|| default.to_owned()),
        None => inputs.required("layer")?,
    };
    Ok(Layer::list(&names, Layer::find_known)?)
}

/// The one layer that a block names.
fn one_layer(inputs: &Inputs, default: Option<&str>) -> Result<Layer, BlockOrStudy> {
    let mut layers = layers(inputs, default)?;
    match (layers.pop(), layers.is_empty()) {
        (Some(layer), true) => Ok(layer),
        _ => {
            let value = inputs.text("layer").unwrap_or_default();
            Err(BlockError::Value { input: "layer", value, expected: "one layer" }.into())
        }
    }
}

fn text(value: impl Into<String>) -> Term {
    Literal::new_simple_literal(value).into()
}

fn number(value: f64) -> Term {
    Literal::from(value).into()
}

fn count(value: i64) -> Term {
    Literal::from(value).into()
}

fn date(value: &str) -> Term {
    Literal::new_typed_literal(value, vocab::xsd::DATE).into()
}

fn node(iri: &str) -> Option<Term> {
    NamedNode::new(iri).ok().map(Term::from)
}
