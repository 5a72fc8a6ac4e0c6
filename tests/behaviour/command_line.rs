//! What a person sees in a shell: exit code, standard output, standard error.

use std::process::{Command, Output, Stdio};

use insta::assert_snapshot;

fn comity(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_comity"))
        .args(arguments)
        .env("COLUMNS", "100")
        .env_remove("COMITY_STORE")
        .current_dir(env!("CARGO_TARGET_TMPDIR"))
        .stdin(Stdio::null())
        .output()
        .expect("the program runs")
}

/// Exit code, output and talk in one text.
fn transcript(arguments: &[&str]) -> String {
    let output = comity(arguments);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_end().to_owned();
    format!(
        "exit {}\n--- out\n{}\n--- err\n{}",
        output.status.code().unwrap_or(-1),
        text(&output.stdout),
        text(&output.stderr)
    )
}

#[test]
fn help_is_short() {
    assert_snapshot!(transcript(&["--help"]));
}

#[test]
fn a_misspelt_state_is_answered_with_the_right_one() {
    assert_snapshot!(transcript(&["query", "trade-claims", "--param", "a=Belarsu"]));
}

#[test]
fn a_misspelt_question_is_answered_with_the_right_one() {
    assert_snapshot!(transcript(&["query", "trade-clams"]));
}

#[test]
fn malformed_sparql_shows_the_place() {
    assert_snapshot!(transcript(&["query", "-e", "SELECT *\nWHERE { ?s ?p ?o FILER(?o) }"]));
}

#[test]
fn an_unknown_function_is_named() {
    assert_snapshot!(transcript(&["query", "-e", "SELECT (<http://e.org/f>(1) AS ?x) {}"]));
}

#[test]
fn another_hosts_service_is_not_asked() {
    assert_snapshot!(transcript(&[
        "query",
        "-e",
        "SELECT * { SERVICE <http://e.org/sparql> { ?s ?p ?o } }"
    ]));
}

#[test]
fn a_table_has_labels_beside_iris() {
    assert_snapshot!(transcript(&[
        "query",
        "-e",
        "PREFIX cmt: <https://w3id.org/comity/ontology#> SELECT ?state ?code ?n { VALUES (?state ?n) { (<https://w3id.org/comity/id/state/BLR> 1.5) (<https://w3id.org/comity/id/state/CHN> 20) } ?state <http://www.w3.org/2004/02/skos/core#notation> ?code FILTER (DATATYPE(?code) = cmt:iso3166-1-alpha-3) } ORDER BY ?n",
    ]));
}

#[test]
fn formats_of_rows() {
    let query =
        "SELECT ?a ?b { VALUES (?a ?b) { (<http://e.org/a> \"x, \\\"y\\\"\"@en) (UNDEF 2) } }";
    for format in ["json", "xml", "csv", "tsv", "md"] {
        assert_snapshot!(
            format!("rows as {format}"),
            transcript(&["query", "-e", query, "--format", format])
        );
    }
}

#[test]
fn exit_codes_follow_what_was_found() {
    let code = |arguments: &[&str]| comity(arguments).status.code();
    assert_eq!(code(&["query", "-e", "ASK {}"]), Some(0));
    assert_eq!(code(&["query", "-e", "ASK { <http://e.org/no> ?p ?o }"]), Some(1));
    assert_eq!(code(&["query", "-e", "SELECT * { <http://e.org/no> ?p ?o }"]), Some(1));
    assert_eq!(code(&["query", "-e", "CONSTRUCT WHERE { <http://e.org/no> ?p ?o }"]), Some(1));
    assert_eq!(code(&["query", "-e", "nonsense"]), Some(2));
    assert_eq!(code(&["query", "--format", "nonsense"]), Some(2));
    assert_eq!(code(&["search", "Belarus"]), Some(0));
    assert_eq!(code(&["search", "zzzzzzzzzz"]), Some(1));
    assert_eq!(code(&["conflicts"]), Some(0));
    assert_eq!(code(&["validate"]), Some(0));
    assert_eq!(code(&["stats", "--store", env!("CARGO_MANIFEST_DIR")]), Some(2));
    assert_eq!(code(&["stats", "--store", "there-is-no-such-store"]), Some(2));
    assert_eq!(
        code(&["load", "there-is-no-such-file.ttl", "--store", "no-store-is-made"]),
        Some(2)
    );
}

#[test]
fn a_query_that_takes_too_long_says_so() {
    let endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }";
    assert_snapshot!(transcript(&["query", "-e", endless, "--timeout", "0.2"]));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_comity"))
        .arg("dump")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn a_dump_is_the_same_twice_and_loads_back() {
    let first = comity(&["dump"]).stdout;
    assert_eq!(first, comity(&["dump"]).stdout);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("all.nq");
    std::fs::write(&file, &first).unwrap();
    let store = folder.path().join("store");
    let (file, store) = (file.to_str().unwrap(), store.to_str().unwrap());
    assert!(comity(&["load", file, "--store", store, "--empty"]).status.success());
    let count = |arguments: &[&str]| {
        let rows = comity(arguments).stdout;
        String::from_utf8(rows).unwrap().lines().nth(1).unwrap_or_default().to_owned()
    };
    let query = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } FILTER (?g != <https://w3id.org/comity/graph/loads>) }";
    assert_eq!(
        count(&["query", "-e", query, "-f", "csv"]),
        count(&["query", "-e", query, "-f", "csv", "--store", store])
    );
}
