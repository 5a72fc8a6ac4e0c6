//! The ontology and the code declare the same terms, and each term is documented.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use comity::vocab::{self, cmt};
use oxrdf::{Graph, NamedNodeRef, NamedOrBlankNodeRef, TermRef};
use oxttl::TurtleParser;

static ONTOLOGY: LazyLock<Graph> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("ontology/comity.ttl");
    TurtleParser::new()
        .for_slice(&fs::read(path).unwrap())
        .collect::<Result<Graph, _>>()
        .expect("ontology/comity.ttl is Turtle")
});

fn declared() -> BTreeSet<String> {
    ONTOLOGY
        .iter()
        .filter_map(|triple| match triple.subject {
            NamedOrBlankNodeRef::NamedNode(node) if node.as_str().starts_with(vocab::ONTOLOGY) => {
                Some(node.as_str().to_owned())
            }
            _ => None,
        })
        .collect()
}

#[test]
fn the_code_and_the_turtle_declare_the_same_terms() {
    let in_code: BTreeSet<String> =
        cmt::TERMS.iter().map(|term| term.as_str().to_owned()).collect();
    assert_eq!(in_code.len(), cmt::TERMS.len(), "a term is declared twice in vocab.rs");
    assert_eq!(in_code, declared());
}

#[test]
fn every_term_has_a_label_a_definition_and_an_example() {
    let mut missing = Vec::new();
    for term in declared() {
        let node = NamedNodeRef::new(&term).unwrap();
        for property in [
            vocab::rdfs::LABEL,
            vocab::skos::DEFINITION,
            vocab::skos::EXAMPLE,
            vocab::rdfs::IS_DEFINED_BY,
        ] {
            if ONTOLOGY.object_for_subject_predicate(node, property).is_none() {
                missing.push(format!("{term} has no {}", property.as_str()));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn the_header_names_version_licence_and_changes() {
    let ontology = NamedNodeRef::new("https://w3id.org/comity/ontology").unwrap();
    let has = |property: &str| {
        ONTOLOGY
            .object_for_subject_predicate(ontology, NamedNodeRef::new(property).unwrap())
            .is_some_and(|object| matches!(object, TermRef::NamedNode(_) | TermRef::Literal(_)))
    };
    for property in [
        "http://www.w3.org/2002/07/owl#versionIRI",
        "http://www.w3.org/2002/07/owl#versionInfo",
        "http://purl.org/dc/terms/license",
        "http://purl.org/dc/terms/abstract",
        "http://purl.org/dc/terms/modified",
    ] {
        assert!(has(property), "the ontology has no <{property}>");
    }
}
