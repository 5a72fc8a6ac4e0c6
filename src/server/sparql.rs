//! The SPARQL 1.1 protocol's query operation, and the service description.

use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use oxrdf::NamedNode;
use oxrdfio::{RdfFormat, RdfSerializer};
use sparesults::{QueryResultsFormat, QueryResultsSerializer};
use spareval::QueryResults;
use spargebra::Query;
use spargebra::algebra::QueryDataset;

use super::deadline::DeadlineWatch;
use super::negotiate::{GRAPHS, RESULTS, choose};
use super::problem::Problem;
use super::{COMPLETENESS, DATA_VERSION, Shared};
use crate::query::labels::PREFIXES;
use crate::query::{Deadline, Evaluation, QueryError, evaluate, parse};
use crate::service::services;
use crate::store::snapshot::{DefaultGraph, Snapshot};
use crate::study::Completeness;
use crate::study::coverage::{Asked, answer_for};
use crate::vocab;

/// The largest answer that is built.
const MAXIMUM_ANSWER: usize = 256 * 1024 * 1024;

/// `GET /sparql`: the query in the URL; without one, the service description.
pub(super) async fn by_get(
    State(shared): State<Arc<Shared>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let request = Request::from_form(query.unwrap_or_default().as_bytes())?;
    if request.is_empty() {
        return service_description(&shared, &headers);
    }
    answer(shared, request, headers).await
}

/// `POST /sparql`: the query as a form, or as the body itself.
pub(super) async fn by_post(
    State(shared): State<Arc<Shared>>,
    RawQuery(url): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let request = match content_type.as_str() {
        "application/x-www-form-urlencoded" => Request::from_form(&body)?,
        "application/sparql-query" => {
            let mut request = Request::from_form(url.unwrap_or_default().as_bytes())?;
            let text = std::str::from_utf8(&body).map_err(|error| {
                Problem::bad_request("encoding", format!("the query is not UTF-8: {error}"))
            })?;
            request.set_query(text.to_owned())?;
            request
        }
        other => {
            let detail = format!(
                "a query comes as `application/sparql-query` or `application/x-www-form-urlencoded`, not `{other}`"
            );
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type", detail));
        }
    };
    answer(shared, request, headers).await
}

/// What a protocol request says.
#[derive(Debug, Default)]
struct Request {
    query: Option<String>,
    default_graphs: Vec<NamedNode>,
    named_graphs: Vec<NamedNode>,
    /// A shorter time than the server's own.
    timeout: Option<Duration>,
}

impl Request {
    fn from_form(form: &[u8]) -> Result<Self, Problem> {
        let mut request = Self::default();
        for (name, value) in form_urlencoded::parse(form) {
            match &*name {
                "query" => request.set_query(value.into_owned())?,
                "default-graph-uri" => request.default_graphs.push(graph(&value)?),
                "named-graph-uri" => request.named_graphs.push(graph(&value)?),
                "timeout" => request.timeout = Some(seconds(&value)?),
                "update" => {
                    let detail = "an update is not a query: this server only reads";
                    return Err(Problem::bad_request("update", detail));
                }
                _ => {}
            }
        }
        Ok(request)
    }

    fn is_empty(&self) -> bool {
        self.query.is_none() && self.default_graphs.is_empty() && self.named_graphs.is_empty()
    }

    fn set_query(&mut self, text: String) -> Result<(), Problem> {
        match self.query.replace(text) {
            None => Ok(()),
            Some(_) => {
                Err(Problem::bad_request("duplicate-parameter", "`query` is given more than once"))
            }
        }
    }

    fn dataset(&self) -> Option<QueryDataset> {
        let named = &self.named_graphs;
        (!self.default_graphs.is_empty() || !named.is_empty()).then(|| QueryDataset {
            default: self.default_graphs.clone(),
            named: Some(named.clone()),
        })
    }
}

fn seconds(text: &str) -> Result<Duration, Problem> {
    let wrong =
        || Problem::bad_request("timeout", format!("`timeout={text}` is not a number of seconds"));
    let seconds = text.parse().map_err(|_| wrong())?;
    Duration::try_from_secs_f64(seconds).map_err(|_| wrong())
}

fn graph(iri: &str) -> Result<NamedNode, Problem> {
    NamedNode::new(iri).map_err(|error| {
        Problem::bad_request("graph", format!("`{iri}` is not an absolute IRI: {error}"))
    })
}

async fn answer(
    shared: Arc<Shared>,
    request: Request,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Some(text) = &request.query else {
        return Err(Problem::bad_request("missing-query", "the request has no `query`"));
    };
    let query = parse(text, Some(&address(&headers))).map_err(QueryError::from)?;
    let (dataset, timeout) = (request.dataset(), request.timeout);
    run(shared, Job { dataset, timeout, ..Job::new(query) }, &headers).await
}

/// The endpoint's own address, against which relative IRIs of a query are resolved.
fn address(headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let address = format!("http://{host}/sparql");
    match NamedNode::new(&address) {
        Ok(address) => address.into_string(),
        Err(_) => "http://localhost/sparql".to_owned(),
    }
}

/// A query, and how it is to be answered.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) query: Query,
    /// The graphs that the request names.
    pub(super) dataset: Option<QueryDataset>,
    /// How long it may take, if less than the server allows.
    pub(super) timeout: Option<Duration>,
    /// What is asked for, where the answer is to say whether that is covered.
    pub(super) asked: Option<Asked>,
}

impl Job {
    /// A query with nothing special.
    pub(super) fn new(query: Query) -> Self {
        Self { query, dataset: None, timeout: None, asked: None }
    }
}

/// Evaluates a query on a thread that may block, and gives the answer in the format that the client likes best.
pub(super) async fn run(
    shared: Arc<Shared>,
    job: Job,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let Job { query, dataset, timeout, asked } = job;
    let format = Format::for_query(&query, headers)?;
    let snapshot = shared.store.snapshot();
    let cap = shared.settings.timeout;
    let deadline = Deadline::after(timeout.map_or(cap, |timeout| timeout.min(cap)));
    let evaluation = Evaluation {
        default_graph: shared.settings.default_graph,
        dataset,
        deadline: deadline.clone(),
        services: services(),
        ..Evaluation::default()
    };
    let slot = shared.slot().await?;
    let version = snapshot.version();
    let watch = DeadlineWatch::new(&deadline);
    let answer = tokio::task::spawn_blocking(move || {
        let (body, is_empty) = body(&snapshot, &query, &evaluation, format)?;
        let completeness = match &asked {
            Some(asked) => answer_for(&snapshot, asked, is_empty)?,
            None => Completeness::Complete,
        };
        Ok::<_, Problem>((body, completeness))
    })
    .await
    .map_err(|_| Problem::internal("the query failed inside the server"))?;
    drop((watch, slot));
    let (body, completeness) = answer?;
    let mut response = body.into_response();
    let fields = response.headers_mut();
    fields.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
    fields.insert(header::VARY, HeaderValue::from_static("Accept"));
    for (name, value) in
        [(COMPLETENESS, completeness.to_string()), (DATA_VERSION, version.to_string())]
    {
        if let Ok(value) = HeaderValue::from_str(&value) {
            fields.insert(name, value);
        }
    }
    Ok(response)
}

/// The format of an answer.
#[derive(Debug, Clone, Copy)]
enum Format {
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
    fn media_type(self) -> &'static str {
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

fn with_prefixes(format: RdfFormat) -> RdfSerializer {
    PREFIXES.into_iter().fold(RdfSerializer::from_format(format), |serializer, (prefix, iri)| {
        serializer.clone().with_prefix(prefix, iri).unwrap_or(serializer)
    })
}

fn too_large(error: &io::Error) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "result-too-large", error.to_string())
}

/// Memory that takes no more than an answer may have.
#[derive(Debug, Default)]
struct Bounded {
    bytes: Vec<u8>,
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

/// What this endpoint can do, in the vocabulary of SPARQL 1.1 Service Description.
fn service_description(shared: &Shared, headers: &HeaderMap) -> Result<Response, Problem> {
    let (media_type, format) =
        choose(headers, &GRAPHS).ok_or_else(|| Problem::not_acceptable(&GRAPHS))?;
    let endpoint = address(headers);
    let union = match shared.settings.default_graph {
        DefaultGraph::Union => "sd:feature sd:UnionDefaultGraph ;",
        DefaultGraph::Own => "",
    };
    let mut formats: Vec<&str> = RESULTS
        .iter()
        .map(|(_, format)| format.iri())
        .chain(GRAPHS.iter().map(|(_, format)| format.iri()))
        .collect();
    formats.sort_unstable();
    formats.dedup();
    let formats: String =
        formats.iter().map(|iri| format!("sd:resultFormat <{iri}> ;\n  ")).collect();
    let functions: String = crate::query::functions::Functions::names()
        .map(|name| format!("sd:extensionFunction {name} ;\n  "))
        .collect();
    let turtle = format!(
        "@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .\n\
         <{endpoint}> a sd:Service ;\n  \
         sd:endpoint <{endpoint}> ;\n  \
         sd:supportedLanguage sd:SPARQL11Query ;\n  \
         {union}\n  {formats}{functions}\
         sd:defaultDataset <{endpoint}#dataset> .\n\
         <{endpoint}#dataset> a sd:Dataset ; sd:defaultGraph <{endpoint}#default-graph> .\n\
         <{endpoint}#default-graph> a sd:Graph .\n"
    );
    let body = reformat(&turtle, *format)
        .map_err(|_| Problem::internal("the service description cannot be written"))?;
    let mut response = body.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    Ok(response)
}

fn reformat(turtle: &str, format: RdfFormat) -> io::Result<Vec<u8>> {
    let mut writer = with_prefixes(format)
        .with_prefix("sd", "http://www.w3.org/ns/sparql-service-description#")
        .map_err(io::Error::other)?
        .for_writer(Vec::new());
    for triple in oxttl::TurtleParser::new().for_slice(turtle) {
        writer.serialize_triple(&triple.map_err(io::Error::other)?)?;
    }
    writer.finish()
}

/// The prefixes that a query on the first page starts with.
pub(super) fn prologue() -> String {
    format!(
        "PREFIX cmt: <{}>\nPREFIX id: <{}>\nPREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n",
        vocab::ONTOLOGY,
        vocab::ID
    )
}
