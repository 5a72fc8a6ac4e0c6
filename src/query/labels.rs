//! What people call things.

use oxrdf::{NamedNodeRef, Term, TermRef};

use crate::store::snapshot::{GraphFilter, Pattern, QuadScan, Snapshot};
use crate::vocab;
use std::sync::Arc;

/// Properties whose value names a thing, the preferred first.
const NAMING: [NamedNodeRef<'static>; 3] =
    [vocab::rdfs::LABEL, vocab::skos::PREF_LABEL, vocab::dcterms::TITLE];

/// The label of a thing: in English if there is one, else without a language, else in any.
#[must_use]
pub fn label(snapshot: &Arc<Snapshot>, thing: TermRef<'_>) -> Option<String> {
    let subject = snapshot.dictionary().id_of(thing)?;
    label_of_id(snapshot, subject)
}

/// The label of the thing with an id; see [`label`].
#[must_use]
pub fn label_of_id(snapshot: &Arc<Snapshot>, subject: u32) -> Option<String> {
    NAMING.into_iter().find_map(|property| {
        let predicate = snapshot.dictionary().id_of(property.into())?;
        let pattern =
            Pattern { subject: Some(subject), predicate: Some(predicate), ..Pattern::default() };
        QuadScan::new(Arc::clone(snapshot), pattern, GraphFilter::Union)
            .filter_map(|[_, _, object, _]| match snapshot.dictionary().term(object)? {
                Term::Literal(literal) => Some(literal),
                _ => None,
            })
            .min_by_key(|literal| match literal.language() {
                Some("en") => 0,
                None => 1,
                Some(_) => 2,
            })
            .map(|literal| literal.value().to_owned())
    })
}

/// The class of a thing, in short: ours before others', then the first in order of IRIs.
#[must_use]
pub fn class_of(snapshot: &Arc<Snapshot>, thing: TermRef<'_>) -> Option<String> {
    let pattern = Pattern {
        subject: Some(snapshot.dictionary().id_of(thing)?),
        predicate: Some(snapshot.dictionary().id_of(vocab::rdf::TYPE.into())?),
        ..Pattern::default()
    };
    QuadScan::new(Arc::clone(snapshot), pattern, GraphFilter::Union)
        .filter_map(|[_, _, class, _]| match snapshot.dictionary().term(class)? {
            Term::NamedNode(class) => Some(class.into_string()),
            _ => None,
        })
        .min_by_key(|class| (!class.starts_with(vocab::ONTOLOGY), class.clone()))
        .map(|class| compact(&class))
}

/// An IRI as short as it can be said: `state/BLR` for ours, `org:member` for well-known vocabularies.
#[must_use]
pub fn compact(iri: &str) -> String {
    if let Some(slug) = iri.strip_prefix(vocab::ID) {
        return slug.to_owned();
    }
    for (prefix, namespace) in PREFIXES {
        if let Some(local) = iri.strip_prefix(namespace)
            && !local.is_empty()
            && !local.contains(['#', '?'])
        {
            return format!("{prefix}:{local}");
        }
    }
    iri.to_owned()
}

/// Prefixes that Comity's own output and examples use.
pub const PREFIXES: [(&str, &str); 17] = [
    ("cmt", vocab::ONTOLOGY),
    ("svc", vocab::SERVICE),
    ("cmf", vocab::FUNCTION),
    ("graph", vocab::GRAPH),
    ("shape", vocab::SHAPE),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("org", "http://www.w3.org/ns/org#"),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("oa", "http://www.w3.org/ns/oa#"),
    ("dcat", "http://www.w3.org/ns/dcat#"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("geo", "http://www.opengis.net/ont/geosparql#"),
    ("schema", "https://schema.org/"),
    ("wd", "http://www.wikidata.org/entity/"),
];
