//! Studies of networks as JSON.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;

use super::Shared;
use super::parameters::{Parameters, wrong};
use super::problem::Problem;
use super::studies::answer;
use crate::report::{
    centrality_table, communities_table, explain_table, ideal_points_table, network_table,
    path_table, similarity_table, structure_table,
};
use crate::study::{
    centrality, communities, explain, ideal_points, network, path, similarity, structure,
};

/// `GET /api/v1/network?layer=`: what a layer is made of.
pub(super) async fn describe(
    State(shared): State<Arc<Shared>>,
    Query(parameters): Query<BTreeMap<String, String>>,
) -> Result<Response, Problem> {
    let mut parameters = Parameters(parameters);
    let layer = parameters.layer("all")?;
    let is_csv = parameters.finish()?;
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

/// `GET /api/v1/communities?layer=`: which parts have more ties within them than chance would make.
pub(super) async fn divide(
    State(shared): State<Arc<Shared>>,
    Query(parameters): Query<BTreeMap<String, String>>,
) -> Result<Response, Problem> {
    let mut parameters = Parameters(parameters);
    let request = communities::Request {
        layers: parameters.layers("alliances")?,
        when: parameters.when()?,
        seed: parameters.parsed("seed", "a whole number")?.unwrap_or_default(),
        resolution: parameters.parsed("resolution", "a number above 0")?.unwrap_or(1.0),
    };
    let is_csv = parameters.finish()?;
    answer(shared, is_csv, move |snapshot| {
        let answer = communities::communities(snapshot, &request)?;
        let table = communities_table(&answer);
        Ok((answer, table))
    })
    .await
}

/// `GET /api/v1/structure?layer=`: how a network hangs together.
pub(super) async fn measure(
    State(shared): State<Arc<Shared>>,
    Query(parameters): Query<BTreeMap<String, String>>,
) -> Result<Response, Problem> {
    let mut parameters = Parameters(parameters);
    let request = structure::Request {
        layers: parameters.layers("alliances")?,
        when: parameters.when()?,
        backbone: parameters.parsed("backbone", "a number above 0 and at most 1")?,
        view: parameters.view()?,
    };
    let is_csv = parameters.finish()?;
    answer(shared, is_csv, move |snapshot| {
        let answer = structure::structure(snapshot, &request)?;
        let table = structure_table(&answer);
        Ok((answer, table))
    })
    .await
}

/// `GET /api/v1/similarity?a=`: what two things do alike, or one and all others.
pub(super) async fn compare(
    State(shared): State<Arc<Shared>>,
    Query(parameters): Query<BTreeMap<String, String>>,
) -> Result<Response, Problem> {
    let mut parameters = Parameters(parameters);
    let request = similarity::Request {
        layer: parameters.layer("positions")?,
        a: parameters.required("a")?,
        b: parameters.text("b"),
        measure: parameters.text("measure").unwrap_or_else(|| "share".to_owned()),
        from: parameters.day("from")?,
        to: parameters.day("to")?,
        years: parameters.years()?,
        least: parameters.parsed("least", "a whole number")?.unwrap_or(1),
        top: parameters.parsed("top", "a whole number")?,
    };
    let is_csv = parameters.finish()?;
    answer(shared, is_csv, move |snapshot| {
        let answer = similarity::similarity(snapshot, &request)?;
        let table = similarity_table(&answer);
        Ok((answer, table))
    })
    .await
}

/// `GET /api/v1/ideal-points?anchors=`: where each member stands on one dimension.
pub(super) async fn place(
    State(shared): State<Arc<Shared>>,
    Query(parameters): Query<BTreeMap<String, String>>,
) -> Result<Response, Problem> {
    let mut parameters = Parameters(parameters);
    let anchors = parameters.required("anchors")?;
    let (low, high) = anchors
        .split_once(',')
        .ok_or_else(|| wrong("anchors", &anchors, "two members such as USA,RUS"))?;
    let request = ideal_points::Request {
        layer: parameters.layer("positions")?,
        anchors: (low.trim().to_owned(), high.trim().to_owned()),
        from: parameters.day("from")?,
        to: parameters.day("to")?,
        abstention_is_no: parameters.flag("abstentionIsNo")?,
        replicates: parameters
            .parsed("replicates", "a whole number")?
            .unwrap_or(ideal_points::REPLICATES),
        seed: parameters.parsed("seed", "a whole number")?.unwrap_or_default(),
        least: parameters.parsed("least", "a whole number")?.unwrap_or(1),
    };
    let is_csv = parameters.finish()?;
    answer(shared, is_csv, move |snapshot| {
        let answer = ideal_points::ideal_points(snapshot, &request)?;
        let table = ideal_points_table(&answer);
        Ok((answer, table))
    })
    .await
}

/// `GET /api/v1/explain?layer=&by=`: whether the ties of a layer go with those of others.
pub(super) async fn regress(
    State(shared): State<Arc<Shared>>,
    Query(parameters): Query<BTreeMap<String, String>>,
) -> Result<Response, Problem> {
    let mut parameters = Parameters(parameters);
    let missing = || Problem::bad_request("parameter", "`by` is missing");
    let request = explain::Request {
        layer: parameters.layer("alliances")?,
        by: parameters.optional_layers("by")?.ok_or_else(missing)?,
        as_of: parameters.day("asOf")?,
        permutations: parameters
            .parsed("permutations", "a whole number")?
            .unwrap_or(explain::PERMUTATIONS),
        seed: parameters.parsed("seed", "a whole number")?.unwrap_or_default(),
    };
    let is_csv = parameters.finish()?;
    answer(shared, is_csv, move |snapshot| {
        let answer = explain::explain(snapshot, &request)?;
        let table = explain_table(&answer);
        Ok((answer, table))
    })
    .await
}
