//! `/update`: the SPARQL 1.1 protocol's update operation.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::Shared;
use super::form::Operation;
use super::problem::Problem;
use super::query::read_posted;
use super::tokens::Scope;
use super::writing::{Validation, write};
use crate::query::update::update;
use crate::query::{Evaluation, QueryError, parse_update};
use crate::service::services;

/// `POST /update`: all operations of the text in one transaction, or none.
pub(super) async fn by_post(
    State(shared): State<Arc<Shared>>,
    RawQuery(url): RawQuery,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    shared.settings.tokens.ensure(&headers, Scope::Write)?;
    let most = shared.settings.maximum_upload;
    let mut form = read_posted(Operation::Update, url, &headers, body, most).await?;
    let text = form.take_text()?;
    let validation = Validation::parse(form.validate.as_deref())?;
    let base = shared.address(&headers, "/update");
    let dataset = form.dataset();
    let written = write(&shared, form.timeout, validation, move |draft, deadline| {
        let parsed = parse_update(&text, Some(&base)).map_err(QueryError::from)?;
        let deadline = deadline.clone();
        let evaluation =
            Evaluation { dataset, deadline, services: services(), ..Evaluation::default() };
        Ok(update(draft, &parsed, &evaluation)?)
    })
    .await?;
    Ok(written.response(StatusCode::NO_CONTENT))
}
