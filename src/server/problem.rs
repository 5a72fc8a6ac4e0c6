//! Errors as problem documents (RFC 9457).

use axum::http::{HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

use super::requests::current_id;
use crate::query::QueryError;
use crate::query::question::QuestionError;
use crate::study::StudyError;

/// What went wrong, for a program and for a person.
#[derive(Debug)]
pub(super) struct Problem {
    status: StatusCode,
    /// A stable name of the kind of problem.
    code: &'static str,
    detail: String,
    more: Box<More>,
}

/// What few problems have.
#[derive(Debug, Default)]
struct More {
    /// Members of the document beyond the standard ones.
    members: Map<String, Value>,
    /// Header fields of the response.
    fields: Vec<(HeaderName, HeaderValue)>,
}

impl Problem {
    pub(super) fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self { status, code, detail: detail.into(), more: Box::default() }
    }

    pub(super) fn bad_request(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, detail)
    }

    pub(super) fn internal(detail: &str) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", detail)
    }

    /// 503: the server has too much to do.
    pub(super) fn busy(detail: &str) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "too-many-queries", detail)
    }

    /// Says how to prove who one is.
    pub(super) fn challenging(self, challenge: &'static str) -> Self {
        self.with_field(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge))
    }

    pub(super) fn with_field(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.more.fields.push((name, value));
        self
    }

    #[cfg(test)]
    pub(super) fn status(&self) -> StatusCode {
        self.status
    }

    pub(super) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.more.members.insert(name.to_owned(), value.into());
        self
    }

    /// 406 with what there is to choose from.
    pub(super) fn not_acceptable<F>(offers: &[(&'static str, F)]) -> Self {
        let types: Vec<&str> = offers.iter().map(|offer| offer.0).collect();
        let detail = format!("the answer can be had as {}", types.join(", "));
        Self::new(StatusCode::NOT_ACCEPTABLE, "not-acceptable", detail)
    }
}

impl From<QueryError> for Problem {
    fn from(error: QueryError) -> Self {
        let detail = error.to_string();
        match error {
            QueryError::Syntax(syntax) => {
                let problem = Self::bad_request("syntax", detail);
                match (syntax.line, syntax.column) {
                    (Some(line), Some(column)) => problem
                        .with("line", line)
                        .with("column", column)
                        .with("expected", syntax.expected),
                    _ => problem,
                }
            }
            QueryError::Timeout(_) => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "query-timeout", detail)
            }
            QueryError::Memory(_) => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "memory-budget", detail)
            }
            QueryError::UnknownFunction(_) => Self::bad_request("unknown-function", detail),
            QueryError::UnknownService(_) => Self::bad_request("unknown-service", detail),
            QueryError::Service(_) => Self::bad_request("service", detail),
            QueryError::Evaluation(_) => Self::bad_request("evaluation", detail),
        }
    }
}

impl From<QuestionError> for Problem {
    fn from(error: QuestionError) -> Self {
        match error {
            QuestionError::Syntax { source, .. } => QueryError::from(*source).into(),
            other => Self::bad_request("parameter", other.to_string()),
        }
    }
}

impl From<StudyError> for Problem {
    fn from(error: StudyError) -> Self {
        match error {
            StudyError::Layer(_) => {
                Self::new(StatusCode::NOT_FOUND, "unknown-layer", error.to_string())
            }
            _ => Self::bad_request("study", error.to_string()),
        }
    }
}

/// The code of the problem document that a response is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Code(pub(super) &'static str);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut document = Map::new();
        document
            .insert("type".into(), format!("https://w3id.org/comity/problem/{}", self.code).into());
        document.insert("title".into(), self.status.canonical_reason().unwrap_or("Problem").into());
        document.insert("status".into(), self.status.as_u16().into());
        document.insert("code".into(), self.code.into());
        document.insert("detail".into(), self.detail.into());
        document.extend(self.more.members);
        if let Some(id) = current_id() {
            document.insert("requestId".into(), id.into());
        }
        let body = format!("{:#}\n", Value::Object(document));
        let mut response = (self.status, body).into_response();
        let media_type = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, media_type);
        response.headers_mut().extend(self.more.fields);
        response.extensions_mut().insert(Code(self.code));
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
        response
    }
}

pub(super) async fn not_found(uri: Uri) -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "not-found",
        format!("there is nothing at `{}`", uri.path()),
    )
}

/// What a known address answers to a method that it does not have: to `OPTIONS`, which it has. `Allow` is added by the
/// router.
pub(super) async fn method_not_allowed(method: Method, uri: Uri) -> Result<StatusCode, Problem> {
    if method == Method::OPTIONS {
        return Ok(StatusCode::NO_CONTENT);
    }
    let detail = format!("`{}` does not answer {method}", uri.path());
    Err(Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", detail))
}
