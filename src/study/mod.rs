//! One file a question about the data: a plain request in, a plain answer out.
//!
//! The command line, the JSON interface and the pages all ask here, so that they cannot disagree.

pub mod ask;
pub mod centrality;
pub mod communities;
pub mod compare;
pub mod conflicts;
pub mod coverage;
pub mod dataset_style;
pub mod diff;
mod error;
pub mod explain;
pub mod export;
pub mod ideal_points;
mod named;
pub mod network;
mod on_days;
pub mod panel;
pub mod path;
pub mod plausibility;
mod profiles;
pub mod report;
pub mod search;
pub mod similarity;
pub mod stats;
pub mod structure;

pub use self::error::StudyError;
pub use self::on_days::When;
use std::fmt;
use std::sync::Arc;

use oxrdf::NamedNodeRef;

use crate::query::labels::{compact, label};
use crate::query::{DataVersion, Snapshot};

/// What a study found, and what the finding is.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer<R> {
    /// The study's name.
    pub study: &'static str,
    /// What was asked, as names and values.
    pub parameters: Vec<(&'static str, String)>,
    /// The version of the data that the answer holds for.
    pub data_version: DataVersion,
    /// Whether this is all there is.
    pub completeness: Completeness,
    /// The rows.
    pub rows: Vec<R>,
}

/// A thing in an answer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Node {
    /// The whole IRI.
    pub iri: String,
    /// What people call it.
    pub label: Option<String>,
    /// The IRI as short as it can be said.
    pub short: String,
}

impl Node {
    /// A thing by its IRI, with the label that the data gives it.
    #[must_use]
    pub fn new(snapshot: &Arc<Snapshot>, iri: &str) -> Self {
        let label = NamedNodeRef::new(iri).ok().and_then(|node| label(snapshot, node.into()));
        Self { iri: iri.to_owned(), label, short: compact(iri) }
    }
}

/// Whether an answer is all that the data has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Completeness {
    /// All rows are here.
    Complete,
    /// The asker's own bound cut the rows off.
    Truncated,
    /// The data say nothing about what was asked for; a sentence says what they cover.
    NotCovered(String),
}

impl fmt::Display for Completeness {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Complete => "complete",
            Self::Truncated => "truncated",
            Self::NotCovered(_) => "not-covered",
        })
    }
}

impl<R> Answer<R> {
    /// A complete answer about a snapshot.
    fn complete(
        study: &'static str,
        parameters: Vec<(&'static str, String)>,
        snapshot: &Arc<Snapshot>,
        rows: Vec<R>,
    ) -> Self {
        let (data_version, completeness) = (snapshot.version(), Completeness::Complete);
        Self { study, parameters, data_version, completeness, rows }
    }
}
