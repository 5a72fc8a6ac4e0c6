//! What the data have from each source: the statements, whom and what they are about, and when.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::declared::rows;
use crate::query::{QueryError, Snapshot};

/// A statement, or a thing that a source describes.
#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    pub(super) kinds: Vec<String>,
    pub(super) sources: Vec<String>,
    /// What it is about.
    pub(super) about: Vec<String>,
    /// Whom it is about.
    pub(super) states: Vec<String>,
    /// The first and the last day that it names, as texts in their order.
    pub(super) first: Option<String>,
    pub(super) last: Option<String>,
}

/// Properties by which a statement names its source.
const SOURCES: [&str; 2] = ["cmt:source", "dcterms:source"];
/// Properties of what a statement is about.
pub(super) const ABOUT: [&str; 9] = [
    "org:organization",
    "cmt:agreement",
    "cmt:in",
    "cmt:indicator",
    "cmt:act",
    "cmt:on",
    "cmt:codeScheme",
    "cmt:topic",
    "cmt:office",
];
/// Properties of whom a statement is about.
const ACTORS: [&str; 16] = [
    "org:member",
    "cmt:party",
    "cmt:partner",
    "cmt:participant",
    "cmt:holder",
    "cmt:about",
    "cmt:counterpart",
    "cmt:reporter",
    "cmt:visitingState",
    "cmt:host",
    "cmt:sender",
    "cmt:imposer",
    "cmt:target",
    "cmt:of",
    "cmt:predecessor",
    "cmt:successor",
];
/// Properties of when it holds.
const DAYS: [&str; 6] =
    ["cmt:start", "cmt:end", "cmt:knownUntil", "cmt:date", "cmt:effectDate", "cmt:period"];

const PREFIXES: &str = "
PREFIX cmt: <https://w3id.org/comity/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>";

const KINDS: &str = "
SELECT ?subject ?object WHERE {
  { SELECT DISTINCT ?object WHERE {
      { ?object rdfs:subClassOf+ cmt:Statement }
      UNION
      { ?coverage cmt:covers ?covered . ?object rdfs:subClassOf* ?covered }
  } }
  ?subject a ?object .
}";

const ACTOR_THINGS: &str = "
SELECT DISTINCT ?subject ?object WHERE {
  VALUES ?object { cmt:State cmt:Territory cmt:FormerState cmt:Organisation }
  ?subject a ?object .
}";

/// All statements, in order of their IRIs. O(n log n) in the statements' quads.
pub(super) fn statements(snapshot: &Arc<Snapshot>) -> Result<Vec<Found>, QueryError> {
    let mut found: FxHashMap<String, Found> = FxHashMap::default();
    for [statement, kind] in pairs(snapshot, KINDS)? {
        found.entry(statement).or_default().kinds.push(kind);
    }
    for_each(snapshot, &SOURCES, |statement, source| {
        if let Some(found) = found.get_mut(statement) {
            found.sources.push(source);
        }
    })?;
    for_each(snapshot, &ABOUT, |statement, thing| {
        if let Some(found) = found.get_mut(statement) {
            found.about.push(thing);
        }
    })?;
    let actors: FxHashSet<String> =
        pairs(snapshot, ACTOR_THINGS)?.into_iter().map(|[actor, _]| actor).collect();
    for_each(snapshot, &ACTORS, |statement, actor| {
        if let Some(found) = found.get_mut(statement)
            && actors.contains(&actor)
        {
            found.states.push(actor);
        }
    })?;
    for_each(snapshot, &DAYS, |statement, day| {
        if let Some(found) = found.get_mut(statement) {
            found.note(&day);
        }
    })?;
    let mut found: Vec<(String, Found)> = found.into_iter().collect();
    found.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    Ok(found.into_iter().map(|(_, found)| found).collect())
}

impl Found {
    /// Takes a day, a month or a year into the span. Lexical forms of dates are in the order of time.
    fn note(&mut self, day: &str) {
        if self.first.as_deref().is_none_or(|first| day < first) {
            self.first = Some(day.to_owned());
        }
        if self.last.as_deref().is_none_or(|last| day > last) {
            self.last = Some(day.to_owned());
        }
    }
}

fn for_each(
    snapshot: &Arc<Snapshot>,
    properties: &[&str],
    mut take: impl FnMut(&str, String),
) -> Result<(), QueryError> {
    for property in properties {
        let query = format!("SELECT ?subject ?object WHERE {{ ?subject {property} ?object }}");
        for [subject, object] in pairs(snapshot, &query)? {
            take(&subject, object);
        }
    }
    Ok(())
}

fn pairs(snapshot: &Arc<Snapshot>, query: &str) -> Result<Vec<[String; 2]>, QueryError> {
    rows(snapshot, &format!("{PREFIXES}\n{query}"), ["subject", "object"])
}
