//! rudof's own validator, which takes its time and was not written by us, finds what we find.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use comity::query::labels::compact;
use comity::store::snapshot::{GraphFilter, Pattern, Snapshot, SnapshotBuilder};
use comity::validate::{Finding, fit};
use comity::vocab;
use oxrdf::{Literal, NamedOrBlankNode, Term};
use oxttl::TurtleParser;
use rudof_rdf::rdf_core::RDFFormat;
use rudof_rdf::rdf_core::term::Object;
use rudof_rdf::rdf_impl::OxigraphInMemory;
use shacl::ir::IRSchema;
use shacl::validator::processor::{GraphValidation, ShaclProcessor};
use shacl::validator::store::{Graph, ShaclDataManager};
use shacl::validator::{ShaclConfig, ShaclValidationMode};

use crate::broken::{BROKEN, shapes};
use crate::shared::BUNDLE;

/// A node, the shape that it does not fit, and the words of the finding.
type Breach = (String, String, String);

fn ours(snapshot: &Arc<Snapshot>) -> BTreeSet<Breach> {
    let breach = |finding: Finding| (finding.node, finding.rule, finding.message);
    fit(snapshot, &shapes()).unwrap().into_iter().map(breach).collect()
}

fn rudofs(snapshot: &Arc<Snapshot>) -> BTreeSet<Breach> {
    let shapes = shapes();
    let mut text = shapes.as_slice();
    let schema: IRSchema =
        ShaclDataManager::load(&mut text, "shapes", &RDFFormat::Turtle, None).unwrap();
    let mut graph = OxigraphInMemory::new();
    for quad in snapshot.quads_in(Pattern::default(), GraphFilter::Union) {
        graph.add_triple_ref(&quad.subject, &quad.predicate, &quad.object).unwrap();
    }
    let report = GraphValidation::new(Graph::from(graph))
        .validate(&schema, &ShaclValidationMode::Native, &ShaclConfig::new())
        .unwrap();
    let messages = messages(&shapes);
    report
        .results()
        .iter()
        .map(|result| {
            let shape = text_of(result.source().unwrap());
            let mut message = messages[&shape].clone();
            if let Some(value) = result.value() {
                message += &format!(": {}", compact(&text_of(value)));
            }
            (text_of(result.focus_node()), shape.replace(vocab::SHAPE, "shape/"), message)
        })
        .collect()
}

fn messages(shapes: &[u8]) -> BTreeMap<String, String> {
    TurtleParser::new()
        .for_slice(shapes)
        .filter_map(|triple| match triple.unwrap() {
            triple if triple.predicate != vocab::sh::MESSAGE => None,
            triple => match (triple.subject, triple.object) {
                (NamedOrBlankNode::NamedNode(shape), Term::Literal(message)) => {
                    Some((shape.into_string(), message.value().to_owned()))
                }
                _ => None,
            },
        })
        .collect()
}

fn text_of(object: &Object) -> String {
    match object {
        Object::Iri(iri) => iri.as_str().to_owned(),
        Object::Literal(literal) => literal.lexical_form(),
        other => other.to_string(),
    }
}

/// The bundle, with triples left out and values that do not belong.
fn damaged_bundle() -> Arc<Snapshot> {
    let mut builder = SnapshotBuilder::default();
    let strange: [Term; 4] = [
        Literal::from(7).into(),
        Literal::new_language_tagged_literal_unchecked("words", "en").into(),
        Literal::new_typed_literal("2001-02-30", oxrdf::vocab::xsd::DATE).into(),
        vocab::GRAPH_DERIVED.into_owned().into(),
    ];
    for (place, mut quad) in BUNDLE.quads().enumerate() {
        if place % 97 == 0 {
            continue;
        }
        if place % 101 == 0 {
            quad.object = strange[place % strange.len()].clone();
            builder.add(quad.as_ref());
        } else {
            builder.add(quad.as_ref());
            if place % 103 == 0 {
                quad.object = strange[place % strange.len()].clone();
                builder.add(quad.as_ref());
            }
        }
    }
    Arc::new(builder.finish())
}

fn check(snapshot: &Arc<Snapshot>, least: usize) {
    let (ours, rudofs) = (ours(snapshot), rudofs(snapshot));
    let only = |a: &BTreeSet<Breach>, b: &BTreeSet<Breach>| -> Vec<Breach> {
        a.difference(b).take(5).cloned().collect()
    };
    assert_eq!(
        (only(&ours, &rudofs), only(&rudofs, &ours)),
        (Vec::new(), Vec::new()),
        "found by us alone, by rudof alone"
    );
    assert!(ours.len() >= least, "only {} breaches", ours.len());
}

#[test]
fn in_things_that_are_broken_on_purpose() {
    check(&BROKEN, 200);
}

#[test]
fn in_a_bundle_that_was_damaged_at_random() {
    check(&damaged_bundle(), 5_000);
}
