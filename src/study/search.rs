//! Which things bear a name like this?

use std::sync::Arc;

use super::{Answer, Completeness, Node};
use crate::query::Snapshot;
use crate::query::labels::{class_of, compact};
use crate::query::names::{Kind, NameIndex};

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
    /// The thing.
    pub node: Node,
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
            class: class_of(snapshot, found.node.as_ref().into()),
            node: Node {
                short: compact(found.node.as_str()),
                iri: found.node.into_string(),
                label: found.label,
            },
            name: found.name,
            score: found.score,
        })
        .collect();
    let parameters = vec![
        ("text", request.text.clone()),
        ("kind", request.kind.name().to_owned()),
        ("limit", request.limit.to_string()),
    ];
    let mut answer = Answer::complete("search", parameters, snapshot, rows);
    if is_cut_off {
        answer.completeness = Completeness::Truncated;
    }
    answer
}
