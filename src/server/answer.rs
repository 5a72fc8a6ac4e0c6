//! Answers to queries: evaluated within limits, in the format that the client likes best, and saying what they are.

use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use oxrdfio::{RdfFormat, RdfSerializer};
use sparesults::{QueryResultsFormat, QueryResultsSerializer};
use spareval::QueryResults;
use spargebra::Query;
use spargebra::algebra::QueryDataset;

use super::freshness::{Tag, is_momentary, stamp};
use super::negotiate::{GRAPHS, RESULTS, choose};
use super::problem::Problem;
use super::work::bounded;
use super::{COMPLETENESS, Shared};
use crate::query::labels::PREFIXES;
use crate::query::{Engine, Evaluation, QueryError, evaluate, parse};
use crate::service::services;
use crate::store::snapshot::{DefaultGraph, Snapshot};
use crate::study::Completeness;
use crate::study::coverage::{Asked, answer_for};

/// The largest answer that is built.
pub(super) const MAXIMUM_ANSWER: usize = 256 * 1024 * 1024;

/// A query, and how it is to be answered.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) query: Asking,
    /// The graphs that the request names.
    pub(super) dataset: Option<QueryDataset>,
    /// How long it may take, if less than the server allows.
    pub(super) timeout: Option<Duration>,
    /// What is asked for, where the answer is to say whether that is covered.
    pub(super) asked: Option<Asked>,
}

/// A query as it comes.
#[derive(Debug)]
pub(super) enum Asking {
    /// A text, and the address that relative IRIs in it are resolved against. It may be large or deep, so it is parsed
    /// where the query is evaluated.
    Text(String, String),
    Parsed(Box<Query>),
}

impl Asking {
    fn parsed(self) -> Result<Query, Problem> {
        match self {
            Self::Text(text, base) => Ok(parse(&text, Some(&base)).map_err(QueryError::from)?),
            Self::Parsed(query) => Ok(*query),
        }
    }
}

impl Job {
    /// A query with nothing special.
    pub(super) fn new(query: Asking) -> Self {
        Self { query, dataset: None, timeout: None, asked: None }
    }
}

/// Evaluates a query within limits, and gives the answer in the format that the client likes best. A client that has
/// the answer already, by its `If-None-Match`, is told so.
pub(super) async fn run(
    shared: &Arc<Shared>,
    job: Job,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let snapshot = shared.store.snapshot();
    let default_graph = shared.settings.default_graph;
    let Job { query, dataset, timeout, asked } = job;
    bounded(shared, timeout, move |deadline| {
        let query = query.parsed()?;
        let format = Format::for_query(&query, &headers)?;
        let tag = (!is_momentary(&query)).then(|| {
            let dataset = format!("{default_graph:?} {dataset:?}");
            Tag::new(snapshot.version(), &[&query.to_string(), &dataset, format.media_type()])
        });
        if let Some(tag) = tag.as_ref().filter(|tag| tag.is_known_to(&headers)) {
            return Ok(tag.not_modified(snapshot.version()));
        }
        let deadline = deadline.clone();
        let evaluation = Evaluation {
            default_graph,
            dataset,
            deadline,
            services: services(),
            // The executor does not yet pass the suites that a store's own default graph is for (docs/CONFORMANCE.md).
            engine: match default_graph {
                DefaultGraph::Union => Engine::Batches,
                DefaultGraph::Own => Engine::Evaluator,
            },
        };
        let (body, is_empty) = body(&snapshot, &query, &evaluation, format)?;
        let completeness = match &asked {
            Some(asked) => answer_for(&snapshot, asked, is_empty)?,
            None => Completeness::Complete,
        };
        let mut response = body.into_response();
        let fields = response.headers_mut();
        fields.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
        stamp(fields, tag.as_ref(), snapshot.version());
        if let Ok(value) = HeaderValue::from_str(&completeness.to_string()) {
            fields.insert(COMPLETENESS, value);
        }
        Ok(response)
    })
    .await
}

/// The format of an answer.
#[derive(Debug, Clone, Copy)]
pub(super) enum Format {
    Results(&'static str, QueryResultsFormat),
    Graph(&'static str, RdfFormat),
}

impl Format {
    fn for_query(query: &Query, headers: &HeaderMap) -> Result<Self, Problem> {
        match query {
            Query::Select { .. } | Query::Ask { .. } => choose(headers, &RESULTS)
                .map(|(name, format)| Self::Results(name, *format))
                .ok_or_else(|| Problem::not_acceptable(&RESULTS)),
            Query::Construct { .. } | Query::Describe { .. } => choose(headers, &GRAPHS)
                .map(|(name, format)| Self::Graph(name, *format))
                .ok_or_else(|| Problem::not_acceptable(&GRAPHS)),
        }
    }

    /// The media type, with the character set where its default is another.
    pub(super) fn media_type(self) -> &'static str {
        match self {
            Self::Results("text/csv", _) => "text/csv; charset=utf-8",
            Self::Results("text/tab-separated-values", _) => {
                "text/tab-separated-values; charset=utf-8"
            }
            Self::Results("text/plain", _) | Self::Graph("text/plain", _) => {
                "text/plain; charset=utf-8"
            }
            Self::Graph("text/turtle", _) => "text/turtle; charset=utf-8",
            Self::Results(name, _) | Self::Graph(name, _) => name,
        }
    }
}

/// The body of an answer, and whether it has neither a row, a triple nor a yes.
fn body(
    snapshot: &Arc<Snapshot>,
    query: &Query,
    evaluation: &Evaluation,
    format: Format,
) -> Result<(Vec<u8>, bool), Problem> {
    let failed = |error| Problem::from(QueryError::from_evaluation(error, &evaluation.deadline));
    evaluate(snapshot, query, evaluation, |results| {
        let out = Bounded::default();
        let mut is_empty = true;
        let written = match (results, format) {
            (QueryResults::Solutions(rows), Format::Results(_, format)) => {
                let mut writer = QueryResultsSerializer::from_format(format)
                    .serialize_solutions_to_writer(out, rows.variables().to_vec())
                    .map_err(|error| too_large(&error))?;
                for row in rows {
                    is_empty = false;
                    writer.serialize(&row.map_err(failed)?).map_err(|error| too_large(&error))?;
                }
                writer.finish()
            }
            (QueryResults::Boolean(value), Format::Results(_, format)) => {
                is_empty = !value;
                QueryResultsSerializer::from_format(format).serialize_boolean_to_writer(out, value)
            }
            (QueryResults::Graph(triples), Format::Graph(_, format)) => {
                let mut writer = with_prefixes(format).for_writer(out);
                for triple in triples {
                    is_empty = false;
                    writer
                        .serialize_triple(&triple.map_err(failed)?)
                        .map_err(|error| too_large(&error))?;
                }
                writer.finish()
            }
            _ => return Err(Problem::internal("the answer has another form than the query")),
        };
        written.map(|out| (out.bytes, is_empty)).map_err(|error| too_large(&error))
    })
}

/// A serialiser that writes the names of our vocabularies short.
pub(super) fn with_prefixes(format: RdfFormat) -> RdfSerializer {
    PREFIXES.into_iter().fold(RdfSerializer::from_format(format), |serializer, (prefix, iri)| {
        serializer.clone().with_prefix(prefix, iri).unwrap_or(serializer)
    })
}

pub(super) fn too_large(error: &io::Error) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "result-too-large", error.to_string())
}

/// Memory that takes no more than an answer may have.
#[derive(Debug, Default)]
pub(super) struct Bounded {
    pub(super) bytes: Vec<u8>,
}

impl Write for Bounded {
    fn write(&mut self, chunk: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + chunk.len() > MAXIMUM_ANSWER {
            return Err(io::Error::other(format!(
                "the answer is larger than {} MiB: ask for less, or in parts with LIMIT and OFFSET",
                MAXIMUM_ANSWER / (1024 * 1024)
            )));
        }
        self.bytes.extend_from_slice(chunk);
        Ok(chunk.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
