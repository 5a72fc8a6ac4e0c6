use oxrdf::{BaseDirection, BlankNode, Literal, Triple};
use proptest::prelude::*;

use super::*;

mod naive;

fn node(name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("http://example.org/{name}"))
}

fn quad(text: &str) -> Quad {
    let parts: Vec<&str> = text.split(' ').collect();
    let graph = match parts.get(3) {
        Some(name) => node(name).into(),
        None => GraphName::DefaultGraph,
    };
    Quad::new(node(parts[0]), node(parts[1]), node(parts[2]), graph)
}

fn snapshot(quads: &[&str]) -> Arc<Snapshot> {
    let mut builder = SnapshotBuilder::default();
    for text in quads {
        builder.add(quad(text).as_ref());
    }
    Arc::new(builder.finish())
}

fn count(snapshot: &Arc<Snapshot>, graphs: GraphFilter) -> usize {
    QuadScan::new(Arc::clone(snapshot), Pattern::default(), graphs).count()
}

#[test]
fn the_union_has_a_triple_of_two_graphs_once() {
    let snapshot = snapshot(&["a p b g", "a p b h", "a p b", "a p c g"]);
    assert_eq!(snapshot.len(), 4);
    assert_eq!(count(&snapshot, GraphFilter::Union), 2);
    assert_eq!(count(&snapshot, GraphFilter::Named(None)), 3);
    let id = |name: &str| snapshot.dictionary().id_of(node(name).as_ref().into()).unwrap();
    assert_eq!(count(&snapshot, GraphFilter::Merge([id("g"), id("h")].into())), 2);
    assert_eq!(count(&snapshot, GraphFilter::Merge([DEFAULT_GRAPH_ID].into())), 1);
    assert_eq!(count(&snapshot, GraphFilter::Merge([].into())), 0);
}

#[test]
fn ids_and_version_do_not_depend_on_the_order_of_loading() {
    let forward = snapshot(&["a p b g", "a p c", "d q e h"]);
    let backward = snapshot(&["d q e h", "a p c", "a p b g", "a p c"]);
    assert_eq!(forward.version(), backward.version());
    assert_eq!(forward.to_bytes(), backward.to_bytes());
    assert_ne!(forward.version(), snapshot(&["a p b h", "a p c", "d q e h"]).version());
}

#[test]
fn named_graphs_are_those_with_a_quad() {
    let snapshot = snapshot(&["a p b", "a p b g", "a p c g", "a p b h"]);
    let names: Vec<Term> = snapshot
        .named_graphs()
        .into_iter()
        .filter_map(|id| snapshot.dictionary().term(id))
        .collect();
    assert_eq!(names, [node("g").into(), node("h").into()]);
}

#[test]
fn every_kind_of_term_comes_back_as_it_went_in() {
    let triple = Triple::new(node("s"), node("p"), Literal::new_simple_literal("o"));
    let terms: Vec<Term> = vec![
        node("iri").into(),
        BlankNode::new_unchecked("b0").into(),
        Literal::new_simple_literal("").into(),
        Literal::new_simple_literal("nul\u{0} ÿ").into(),
        Literal::new_language_tagged_literal_unchecked("да", "be").into(),
        Literal::new_language_tagged_literal_unchecked("l", "l").into(),
        Literal::new_directional_language_tagged_literal_unchecked("سلام", "ar", BaseDirection::Rtl)
            .into(),
        Literal::new_typed_literal("007", oxrdf::vocab::xsd::INTEGER).into(),
        Term::Triple(Box::new(triple.clone())),
        Term::Triple(Box::new(Triple::new(BlankNode::new_unchecked("x"), node("p"), triple))),
    ];
    for term in terms {
        let mut key = Vec::new();
        key::encode(term.as_ref(), &mut key);
        assert_eq!(key::decode(&key), Some(term.clone()));
        assert_eq!(key::decode_whole(key), Some(term));
    }
}

#[test]
fn damaged_bytes_are_an_error() {
    let bytes = snapshot(&["a p b g"]).to_bytes();
    assert!(Snapshot::from_bytes(&bytes).is_ok());
    for length in 0..bytes.len() {
        assert!(Snapshot::from_bytes(&bytes[..length]).is_err(), "cut off at {length}");
    }
    let mut other = bytes;
    other[0] = b'X';
    assert!(Snapshot::from_bytes(&other).is_err());
}
