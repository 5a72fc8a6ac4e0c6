//! Reports over HTTP: the same as those of the command line.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::Shared;
use super::parameters::{Parameters, wrong};
use super::problem::Problem;
use super::studies::answer_headers;
use super::work::{bounded, study};
use crate::report::briefing::{Briefing, html, markdown, report_json};
use crate::service::services;
use crate::study::report::{ReportError, ReportKind, Request, report};

/// `GET /api/v1/report/{kind}?subject=&asOf=&format=`: what there is to hand on; a dyad takes `a` and `b`.
pub(super) async fn hand_on(
    State(shared): State<Arc<Shared>>,
    Path(kind): Path<String>,
    Query(parameters): Query<BTreeMap<String, String>>,
) -> Result<Response, Problem> {
    let kind = ReportKind::from_name(&kind).ok_or_else(|| no_kind(&kind))?;
    let mut parameters = Parameters(parameters);
    let subjects = kind
        .parameters()
        .iter()
        .map(|&name| parameters.required(name))
        .collect::<Result<_, _>>()?;
    let as_of = parameters.day("asOf")?;
    let format = parameters.text("format");
    parameters.ensure_empty()?;
    let (media_type, write): (_, fn(&crate::study::report::Report) -> String) = match format
        .as_deref()
    {
        None | Some("json") => {
            ("application/json", |report| format!("{:#}\n", report_json(report)))
        }
        Some("html") => ("text/html; charset=utf-8", |report| html(&Briefing::new(report))),
        Some("md") => ("text/markdown; charset=utf-8", |report| markdown(&Briefing::new(report))),
        Some(other) => return Err(wrong("format", other, "json, html or md")),
    };
    let request = Request { kind, subjects, as_of, own: Vec::new(), services: services() };
    let snapshot = shared.store.snapshot();
    let (body, completeness, version) = bounded(&shared, None, move |deadline| {
        let report = study(deadline, || report(&snapshot, &request))?;
        Ok((write(&report), report.completeness(), report.data_version))
    })
    .await?;
    let mut response = body.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    answer_headers(response.headers_mut(), &version.to_string(), completeness);
    Ok(response)
}

fn no_kind(name: &str) -> Problem {
    let known: Vec<&str> = ReportKind::ALL.iter().map(|kind| kind.name()).collect();
    Problem::new(
        StatusCode::NOT_FOUND,
        "unknown-report",
        format!("there is no report on `{name}`: there are {}", known.join(", ")),
    )
}

impl From<ReportError> for Problem {
    fn from(error: ReportError) -> Self {
        Self::bad_request("report", error.to_string())
    }
}
