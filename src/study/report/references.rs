//! The sources of a report, numbered as they are first cited.

use std::sync::Arc;

use oxrdf::NamedNode;
use rustc_hash::FxHashMap;

use super::{Citation, ReportError};
use crate::query::Snapshot;
use crate::query::labels::label;
use crate::query::solutions::{select, text_of};
use crate::query::substitute::Values;
use crate::study::Node;

/// A source with what a reader needs to find it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The number, from one.
    pub number: usize,
    /// The source.
    pub source: Node,
    /// Who published it.
    pub publisher: Option<String>,
    /// When, as the source says.
    pub date: Option<String>,
    /// Where.
    pub address: Option<String>,
    /// How it was read: opened, dataset or recalled.
    pub citation: Option<String>,
    /// On which day it was read.
    pub accessed: Option<String>,
}

impl Reference {
    /// Whether the source was named from memory and not opened.
    #[must_use]
    pub fn is_recalled(&self) -> bool {
        self.citation.as_deref() == Some("recalled")
    }
}

/// Sources in the order of their first citation.
#[derive(Debug, Default)]
pub(super) struct References {
    numbers: FxHashMap<String, usize>,
    sources: Vec<String>,
}

const DESCRIPTION: &str = "
PREFIX cmt: <https://w3id.org/comity/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX schema: <https://schema.org/>
SELECT ?publisher ?date ?address ?citation ?accessed WHERE {
  OPTIONAL { ?source dcterms:publisher ?publisher }
  OPTIONAL { ?source dcterms:issued ?date }
  OPTIONAL { ?source schema:url ?address }
  OPTIONAL { ?source cmt:citation ?term BIND (STRAFTER(STR(?term), '#') AS ?citation) }
  OPTIONAL { ?source cmt:accessed ?accessed }
} ORDER BY ?publisher ?date ?address ?citation ?accessed LIMIT 1";

impl References {
    pub(super) fn cite(&mut self, source: &str, passage: Option<(u32, u32)>) -> Citation {
        let next = self.sources.len() + 1;
        let reference = *self.numbers.entry(source.to_owned()).or_insert(next);
        if reference == next {
            self.sources.push(source.to_owned());
        }
        Citation { reference, passage }
    }

    /// Looks all sources up.
    pub(super) fn described(self, snapshot: &Arc<Snapshot>) -> Result<Vec<Reference>, ReportError> {
        let described = (1..).zip(&self.sources).map(|(number, source)| {
            let node = NamedNode::new_unchecked(source);
            let values = Values::from([("source".to_owned(), node.into())]);
            let rows = select(snapshot, DESCRIPTION, &values)
                .map_err(|source| ReportError::query("references", source))?;
            let text = |variable| rows.first().and_then(|row| text_of(row, variable));
            let named = |iri: String| match NamedNode::new(&iri) {
                Ok(node) => label(snapshot, node.as_ref().into()).unwrap_or(iri),
                Err(_) => iri,
            };
            Ok(Reference {
                number,
                source: Node::new(snapshot, source),
                publisher: text("publisher").map(named),
                date: text("date"),
                address: text("address"),
                citation: text("citation"),
                accessed: text("accessed"),
            })
        });
        described.collect()
    }
}
