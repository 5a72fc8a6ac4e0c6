//! `/sparql`: the SPARQL 1.1 protocol's query operation.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;

use super::Shared;
use super::answer::{Asking, Job, run};
use super::body::{MediaType, read, unsupported};
use super::description::describe;
use super::form::{Form, Operation};
use super::problem::Problem;

/// The largest text of a query, or of a form that holds one.
const MAXIMUM_QUERY: usize = 10 * 1024 * 1024;

/// `GET /sparql`: the query in the URL; without one, the service description.
pub(super) async fn by_get(
    State(shared): State<Arc<Shared>>,
    RawQuery(url): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let mut form = Form::new(Operation::Query);
    form.read(url.unwrap_or_default().as_bytes())?;
    if form.is_empty() {
        return describe(&shared, &headers);
    }
    answer(&shared, form, headers).await
}

/// `POST /sparql`: the query as a form, or as the body itself.
pub(super) async fn by_post(
    State(shared): State<Arc<Shared>>,
    RawQuery(url): RawQuery,
    mut headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let form = read_posted(Operation::Query, url, &headers, body, MAXIMUM_QUERY).await?;
    // Only what can be fetched can be "not modified".
    headers.remove(header::IF_NONE_MATCH);
    answer(&shared, form, headers).await
}

/// Reads a request of the protocol that was posted: a form, or the text itself with parameters in the URL.
pub(super) async fn read_posted(
    operation: Operation,
    url: Option<String>,
    headers: &HeaderMap,
    body: Body,
    most: usize,
) -> Result<Form, Problem> {
    let direct = match operation {
        Operation::Query => "application/sparql-query",
        Operation::Update => "application/sparql-update",
    };
    let media_type = MediaType::of(headers);
    let is_direct = media_type.essence == direct;
    if !is_direct && media_type.essence != "application/x-www-form-urlencoded" {
        let detail = format!(
            "this comes as `{direct}` or as `application/x-www-form-urlencoded`, not as `{}`",
            media_type.essence
        );
        return Err(unsupported("media-type", detail));
    }
    media_type.ensure_utf8()?;
    let mut form = Form::new(operation);
    form.read(url.unwrap_or_default().as_bytes())?;
    let bytes = read(headers, body, most).await?;
    if is_direct {
        let text = std::str::from_utf8(&bytes)
            .map_err(|error| Problem::bad_request("encoding", format!("not UTF-8: {error}")))?;
        form.set_text(text.to_owned())?;
    } else {
        form.read(&bytes)?;
    }
    Ok(form)
}

async fn answer(
    shared: &Arc<Shared>,
    mut form: Form,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let query = Asking::Text(form.take_text()?, shared.address(&headers, "/sparql"));
    let (dataset, timeout) = (form.dataset(), form.timeout);
    run(shared, Job { dataset, timeout, ..Job::new(query) }, headers).await
}
