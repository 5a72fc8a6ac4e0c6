//! `/store`: graphs by their names, as the Graph Store Protocol has it.

use std::io::Write;

use axum::body::Body;
use axum::http::StatusCode;
use comity::store::InitialContent;
use comity::store::snapshot::DefaultGraph;

use crate::server::{Reply, Server, WRITER};

const TURTLE: &str = "text/turtle";
const GRAPH: &str = "/store?graph=http%3A%2F%2Fe.org%2Fg";

fn triples(reply: &Reply) -> Vec<String> {
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    let mut lines: Vec<String> = reply.text().lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

#[test]
fn a_graph_is_put_got_and_deleted() {
    let server = Server::empty();
    assert_eq!(server.get(GRAPH, "*/*").problem(), (404, "no-such-graph".into()));
    let put = |text| server.write("PUT", GRAPH, TURTLE, text);
    assert_eq!(put("<e:a> <e:p> 1 .").status, StatusCode::CREATED);
    assert_eq!(put("<e:a> <e:p> 2 .").status, StatusCode::NO_CONTENT);
    let got = server.get(GRAPH, "application/n-triples");
    assert_eq!(got.header("content-type"), "application/n-triples");
    let one = "<e:a> <e:p> \"2\"^^<http://www.w3.org/2001/XMLSchema#integer> .";
    assert_eq!(triples(&got), [one]);
    let head = server.send("HEAD", GRAPH, &[("accept", TURTLE)], Body::empty());
    assert_eq!((head.status, head.bytes.len()), (StatusCode::OK, 0));
    assert_eq!(head.header("content-type"), "text/turtle; charset=utf-8");
    let delete = || server.write("DELETE", GRAPH, "", "");
    assert_eq!(delete().status, StatusCode::NO_CONTENT);
    assert_eq!(server.get(GRAPH, "*/*").status, StatusCode::NOT_FOUND);
    assert_eq!(delete().problem(), (404, "no-such-graph".into()));
    let head = server.send("HEAD", GRAPH, &[], Body::empty());
    assert_eq!((head.status, head.bytes.len()), (StatusCode::NOT_FOUND, 0));
}

#[test]
fn a_graph_that_is_put_empty_is_there() {
    let server = Server::empty();
    assert_eq!(server.write("PUT", GRAPH, TURTLE, "").status, StatusCode::CREATED);
    assert_eq!(triples(&server.get(GRAPH, "application/n-triples")), [""; 0]);
    assert_eq!(server.graphs(), ["http://e.org/g"]);
    assert_eq!(server.write("PUT", GRAPH, TURTLE, "").status, StatusCode::NO_CONTENT);
}

#[test]
fn what_is_posted_is_added() {
    let server = Server::empty();
    let post = |path: &str, text| server.write("POST", path, TURTLE, text);
    assert_eq!(post(GRAPH, "<e:a> <e:p> 1 . [] <e:p> 1 .").status, StatusCode::CREATED);
    assert_eq!(post(GRAPH, "<e:a> <e:p> 1 . [] <e:p> 1 .").status, StatusCode::NO_CONTENT);
    assert_eq!(server.rows("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"), ["3"]);
    let made = post("/store", "<> <e:p> 1 .");
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let location = made.header("location");
    let path = location.strip_prefix("http://comity.test").unwrap();
    assert!(path.starts_with("/store/"), "{location}");
    let got = server.get(path, "application/n-triples");
    assert!(triples(&got)[0].starts_with(&format!("<{location}> <e:p>")), "{}", got.text());
}

#[test]
fn a_graph_is_named_by_its_address_too() {
    let server = Server::empty();
    let direct = "/store/person/%31.ttl";
    assert_eq!(server.write("PUT", direct, TURTLE, "<> <e:p> <x> .").status, StatusCode::CREATED);
    assert_eq!(server.graphs(), ["http://comity.test/store/person/%31.ttl"]);
    let indirect = "/store?graph=http%3A%2F%2Fcomity.test%2Fstore%2Fperson%2F%2531.ttl";
    let expected =
        "<http://comity.test/store/person/%31.ttl> <e:p> <http://comity.test/store/person/x> .";
    assert_eq!(triples(&server.get(indirect, "application/n-triples")), [expected]);
    let once = "/store?graph=http://comity.test/store/person/%31.ttl";
    assert_eq!(server.get(once, "*/*").status, StatusCode::NOT_FOUND, "decoded once, it is `1`");
}

#[test]
fn the_default_graph_is_the_stores_own() {
    let server = Server::new(InitialContent::Nothing, DefaultGraph::Union);
    server.updated("INSERT DATA { GRAPH <e:g> { <e:a> <e:p> <e:b> } }");
    let put = server.write("PUT", "/store?default", "application/n-triples", "<e:c> <e:p> <e:d> .");
    assert_eq!(put.status, StatusCode::NO_CONTENT);
    assert_eq!(
        triples(&server.get("/store?default", "application/n-triples")),
        ["<e:c> <e:p> <e:d> ."]
    );
    let all = server.get("/store", "application/n-quads");
    assert_eq!(triples(&all), ["<e:a> <e:p> <e:b> <e:g> .", "<e:c> <e:p> <e:d> ."]);
    assert_eq!(server.get("/store", TURTLE).status, StatusCode::NOT_ACCEPTABLE);
    assert_eq!(server.write("DELETE", "/store?default", "", "").status, StatusCode::NO_CONTENT);
    assert_eq!(triples(&server.get("/store?default", "application/n-triples")), [""; 0]);
    let whole = server.write("PUT", "/store", "application/n-quads", "<e:x> <e:p> <e:y> <e:z> .\n");
    assert_eq!(whole.status, StatusCode::NO_CONTENT);
    assert_eq!(server.graphs(), ["e:z"]);
}

#[test]
fn several_files_in_one_body_are_one_graph() {
    let server = Server::empty();
    let body = "--x\r\nContent-Type: text/turtle\r\n\r\n<e:a> <e:p> <e:b> .\r\n--x\r\n\
                Content-Disposition: form-data; name=\"f\"; filename=\"b.nt\"\r\n\r\n<e:c> <e:p> <e:d> .\r\n--x--\r\n";
    let reply = server.write("POST", GRAPH, "multipart/form-data; boundary=x", body);
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
    let expected = ["<e:a> <e:p> <e:b> .", "<e:c> <e:p> <e:d> ."];
    assert_eq!(triples(&server.get(GRAPH, "application/n-triples")), expected);
    let cut = server.write("POST", GRAPH, "multipart/form-data; boundary=x", &body[..80]);
    assert_eq!(cut.problem(), (400, "multipart".into()));
}

#[test]
fn every_format_is_read_and_written() {
    let server = Server::empty();
    let triple = "<http://e.org/a> <http://e.org/p> <http://e.org/b> .";
    server.write("PUT", GRAPH, TURTLE, triple);
    for format in [
        "text/turtle",
        "application/n-triples",
        "application/rdf+xml",
        "application/ld+json",
        "application/trig",
        "application/n-quads",
    ] {
        let got = server.get(GRAPH, format);
        assert!(got.header("content-type").starts_with(format), "{}", got.header("content-type"));
        let put = server.write("PUT", "/store?default", format, &got.text());
        assert_eq!(put.status, StatusCode::NO_CONTENT, "{format}: {}", put.text());
        assert_eq!(triples(&server.get("/store?default", "application/n-triples")), [triple]);
    }
}

#[test]
fn packed_bodies_are_unpacked_and_bounded() {
    let server = Server::empty();
    let token = format!("Bearer {WRITER}");
    let send = |coding: &str, bytes: Vec<u8>| {
        let headers = [
            ("authorization", token.as_str()),
            ("content-type", "application/n-triples"),
            ("content-encoding", coding),
        ];
        server.send("PUT", GRAPH, &headers, bytes)
    };
    let gzip = |text: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    };
    let triple = b"<e:a> <e:p> <e:b> .\n";
    assert_eq!(send("gzip", gzip(triple)).status, StatusCode::CREATED);
    assert_eq!(
        send("zstd", zstd::encode_all(&triple[..], 1).unwrap()).status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(send("identity", triple.to_vec()).status, StatusCode::NO_CONTENT);
    assert_eq!(send("br", triple.to_vec()).problem(), (415, "content-encoding".into()));
    assert_eq!(send("gzip", triple.to_vec()).problem(), (400, "content-encoding".into()));
    let bomb = vec![b'\n'; 20 << 20];
    let too_large = (413, "body-too-large".to_owned());
    assert_eq!(send("gzip", gzip(&bomb)).problem(), too_large);
    assert_eq!(send("zstd", zstd::encode_all(&bomb[..], 1).unwrap()).problem(), too_large);
    assert_eq!(send("gzip, gzip", gzip(&gzip(&bomb))).problem(), too_large);
    assert_eq!(send("identity", bomb).problem(), too_large);
    assert_eq!(triples(&server.get(GRAPH, "application/n-triples")).len(), 1);
}

#[test]
fn requests_that_make_no_sense_change_nothing() {
    let server = Server::empty();
    server.updated("INSERT DATA { GRAPH <http://e.org/g> { <e:a> <e:p> <e:b> } }");
    let before = server.quads();
    for (method, path, content_type, body, expected) in [
        ("PUT", "/store", TURTLE, "<e:x> <e:p> 1 .", (400, "missing-graph")),
        ("PUT", "/store?graph=g", TURTLE, "", (400, "graph")),
        ("PUT", "/store?default&graph=e:g", TURTLE, "", (400, "duplicate-parameter")),
        ("PUT", "/store?graph=e:g&graph=e:h", TURTLE, "", (400, "duplicate-parameter")),
        ("PUT", "/store/x?default", TURTLE, "", (400, "duplicate-parameter")),
        ("PUT", "/store?grpah=e:g", TURTLE, "", (400, "parameter")),
        ("PUT", GRAPH, "text/csv", "a,b", (415, "media-type")),
        ("PUT", GRAPH, "text/turtle; charset=koi8-r", "", (415, "charset")),
        ("PUT", GRAPH, TURTLE, "<e:a> <e:p> .", (400, "syntax")),
        ("PUT", GRAPH, "application/n-quads", "<e:x> <e:p> <e:y> <e:z> .", (400, "syntax")),
        ("POST", GRAPH, "multipart/form-data", "", (400, "multipart")),
        ("PATCH", GRAPH, "application/sparql-update", "DROP ALL", (405, "method-not-allowed")),
    ] {
        let reply = server.write(method, path, content_type, body);
        let (status, code) = reply.problem();
        assert_eq!((status, code.as_str()), expected, "{method} {path}: {}", reply.text());
        assert_eq!(server.quads(), before, "{method} {path}");
    }
    let patch = server.write("PATCH", GRAPH, "application/sparql-update", "DROP ALL");
    assert_eq!(patch.header("allow"), "GET,HEAD,PUT,POST,DELETE");
    let without = server.send("DELETE", GRAPH, &[], Body::empty());
    assert_eq!(without.problem(), (401, "missing-token".into()));
    let syntax = server.write("PUT", GRAPH, TURTLE, "<e:a>\n <e:p> .").json();
    assert_eq!(syntax["line"], 2, "{syntax}");
}

#[test]
fn a_writer_is_told_when_another_was_first() {
    let server = Server::empty();
    server.write("PUT", GRAPH, TURTLE, "<e:a> <e:p> 1 .");
    let tag = server.get(GRAPH, TURTLE).header("etag").to_owned();
    let token = format!("Bearer {WRITER}");
    let put = |name: &str, value: &str| {
        let headers = [("authorization", token.as_str()), ("content-type", TURTLE), (name, value)];
        server.send("PUT", GRAPH, &headers, "<e:a> <e:p> 2 .")
    };
    assert_eq!(put("if-match", "W/\"another\"").problem(), (412, "precondition".into()));
    assert_eq!(put("if-none-match", "*").problem(), (412, "precondition".into()));
    assert_eq!(put("if-match", &tag).status, StatusCode::NO_CONTENT);
    assert_eq!(put("if-match", &tag).problem(), (412, "precondition".into()));
    let unchanged =
        server.send("GET", GRAPH, &[("if-none-match", &tag), ("accept", TURTLE)], Body::empty());
    assert_eq!(unchanged.status, StatusCode::OK);
    let tag = unchanged.header("etag").to_owned();
    let unchanged =
        server.send("GET", GRAPH, &[("if-none-match", &tag), ("accept", TURTLE)], Body::empty());
    assert_eq!((unchanged.status, unchanged.bytes.len()), (StatusCode::NOT_MODIFIED, 0));
}
