//! Stores on disk: made whole or not at all, refused when they are something else.

use std::fs;
use std::path::PathBuf;

use comity::import::large::Survey;
use comity::import::rdf::{LoadError, Options, load};
use comity::store::{Access, InitialContent, Store, StoreError};

use crate::shared::{BUNDLE, select};

fn file(folder: &tempfile::TempDir, name: &str, text: &str) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    path
}

#[test]
fn a_new_store_has_the_bundle_and_keeps_what_is_loaded() {
    let folder = tempfile::tempdir().unwrap();
    let directory = folder.path().join("store");
    let store =
        Store::open(&directory, Access::Write, InitialContent::Bundle, comity::query::rules::edges)
            .unwrap();
    assert_eq!(store.snapshot().version(), BUNDLE.version());
    let turtle = file(
        &folder,
        "more.ttl",
        "@prefix org: <http://www.w3.org/ns/org#> . @prefix cmt: <https://w3id.org/comity/ontology#> . @base <https://w3id.org/comity/id/> .\n\
         <membership/x> a cmt:Membership ; org:member <state/XTN> ; org:organization <organisation/SCO> ; org:role <role/member> .",
    );
    load(&store, &[turtle], &Options::default()).unwrap();
    let direct = "ASK { <https://w3id.org/comity/id/state/XTN> <https://w3id.org/comity/ontology#memberOf> ?o }";
    let select_direct = direct.replace("ASK", "SELECT *");
    assert_eq!(
        select(&store.snapshot(), &select_direct).len(),
        1,
        "the direct edge is made in the same change"
    );
    let version = store.snapshot().version();
    assert_ne!(version, BUNDLE.version());
    drop(store);
    let again =
        Store::open(&directory, Access::Read, InitialContent::Bundle, comity::query::rules::edges)
            .unwrap();
    assert_eq!(again.snapshot().version(), version);
}

#[test]
fn an_empty_store_stays_empty_of_direct_edges() {
    let folder = tempfile::tempdir().unwrap();
    let directory = folder.path().join("store");
    let store = Store::open(
        &directory,
        Access::Write,
        InitialContent::Nothing,
        comity::query::rules::edges,
    )
    .unwrap();
    assert!(store.snapshot().is_empty());
    let turtle = file(
        &folder,
        "a.nt",
        "<http://e.org/a> <http://e.org/p> _:b .\n_:b <http://e.org/p> \"x\"@en .\n",
    );
    let loaded = load(&store, &[turtle], &Options::default()).unwrap();
    assert_eq!((loaded.before, loaded.after), (0, 3));
}

#[test]
fn loading_the_same_file_twice_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(
        &folder.path().join("store"),
        Access::Write,
        InitialContent::Nothing,
        comity::query::rules::edges,
    )
    .unwrap();
    let turtle =
        file(&folder, "a.ttl", "[] a <http://e.org/C> . <http://e.org/a> <http://e.org/p> [] .");
    load(&store, std::slice::from_ref(&turtle), &Options::default()).unwrap();
    let version = store.snapshot().version();
    load(&store, &[turtle], &Options::default()).unwrap();
    assert_eq!(store.snapshot().version(), version);
}

#[test]
fn a_broken_file_changes_nothing_and_names_the_place() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(
        &folder.path().join("store"),
        Access::Write,
        InitialContent::Nothing,
        comity::query::rules::edges,
    )
    .unwrap();
    let good = file(&folder, "good.ttl", "<http://e.org/a> <http://e.org/p> 1 .");
    let bad = file(
        &folder,
        "bad.ttl",
        "<http://e.org/a> <http://e.org/p> 1 .\n<http://e.org/a> nope:p 2 .",
    );
    let error = load(&store, &[good, bad.clone()], &Options::default()).unwrap_err();
    assert!(matches!(&error, LoadError::Syntax { path, line: 2, .. } if *path == bad), "{error}");
    assert!(store.snapshot().is_empty());
}

/// Stores into which the same files were loaded, in one transaction and by way of graphs aside.
fn loaded_both_ways(files: &[PathBuf], options: &Options, times: usize) -> [Store; 2] {
    let folder = tempfile::tempdir().unwrap();
    ["transaction", "aside"].map(|way| {
        let directory = folder.path().join(way);
        let edges = comity::query::rules::edges;
        let store = Store::open(&directory, Access::Write, InitialContent::Nothing, edges).unwrap();
        let before = file(
            &folder,
            "before.nq",
            "<http://e.org/old> <http://e.org/p> \"1\" <http://e.org/g> .\n",
        );
        load(&store, &[before], &Options::default()).unwrap();
        for _ in 0..times {
            if way == "aside" {
                Survey::of(files, options).unwrap().load(&store, options).unwrap();
                store.refresh().unwrap();
            } else {
                load(&store, files, options).unwrap();
            }
        }
        store
    })
}

#[test]
fn files_of_any_size_make_the_same_data_as_small_ones() {
    let folder = tempfile::tempdir().unwrap();
    let files = [
        file(
            &folder,
            "a.nq",
            "_:x <http://e.org/p> _:y <http://e.org/g> .\n_:x <http://e.org/p> \"a\"@en _:graph .\n",
        ),
        file(&folder, "b.ttl", "[] a <http://e.org/C> ; <http://e.org/p> [], <rel> ."),
        file(&folder, "c.trig", "_:g { <http://e.org/a> <http://e.org/q> _:g, () }"),
    ];
    for replace in [false, true] {
        let options = Options { replace, ..Options::default() };
        let [one, other] = loaded_both_ways(&files, &options, 2);
        assert_eq!(one.snapshot().version(), other.snapshot().version());
        let old = "SELECT * { GRAPH <http://e.org/g> { <http://e.org/old> ?p ?o } }";
        assert_eq!(select(&other.snapshot(), old).len(), usize::from(!replace));
    }
}

#[test]
fn an_error_at_the_end_of_a_large_file_is_found_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let lines = "<http://e.org/a> <http://e.org/p> <http://e.org/b> .\n".repeat(3000);
    let bad = file(&folder, "bad.nt", &format!("{lines}<http://e.org/a> <http://e.org/p> .\n"));
    let error = Survey::of(&[bad], &Options::default()).unwrap_err();
    assert!(matches!(error, LoadError::Syntax { line: 3001, .. }), "{error}");
}

#[test]
fn a_file_that_changes_while_it_is_loaded_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let edges = comity::query::rules::edges;
    let directory = folder.path().join("store");
    let store = Store::open(&directory, Access::Write, InitialContent::Nothing, edges).unwrap();
    let path = file(&folder, "a.nt", "<http://e.org/a> <http://e.org/p> <http://e.org/b> .\n");
    let survey = Survey::of(std::slice::from_ref(&path), &Options::default()).unwrap();
    fs::write(&path, "<http://e.org/a> <http://e.org/p> <http://e.org/b> .\nnonsense\n").unwrap();
    let error = survey.load(&store, &Options::default()).unwrap_err();
    assert!(matches!(error, LoadError::Syntax { line: 2, .. }), "{error}");
    store.refresh().unwrap();
    assert!(store.snapshot().is_empty());
}

#[test]
fn a_file_cannot_write_into_the_books_of_the_store() {
    let folder = tempfile::tempdir().unwrap();
    for graph in ["https://w3id.org/comity/graph/store", "http://e.org/g#comity-version-3"] {
        let text = format!("<http://e.org/a> <http://e.org/p> <http://e.org/b> <{graph}> .\n");
        let path = file(&folder, "a.nq", &text);
        let error = Survey::of(&[path], &Options::default()).unwrap_err();
        assert!(matches!(error, LoadError::ReservedGraph { .. }), "{error}");
    }
}

#[test]
fn compressed_files_and_all_formats_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(
        &folder.path().join("store"),
        Access::Write,
        InitialContent::Nothing,
        comity::query::rules::edges,
    )
    .unwrap();
    let quad = "<http://e.org/a> <http://e.org/p> <http://e.org/b> <http://e.org/g> .\n";
    let zst = folder.path().join("a.nq.zst");
    fs::write(&zst, zstd::encode_all(quad.as_bytes(), 1).unwrap()).unwrap();
    let trig = file(&folder, "b.trig", "<http://e.org/g> { <http://e.org/a> <http://e.org/q> 1 }");
    let json = file(&folder, "c.jsonld", "{\"@id\": \"http://e.org/c\", \"http://e.org/p\": 1}");
    let xml = file(
        &folder,
        "d.rdf",
        "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:e=\"http://e.org/\"><rdf:Description rdf:about=\"http://e.org/d\"><e:p>x</e:p></rdf:Description></rdf:RDF>",
    );
    load(&store, &[zst, trig, json, xml], &Options::default()).unwrap();
    let rows = select(&store.snapshot(), "SELECT * { GRAPH <http://e.org/g> { ?s ?p ?o } }");
    assert_eq!(rows.len(), 2);
    assert_eq!(
        select(
            &store.snapshot(),
            "SELECT * { GRAPH <https://w3id.org/comity/graph/c> { ?s ?p ?o } }"
        )
        .len(),
        1
    );
    assert_eq!(
        select(
            &store.snapshot(),
            "SELECT * { GRAPH <https://w3id.org/comity/graph/d> { ?s ?p ?o } }"
        )
        .len(),
        1
    );
}

#[test]
fn a_directory_with_something_else_is_refused_untouched() {
    let folder = tempfile::tempdir().unwrap();
    file(&folder, "precious.txt", "mine");
    for access in [Access::Read, Access::Write] {
        let error =
            Store::open(folder.path(), access, InitialContent::Bundle, comity::query::rules::edges)
                .unwrap_err();
        assert!(matches!(error, StoreError::NotAStore(_)), "{error}");
    }
    let names: Vec<_> =
        fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names, ["precious.txt"]);
    let as_file = folder.path().join("precious.txt");
    let error =
        Store::open(&as_file, Access::Write, InitialContent::Bundle, comity::query::rules::edges)
            .unwrap_err();
    assert!(matches!(error, StoreError::NotADirectory(_)), "{error}");
}

#[test]
fn a_store_that_is_not_there_is_made_for_reading_too() {
    let folder = tempfile::tempdir().unwrap();
    let directory = folder.path().join("new");
    assert!(Store::would_be_new(&directory).unwrap());
    let store =
        Store::open(&directory, Access::Read, InitialContent::Nothing, comity::query::rules::edges)
            .unwrap();
    assert!(store.snapshot().is_empty());
    assert!(!Store::would_be_new(&directory).unwrap());
    let names: Vec<_> =
        fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names, ["new"], "no draft is left over");
}

#[test]
fn the_bundled_graph_cannot_be_changed() {
    let store = Store::bundled().unwrap();
    let error = store.commit(comity::store::Change::default()).unwrap_err();
    assert!(matches!(error, StoreError::ReadOnly));
}
