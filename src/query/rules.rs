//! The rules in `ontology/rules/`, as they come with the program.

use std::sync::{Arc, OnceLock};

use oxrdf::{NamedNode, NamedNodeRef, Quad};
use rust_embed::RustEmbed;
use rustc_hash::FxHashSet;
use spargebra::algebra::{GraphPattern, PropertyPathExpression};
use spargebra::term::NamedNodePattern;

use super::derive::direct_edges;
use super::parse;
use super::parts::{expressions, pattern_of, patterns, patterns_in};
use crate::store::snapshot::Snapshot;
use crate::vocab::dcterms;

#[derive(RustEmbed)]
#[folder = "ontology/rules/"]
#[include = "*.rq"]
struct Files;

/// The direct edges of a snapshot by the rules that come with the program, for [`crate::store::Store::open`].
///
/// # Errors
///
/// When a rule fails, in words.
pub fn edges(snapshot: &Arc<Snapshot>) -> Result<Vec<Quad>, String> {
    let rules = Rule::all(Purpose::Edges);
    direct_edges(snapshot, rules.iter().map(|rule| (rule.name.as_str(), rule.text.as_str())))
        .map_err(|error| error.to_string())
}

/// Whether direct edges may rest on triples with a predicate, for [`crate::store::Store::with_edge_predicates`].
#[must_use]
pub fn edges_rest_on(predicate: NamedNodeRef<'_>) -> bool {
    static PREDICATES: OnceLock<Option<FxHashSet<NamedNode>>> = OnceLock::new();
    let known = PREDICATES.get_or_init(edge_predicates);
    known.as_ref().is_none_or(|known| known.contains(&predicate.into_owned()))
}

/// The predicates that the edge rules name, and that which the data's date comes from; nothing if one of them asks for
/// any predicate.
fn edge_predicates() -> Option<FxHashSet<NamedNode>> {
    let mut predicates = FxHashSet::from_iter([NamedNode::from(dcterms::MODIFIED)]);
    for rule in Rule::all(Purpose::Edges) {
        let mut query = parse(&rule.text, None).ok()?;
        if !collect_predicates(pattern_of(&mut query), &mut predicates) {
            return None;
        }
    }
    Some(predicates)
}

/// Collects the predicates of a pattern; tells whether it names all that it asks for.
fn collect_predicates(pattern: &mut GraphPattern, found: &mut FxHashSet<NamedNode>) -> bool {
    let mut names_all = match &*pattern {
        GraphPattern::Bgp { patterns } => patterns.iter().all(|triple| match &triple.predicate {
            NamedNodePattern::NamedNode(node) => {
                found.insert(node.clone());
                true
            }
            NamedNodePattern::Variable(_) => false,
        }),
        GraphPattern::Path { path, .. } => collect_steps(path, found),
        _ => true,
    };
    for expression in expressions(pattern) {
        patterns_in(expression, &mut |inner| names_all &= collect_predicates(inner, found));
    }
    patterns(pattern)
        .into_iter()
        .fold(names_all, |all, inner| collect_predicates(inner, found) && all)
}

fn collect_steps(path: &PropertyPathExpression, found: &mut FxHashSet<NamedNode>) -> bool {
    use PropertyPathExpression as P;
    match path {
        P::NamedNode(node) => {
            found.insert(node.clone());
            true
        }
        P::Reverse(path) | P::ZeroOrMore(path) | P::OneOrMore(path) | P::ZeroOrOne(path) => {
            collect_steps(path, found)
        }
        P::Sequence(one, other) | P::Alternative(one, other) => {
            let names_one = collect_steps(one, found);
            collect_steps(other, found) && names_one
        }
        P::NegatedPropertySet(_) => false,
    }
}

/// What a rule is for; also the folder that holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Makes direct edges.
    Edges,
    /// Finds what is invalid and SHACL says badly.
    Checks,
    /// Finds figures that can hardly be right.
    Plausibility,
}

/// One query of `ontology/rules/`.
#[derive(Debug, Clone)]
pub struct Rule {
    /// The file's name without its ending.
    pub name: String,
    /// The query with its comments.
    pub text: String,
}

impl Rule {
    /// All rules for a purpose, by name.
    #[must_use]
    pub fn all(purpose: Purpose) -> Vec<Self> {
        let folder = match purpose {
            Purpose::Edges => "edges/",
            Purpose::Checks => "checks/",
            Purpose::Plausibility => "plausibility/",
        };
        let mut rules: Vec<Self> = Files::iter()
            .filter_map(|path| {
                let name = path.strip_prefix(folder)?.strip_suffix(".rq")?.to_owned();
                let text = String::from_utf8_lossy(&Files::get(&path)?.data).into_owned();
                Some(Self { name, text })
            })
            .collect();
        rules.sort_by(|a, b| a.name.cmp(&b.name));
        rules
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocab::{cmt, rdfs};

    #[test]
    fn edges_rest_on_what_their_rules_name() {
        assert!(edges_rest_on(cmt::PARTNER));
        assert!(edges_rest_on(dcterms::MODIFIED));
        assert!(!edges_rest_on(rdfs::LABEL));
    }
}
