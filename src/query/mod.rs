//! SPARQL over a snapshot: parsing with errors that help, named questions, evaluation within limits.

pub mod covers;
pub mod derive;
mod execute;
pub mod functions;
pub mod graphs;
pub mod labels;
mod limits;
pub mod names;
mod parts;
pub mod question;
mod rewrite;
pub mod rules;
pub mod scan;
mod services;
pub mod solutions;
pub mod substitute;
mod syntax;
mod unknown;
pub mod update;

use std::sync::Arc;

use oxrdf::NamedNode;
use spareval::{QueryDatasetSpecification, QueryEvaluationError, QueryEvaluator, QueryResults};
use spargebra::Query;
use spargebra::algebra::QueryDataset;

use self::functions::Functions;
pub use self::limits::Deadline;
pub use self::services::Services;
pub use self::syntax::{ParsedUpdate, SyntaxError, parse, parse_update};
use self::unknown::Unknown;
pub use crate::store::snapshot::{DataVersion, Snapshot};
use crate::store::snapshot::{DatasetView, DefaultGraph};

/// What evaluates a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Engine {
    /// The executor in batches, and the evaluator for what that has no way for.
    #[default]
    Batches,
    /// The evaluator alone: the second opinion.
    Evaluator,
}

/// How one query is to be evaluated.
#[derive(Debug, Clone, Default)]
pub struct Evaluation {
    /// What the query sees as default graph when neither it nor `dataset` says.
    pub default_graph: DefaultGraph,
    /// The dataset that the request names; it takes the place of the query's own `FROM`.
    pub dataset: Option<QueryDataset>,
    /// Until when the query may run.
    pub deadline: Deadline,
    /// The services that it may call.
    pub services: Services,
    /// What evaluates it.
    pub engine: Engine,
}

/// A query could not be answered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum QueryError {
    /// The text is not SPARQL.
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    /// The query did not end before its deadline.
    #[error("the query took longer than {} seconds", .0.as_secs_f64())]
    Timeout(std::time::Duration),
    /// The query calls a function that nobody has.
    #[error("there is no function <{}>", .0.as_str())]
    UnknownFunction(NamedNode),
    /// The query calls a service that is not ours, and other hosts are not asked.
    #[error("the service <{}> is not one of this server, and other hosts are not asked", .0.as_str())]
    UnknownService(NamedNode),
    /// A service of ours was called in a way that it does not understand, or has no answer.
    #[error("{0}")]
    Service(String),
    /// The query needs more memory than one may have.
    #[error("the query holds more than {} MiB of rows: ask for less at once", .0 / (1024 * 1024))]
    Memory(usize),
    /// The evaluator gave up for another reason.
    #[error("the query could not be evaluated: {0}")]
    Evaluation(#[source] QueryEvaluationError),
}

impl QueryError {
    /// Names the evaluator's error in our terms.
    #[must_use]
    pub fn from_evaluation(error: QueryEvaluationError, deadline: &Deadline) -> Self {
        match (error, deadline.limit()) {
            (QueryEvaluationError::Cancelled, Some(limit)) => Self::Timeout(limit),
            (QueryEvaluationError::UnsupportedCustomFunction(name), _) => {
                Self::UnknownFunction(name)
            }
            (QueryEvaluationError::UnsupportedService(name), _) => Self::UnknownService(name),
            (QueryEvaluationError::Service(_), Some(limit)) if deadline.token().is_cancelled() => {
                Self::Timeout(limit)
            }
            (QueryEvaluationError::Service(error), _) => Self::Service(error.to_string()),
            (error, _) => Self::Evaluation(error),
        }
    }
}

/// A query with more joins is evaluated as it is written.
const MOST_JOINS_ORDERED: usize = 100;

/// Evaluates a query on one version of the data and hands its results on, as they are computed.
///
/// The deadline ends the work of both, wherever it is.
///
/// # Errors
///
/// When the query cannot be evaluated, or `consume` fails. An error may also come with any row: see
/// [`QueryError::from_evaluation`].
pub fn evaluate<T, E: From<QueryError>>(
    snapshot: &Arc<Snapshot>,
    query: &Query,
    evaluation: &Evaluation,
    consume: impl FnOnce(QueryResults<'static>) -> Result<T, E>,
) -> Result<T, E> {
    let (token, deadline) = (evaluation.deadline.token(), &evaluation.deadline);
    let evaluator = QueryEvaluator::new().with_cancellation_token(token.clone());
    let evaluator = Functions::new(snapshot).install(evaluator);
    let evaluator = evaluation.services.install(evaluator, snapshot);
    let evaluator = rewrite::install(evaluator);
    let view = view(snapshot, query, evaluation);
    let mut query = rewrite::rewrite(query, &view);
    // The evaluator's optimiser takes cubic time, and cannot be ended.
    let evaluator = match parts::joins(parts::pattern_of(&mut query)) {
        0..=MOST_JOINS_ORDERED => evaluator,
        _ => evaluator.without_optimizations(),
    };
    let unknown = Unknown::default();
    let work = || {
        let mut evaluator = evaluator;
        if evaluation.engine == Engine::Batches
            && let Some(answer) = execute::answer(&view, &query, deadline, &evaluator, &unknown)
        {
            return consume(answer?);
        }
        loop {
            let mut prepared = evaluator.prepare(&query);
            *prepared.dataset_mut() = QueryDatasetSpecification::new();
            match prepared.execute(view.clone()) {
                Ok(results) => return consume(results),
                Err(QueryEvaluationError::UnsupportedCustomFunction(function)) => {
                    evaluator = unknown.watch(evaluator.clone(), &function);
                }
                Err(error) => return Err(QueryError::from_evaluation(error, deadline).into()),
            }
        }
    };
    let result = deadline.bound(work);
    if let Some(function) = unknown.called() {
        return Err(QueryError::UnknownFunction(function.clone()).into());
    }
    result.unwrap_or_else(|error| Err(error.into()))
}

/// The graphs that a query sees: those of the request, else those of its own `FROM`, else all.
fn view(snapshot: &Arc<Snapshot>, query: &Query, evaluation: &Evaluation) -> DatasetView {
    match evaluation.dataset.as_ref().or_else(|| query.dataset()) {
        Some(dataset) => DatasetView::from_graphs(
            Arc::clone(snapshot),
            &dataset.default,
            dataset.named.as_deref(),
        ),
        None => DatasetView::new(Arc::clone(snapshot), evaluation.default_graph),
    }
}
