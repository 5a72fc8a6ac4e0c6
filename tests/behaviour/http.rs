//! The server, called without a socket.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use comity::server::{Settings, app};
use comity::store::Store;
use serde_json::Value;
use tower::ServiceExt;

pub(crate) struct Answer {
    status: StatusCode,
    pub(crate) headers: axum::http::HeaderMap,
    pub(crate) body: String,
}

fn call(request: Request<Body>) -> Answer {
    call_within(Duration::from_secs(60), request)
}

fn call_within(timeout: Duration, request: Request<Body>) -> Answer {
    let settings = Settings { timeout, ..Settings::default() };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let response: Response<Body> =
            app(Store::bundled().unwrap(), settings).oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        let body = String::from_utf8(bytes.to_vec()).unwrap();
        Answer { status: parts.status, headers: parts.headers, body }
    })
}

pub(crate) fn get(path: &str, accept: &str) -> Answer {
    get_within(Duration::from_secs(60), path, accept)
}

pub(crate) fn get_within(timeout: Duration, path: &str, accept: &str) -> Answer {
    call_within(
        timeout,
        Request::get(path).header(header::ACCEPT, accept).body(Body::empty()).unwrap(),
    )
}

fn post(content_type: &str, body: &str) -> Answer {
    let request = Request::post("/sparql").header(header::CONTENT_TYPE, content_type);
    call(request.body(Body::from(body.to_owned())).unwrap())
}

fn encode(query: &str) -> String {
    form_urlencoded::byte_serialize(query.as_bytes()).collect()
}

fn content_type(answer: &Answer) -> &str {
    answer.headers[header::CONTENT_TYPE].to_str().unwrap()
}

fn problem(answer: &Answer) -> Value {
    assert_eq!(content_type(answer), "application/problem+json", "{}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

#[test]
fn a_query_by_get_by_form_and_by_body_has_one_answer() {
    let query = "SELECT ?o { <https://w3id.org/comity/id/state/BLR> <https://w3id.org/comity/ontology#memberOf> ?o } ORDER BY ?o";
    let by_get =
        get(&format!("/sparql?query={}", encode(query)), "application/sparql-results+json");
    assert_eq!(by_get.status, StatusCode::OK, "{}", by_get.body);
    assert!(by_get.body.contains("organisation/SCO"));
    let by_form = post("application/x-www-form-urlencoded", &format!("query={}", encode(query)));
    let by_body = post("application/sparql-query", query);
    assert_eq!(by_get.body, by_form.body);
    assert_eq!(by_get.body, by_body.body);
}

#[test]
fn the_answer_says_what_it_is() {
    let answer = get(&format!("/sparql?query={}", encode("ASK {}")), "*/*");
    assert_eq!(answer.headers["comity-completeness"], "complete");
    assert_eq!(answer.headers["comity-data-version"].len(), 32);
}

#[test]
fn the_client_chooses_the_format() {
    let rows = |accept| get(&format!("/sparql?query={}", encode("SELECT (1 AS ?x) {}")), accept);
    assert_eq!(content_type(&rows("text/csv")), "text/csv; charset=utf-8");
    assert_eq!(
        content_type(&rows("application/sparql-results+xml")),
        "application/sparql-results+xml"
    );
    assert_eq!(
        content_type(&rows("application/json;q=0.3, text/tab-separated-values")),
        "text/tab-separated-values; charset=utf-8"
    );
    assert_eq!(rows("image/png").status, StatusCode::NOT_ACCEPTABLE);
    let graph = |accept| {
        get(
            &format!(
                "/sparql?query={}",
                encode("CONSTRUCT { <http://e.org/a> <http://e.org/p> 1 } {}")
            ),
            accept,
        )
    };
    assert_eq!(content_type(&graph("*/*")), "text/turtle; charset=utf-8");
    assert_eq!(content_type(&graph("application/ld+json")), "application/ld+json");
    assert!(graph("application/n-triples").body.starts_with("<http://e.org/a>"));
}

#[test]
fn malformed_sparql_is_a_400_with_the_place() {
    let answer = post("application/sparql-query", "SELECT * WHERE {\n ?s ?p }");
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let problem = problem(&answer);
    assert_eq!(problem["code"], "syntax");
    assert_eq!((&problem["line"], &problem["column"]), (&Value::from(2), &Value::from(8)));
    assert!(problem["expected"].as_array().is_some_and(|expected| !expected.is_empty()));
}

#[test]
fn requests_that_make_no_sense_are_refused_with_reasons() {
    let code = |answer: Answer| {
        (answer.status.as_u16(), problem(&answer)["code"].as_str().unwrap().to_owned())
    };
    assert_eq!(
        code(post("application/x-www-form-urlencoded", "x=1")),
        (400, "missing-query".into())
    );
    assert_eq!(
        code(post("application/x-www-form-urlencoded", "query=ASK%7B%7D&query=ASK%7B%7D")),
        (400, "duplicate-parameter".into())
    );
    assert_eq!(
        code(post("application/x-www-form-urlencoded", "update=CLEAR+ALL")),
        (400, "misplaced-parameter".into())
    );
    assert_eq!(code(post("text/plain", "ASK {}")), (415, "media-type".into()));
    assert_eq!(
        code(post("application/sparql-query", "INSERT DATA { <a:b> <a:c> <a:d> }")),
        (400, "syntax".into())
    );
    assert_eq!(
        code(post("application/sparql-query", "SELECT (<a:f>() AS ?x) {}")),
        (400, "unknown-function".into())
    );
    assert_eq!(code(get("/nowhere", "*/*")), (404, "not-found".into()));
    let delete = Request::delete("/sparql").body(Body::empty()).unwrap();
    assert_eq!(code(call(delete)), (405, "method-not-allowed".into()));
    assert_eq!(
        code(get("/api/v1/questions/trade-claims?a=Belarsu", "*/*")),
        (400, "parameter".into())
    );
    assert_eq!(code(get("/api/v1/questions/trade-clams", "*/*")), (404, "unknown-question".into()));
}

#[test]
fn a_query_that_takes_too_long_is_an_error_not_a_short_answer() {
    let endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }";
    let path = format!("/sparql?query={}", encode(endless));
    let answer = get_within(Duration::from_millis(400), &path, "*/*");
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(problem(&answer)["code"], "query-timeout");
}

#[test]
fn the_dataset_of_the_request_takes_the_place_of_from() {
    let query = "SELECT (COUNT(*) AS ?n) FROM <http://e.org/none> { ?s ?p ?o }";
    let count =
        |path: &str| get(path, "text/csv").body.lines().nth(1).unwrap_or_default().to_owned();
    assert_eq!(count(&format!("/sparql?query={}", encode(query))), "0");
    let graph = encode("https://w3id.org/comity/graph/seed-article");
    assert_ne!(count(&format!("/sparql?query={}&default-graph-uri={graph}", encode(query))), "0");
}

#[test]
fn any_page_of_the_web_may_ask() {
    let request = Request::get(format!("/sparql?query={}", encode("ASK {}")))
        .header(header::ORIGIN, "https://example.org")
        .body(Body::empty())
        .unwrap();
    let answer = call(request);
    assert_eq!(answer.headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*");
    assert!(
        answer.headers[header::ACCESS_CONTROL_EXPOSE_HEADERS]
            .to_str()
            .unwrap()
            .contains("comity-data-version")
    );
}

#[test]
fn without_a_query_the_endpoint_describes_itself() {
    let answer = get("/sparql", "text/turtle");
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.body.contains("sd:UnionDefaultGraph"), "{}", answer.body);
    assert!(get("/sparql", "application/ld+json").body.contains("sparql-service-description"));
}

#[test]
fn a_named_question_is_a_page_of_its_own() {
    let answer = get("/api/v1/questions/trade-claims?a=BLR&b=CHN", "application/json");
    assert!(answer.body.contains("84400000000"), "{}", answer.body);
    let list: Value = serde_json::from_str(&get("/api/v1/questions", "*/*").body).unwrap();
    assert!(list.as_array().unwrap().iter().any(|question| question["name"] == "trade-claims"));
}

#[test]
fn the_first_page_offers_the_questions() {
    let answer = get("/", "text/html");
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.body.contains("data-name=\"trade-claims\""));
    assert_eq!(get("/healthz", "*/*").body, "ok\n");
}

#[test]
fn a_study_over_http_has_the_shape_and_the_numbers_of_the_command_line() {
    let path = "centrality?layer=alliances&measure=betweenness&asOf=1985-01-01&top=3";
    let answer = get(&format!("/api/v1/{path}"), "*/*");
    let over_http: Value = serde_json::from_str(&answer.body).unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_comity"))
        .args(["centrality", "--layer", "alliances", "--measure", "betweenness"])
        .args(["--as-of", "1985-01-01", "--top", "3", "--format", "json"])
        .output()
        .unwrap();
    let on_the_command_line: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(over_http, on_the_command_line);
    assert_eq!(over_http["completeness"], "truncated");
    assert_eq!(answer.headers["comity-completeness"], "truncated");
    let row = &over_http["rows"][0];
    for key in ["node", "label", "score", "rank"] {
        assert!(!row[key].is_null(), "{row}");
    }
    let csv = get(&format!("/api/v1/{path}&format=csv"), "*/*");
    assert_eq!(csv.body.lines().next(), Some("rank,node,score"));
}

#[test]
fn a_study_over_http_refuses_what_it_does_not_know() {
    let code = |path: &str| {
        let answer = get(path, "*/*");
        (answer.status.as_u16(), problem(&answer)["detail"].as_str().unwrap().to_owned())
    };
    assert_eq!(code("/api/v1/centrality?layer=nope").0, 404);
    assert!(code("/api/v1/centrality?mesure=degree").1.contains("`mesure`"));
    assert!(code("/api/v1/path?from=BLR").1.contains("`to` is missing"));
    assert!(code("/api/v1/path?from=Belarsu&to=CHN").1.contains("did you mean Belarus?"));
    let file = encode("/etc/passwd");
    assert_eq!(
        code(&format!("/api/v1/network?layer={file}")).0,
        404,
        "no file of the server is read"
    );
}

#[test]
fn a_report_is_the_same_over_http_and_names_what_it_does_not_know() {
    let answer = get("/api/v1/report/dyad?a=BLR&b=CHN&asOf=2025-06-04", "*/*");
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let json: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(json["title"], "Belarus and China");
    assert_eq!(answer.headers["comity-completeness"], json["completeness"].as_str().unwrap());
    let html = get("/api/v1/report/organisation?subject=SCO&format=html", "*/*");
    assert!(html.body.starts_with("<!DOCTYPE html>"), "{}", html.body);
    assert_eq!(get("/api/v1/report/nation?subject=BLR", "*/*").status, StatusCode::NOT_FOUND);
    let missing = get("/api/v1/report/dyad?a=BLR", "*/*");
    assert_eq!(problem(&missing)["detail"], "`b` is missing");
}
