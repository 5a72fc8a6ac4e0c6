//! One question, one answer: the command line, the JSON interface and the services give the same numbers.

use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use crate::http::{get, get_within};
use crate::shared::{BUNDLE, Row, select_with_services};

/// The answer of a command as JSON.
fn on_the_command_line(arguments: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_comity"))
        .args(arguments)
        .args(["--format", "json"])
        .env_remove("COMITY_STORE")
        .env_remove("COMITY_LAYERS")
        .output()
        .expect("the program runs");
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

fn over_http(path: &str) -> Value {
    serde_json::from_str(&get(&format!("/api/v1/{path}"), "*/*").body).unwrap()
}

fn inside_sparql(block: &str) -> Vec<Row> {
    let query =
        format!("PREFIX svc: <https://w3id.org/comity/service#> SELECT * {{ SERVICE {block} }}");
    select_with_services(&BUNDLE, &query).unwrap_or_else(|error| panic!("{error}"))
}

/// A row of JSON as a service gives it: nodes in short, numbers as they are parsed.
fn check(command: &[&str], path: &str, block: &str, columns: &[&str]) {
    let answer = on_the_command_line(command);
    assert_eq!(answer, over_http(path));
    let rows = answer["rows"].as_array().unwrap();
    assert!(!rows.is_empty());
    let of_service = inside_sparql(block);
    assert_eq!(rows.len(), of_service.len());
    for (row, of_service) in rows.iter().zip(&of_service) {
        for &column in columns {
            let text = of_service.get(column).map(String::as_str);
            match &row[column] {
                Value::Null => assert_eq!(text, None, "{row}"),
                Value::String(value) => {
                    assert_eq!(Some(value.replace(comity::vocab::ID, "").as_str()), text, "{row}");
                }
                number => {
                    let found = text.and_then(|text| text.parse().ok()).unwrap_or(f64::NAN);
                    let expected = number.as_f64().unwrap_or(f64::NAN);
                    // The texts are the same; what reads them here may be off by one in the last bit.
                    let slack = f64::EPSILON * expected.abs();
                    assert!((found - expected).abs() <= slack, "{found}, expected {row}");
                }
            }
        }
    }
}

#[test]
fn centrality_is_the_same_on_all_surfaces() {
    check(
        &["centrality", "--layer", "alliances", "--measure", "closeness", "--as-of", "1985-01-01"],
        "centrality?layer=alliances&measure=closeness&asOf=1985-01-01",
        "svc:centrality { [] svc:layer \"alliances\" ; svc:measure \"closeness\" ; svc:asOf \"1985-01-01\" ;
           svc:node ?node ; svc:score ?score ; svc:rank ?rank }",
        &["node", "score", "rank"],
    );
}

#[test]
fn paths_are_the_same_on_all_surfaces() {
    check(
        &["path", "GBR", "CHN", "--layer", "partnerships", "-k", "2", "--max-hops", "3"],
        "path?from=GBR&to=CHN&layer=partnerships&k=2&maxHops=3",
        "svc:path { [] svc:from \"GBR\" ; svc:to \"CHN\" ; svc:layer \"partnerships\" ; svc:k 2 ; svc:maxHops 3 ;
           svc:path ?path ; svc:hop ?hop ; svc:hopFrom ?from ; svc:hopTo ?to ; svc:statement ?statement ; svc:window ?window }",
        &["path", "hop", "from", "to", "statement", "window"],
    );
}

#[test]
fn communities_are_the_same_on_all_surfaces() {
    check(
        &["communities", "--layer", "shared-memberships", "--as-of", "1985-01-01", "--seed", "3"],
        "communities?layer=shared-memberships&asOf=1985-01-01&seed=3",
        "svc:communities { [] svc:layer \"shared-memberships\" ; svc:asOf \"1985-01-01\" ; svc:seed 3 ;
           svc:node ?node ; svc:community ?community }",
        &["node", "community"],
    );
}

#[test]
fn structure_is_the_same_on_all_surfaces() {
    check(
        &["structure", "--layer", "alliances,partnerships", "--as-of", "2010-01-01"],
        "structure?layer=alliances,partnerships&asOf=2010-01-01",
        "svc:structure { [] svc:layer \"alliances,partnerships\" ; svc:asOf \"2010-01-01\" ;
           svc:measure ?measure ; svc:value ?value }",
        &["measure", "value"],
    );
}

#[test]
fn views_of_structure_are_the_same_on_all_surfaces() {
    check(
        &["structure", "--layer", "partnerships", "--years", "2019..2020", "--ei", "--groups", "continent"],
        "structure?layer=partnerships&years=2019..2020&view=ei&groups=continent",
        "svc:structure { [] svc:layer \"partnerships\" ; svc:years \"2019..2020\" ; svc:view \"ei\" ;
           svc:groups \"continent\" ; svc:year ?year ; svc:node ?node ; svc:group ?group ;
           svc:measure ?measure ; svc:value ?value }",
        &["year", "measure", "value"],
    );
    check(
        &["structure", "--layer", "visits", "--null-model", "20", "--seed", "4"],
        "structure?layer=visits&view=null-model&samples=20&seed=4",
        "svc:structure { [] svc:layer \"visits\" ; svc:view \"null-model\" ; svc:samples 20 ; svc:seed 4 ;
           svc:measure ?measure ; svc:value ?value ; svc:mean ?mean ; svc:z ?z ; svc:p ?p }",
        &["measure", "value", "mean", "z", "p"],
    );
}

#[test]
fn ideal_points_are_the_same_on_all_surfaces() {
    check(
        &["similarity", "--ideal-points", "--anchors", "Cuba,USA", "--seed", "2", "--least", "9"],
        "ideal-points?anchors=Cuba,USA&seed=2&least=9",
        "svc:ideal-points { [] svc:anchors \"Cuba,USA\" ; svc:seed 2 ; svc:least 9 ;
           svc:node ?node ; svc:point ?point ; svc:error ?error ; svc:low ?low ; svc:high ?high ; svc:votes ?votes }",
        &["node", "point", "error", "low", "high", "votes"],
    );
}

#[test]
fn what_explains_a_layer_is_the_same_on_all_surfaces() {
    check(
        &[
            "network",
            "alliances",
            "--explain-by",
            "partnerships,initiatives",
            "--as-of",
            "2010-01-01",
            "--permutations",
            "50",
        ],
        "explain?layer=alliances&by=partnerships,initiatives&asOf=2010-01-01&permutations=50",
        "svc:explain { [] svc:layer \"alliances\" ; svc:by \"partnerships,initiatives\" ; svc:asOf \"2010-01-01\" ;
           svc:permutations 50 ; svc:term ?term ; svc:coefficient ?coefficient ; svc:t ?t ; svc:p ?p }",
        &["term", "coefficient", "t", "p"],
    );
}

#[test]
fn similarity_is_the_same_on_all_surfaces() {
    check(
        &["similarity", "BLR", "--measure", "kappa", "--from", "1990-01-01", "--least", "5"],
        "similarity?a=BLR&measure=kappa&from=1990-01-01&least=5",
        "svc:similarity { [] svc:a \"BLR\" ; svc:measure \"kappa\" ; svc:from \"1990-01-01\" ; svc:least 5 ;
           svc:b ?b ; svc:value ?value ; svc:compared ?compared }",
        &["b", "value", "compared"],
    );
}

#[test]
fn a_date_that_is_not_covered_is_said_over_http_in_every_format() {
    for study in ["communities", "structure", "centrality"] {
        let path = format!("/api/v1/{study}?layer=alliances&asOf=1700-01-01");
        let answer = get(&path, "*/*");
        let json: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(json["completeness"], "not-covered");
        let csv = get(&format!("{path}&format=csv"), "*/*");
        assert_eq!(csv.headers["comity-completeness"], "not-covered");
        assert_eq!(json["covered"], csv.headers["comity-covered"].to_str().unwrap());
    }
}

const SOON: Duration = Duration::from_millis(400);

#[test]
fn a_study_that_takes_too_long_is_an_error_on_the_server_and_inside_sparql() {
    let study = "structure?layer=shared-memberships&view=null-model&samples=100000";
    let started = std::time::Instant::now();
    let answer = get_within(SOON, &format!("/api/v1/{study}"), "*/*");
    let problem: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(
        (problem["status"].as_u64(), &problem["code"]),
        (Some(503), &"query-timeout".into())
    );
    let query: String = form_urlencoded::byte_serialize(
        b"PREFIX svc: <https://w3id.org/comity/service#> SELECT * { SERVICE svc:structure {
            [] svc:layer \"shared-memberships\" ; svc:view \"null-model\" ; svc:samples 100000 ; svc:value ?value } }",
    )
    .collect();
    let answer = get_within(SOON, &format!("/sparql?query={query}"), "*/*");
    let problem: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(problem["code"], "query-timeout");
    assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
}
