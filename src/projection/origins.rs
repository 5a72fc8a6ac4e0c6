//! Which sources a statement rests on, and which of them are copies of one.

use std::collections::BTreeSet;
use std::sync::Arc;

use oxrdf::{NamedNodeRef, Term};
use rustc_hash::FxHashMap;

use super::network::{Network, Relation};
use crate::graph::{GraphError, Origins};
use crate::query::Snapshot;
use crate::query::solutions::{select, text_of};
use crate::query::substitute::Values;

/// Each source with its origin; copies of a copy are followed.
const ORIGINS: &str = "
PREFIX cmt: <https://w3id.org/comity/ontology#>
PREFIX prov: <http://www.w3.org/ns/prov#>
SELECT ?statement ?source ?origin ?citation WHERE {
  ?statement cmt:source ?source .
  OPTIONAL { ?source prov:wasDerivedFrom ?origin }
  OPTIONAL { ?source cmt:citation ?citation }
} ORDER BY ?statement ?source ?origin";

/// The sources of every statement.
#[derive(Debug, Default)]
pub struct SourceIndex {
    /// For each statement its sources, in order.
    sources: FxHashMap<String, Vec<String>>,
    /// For each source the number of its origin; a source that is only recalled has none.
    origin_of: FxHashMap<String, u32>,
    names: Vec<String>,
}

impl SourceIndex {
    /// Reads the sources of all statements.
    ///
    /// # Errors
    ///
    /// When the query for them fails.
    pub fn new(snapshot: &Arc<Snapshot>) -> Result<Self, crate::query::QueryError> {
        let mut index = Self::default();
        let mut derived: FxHashMap<String, String> = FxHashMap::default();
        let mut recalled: Vec<String> = Vec::new();
        for row in select(snapshot, ORIGINS, &Values::new())? {
            let (Some(statement), Some(source)) =
                (text_of(&row, "statement"), text_of(&row, "source"))
            else {
                continue;
            };
            if let Some(Term::NamedNode(origin)) = row.get("origin") {
                derived.entry(source.clone()).or_insert_with(|| origin.as_str().to_owned());
            }
            if text_of(&row, "citation").is_some_and(|citation| citation.ends_with("#recalled")) {
                recalled.push(source.clone());
            }
            let sources = index.sources.entry(statement).or_default();
            if sources.last() != Some(&source) {
                sources.push(source);
            }
        }
        let mut all: Vec<&String> = index.sources.values().flatten().collect();
        all.sort_unstable();
        all.dedup();
        let mut numbers: FxHashMap<String, u32> = FxHashMap::default();
        for source in all.into_iter().filter(|source| !recalled.contains(source)) {
            let origin = last_origin(source, &derived);
            let next = numbers.len() as u32;
            let number = *numbers.entry(origin.clone()).or_insert_with(|| {
                index.names.push(origin);
                next
            });
            index.origin_of.insert(source.clone(), number);
        }
        Ok(index)
    }

    /// The sources of a statement, in order of their IRIs.
    #[must_use]
    pub fn sources(&self, statement: &str) -> &[String] {
        self.sources.get(statement).map_or(&[], Vec::as_slice)
    }

    /// The sources of all statements that a tie rests on, in order of their IRIs, each once.
    #[must_use]
    pub fn sources_of(&self, relation: &Relation) -> Vec<&str> {
        let statements = relation.statements.iter();
        let sources = statements.flat_map(|statement| self.sources(statement));
        let distinct: BTreeSet<&str> = sources.map(String::as_str).collect();
        distinct.into_iter().collect()
    }

    /// The distinct origins of each statement that a tie of a network rests on.
    ///
    /// # Errors
    ///
    /// When there are more of them than a graph can number.
    pub fn origins(&self, network: &Network) -> Result<Origins, GraphError> {
        let of = |statement: &Arc<str>| {
            let numbers = self.sources(statement).iter();
            numbers.filter_map(|source| self.origin_of.get(source).copied()).collect()
        };
        let claims = |relation: &Relation| relation.statements.iter().map(of).collect();
        Origins::of_claims(network.relations.iter().map(claims))
    }

    /// The origins by number.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }
}

/// Follows derivations to their end; a circle ends where it began.
fn last_origin(source: &str, derived: &FxHashMap<String, String>) -> String {
    let mut origin = source;
    for _ in 0..derived.len() {
        match derived.get(origin) {
            Some(next) if next != source && NamedNodeRef::new(next).is_ok() => origin = next,
            _ => break,
        }
    }
    origin.to_owned()
}
