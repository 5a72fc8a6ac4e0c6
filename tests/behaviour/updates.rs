//! `/update` and `comity update`: all of a request or nothing, by those who may.

use std::process::Command;

use axum::body::Body;
use axum::http::StatusCode;
use comity::server::{Settings, Tokens};
use comity::store::InitialContent;
use comity::store::snapshot::DefaultGraph;

use crate::server::{READER, Server, WRITER};

fn form(text: &str) -> String {
    form_urlencoded::Serializer::new(String::new()).append_pair("update", text).finish()
}

const FORM: &str = "application/x-www-form-urlencoded";

#[test]
fn an_update_by_form_and_by_body_is_seen_by_the_next_query() {
    let server = Server::empty();
    server.updated("INSERT DATA { <e:a> <e:p> 1 }");
    let reply = server.write("POST", "/update", FORM, &form("INSERT DATA { <e:a> <e:p> 2 }"));
    assert_eq!(reply.status, StatusCode::NO_CONTENT, "{}", reply.text());
    assert_eq!(server.rows("SELECT ?o { <e:a> <e:p> ?o } ORDER BY ?o"), ["1", "2"]);
}

#[test]
fn only_a_token_for_writing_writes() {
    let server = Server::empty();
    let send = |authorization: &[(&str, &str)]| {
        let mut headers = vec![("content-type", "application/sparql-update")];
        headers.extend(authorization);
        server.send("POST", "/update", &headers, "INSERT DATA { <e:a> <e:p> 1 }")
    };
    let without = send(&[]);
    assert_eq!(without.problem(), (401, "missing-token".into()));
    assert_eq!(without.header("www-authenticate"), "Bearer");
    let wrong = send(&[("authorization", "Bearer not-the-token-for-writing")]);
    assert_eq!(wrong.problem(), (401, "invalid-token".into()));
    let reader = format!("Bearer {READER}");
    assert_eq!(send(&[("authorization", &reader)]).problem(), (403, "insufficient-scope".into()));
    assert!(server.quads().is_empty());
    let writer = format!("Bearer {WRITER}");
    assert_eq!(send(&[("authorization", &writer)]).status, StatusCode::NO_CONTENT);
}

#[test]
fn a_server_without_a_token_only_reads() {
    let server = Server::with(InitialContent::Nothing, Settings::default());
    assert_eq!(server.update("INSERT DATA { <e:a> <e:p> 1 }").problem(), (403, "read-only".into()));
    assert!(!server.get("/sparql", "text/turtle").text().contains("SPARQL11Update"));
}

#[test]
fn a_refused_request_executes_nothing() {
    let server = Server::empty();
    server.updated("INSERT DATA { <e:a> <e:p> 1 }");
    let before = server.quads();
    let direct = "application/sparql-update";
    for (path, content_type, body, expected) in [
        ("/update", direct, "DROP ALL ; INSERT DATA { <e:a> }", (400, "syntax")),
        (
            "/update",
            direct,
            "DROP ALL ; CREATE GRAPH <e:g> ; CREATE GRAPH <e:g>",
            (409, "graph-exists"),
        ),
        ("/update", direct, "DROP ALL ; DROP GRAPH <e:none>", (409, "no-such-graph")),
        ("/update", direct, "DROP ALL ; LOAD <http://127.0.0.1:1/x>", (403, "load-refused")),
        (
            "/update",
            direct,
            "DROP ALL ; INSERT { <e:a> <e:p> ?x } WHERE { BIND(<e:f>(1) AS ?x) }",
            (400, "unknown-function"),
        ),
        (
            "/update?using-graph-uri=e:g",
            direct,
            "DELETE { ?s ?p ?o } USING <e:h> WHERE { ?s ?p ?o }",
            (400, "using-conflict"),
        ),
        (
            "/update?using-named-graph-uri=e:g",
            direct,
            "WITH <e:h> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
            (400, "using-conflict"),
        ),
        ("/update?default-graph-uri=e:g", direct, "DROP ALL", (400, "misplaced-parameter")),
        ("/update?update=DROP+ALL", direct, "DROP ALL", (400, "duplicate-parameter")),
        ("/update", direct, "ASK {}", (400, "syntax")),
        ("/update", FORM, "update=DROP+ALL&update=DROP+ALL", (400, "duplicate-parameter")),
        ("/update", FORM, "query=ASK+%7B%7D", (400, "misplaced-parameter")),
        ("/update", FORM, "", (400, "missing-update")),
        ("/update", FORM, "update=%FF%FE", (400, "encoding")),
        ("/update", "text/plain", "DROP ALL", (415, "media-type")),
        ("/update", "application/sparql-update; charset=utf-16", "DROP ALL", (415, "charset")),
        ("/update?validate=perhaps", direct, "DROP ALL", (400, "parameter")),
    ] {
        let reply = server.write("POST", path, content_type, body);
        let (status, code) = reply.problem();
        assert_eq!((status, code.as_str()), expected, "{path} {body}: {}", reply.text());
        assert_eq!(server.quads(), before, "{path} {body}");
    }
}

#[test]
fn an_update_is_posted() {
    let server = Server::empty();
    let reply = server.get("/update?update=DROP+ALL", "*/*");
    assert_eq!(reply.problem(), (405, "method-not-allowed".into()));
    assert_eq!(reply.header("allow"), "POST");
    let options = server.send("OPTIONS", "/update", &[], Body::empty());
    assert_eq!((options.status, options.header("allow")), (StatusCode::NO_CONTENT, "POST"));
}

#[test]
fn a_syntax_error_has_its_place() {
    let reply = Server::empty().update("INSERT DATA {\n <e:a> <e:b> }");
    let problem = reply.json();
    assert_eq!((&problem["line"], &problem["column"]), (&2.into(), &14.into()), "{problem}");
}

#[test]
fn later_operations_see_what_earlier_ones_did() {
    let server = Server::empty();
    server.updated(
        "INSERT DATA { <e:a> <e:n> 1 } ;\n\
         INSERT { ?s <e:m> ?o } WHERE { ?s <e:n> ?o } ;\n\
         DELETE { ?s <e:n> ?o } WHERE { ?s <e:m> ?o } ;\n\
         DELETE { ?s ?p ?o } INSERT { ?s ?p 2 } WHERE { ?s ?p ?o }",
    );
    assert_eq!(server.quads(), [",e:a,e:m,2"]);
}

#[test]
fn graphs_are_made_emptied_moved_and_dropped() {
    let server = Server::empty();
    server.updated("CREATE GRAPH <e:empty> ; INSERT DATA { GRAPH <e:g> { <e:a> <e:p> 1 } }");
    assert_eq!(server.graphs(), ["e:empty", "e:g"]);
    server.updated("COPY <e:g> TO <e:copy> ; ADD <e:g> TO DEFAULT ; CLEAR GRAPH <e:g>");
    assert_eq!(server.graphs(), ["e:copy", "e:empty", "e:g"]);
    assert_eq!(server.quads(), [",e:a,e:p,1", "e:copy,e:a,e:p,1"]);
    server.updated("MOVE <e:copy> TO <e:g> ; DROP GRAPH <e:empty> ; CLEAR DEFAULT");
    assert_eq!(server.graphs(), ["e:g"]);
    assert_eq!(server.quads(), ["e:g,e:a,e:p,1"]);
    server.updated("DELETE WHERE { GRAPH ?g { ?s ?p ?o } }");
    assert_eq!((server.graphs().len(), server.quads().len()), (1, 0), "an empty graph stays");
    server.updated("DROP SILENT GRAPH <e:none> ; CREATE SILENT GRAPH <e:g> ; LOAD SILENT <e:x>");
    server.updated("DROP ALL");
    assert!(server.graphs().is_empty());
}

#[test]
fn with_and_using_choose_the_graphs_of_an_update() {
    let server = Server::empty();
    let data =
        "INSERT DATA { <e:d> <e:p> 0 GRAPH <e:g> { <e:a> <e:p> 1 } GRAPH <e:h> { <e:b> <e:p> 2 } }";
    server.updated(data);
    server.updated("WITH <e:g> INSERT { ?s <e:q> ?o } WHERE { ?s <e:p> ?o }");
    server.updated("INSERT { ?s <e:r> ?o } USING <e:g> USING <e:h> WHERE { ?s <e:p> ?o }");
    server.updated("WITH <e:g> INSERT { ?x <e:named> ?o } WHERE { GRAPH <e:h> { ?x <e:p> ?o } }");
    let path = "/update?using-graph-uri=e:h&using-named-graph-uri=e:g";
    let text = "INSERT { ?s <e:t> ?x } WHERE { ?s <e:p> ?o GRAPH ?g { ?x <e:p> ?y } }";
    let reply = server.write("POST", path, "application/sparql-update", text);
    assert_eq!(reply.status, StatusCode::NO_CONTENT, "{}", reply.text());
    let expected = [
        ",e:a,e:r,1",
        ",e:b,e:r,2",
        ",e:b,e:t,e:a",
        ",e:d,e:p,0",
        "e:g,e:a,e:p,1",
        "e:g,e:a,e:q,1",
        "e:g,e:b,e:named,2",
        "e:h,e:b,e:p,2",
    ];
    assert_eq!(server.quads(), expected);
}

#[test]
fn blank_nodes_of_an_update_are_new_ones() {
    let server = Server::empty();
    let insert = "INSERT DATA { _:x <e:p> 1 . _:x <e:q> 1 }";
    server.updated(insert);
    server.updated(insert);
    let count = server.rows("SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s <e:p> 1 ; <e:q> 1 }");
    assert_eq!(count, ["2"]);
    server.updated("INSERT { _:each <e:of> ?s } WHERE { ?s <e:p> 1 }");
    assert_eq!(server.rows("SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s <e:of> ?o }"), ["2"]);
}

#[test]
fn only_what_makes_a_difference_makes_a_version() {
    let server = Server::empty();
    server.updated("INSERT DATA { <e:a> <e:p> 1 . <e:b> <e:p> 2 }");
    let version = |reply: &crate::server::Reply| reply.header("comity-data-version").to_owned();
    let before = version(&server.get("/sparql?query=ASK%7B%7D", "*/*"));
    let idle = "INSERT DATA { <e:a> <e:p> 1 } ; DELETE DATA { <e:c> <e:p> 1 } ; \
                INSERT DATA { <e:c> <e:p> 1 } ; DELETE DATA { <e:c> <e:p> 1 } ; \
                DELETE { ?s ?p ?o } INSERT { ?s ?p ?o } WHERE { ?s ?p ?o }";
    assert_eq!(version(&server.update(idle)), before);
    let changed = version(&server.update("DELETE DATA { <e:b> <e:p> 2 }"));
    assert_ne!(changed, before);
    let undone = version(&server.update("INSERT DATA { <e:b> <e:p> 2 }"));
    assert_eq!(undone, before, "the version follows from the data alone");
    assert_ne!(version(&server.update("CREATE GRAPH <e:empty>")), before);
}

#[test]
fn an_update_acts_on_the_stores_own_default_graph() {
    let server = Server::new(InitialContent::Nothing, DefaultGraph::Union);
    server.updated("INSERT DATA { GRAPH <e:g> { <e:a> <e:p> 1 } }");
    assert_eq!(server.rows("SELECT ?s { ?s ?p ?o }"), ["e:a"], "a query sees the union");
    server.updated("DELETE WHERE { ?s ?p ?o } ; INSERT { ?s <e:q> ?o } WHERE { ?s ?p ?o }");
    assert_eq!(server.rows("SELECT ?g ?p { GRAPH ?g { ?s ?p ?o } }"), ["e:g,e:p"]);
}

#[test]
fn direct_edges_follow_what_they_rest_on_and_cannot_be_written() {
    let server = Server::new(InitialContent::Bundle, DefaultGraph::Union);
    let edges = "SELECT ?o { <https://w3id.org/comity/id/state/XTN> <https://w3id.org/comity/ontology#memberOf> ?o }";
    assert!(server.rows(edges).is_empty());
    let membership = "PREFIX cmt: <https://w3id.org/comity/ontology#> PREFIX org: <http://www.w3.org/ns/org#> BASE <https://w3id.org/comity/id/>\n\
        OPERATION DATA { GRAPH <e:mine> { <membership/x> a cmt:Membership ; org:member <state/XTN> ; org:organization <organisation/SCO> ; org:role <role/member> } }";
    server.updated(&membership.replace("OPERATION", "INSERT"));
    assert_eq!(server.rows(edges), ["https://w3id.org/comity/id/organisation/SCO"]);
    server.updated(&membership.replace("OPERATION", "DELETE"));
    assert!(server.rows(edges).is_empty());
    let derived = "INSERT DATA { GRAPH <https://w3id.org/comity/graph/derived> { <e:a> <e:p> 1 } }";
    assert_eq!(server.update(derived).problem(), (409, "derived-graph".into()));
    let own = "INSERT DATA { GRAPH <https://w3id.org/comity/graph/store> { <e:a> <e:p> 1 } }";
    assert_eq!(server.update(own).problem(), (409, "reserved-graph".into()));
    server.updated("DROP ALL");
    assert!(server.quads().is_empty(), "direct edges go with what they rest on");
}

#[test]
fn a_change_can_be_checked_before_it_is_made() {
    let server = Server::new(InitialContent::Bundle, DefaultGraph::Union);
    let wrong = "PREFIX org: <http://www.w3.org/ns/org#> BASE <https://w3id.org/comity/id/>\n\
        INSERT DATA { GRAPH <e:mine> { <membership/x> a <https://w3id.org/comity/ontology#Membership> } }";
    let direct = "application/sparql-update";
    let before = server.get("/healthz", "*/*").header("comity-data-version").to_owned();
    let rejected = server.write("POST", "/update?validate=reject", direct, wrong);
    assert_eq!(rejected.problem(), (422, "invalid-data".into()));
    let findings = &rejected.json()["findings"];
    assert!(findings.as_array().is_some_and(|findings| !findings.is_empty()), "{findings}");
    assert!(findings[0]["node"].as_str().unwrap().ends_with("membership/x"), "{findings}");
    assert!(server.rows("SELECT ?s { GRAPH <e:mine> { ?s ?p ?o } }").is_empty());
    assert_eq!(server.get("/healthz", "*/*").header("comity-data-version"), before);
    let reported = server.write("POST", "/update?validate=report", direct, wrong);
    assert_eq!(reported.status, StatusCode::OK, "{}", reported.text());
    assert_eq!(&reported.json()["findings"], findings);
    assert_eq!(server.rows("SELECT ?s { GRAPH <e:mine> { ?s ?p ?o } }").len(), 1);
    let fine = "INSERT DATA { GRAPH <e:mine> { <e:a> <e:p> 1 } }";
    let again = server.write("POST", "/update?validate=reject", direct, fine);
    assert_eq!(
        again.status,
        StatusCode::OK,
        "what was wrong before does not count: {}",
        again.text()
    );
    assert_eq!(again.json()["findings"], serde_json::json!([]));
}

#[test]
fn what_was_written_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store");
    let comity = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_comity"))
            .args(["--store", store.to_str().unwrap(), "--empty"])
            .args(arguments)
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    let (code, _, said) =
        comity(&["update", "-e", "CREATE GRAPH <e:empty> ; INSERT DATA { <e:a> <e:p> 1 }"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("it now has 1 quads (+1)"), "{said}");
    let (_, rows, _) = comity(&["query", "-f", "csv", "-e", "SELECT ?g { GRAPH ?g {} }"]);
    assert_eq!(rows.lines().collect::<Vec<_>>(), ["g", "e:empty"]);
    std::fs::remove_file(store.join("snapshot.bin")).unwrap();
    let (_, rows, _) = comity(&["query", "-f", "csv", "-e", "SELECT ?g { GRAPH ?g {} }"]);
    assert_eq!(
        rows.lines().collect::<Vec<_>>(),
        ["g", "e:empty"],
        "also without the saved snapshot"
    );
    let (code, _, said) = comity(&["update", "-e", "DROP GRAPH <e:none>"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("there is no graph <e:none>"), "{said}");
    let (code, _, said) = comity(&["update", "-e", "INSERT DATA { <e:a> }"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("the update is not valid SPARQL at line 1"), "{said}");
}

#[test]
fn tokens_are_for_a_store_that_can_be_written() {
    let serve = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_comity"))
            .args(["serve", "--bind", "127.0.0.1:0"])
            .args(arguments)
            .env("COMITY_TOKEN", "a-token-that-is-long-enough write")
            .output()
            .unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, said) = serve(&[]);
    assert_eq!(code, Some(2));
    assert!(said.contains("`--store DIR`") && !said.contains("long-enough"), "{said}");
    let (_, said) = serve(&["--token-file", "/nowhere"]);
    assert!(said.contains("`/nowhere`"), "{said}");
    assert!(Tokens::parse("short write").is_err());
}
