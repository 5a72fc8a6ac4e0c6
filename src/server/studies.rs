//! Studies as JSON: the same answers as those of the command line.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::problem::Problem;
use super::{COMPLETENESS, DATA_VERSION, Shared};
use crate::projection::{Layer, day_of};
use crate::query::Snapshot;
use crate::query::names::Kind;
use crate::render::{Table, csv};
use crate::report::{
    centrality_table, conflicts_table, coverage_table, envelope, network_table, path_table,
    search_table,
};
use crate::study::{Answer, StudyError, centrality, conflicts, coverage, network, path, search};

/// The parameters of a request, each taken out as it is understood; what is left at the end is unknown.
pub(super) struct Parameters(BTreeMap<String, String>);

impl Parameters {
    pub(super) fn new(parameters: BTreeMap<String, String>) -> Self {
        Self(parameters)
    }

    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        self.0.remove(name)
    }

    pub(super) fn required(&mut self, name: &'static str) -> Result<String, Problem> {
        self.text(name)
            .ok_or_else(|| Problem::bad_request("parameter", format!("`{name}` is missing")))
    }

    fn parsed<T: FromStr>(
        &mut self,
        name: &'static str,
        expected: &str,
    ) -> Result<Option<T>, Problem> {
        let Some(value) = self.text(name) else { return Ok(None) };
        value.parse().map(Some).map_err(|_| wrong(name, &value, expected))
    }

    fn flag(&mut self, name: &'static str) -> Result<bool, Problem> {
        Ok(self.parsed(name, "true or false")?.unwrap_or_default())
    }

    pub(super) fn day(&mut self, name: &'static str) -> Result<Option<i32>, Problem> {
        let date: Option<jiff::civil::Date> = self.parsed(name, "a date such as 1985-01-01")?;
        Ok(date.map(day_of))
    }

    fn years(&mut self) -> Result<Option<(i16, i16)>, Problem> {
        let Some(value) = self.text("years") else { return Ok(None) };
        value
            .split_once("..")
            .and_then(|(first, last)| Some((first.parse().ok()?, last.parse().ok()?)))
            .map(Some)
            .ok_or_else(|| wrong("years", &value, "two years such as 1946..2024"))
    }

    fn layers(&mut self, default: &str) -> Result<Vec<Layer>, Problem> {
        let names = self.text("layer").unwrap_or_else(|| default.to_owned());
        // A layer of the caller's own is a query of its own; files of the server are not named from outside.
        let find = |name: &str| {
            if Layer::names().iter().any(|known| known == name) || name.contains('{') {
                Layer::find(name).map_err(StudyError::from)
            } else {
                Err(unknown_layer(name))
            }
        };
        let layers = if names.contains('{') {
            find(&names).map(|layer| vec![layer])
        } else {
            names.split(',').map(|name| find(name.trim())).collect()
        };
        Ok(layers?)
    }

    /// Whether the answer is wanted as CSV; after this no parameter may be left.
    fn finish(mut self) -> Result<bool, Problem> {
        let is_csv = match self.text("format").as_deref() {
            None | Some("json") => false,
            Some("csv") => true,
            Some(other) => return Err(wrong("format", other, "json or csv")),
        };
        self.ensure_empty().map(|()| is_csv)
    }

    /// No parameter may be left that was not understood.
    pub(super) fn ensure_empty(&self) -> Result<(), Problem> {
        match self.0.keys().next() {
            None => Ok(()),
            Some(name) => Err(Problem::bad_request(
                "parameter",
                format!("there is no parameter `{name}` here"),
            )),
        }
    }
}

pub(super) fn wrong(name: &str, value: &str, expected: &str) -> Problem {
    Problem::bad_request("parameter", format!("`{name}` cannot be `{value}`: expected {expected}"))
}

fn unknown_layer(name: &str) -> StudyError {
    crate::projection::LayerError::Unknown { name: name.to_owned(), known: Layer::names() }.into()
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

/// `GET /api/v1/network?layer=`: what a layer is made of.
pub(super) async fn describe(
    State(shared): State<Arc<Shared>>,
    Query(parameters): Query<BTreeMap<String, String>>,
) -> Result<Response, Problem> {
    let mut parameters = Parameters(parameters);
    let layers = parameters.layers("all")?;
    let is_csv = parameters.finish()?;
    let Some(layer) = layers.into_iter().next() else { return Err(wrong("layer", "", "a layer")) };
    answer(shared, is_csv, move |snapshot| {
        let answer = network::describe(snapshot, &layer)?;
        let table = network_table(&answer);
        Ok((answer, table))
    })
    .await
}

/// `GET /api/v1/centrality?layer=&measure=`: who is central.
pub(super) async fn rank(
    State(shared): State<Arc<Shared>>,
    Query(parameters): Query<BTreeMap<String, String>>,
) -> Result<Response, Problem> {
    let mut parameters = Parameters(parameters);
    let request = centrality::Request {
        layers: parameters.layers("alliances")?,
        measure: parameters.text("measure").unwrap_or_else(|| "betweenness".to_owned()),
        as_of: parameters.day("asOf")?,
        years: parameters.years()?,
        weighted: parameters.flag("weighted")?,
        normalised: parameters.flag("normalised")?,
        sensitivity: parameters.flag("sensitivity")?,
        top: parameters.parsed("top", "a whole number")?,
    };
    let is_csv = parameters.finish()?;
    answer(shared, is_csv, move |snapshot| {
        let answer = centrality::centrality(snapshot, &request)?;
        let table = centrality_table(&answer);
        Ok((answer, table))
    })
    .await
}

/// `GET /api/v1/path?from=&to=`: how two things are connected.
pub(super) async fn connect(
    State(shared): State<Arc<Shared>>,
    Query(parameters): Query<BTreeMap<String, String>>,
) -> Result<Response, Problem> {
    let mut parameters = Parameters(parameters);
    let choice = match (parameters.parsed("k", "a whole number")?, parameters.flag("allShortest")?)
    {
        (Some(count), _) => path::Choice::Shortests(count),
        (None, true) => path::Choice::AllShortest,
        (None, false) => path::Choice::Shortest,
    };
    let request = path::Request {
        layers: parameters.layers("all")?,
        from: parameters.required("from")?,
        to: parameters.required("to")?,
        choice,
        max_hops: parameters.parsed::<u8>("maxHops", "a number from 1 to 20")?.map_or(
            Ok(4),
            |hops| match hops {
                1..=20 => Ok(hops),
                _ => Err(wrong("maxHops", &hops.to_string(), "a number from 1 to 20")),
            },
        )?,
        time_respecting: parameters.flag("timeRespecting")?,
        as_of: parameters.day("asOf")?,
        min_sources: parameters.parsed("minSources", "a whole number")?.unwrap_or_default(),
        weighted: parameters.flag("weighted")?,
    };
    let is_csv = parameters.finish()?;
    answer(shared, is_csv, move |snapshot| {
        let answer = path::paths(snapshot, &request)?;
        let table = path_table(&answer);
        Ok((answer, table))
    })
    .await
}

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
async fn answer<R: Send + 'static>(
    shared: Arc<Shared>,
    is_csv: bool,
    study: impl FnOnce(&Arc<Snapshot>) -> Result<(Answer<R>, Table), StudyError> + Send + 'static,
) -> Result<Response, Problem> {
    let snapshot = shared.store.snapshot();
    let _slot = shared.slot().await?;
    let (answer, table) = tokio::task::spawn_blocking(move || study(&snapshot))
        .await
        .map_err(|_| Problem::internal("the study failed inside the server"))??;
    let (media_type, body) = if is_csv {
        ("text/csv; charset=utf-8", csv(&table))
    } else {
        ("application/json", format!("{:#}\n", envelope(&answer, &table)))
    };
    let mut response = body.into_response();
    let fields = response.headers_mut();
    fields.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    answer_headers(fields, &answer.data_version.to_string(), &answer.completeness.to_string());
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
