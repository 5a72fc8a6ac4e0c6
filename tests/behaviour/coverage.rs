//! Nothing found and nothing known are two answers.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;
use std::sync::Arc;

use axum::body::Body;
use axum::http::Request as HttpRequest;
use comity::import::rdf::{Options, read};
use comity::projection::{Layer, day_of};
use comity::query::question::Question;
use comity::server::{Settings, app};
use comity::store::Store;
use comity::store::snapshot::Snapshot;
use comity::study::coverage::{Asked, Request, Row, answer_for, coverage};
use comity::study::{Completeness, StudyError, centrality};
use insta::assert_snapshot;
use serde_json::Value;
use tower::ServiceExt;

use crate::shared::{BUNDLE, select};

/// The bundle with some Turtle added, whose names are below our namespace of things.
fn with(turtle: &str) -> Arc<Snapshot> {
    let text = format!(
        "@base <https://w3id.org/comity/id/> . @prefix cmt: <https://w3id.org/comity/ontology#> .\n\
         @prefix dcterms: <http://purl.org/dc/terms/> . @prefix org: <http://www.w3.org/ns/org#> .\n\
         @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n{turtle}"
    );
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("club.ttl");
    fs::write(&file, text).unwrap();
    Store::bundled().unwrap().preview(&read(&[file], &Options::default()).unwrap()).unwrap()
}

/// A club of 2000 with one member since 2003, whose list covers 2001 to 2010.
fn club(exhaustive: bool) -> Arc<Snapshot> {
    with(&format!(
        "<organisation/CLUB> a cmt:Organisation ; rdfs:label \"the Club\"@en ; cmt:founded \"2000-01-01\"^^xsd:date .\n\
         <source/club-list> a cmt:Document ; dcterms:title \"List of the Club\"@en ; cmt:citation cmt:dataset .\n\
         <coverage/club> a cmt:Coverage ; rdfs:label \"Members of the Club\"@en ; cmt:source <source/club-list> ;\n\
           cmt:covers cmt:Membership ; cmt:scope <organisation/CLUB> ; cmt:exhaustive {exhaustive} ;\n\
           cmt:start \"2001-01-01\"^^xsd:date ; cmt:end \"2010-12-31\"^^xsd:date .\n\
         <membership/CLUB-AND> a cmt:Membership ; org:member <state/AND> ; org:organization <organisation/CLUB> ;\n\
           org:role <role/member> ; cmt:start \"2003-01-01\"^^xsd:date ; cmt:source <source/club-list> ."
    ))
}

/// What a question's answer is: how many rows, and what is said about them.
fn check(snapshot: &Arc<Snapshot>, question: &str, given: &[(&str, &str)], expected: &str) {
    let question = Question::named(question).unwrap();
    let given: BTreeMap<String, String> =
        given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let values = question.values(snapshot, &given).unwrap();
    let query = question.query_with(&values, None).unwrap();
    let is_empty = select(snapshot, &query.to_string()).is_empty();
    let asked = Asked::new(question.covers.as_ref().expect("a line `Covers:`"), &values);
    let found = if is_empty { "nothing" } else { "rows" };
    let answer = match answer_for(snapshot, &asked, is_empty).unwrap() {
        Completeness::NotCovered(covered) => format!("{found}; not covered: {covered}"),
        other => format!("{found}; {other}"),
    };
    assert_eq!(answer, expected, "{given:?}");
}

#[test]
fn outside_of_the_declared_days_the_answer_is_not_covered() {
    let check = |date: &str, expected: &str| {
        check(&club(true), "members-of", &[("organisation", "CLUB"), ("date", date)], expected);
    };
    let not_covered =
        "not covered: memberships of the Club are covered from 2001-01-01 to 2010-12-31";
    check("2000-06-01", &format!("nothing; {not_covered}"));
    check("2001-01-01", "nothing; complete");
    check("2003-01-01", "rows; complete");
    check("2010-12-31", "rows; complete");
    check("2011-01-01", &format!("rows; {not_covered}"));
}

#[test]
fn before_the_founding_nobody_was_a_member_and_that_is_known() {
    check(
        &club(true),
        "members-of",
        &[("organisation", "CLUB"), ("date", "1999-12-31")],
        "nothing; complete",
    );
    check(
        &BUNDLE,
        "members-of",
        &[("organisation", "SCO"), ("date", "1999-01-01")],
        "nothing; complete",
    );
    check(
        &BUNDLE,
        "members-of",
        &[("organisation", "Warsaw Pact"), ("date", "1995-01-01")],
        "nothing; complete",
    );
}

#[test]
fn what_a_source_that_is_not_exhaustive_does_not_list_is_unknown() {
    check(
        &club(false),
        "members-of",
        &[("organisation", "CLUB"), ("date", "2002-01-01")],
        "nothing; not covered: memberships of the Club are covered from 2001-01-01 to 2010-12-31, \
         but not exhaustively: what is not listed is unknown",
    );
    check(
        &club(false),
        "members-of",
        &[("organisation", "CLUB"), ("date", "2005-01-01")],
        "rows; complete",
    );
}

#[test]
fn the_bundle_tells_not_covered_from_nothing() {
    check(
        &BUNDLE,
        "members-of",
        &[("organisation", "SCO"), ("date", "2030-01-01")],
        "rows; not covered: memberships of Shanghai Cooperation Organisation are covered from 2001-06-15 to 2026-11-24",
    );
    check(
        &BUNDLE,
        "visits-between",
        &[("a", "FRA"), ("b", "DEU")],
        "nothing; not covered: no source here is known to cover visits of France or Germany",
    );
    check(
        &BUNDLE,
        "trade-claims",
        &[("a", "FRA"), ("b", "DEU")],
        "nothing; not covered: no source here is known to cover observations of bilateral trade by France or Germany",
    );
    check(
        &BUNDLE,
        "members-of",
        &[("organisation", "SCO"), ("date", "2024-12-31")],
        "rows; complete",
    );
}

fn found(snapshot: &Arc<Snapshot>, request: &Request) -> Vec<Row> {
    coverage(snapshot, request).unwrap().rows
}

#[test]
fn a_source_without_a_declaration_is_shown_as_undeclared() {
    let snapshot = with(
        "<source/hearsay> a cmt:Document ; dcterms:title \"Hearsay\"@en ; cmt:citation cmt:recalled .\n\
         <visit/a> a cmt:Visit ; cmt:host <state/AND> ; cmt:visitingState <state/MCO> ; cmt:source <source/hearsay> ; cmt:start \"1950-05-01\"^^xsd:date .\n\
         <visit/b> a cmt:Visit ; cmt:host <state/AND> ; cmt:visitingState <state/SMR> ; cmt:source <source/hearsay> ; cmt:start \"1960-05-01\"^^xsd:date .",
    );
    let request = Request { source: Some("Hearsay".to_owned()), ..Request::default() };
    let [row] = found(&snapshot, &request).try_into().unwrap();
    assert_eq!((row.exhaustive, row.start, row.end), (None, None, None));
    assert_eq!((row.statements, row.states), (2, 3));
    assert_eq!(
        (row.first.as_deref(), row.last.as_deref()),
        (Some("1950-05-01"), Some("1960-05-01"))
    );
}

#[test]
fn regions_and_schemes_of_codes_stand_for_their_states() {
    let snapshot = with(
        "<source/list> a cmt:Document ; dcterms:title \"A list\"@en ; cmt:citation cmt:dataset .\n\
         <coverage/europe> a cmt:Coverage ; rdfs:label \"Europe\"@en ; cmt:source <source/list> ; cmt:covers cmt:Accreditation ; cmt:coversState <region/150> .\n\
         <coverage/system> a cmt:Coverage ; rdfs:label \"System\"@en ; cmt:source <source/list> ; cmt:covers cmt:Tenure ; cmt:coversState <scheme/cow> .",
    );
    let kinds = |state: &str| -> Vec<String> {
        let request = Request {
            source: Some("A list".to_owned()),
            state: Some(state.to_owned()),
            ..Request::default()
        };
        found(&snapshot, &request).into_iter().filter_map(|row| row.kind.label).collect()
    };
    assert_eq!(kinds("BLR"), ["accreditation", "tenure"]);
    assert_eq!(kinds("CHN"), ["tenure"]);
    assert!(kinds("GRL").is_empty());
}

#[test]
fn a_kind_is_covered_with_the_kinds_above_it_even_in_a_circle() {
    let snapshot = with(
        "cmt:Visit rdfs:subClassOf cmt:Statement . cmt:Statement rdfs:subClassOf cmt:Visit .\n\
         <source/all> a cmt:Document ; dcterms:title \"Everything\"@en ; cmt:citation cmt:dataset .\n\
         <coverage/all> a cmt:Coverage ; rdfs:label \"All\"@en ; cmt:source <source/all> ; cmt:covers cmt:Statement ; cmt:exhaustive true .",
    );
    check(&snapshot, "visits-between", &[("a", "FRA"), ("b", "DEU")], "nothing; complete");
    check(&snapshot, "partnership-history", &[("a", "FRA"), ("b", "DEU")], "nothing; complete");
}

#[test]
fn filters_leave_what_extends_to_them() {
    let request = |date: &str| Request {
        kind: Some("treaty action".to_owned()),
        scope: Some("Rome Statute of the International Criminal Court".to_owned()),
        date: Some(day_of(date.parse().unwrap())),
        ..Request::default()
    };
    let has = |date: &str, source: &str| {
        found(&BUNDLE, &request(date)).iter().any(|row| row.source.iri.ends_with(source))
    };
    assert!(has("2014-07-08", "/untc-status-2014"));
    assert!(!has("2014-07-09", "/untc-status-2014"));
    assert!(!has("2014-07-08", "/unga-votes-voeten"));
    let unknown = Request { source: Some("no such source".to_owned()), ..Request::default() };
    assert!(matches!(coverage(&BUNDLE, &unknown), Err(StudyError::Name(_))));
}

#[test]
fn every_kind_of_statement_has_a_coverage() {
    let rows = found(&BUNDLE, &Request::default());
    let kinds = |is_declared: bool| -> BTreeSet<&str> {
        rows.iter()
            .filter(|row| row.exhaustive.is_some() == is_declared)
            .map(|row| row.kind.iri.as_str())
            .collect()
    };
    let missing: Vec<&str> = kinds(false)
        .difference(&kinds(true))
        .copied()
        // An agreement is a thing; that of some topics is covered.
        .filter(|kind| !kind.ends_with("Agreement"))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn no_declared_coverage_is_empty() {
    let empty: Vec<Row> = found(&BUNDLE, &Request::default())
        .into_iter()
        .filter(|row| row.exhaustive.is_some() && row.statements == 0)
        .collect();
    assert!(empty.is_empty(), "{empty:#?}");
}

#[test]
fn a_day_that_a_layers_sources_cover_is_not_called_uncovered() {
    let question = |layer: Layer, date: &str| {
        let request = centrality::Request {
            layers: vec![layer],
            measure: "degree".to_owned(),
            as_of: Some(day_of(date.parse().unwrap())),
            years: None,
            weighted: false,
            normalised: false,
            sensitivity: false,
            top: None,
        };
        centrality::centrality(&BUNDLE, &request).unwrap().completeness
    };
    let own = |covers: &str| {
        let text = format!(
            "# Covers: {covers}\nSELECT ?source ?target ?start ?end {{ VALUES (?source ?target ?start ?end) {{\n\
             (<http://e.org/a> <http://e.org/b> \"1990-01-01\"^^<http://www.w3.org/2001/XMLSchema#date> \"1990-12-31\"^^<http://www.w3.org/2001/XMLSchema#date>) }} }}"
        );
        Layer::from_text("own", &text).unwrap()
    };
    let sco = || own("cmt:Membership; scope organisation/SCO");
    assert_eq!(question(sco(), "1990-06-01"), Completeness::Complete);
    assert_eq!(question(sco(), "2005-06-01"), Completeness::Complete);
    assert_eq!(
        question(sco(), "1980-06-01"),
        Completeness::NotCovered("the layer covers 1990-01-01 to 2026-11-24".to_owned())
    );
    assert!(Layer::from_text("own", "# Covers: everything\nSELECT * {}").is_err());
}

fn comity(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_comity"))
        .args(arguments)
        .env("COLUMNS", "200")
        .output()
        .expect("the program runs");
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn the_table_of_coverage() {
    let (code, table, _) = comity(&["coverage", "--kind", "observation", "--top", "6"]);
    assert_eq!(code, Some(0));
    assert_snapshot!(table);
}

#[test]
fn on_the_command_line_not_covered_is_said_and_exits_with_one() {
    let (code, _, said) =
        comity(&["query", "visits-between", "--param", "a=FRA", "--param", "b=DEU"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("not covered: no source here"), "{said}");
    let (code, _, said) = comity(&["query", "members-of", "--param", "date=1999-01-01"]);
    assert_eq!((code, said.as_str()), (Some(1), "nothing found\n"));
    assert_eq!(comity(&["coverage", "--kind", "no-such-kind"]).0, Some(1));
}

#[test]
fn over_http_the_header_says_it_and_the_study_has_its_shape() {
    let get = |path: &str| {
        let timeout = std::time::Duration::from_secs(20);
        let settings = Settings { timeout, ..Settings::default() };
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let request = HttpRequest::get(path).body(Body::empty()).unwrap();
            let answer = app(Store::bundled().unwrap(), settings).oneshot(request).await.unwrap();
            let completeness = answer.headers()["comity-completeness"].to_str().unwrap().to_owned();
            let body = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
            (completeness, String::from_utf8(body.to_vec()).unwrap())
        })
    };
    assert_eq!(get("/api/v1/questions/visits-between?a=FRA&b=DEU").0, "not-covered");
    assert_eq!(
        get("/api/v1/questions/members-of?organisation=SCO&date=2030-01-01").0,
        "not-covered"
    );
    assert_eq!(get("/api/v1/questions/members-of?organisation=SCO&date=1999-01-01").0, "complete");
    let (completeness, body) = get("/api/v1/centrality?layer=trade&asOf=1950-01-01");
    assert_eq!(completeness, "not-covered");
    let answer: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(answer["covered"], "the layer covers 1992-01-01 to 2025-12-31");
    let (completeness, body) =
        get("/api/v1/coverage?kind=membership&scope=SCO&date=2020-01-01&top=1");
    assert_eq!(completeness, "truncated");
    let answer: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(answer["study"], "coverage");
    let row = &answer["rows"][0];
    assert_eq!(row["scope"], "https://w3id.org/comity/id/organisation/SCO");
    assert_eq!(
        (row["start"].as_str(), row["exhaustive"].as_str()),
        (Some("2001-06-15"), Some("true"))
    );
}
