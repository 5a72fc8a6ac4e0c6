//! Which things bear a name like this?

use std::sync::Arc;

use oxrdf::Term;

use super::{Answer, Completeness};
use crate::query::labels::compact;
use crate::query::names::{Kind, NameIndex};
use crate::store::snapshot::{GraphFilter, Pattern, QuadScan, Snapshot};
use crate::vocab;

/// What to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// A name, a part of one, or a misspelling.
    pub text: String,
    /// What kind of thing.
    pub kind: Kind,
    /// How many things at most.
    pub limit: usize,
}

/// A thing that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its IRI.
    pub node: String,
    /// Its label.
    pub label: Option<String>,
    /// Its class, in short.
    pub class: Option<String>,
    /// The name that matched, in lower case and without accents.
    pub name: String,
    /// How well: 1 for the very name.
    pub score: f64,
}

/// Things by name, the best match first; equal matches in order of their IRIs.
#[must_use]
pub fn search(snapshot: &Arc<Snapshot>, request: &Request) -> Answer<Row> {
    let index = NameIndex::new(snapshot, request.kind);
    let mut matches = index.search(&request.text, request.limit.saturating_add(1));
    let is_cut_off = matches.len() > request.limit;
    matches.truncate(request.limit);
    let rows = matches
        .into_iter()
        .map(|found| Row {
            class: class_of(snapshot, &found.node.clone().into()),
            node: found.node.into_string(),
            label: found.label,
            name: found.name,
            score: found.score,
        })
        .collect();
    let parameters = vec![
        ("text", request.text.clone()),
        ("kind", request.kind.to_string()),
        ("limit", request.limit.to_string()),
    ];
    let mut answer = Answer::complete("search", parameters, snapshot, rows);
    if is_cut_off {
        answer.completeness = Completeness::Truncated;
    }
    answer
}

/// The first class of a thing, in order of IRIs, ours before others'.
fn class_of(snapshot: &Arc<Snapshot>, thing: &Term) -> Option<String> {
    let subject = snapshot.dictionary().id_of(thing.as_ref())?;
    let predicate = snapshot.dictionary().id_of(vocab::rdf::TYPE.into())?;
    let pattern =
        Pattern { subject: Some(subject), predicate: Some(predicate), ..Pattern::default() };
    QuadScan::new(Arc::clone(snapshot), pattern, GraphFilter::Union)
        .filter_map(|[_, _, class, _]| match snapshot.dictionary().term(class)? {
            Term::NamedNode(class) => Some(class.into_string()),
            _ => None,
        })
        .min_by_key(|class| (!class.starts_with(vocab::ONTOLOGY), class.clone()))
        .map(|class| compact(&class))
}
