//! Studies as JSON: the same answers as those of the command line.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::parameters::{Parameters, wrong};
use super::problem::Problem;
use super::work::{self, bounded};
use super::{COMPLETENESS, COVERED, DATA_VERSION, Shared};
use crate::query::Snapshot;
use crate::query::names::Kind;
use crate::render::{Table, csv};
use crate::report::{conflicts_table, coverage_table, envelope, search_table};
use crate::study::{Answer, Completeness, StudyError, conflicts, coverage, search};

/// `GET /api/v1/conflicts`: where sources disagree, and what can hardly be right.
pub(super) async fn disagree(
    State(shared): State<Arc<Shared>>,
    Query(parameters): Query<BTreeMap<String, String>>,
) -> Result<Response, Problem> {
    let mut parameters = Parameters(parameters);
    let request = conflicts::Request { all: parameters.flag("all")? };
    let is_csv = parameters.finish()?;
    answer(shared, is_csv, move |snapshot| {
        let answer = conflicts::conflicts(snapshot, request)?;
        let table = conflicts_table(&answer);
        Ok((answer, table))
    })
    .await
}

/// `GET /api/v1/coverage`: what the sources have something to say about.
pub(super) async fn extend(
    State(shared): State<Arc<Shared>>,
    Query(parameters): Query<BTreeMap<String, String>>,
) -> Result<Response, Problem> {
    let mut parameters = Parameters(parameters);
    let request = coverage::Request {
        source: parameters.text("source"),
        kind: parameters.text("kind"),
        state: parameters.text("state"),
        scope: parameters.text("scope"),
        date: parameters.day("date")?,
        top: parameters.parsed("top", "a whole number")?,
    };
    let is_csv = parameters.finish()?;
    answer(shared, is_csv, move |snapshot| {
        let answer = coverage::coverage(snapshot, &request)?;
        let table = coverage_table(&answer);
        Ok((answer, table))
    })
    .await
}

/// `GET /api/v1/search?text=`: things by name.
pub(super) async fn find(
    State(shared): State<Arc<Shared>>,
    Query(parameters): Query<BTreeMap<String, String>>,
) -> Result<Response, Problem> {
    let mut parameters = Parameters(parameters);
    let kind = parameters.text("kind").unwrap_or_else(|| "entity".to_owned());
    let request = search::Request {
        text: parameters.required("text")?,
        kind: Kind::from_name(&kind).ok_or_else(|| {
            wrong(
                "kind",
                &kind,
                "entity, state, organisation, agreement, initiative, issue or source",
            )
        })?,
        limit: parameters.parsed("limit", "a whole number")?.unwrap_or(20),
    };
    let is_csv = parameters.finish()?;
    answer(shared, is_csv, move |snapshot| {
        let answer = search::search(snapshot, &request);
        let table = search_table(&answer);
        Ok((answer, table))
    })
    .await
}

/// Makes a study on a thread that may block, and writes its answer.
pub(super) async fn answer<R: Send + 'static>(
    shared: Arc<Shared>,
    is_csv: bool,
    study: impl FnOnce(&Arc<Snapshot>) -> Result<(Answer<R>, Table), StudyError> + Send + 'static,
) -> Result<Response, Problem> {
    let snapshot = shared.store.snapshot();
    let (answer, table) =
        bounded(&shared, None, move |deadline| work::study(deadline, || study(&snapshot))).await?;
    let (media_type, body) = if is_csv {
        ("text/csv; charset=utf-8", csv(&table))
    } else {
        ("application/json", format!("{:#}\n", envelope(&answer, &table)))
    };
    let mut response = body.into_response();
    let fields = response.headers_mut();
    fields.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    answer_headers(fields, &answer.data_version.to_string(), &answer.completeness.to_string());
    // JSON says it in its body; CSV has no room for it.
    if let Completeness::NotCovered(covered) = &answer.completeness
        && let Ok(value) = HeaderValue::from_bytes(covered.as_bytes())
    {
        fields.insert(COVERED, value);
    }
    Ok(response)
}

/// Says of an answer on which version of the data it rests, and whether it is whole.
pub(super) fn answer_headers(fields: &mut HeaderMap, version: &str, completeness: &str) {
    for (name, value) in [(DATA_VERSION, version), (COMPLETENESS, completeness)] {
        if let Ok(value) = HeaderValue::from_str(value) {
            fields.insert(name, value);
        }
    }
}
