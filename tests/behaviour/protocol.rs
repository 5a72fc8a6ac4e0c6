//! The details of the protocol that servers get wrong, and what operators see.

use axum::body::Body;
use axum::http::StatusCode;
use comity::server::Settings;
use comity::store::InitialContent;
use comity::store::snapshot::DefaultGraph;

use crate::server::{Reply, Server};

fn encode(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn ask(server: &Server, query: &str, headers: &[(&str, &str)]) -> Reply {
    server.send("GET", &format!("/sparql?query={}", encode(query)), headers, Body::empty())
}

#[test]
fn a_repeated_query_costs_a_304_until_the_data_change() {
    let server = Server::empty();
    server.updated("INSERT DATA { <e:a> <e:p> 1 }");
    let query = "SELECT * { ?s ?p ?o }";
    let first = ask(&server, query, &[("accept", "text/csv")]);
    let tag = first.header("etag").to_owned();
    assert!(tag.starts_with("W/\""), "{tag}");
    assert_eq!(first.header("cache-control"), "public, no-cache");
    let again = |query: &str, accept: &str| {
        ask(&server, query, &[("accept", accept), ("if-none-match", &tag)])
    };
    let same = again("SELECT  *  WHERE { ?s ?p ?o . }", "text/csv");
    assert_eq!((same.status, same.bytes.len()), (StatusCode::NOT_MODIFIED, 0));
    assert_eq!(same.header("etag"), tag);
    assert_eq!(again(query, "application/json").status, StatusCode::OK, "another format");
    assert_eq!(again("SELECT ?s { ?s ?p ?o }", "text/csv").status, StatusCode::OK);
    let headers = [
        ("accept", "text/csv"),
        ("if-none-match", tag.as_str()),
        ("content-type", "application/sparql-query"),
    ];
    assert_eq!(server.send("POST", "/sparql", &headers, query).status, StatusCode::OK);
    server.updated("INSERT DATA { <e:b> <e:p> 1 }");
    assert_eq!(again(query, "text/csv").status, StatusCode::OK, "other data");
    server.updated("DELETE DATA { <e:b> <e:p> 1 }");
    assert_eq!(again(query, "text/csv").status, StatusCode::NOT_MODIFIED, "the same data again");
}

#[test]
fn an_answer_of_the_moment_is_not_kept() {
    let server = Server::empty();
    for query in
        ["SELECT (NOW() AS ?x) {}", "SELECT (UUID() AS ?x) {}", "ASK { FILTER(RAND() < 2) }"]
    {
        let answer = ask(&server, query, &[]);
        assert_eq!(
            (answer.header("cache-control"), answer.header("etag")),
            ("no-store", ""),
            "{query}"
        );
        assert_eq!(ask(&server, query, &[("if-none-match", "*")]).status, StatusCode::OK);
    }
}

#[test]
fn relative_iris_are_of_the_endpoints_address() {
    let server = Server::empty();
    server.updated("INSERT DATA { <x> <#p> </y> }");
    assert_eq!(
        server.quads(),
        [",http://comity.test/x,http://comity.test/update#p,http://comity.test/y"]
    );
    let same = "SELECT (<x> AS ?iri) {}";
    assert!(ask(&server, same, &[]).text().contains("\"http://comity.test/x\""));
    let settings =
        Settings { public_url: Some("https://data.example/c".to_owned()), ..Settings::default() };
    let server = Server::with(InitialContent::Nothing, settings);
    assert!(ask(&server, same, &[]).text().contains("\"https://data.example/c/x\""));
    let description = server.get("/sparql", "application/n-triples").text();
    let endpoint = "<http://www.w3.org/ns/sparql-service-description#endpoint> <https://data.example/c/sparql>";
    assert!(description.contains(endpoint), "{description}");
}

#[test]
fn the_service_description_says_what_there_is() {
    let server = Server::empty();
    server.updated("CREATE GRAPH <e:empty>");
    let description = server.get("/sparql", "text/turtle").text();
    for part in [
        "sd:SPARQL11Query",
        "sd:SPARQL11Update",
        "sd:inputFormat",
        "sd:resultFormat",
        "sd:EmptyGraphs",
        "sd:name <e:empty>",
        "sd:extensionFunction",
    ] {
        assert!(description.contains(part), "{part}: {description}");
    }
    assert!(!description.contains("sd:UnionDefaultGraph"));
    let union = Server::new(InitialContent::Nothing, DefaultGraph::Union);
    assert!(union.get("/sparql", "text/turtle").text().contains("sd:UnionDefaultGraph"));
}

#[test]
fn parameters_are_of_their_operation_and_once() {
    let server = Server::empty();
    let code = |path: &str| server.get(path, "*/*").problem();
    assert_eq!(
        code("/sparql?query=ASK{}&query=ASK{}".replace('{', "%7B").replace('}', "%7D").as_str()),
        (400, "duplicate-parameter".into())
    );
    assert_eq!(
        code("/sparql?query=ASK%7B%7D&using-graph-uri=e:g"),
        (400, "misplaced-parameter".into())
    );
    assert_eq!(code("/sparql?update=DROP+ALL"), (400, "misplaced-parameter".into()));
    assert_eq!(code("/sparql?query=ASK%7B%7D&default-graph-uri=relative"), (400, "graph".into()));
    assert_eq!(
        code("/sparql?query=ASK%7B%7D&timeout=1&timeout=2"),
        (400, "duplicate-parameter".into())
    );
    assert_eq!(code("/sparql?default-graph-uri=e:g"), (400, "missing-query".into()));
    let utf16 = [("content-type", "application/sparql-query; charset=UTF-16")];
    assert_eq!(server.send("POST", "/sparql", &utf16, "ASK {}").problem(), (415, "charset".into()));
    let utf8 = [("content-type", "application/sparql-query; charset=\"utf-8\"")];
    assert_eq!(server.send("POST", "/sparql", &utf8, "ASK {}").status, StatusCode::OK);
}

#[test]
fn several_graphs_of_the_request_are_merged() {
    let server = Server::empty();
    server.updated("INSERT DATA { GRAPH <e:g> { <e:a> <e:p> 1 } GRAPH <e:h> { <e:a> <e:p> 1 . <e:b> <e:p> 2 } }");
    let query = encode("SELECT ?s { ?s ?p ?o } ORDER BY ?s");
    let merged = server.get(
        &format!("/sparql?query={query}&default-graph-uri=e:g&default-graph-uri=e:h"),
        "text/csv",
    );
    assert_eq!(merged.text(), "s\r\ne:a\r\ne:b\r\n");
    let query = encode("SELECT ?g { GRAPH ?g { <e:a> ?p ?o } }");
    let named = server.get(&format!("/sparql?query={query}&named-graph-uri=e:h"), "text/csv");
    assert_eq!(named.text(), "g\r\ne:h\r\n");
}

#[test]
fn an_unknown_function_is_an_error_when_it_is_called() {
    let server = Server::empty();
    let query = "SELECT (<e:nobody-has-it>(1) AS ?x) {}";
    let answer = ask(&server, query, &[]);
    assert_eq!(answer.problem(), (400, "unknown-function".into()));
    assert!(answer.text().contains("<e:nobody-has-it>"));
    assert_eq!(ask(&server, "SELECT * { ?s ?p ?o FILTER(<e:f>(?o)) }", &[]).status, StatusCode::OK);
    server.updated("INSERT DATA { <e:a> <e:p> 1 }");
    let filter = ask(&server, "SELECT * { ?s ?p ?o FILTER(<e:f>(?o)) }", &[]);
    assert_eq!(filter.problem(), (400, "unknown-function".into()));
}

#[test]
fn head_and_options_say_what_get_would() {
    let server = Server::empty();
    let path = format!("/sparql?query={}", encode("ASK {}"));
    let head = server.send("HEAD", &path, &[("accept", "text/csv")], Body::empty());
    assert_eq!((head.status, head.bytes.len()), (StatusCode::OK, 0));
    assert_eq!(head.header("content-type"), "text/csv; charset=utf-8");
    let options = server.send("OPTIONS", "/sparql", &[], Body::empty());
    assert_eq!(
        (options.status, options.header("allow")),
        (StatusCode::NO_CONTENT, "GET,HEAD,POST")
    );
    assert_eq!(server.send("OPTIONS", "/nowhere", &[], Body::empty()).problem().0, 404);
    let wrong = server.send("PUT", "/sparql", &[], Body::empty());
    assert_eq!((wrong.problem().0, wrong.header("allow")), (405, "GET,HEAD,POST"));
}

#[test]
fn pages_of_other_origins_may_ask_unless_they_are_listed() {
    let preflight = [
        ("origin", "https://page.example"),
        ("access-control-request-method", "PUT"),
        ("access-control-request-headers", "authorization, content-type"),
    ];
    let any = Server::empty().send("OPTIONS", "/store", &preflight, Body::empty());
    assert_eq!(any.status, StatusCode::NO_CONTENT);
    assert_eq!(any.header("access-control-allow-origin"), "*");
    assert_eq!(any.header("access-control-allow-headers"), "authorization, content-type");
    let settings =
        Settings { origins: vec!["https://other.example".to_owned()], ..Settings::default() };
    let listed = Server::with(InitialContent::Nothing, settings);
    let from = |origin| ask(&listed, "ASK {}", &[("origin", origin)]);
    assert_eq!(from("https://page.example").header("access-control-allow-origin"), "");
    let allowed = from("https://other.example");
    assert_eq!(allowed.header("access-control-allow-origin"), "https://other.example");
    assert!(allowed.headers.get_all("vary").iter().any(|vary| vary == "Origin"));
}

#[test]
fn answers_are_packed_as_the_client_wishes() {
    let server = Server::empty();
    let query = "SELECT ?x { VALUES ?x { 'long enough to be worth the trouble of packing it up for the wire' } }";
    let plain = ask(&server, query, &[]).bytes;
    let gzip = ask(&server, query, &[("accept-encoding", "gzip")]);
    assert_eq!(gzip.header("content-encoding"), "gzip");
    let mut unpacked = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&*gzip.bytes), &mut unpacked)
        .unwrap();
    assert_eq!(unpacked, plain);
    let zstd = ask(&server, query, &[("accept-encoding", "br;q=1, zstd;q=0.9")]);
    assert_eq!(zstd.header("content-encoding"), "zstd");
    assert_eq!(zstd::decode_all(&*zstd.bytes).unwrap(), plain);
    let identity = ask(&server, query, &[("accept-encoding", "gzip;q=0, identity")]);
    assert_eq!((identity.header("content-encoding"), &identity.bytes), ("", &plain));
}

#[test]
fn a_request_has_a_number_that_its_problem_tells() {
    let server = Server::empty();
    let problem = server.get("/nowhere", "*/*");
    assert_eq!(problem.json()["requestId"], problem.header("x-request-id"));
    let given =
        server.send("GET", "/nowhere", &[("x-request-id", "from-the-proxy.7")], Body::empty());
    assert_eq!(given.json()["requestId"], "from-the-proxy.7");
    let odd = server.send("GET", "/nowhere", &[("x-request-id", "a b\"c")], Body::empty());
    assert_ne!(odd.json()["requestId"], "a b\"c");
}

#[test]
fn operators_see_what_goes_on() {
    let server = Server::empty();
    assert_eq!(server.get("/readyz", "*/*").text(), "ready\n");
    server.updated("INSERT DATA { <e:a> <e:p> 1 }");
    server.get("/sparql?query=SELEC", "*/*");
    let metrics = server.get("/metrics", "*/*");
    assert!(metrics.header("content-type").starts_with("text/plain; version=0.0.4"));
    let text = metrics.text();
    for line in [
        "comity_requests_total{route=\"/sparql\",status=\"400\"} 1",
        "comity_requests_total{route=\"/update\",status=\"204\"} 1",
        "comity_problems_total{code=\"syntax\"} 1",
        "comity_request_seconds_count{route=\"/update\"} 1",
        "comity_quads 1",
        "comity_writable 1",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let value = line.rsplit_once(' ').map(|(_, value)| value.parse::<f64>());
        assert!(matches!(value, Some(Ok(_))), "{line}");
    }
}
