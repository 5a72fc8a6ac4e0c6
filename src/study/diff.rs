//! What did a new version change? Two sets of triples, compared thing by thing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use oxrdf::{NamedNode, Term, Triple};

use super::{Answer, Node};
use crate::query::Snapshot;
use crate::query::labels::compact;

/// How a thing differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Only the second has it.
    Added,
    /// Only the first has it.
    Removed,
    /// Both have it, and say something else of it.
    Changed,
}

impl Change {
    /// Its name in answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

/// A difference: of a whole thing, or of one property of a thing that both have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The thing.
    pub thing: Node,
    /// How it differs.
    pub change: Change,
    /// The property, where the thing has changed.
    pub property: Option<Node>,
    /// The values that only the first has.
    pub before: Vec<String>,
    /// The values that only the second has.
    pub after: Vec<String>,
}

/// The triples of a graph.
#[must_use]
pub fn triples_of(snapshot: &Arc<Snapshot>, graph: &NamedNode) -> Vec<Triple> {
    snapshot.triples_in(graph.as_ref()).collect()
}

/// Compares two sets of triples, in the order of the things. O(n log n).
#[must_use]
pub fn diff(
    snapshot: &Arc<Snapshot>,
    names: [&str; 2],
    before: &[Triple],
    after: &[Triple],
) -> Answer<Difference> {
    let (before, after) = (by_thing(before), by_thing(after));
    let things: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let mut rows = Vec::new();
    for thing in things {
        let node = || Node::new(snapshot, thing);
        let whole = |change| Difference {
            thing: node(),
            change,
            property: None,
            before: Vec::new(),
            after: Vec::new(),
        };
        match (before.get(thing), after.get(thing)) {
            (None, _) => rows.push(whole(Change::Added)),
            (_, None) => rows.push(whole(Change::Removed)),
            (Some(old), Some(new)) => {
                let properties: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
                for property in properties {
                    let values = |of: &Properties| of.get(property).cloned().unwrap_or_default();
                    let (old, new) = (values(old), values(new));
                    if old != new {
                        rows.push(Difference {
                            property: Some(Node::new(snapshot, property)),
                            before: old.difference(&new).cloned().collect(),
                            after: new.difference(&old).cloned().collect(),
                            ..whole(Change::Changed)
                        });
                    }
                }
            }
        }
    }
    let parameters = vec![("before", names[0].to_owned()), ("after", names[1].to_owned())];
    Answer::complete("diff", parameters, snapshot, rows)
}

type Properties = BTreeMap<String, BTreeSet<String>>;

fn by_thing(triples: &[Triple]) -> BTreeMap<String, Properties> {
    let mut things: BTreeMap<String, Properties> = BTreeMap::new();
    for triple in triples {
        let subject = match &triple.subject {
            oxrdf::NamedOrBlankNode::NamedNode(node) => node.as_str().to_owned(),
            oxrdf::NamedOrBlankNode::BlankNode(node) => node.to_string(),
        };
        let value = match &triple.object {
            Term::NamedNode(node) => compact(node.as_str()),
            Term::Literal(literal) => literal.value().to_owned(),
            other => other.to_string(),
        };
        let properties = things.entry(subject).or_default();
        properties.entry(triple.predicate.as_str().to_owned()).or_default().insert(value);
    }
    things
}
