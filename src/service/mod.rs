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

mod block;
mod centrality;
mod path;

use std::sync::Arc;

use oxiri::Iri;
use oxrdf::{Literal, NamedNode, Term};
use spareval::{QueryEvaluator, QuerySolutionIter, ServiceHandler};
use spargebra::algebra::GraphPattern;

use self::block::{Block, BlockError, Inputs};
use crate::query::{Services, Snapshot};
use crate::study::StudyError;
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
}

/// All services, for a query's evaluation.
#[must_use]
pub fn services() -> Services {
    Services::new(|evaluator: QueryEvaluator, snapshot: &Arc<Snapshot>| {
        [&centrality::SERVICE, &path::SERVICE].into_iter().fold(evaluator, |evaluator, service| {
            let name = NamedNode::new_unchecked(format!("{}{}", vocab::SERVICE, service.name));
            evaluator
                .with_service_handler(name, Handler { service, snapshot: Arc::clone(snapshot) })
        })
    })
}

/// The names of all services, for a description of the endpoint.
#[must_use]
pub fn names() -> Vec<&'static str> {
    vec![centrality::SERVICE.name, path::SERVICE.name]
}

/// What a service takes and gives.
struct Service {
    name: &'static str,
    inputs: &'static [&'static str],
    outputs: &'static [&'static str],
    answer: fn(&Arc<Snapshot>, &Inputs) -> Result<Vec<ResultRow>, BlockOrStudy>,
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
            let results =
                (self.service.answer)(&self.snapshot, &inputs).map_err(|error| match error {
                    BlockOrStudy::Block(source) => ServiceError::Block { service, source },
                    BlockOrStudy::Study(source) => {
                        ServiceError::Study { service, source: Box::new(source) }
                    }
                })?;
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

fn text(value: impl Into<String>) -> Term {
    Literal::new_simple_literal(value).into()
}

fn date(value: &str) -> Term {
    Literal::new_typed_literal(value, vocab::xsd::DATE).into()
}

fn node(iri: &str) -> Option<Term> {
    NamedNode::new(iri).ok().map(Term::from)
}
