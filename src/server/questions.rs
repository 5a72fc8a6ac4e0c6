//! The named questions: what there are, and their answers.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Serialize;

use super::Shared;
use super::answer::{Asking, Job, run};
use super::problem::Problem;
use crate::query::question::Question;
use crate::study::coverage::Asked;

/// A question as a program sees it.
#[derive(Debug, Serialize)]
pub(super) struct WireQuestion {
    name: String,
    title: String,
    description: String,
    parameters: Vec<WireParameter>,
    query: String,
}

#[derive(Debug, Serialize)]
struct WireParameter {
    name: String,
    #[serde(rename = "type")]
    kind: String,
    default: Option<String>,
    description: String,
}

impl From<Question> for WireQuestion {
    fn from(question: Question) -> Self {
        let parameters = question
            .parameters
            .into_iter()
            .map(|parameter| WireParameter {
                name: parameter.name,
                kind: parameter.kind.to_string(),
                default: parameter.default,
                description: parameter.description,
            })
            .collect();
        Self {
            name: question.name,
            title: question.title,
            description: question.description,
            parameters,
            query: question.text,
        }
    }
}

/// `GET /api/v1/questions`: all of them, by name.
pub(super) async fn list() -> Json<Vec<WireQuestion>> {
    Json(Question::all().into_iter().map(WireQuestion::from).collect())
}

/// `GET /api/v1/questions/{name}?parameter=value`: the answer, in a SPARQL result format.
pub(super) async fn ask(
    State(shared): State<Arc<Shared>>,
    Path(name): Path<String>,
    Query(given): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let question = Question::named(&name).ok_or_else(|| {
        let detail = match Question::nearest(&name).as_slice() {
            [] => format!("there is no question `{name}`"),
            nearest => {
                format!("there is no question `{name}`: did you mean {}?", nearest.join(" or "))
            }
        };
        Problem::new(StatusCode::NOT_FOUND, "unknown-question", detail)
    })?;
    let snapshot = shared.store.snapshot();
    let values = question.values(&snapshot, &given)?;
    let query = question.query_with(&values, None)?;
    let asked = question.covers.as_ref().map(|covers| Asked::new(covers, &values));
    let query = Asking::Parsed(Box::new(query));
    run(&shared, Job { asked, ..Job::new(query) }, headers).await
}
