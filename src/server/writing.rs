//! Changing the data over HTTP: one writer at a time, all of a request or nothing, checked first if that is wished.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::Shared;
use super::freshness::{Tag, stamp};
use super::problem::Problem;
use super::work::bounded;
use crate::query::update::UpdateError;
use crate::query::{Deadline, Snapshot};
use crate::store::{Draft, StoreError};
use crate::validate::{Finding, Severity, validate};

/// What is to be done with what shapes and checks object to in the data as the change would leave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Validation {
    /// Nobody asks.
    None,
    /// A change that brings in an error is refused.
    Reject,
    /// The change is made, and the answer lists the findings.
    Report,
}

impl Validation {
    /// Reads the parameter `validate`.
    pub(super) fn parse(value: Option<&str>) -> Result<Self, Problem> {
        match value {
            None => Ok(Self::None),
            Some("reject") => Ok(Self::Reject),
            Some("report") => Ok(Self::Report),
            Some(other) => Err(Problem::bad_request(
                "parameter",
                format!("`validate` cannot be `{other}`: expected reject or report"),
            )),
        }
    }
}

/// A change that has been made.
pub(super) struct Written<T> {
    /// What the work gave.
    pub(super) made: T,
    snapshot: Arc<Snapshot>,
    findings: Option<Vec<Finding>>,
}

impl<T> Written<T> {
    /// The answer: the findings where they were asked for, else nothing but a status.
    pub(super) fn response(self, status: StatusCode) -> Response {
        let version = self.snapshot.version();
        let mut response = match self.findings {
            None => status.into_response(),
            Some(findings) => {
                let status = if status == StatusCode::CREATED { status } else { StatusCode::OK };
                let document = json!({
                    "dataVersion": version.to_string(),
                    "findings": findings.iter().map(wire).collect::<Vec<Value>>(),
                });
                (status, Json(document)).into_response()
            }
        };
        stamp(response.headers_mut(), None, version);
        response.headers_mut().remove(header::VARY);
        response
    }
}

/// Makes a change when it is this request's turn, and commits it if nothing fails.
pub(super) async fn write<T: Send + 'static>(
    shared: &Arc<Shared>,
    timeout: Option<Duration>,
    validation: Validation,
    work: impl FnOnce(&mut Draft, &Deadline) -> Result<T, Problem> + Send + 'static,
) -> Result<Written<T>, Problem> {
    let turn = shared.turn().await?;
    let of_work = Arc::clone(shared);
    bounded(shared, timeout, move |deadline| {
        let before = of_work.store.snapshot();
        let mut writer = of_work.store.writer()?;
        let made = deadline.bound(|| work(writer.draft(), deadline))??;
        let findings = match validation {
            Validation::None => None,
            Validation::Reject | Validation::Report => {
                let after = writer.draft().snapshot()?;
                Some(deadline.bound(|| introduced(&before, &after))??)
            }
        };
        if let (Validation::Reject, Some(findings)) = (validation, &findings) {
            ensure_valid(findings)?;
        }
        // From here on the change is made, whoever waits for it.
        deadline.ensure()?;
        let snapshot = writer.commit()?;
        drop(turn);
        Ok(Written { made, snapshot, findings })
    })
    .await
}

/// What is objected to after a change and was not before.
fn introduced(before: &Arc<Snapshot>, after: &Arc<Snapshot>) -> Result<Vec<Finding>, Problem> {
    let found = |snapshot| {
        validate(snapshot).map_err(|error| {
            tracing::error!(%error, "the data could not be validated");
            Problem::internal("the data could not be validated")
        })
    };
    let mut findings = found(after)?;
    if !findings.is_empty() {
        let known = found(before)?;
        findings.retain(|finding| known.binary_search(finding).is_err());
    }
    Ok(findings)
}

fn ensure_valid(findings: &[Finding]) -> Result<(), Problem> {
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    if errors == 0 {
        return Ok(());
    }
    let detail = match errors {
        1 => "the change would bring an error into the data; nothing has changed".to_owned(),
        _ => format!("the change would bring {errors} errors into the data; nothing has changed"),
    };
    let findings: Vec<Value> = findings.iter().map(wire).collect();
    Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid-data", detail)
        .with("findings", findings))
}

fn wire(finding: &Finding) -> Value {
    json!({
        "severity": finding.severity.to_string(),
        "node": finding.node,
        "label": finding.label,
        "rule": finding.rule,
        "message": finding.message,
        "graph": finding.graph,
    })
}

/// Refuses a request whose conditions (`If-Match`, `If-None-Match`) the resource does not meet; `tags` are those of its
/// current state, none if it is not there.
pub(super) fn ensure_unchanged(headers: &HeaderMap, tags: &[Tag]) -> Result<(), Problem> {
    let fails = |detail| Err(Problem::new(StatusCode::PRECONDITION_FAILED, "precondition", detail));
    let names_current = |name| tags.iter().any(|tag| tag.is_among(headers, name));
    if headers.contains_key(header::IF_MATCH) && !names_current(&header::IF_MATCH) {
        return fails("`If-Match` names another state than the current one; nothing has changed");
    }
    if names_current(&header::IF_NONE_MATCH) {
        return fails("`If-None-Match` names the current state; nothing has changed");
    }
    Ok(())
}

impl From<UpdateError> for Problem {
    fn from(error: UpdateError) -> Self {
        let detail = error.to_string();
        let conflict = |code| Self::new(StatusCode::CONFLICT, code, detail.clone());
        match error {
            UpdateError::Query(error) => error.into(),
            UpdateError::Store(error) => error.into(),
            UpdateError::GraphExists(_) => conflict("graph-exists"),
            UpdateError::NoSuchGraph(_) => conflict("no-such-graph"),
            UpdateError::Load(_) => Self::new(StatusCode::FORBIDDEN, "load-refused", detail),
            UpdateError::Using => Self::bad_request("using-conflict", detail),
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        let detail = error.to_string();
        match error {
            StoreError::DerivedGraph(_) => Self::new(StatusCode::CONFLICT, "derived-graph", detail),
            StoreError::ReservedGraph(_) => {
                Self::new(StatusCode::CONFLICT, "reserved-graph", detail)
            }
            StoreError::ReadOnly => Self::new(StatusCode::FORBIDDEN, "read-only", detail),
            error => {
                // Where the data lie is nobody's business outside.
                tracing::error!(%error, "the store failed");
                Self::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "storage",
                    "the store could not be read or written; nothing has changed",
                )
            }
        }
    }
}
