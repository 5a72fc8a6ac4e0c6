//! Everything that shapes and rules are there to find has an example that breaks it.
//!
//! `tests/fixtures/broken/` has a file of broken things for each file of shapes, each check and each rule of
//! plausibility, and `world.ttl`, the sound things that they refer to. What is found in them is a snapshot, to be read. To see
//! that nothing is idle, each constraint is taken away in turn: some finding has to vanish with it.

use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use comity::query::rules::{Purpose, Rule};
use comity::query::solutions::{select, text_of};
use comity::query::substitute::Values;
use comity::store::snapshot::{Snapshot, SnapshotBuilder};
use comity::validate::{Finding, fit, validate};
use comity::vocab;
use oxrdf::{Graph, GraphName, NamedNode, NamedOrBlankNodeRef, TripleRef};
use oxttl::TurtleParser;
use rayon::prelude::*;

fn folder(path: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.retain(|file| file.is_file());
    files.sort();
    files
}

fn stem(file: &Path) -> String {
    file.file_stem().unwrap().to_string_lossy().into_owned()
}

/// Turtle files and the ontology as a snapshot, each file a graph of its own.
fn snapshot(files: &[PathBuf]) -> Arc<Snapshot> {
    let mut builder = SnapshotBuilder::default();
    for file in folder("ontology").iter().chain(files) {
        let text = fs::read(file).unwrap();
        let graph = NamedNode::new_unchecked(format!("{}{}", vocab::GRAPH, stem(file)));
        for triple in TurtleParser::new().for_slice(&text) {
            let triple = triple.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            builder.add(triple.in_graph(GraphName::from(graph.clone())).as_ref());
        }
    }
    Arc::new(builder.finish())
}

pub(crate) static BROKEN: LazyLock<Arc<Snapshot>> =
    LazyLock::new(|| snapshot(&folder("tests/fixtures/broken")));

static SHAPES: LazyLock<Graph> = LazyLock::new(|| {
    folder("ontology/shapes")
        .iter()
        .flat_map(|file| {
            let text = fs::read(file).unwrap();
            TurtleParser::new().for_slice(&text).map(Result::unwrap).collect::<Vec<_>>()
        })
        .collect()
});

/// All shapes as Turtle.
pub(crate) fn shapes() -> Vec<u8> {
    shapes_without(None)
}

fn shapes_without(left_out: Option<TripleRef<'_>>) -> Vec<u8> {
    SHAPES
        .iter()
        .filter(|triple| Some(*triple) != left_out)
        .map(|triple| format!("{triple} .\n"))
        .collect::<String>()
        .into_bytes()
}

/// What a person reads of findings, without what blank nodes are called.
fn lines(findings: &[Finding]) -> BTreeSet<String> {
    findings
        .iter()
        .map(|finding| {
            let node = match finding.node.strip_prefix(vocab::ID) {
                Some(node) => node,
                None if finding.node.starts_with("_:") => "_:",
                None => &finding.node,
            };
            let message = finding.message.split("_:").next().unwrap_or_default();
            format!("{node} · {} · {} · {message}", finding.severity, finding.rule)
        })
        .collect()
}

fn local(iri: &str) -> &str {
    iri.rsplit(['/', '#']).next().unwrap_or(iri)
}

#[test]
fn what_is_broken_is_named_in_words() {
    let findings = fit(&BROKEN, &shapes()).unwrap();
    let text: Vec<String> = lines(&findings).into_iter().collect();
    insta::assert_snapshot!("broken_shapes", text.join("\n"));
}

#[test]
fn every_constraint_has_an_example_that_breaks_it() {
    const CONSTRAINTS: [&str; 15] = [
        "class",
        "datatype",
        "hasValue",
        "in",
        "lessThan",
        "lessThanOrEquals",
        "maxCount",
        "minCount",
        "minInclusive",
        "node",
        "nodeKind",
        "or",
        "pattern",
        "property",
        "uniqueLang",
    ];
    /// What a shape says of itself, and where it applies.
    const OTHERS: [&str; 4] = ["message", "path", "severity", "targetClass"];
    let all = fit(&BROKEN, &shapes()).unwrap();
    let constraints: Vec<TripleRef<'_>> = SHAPES
        .iter()
        .filter(|triple| {
            let name = local(triple.predicate.as_str());
            let is_shacl = triple.predicate.as_str().starts_with("http://www.w3.org/ns/shacl#");
            assert!(
                !is_shacl || CONSTRAINTS.contains(&name) || OTHERS.contains(&name),
                "this test does not know sh:{name}"
            );
            is_shacl && CONSTRAINTS.contains(&name)
        })
        .collect();
    let mut idle: Vec<String> = constraints
        .par_iter()
        .filter(|triple| {
            let found = fit(&BROKEN, &shapes_without(Some(**triple))).unwrap();
            all.iter().all(|finding| found.contains(finding))
        })
        .map(|triple| {
            let subject = match triple.subject {
                NamedOrBlankNodeRef::NamedNode(node) => local(node.as_str()).to_owned(),
                other @ NamedOrBlankNodeRef::BlankNode(_) => other.to_string(),
            };
            let constraint = local(triple.predicate.as_str());
            format!("shape:{subject} sh:{constraint} {}", local(&triple.object.to_string()))
        })
        .collect();
    idle.sort();
    assert!(
        idle.is_empty(),
        "no example in tests/fixtures/broken/ breaks these, or they are not needed:\n{}",
        idle.join("\n")
    );
}

#[test]
fn every_shape_and_every_constraint_speaks() {
    let has = |node: NamedOrBlankNodeRef<'_>, property| {
        SHAPES.object_for_subject_predicate(node, property).is_some()
    };
    for shape in SHAPES.subjects_for_predicate_object(vocab::rdf::TYPE, vocab::sh::PROPERTY_SHAPE) {
        assert!(has(shape, vocab::sh::MESSAGE), "{shape} has no sh:message");
        assert!(has(shape, vocab::sh::PATH), "{shape} has no sh:path");
    }
    for shape in SHAPES.subjects_for_predicate_object(vocab::rdf::TYPE, vocab::sh::NODE_SHAPE) {
        assert!(has(shape, vocab::sh::MESSAGE), "{shape} has no sh:message");
    }
}

#[test]
fn a_constraint_that_is_not_evaluated_is_refused_by_name() {
    let error = |constraint: &str| {
        let shapes = format!(
            "@prefix sh: <http://www.w3.org/ns/shacl#> . <{}short> a sh:NodeShape ; \
             sh:targetClass <http://example.org/Word> ; {constraint} .",
            vocab::SHAPE
        );
        fit(&BROKEN, shapes.as_bytes()).unwrap_err().to_string()
    };
    for constraint in ["sh:maxLength 3", "sh:closed true", "sh:not [ sh:nodeKind sh:IRI ]"] {
        let error = error(constraint);
        assert!(
            error.contains("`shape/short`") && error.ends_with("which is not evaluated"),
            "{constraint}: {error}"
        );
    }
}

#[test]
fn what_the_broken_things_refer_to_is_sound() {
    let world =
        snapshot(&[Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/broken/world.ttl")]);
    assert_eq!(validate(&world).unwrap(), []);
}

/// The files of a folder beside the sound world.
fn beside_the_world(path: &str) -> Arc<Snapshot> {
    let mut files = folder(path);
    files.extend(folder("tests/fixtures/broken").into_iter().filter(|file| stem(file) == "world"));
    snapshot(&files)
}

static BROKEN_CHECKS: LazyLock<Arc<Snapshot>> =
    LazyLock::new(|| beside_the_world("tests/fixtures/broken/checks"));

/// What a check finds, as lines.
fn rows(text: &str) -> BTreeSet<String> {
    let rows = select(&BROKEN_CHECKS, text, &Values::new());
    let rows = rows.unwrap_or_else(|error| panic!("{error}:\n{text}"));
    rows.iter().map(|row| format!("{row:?}")).collect()
}

#[test]
fn every_check_finds_what_is_broken_for_it_and_nothing_that_is_sound() {
    let mut found = lines(&validate(&BROKEN_CHECKS).unwrap());
    found.retain(|line| line.contains(" · checks/"));
    for check in Rule::all(Purpose::Checks) {
        let of_check = format!(" · checks/{} · ", check.name);
        assert!(
            found.iter().any(|line| line.contains(&of_check)),
            "tests/fixtures/broken/checks/{}.ttl breaks nothing",
            check.name
        );
    }
    let text: Vec<String> = found.into_iter().collect();
    insta::assert_snapshot!("broken_checks", text.join("\n"));
}

/// The rows of the blocks of `VALUES` in a query.
fn inline_data(text: &str) -> Vec<Range<usize>> {
    let mut rows = Vec::new();
    for (start, _) in text.match_indices("VALUES ") {
        let open = start + text[start..].find('{').unwrap();
        let close = open + text[open..].find('}').unwrap();
        let is_table = text[start..open].contains('(');
        let mut at = open + 1;
        while let Some(row) = text[at..close].find(|character: char| !character.is_whitespace()) {
            let from = at + row;
            let length = if is_table {
                text[from..].find(')').map(|end| end + 1)
            } else {
                text[from..].find(char::is_whitespace)
            };
            at = from + length.unwrap();
            rows.push(from..at);
        }
    }
    rows
}

#[test]
fn every_row_of_a_check_has_an_example_that_needs_it() {
    let mut idle = Vec::new();
    for check in Rule::all(Purpose::Checks) {
        let all = rows(&check.text);
        for row in inline_data(&check.text) {
            let mut text = check.text.clone();
            text.replace_range(row.clone(), "");
            if rows(&text) == all {
                idle.push(format!("{}: {}", check.name, &check.text[row]));
            }
        }
    }
    assert!(idle.is_empty(), "nothing breaks these:\n{}", idle.join("\n"));
}

#[test]
fn every_doubt_about_figures_has_an_example() {
    let figures = beside_the_world("tests/fixtures/broken/plausibility");
    let mut doubts = Vec::new();
    for rule in Rule::all(Purpose::Plausibility) {
        let rows = select(&figures, &rule.text, &Values::new()).unwrap();
        let graph = format!("{}{}", vocab::GRAPH, rule.name);
        assert!(
            rows.iter().any(|row| text_of(row, "graph").as_ref() == Some(&graph)),
            "tests/fixtures/broken/plausibility/{}.ttl raises no doubt",
            rule.name
        );
        doubts.extend(rows.iter().map(|row| {
            let text = |name| text_of(row, name).unwrap_or_default();
            format!("{} · {} · {}", local(&text("node")), rule.name, text("message"))
        }));
    }
    insta::assert_snapshot!("doubts", doubts.join("\n"));
}
