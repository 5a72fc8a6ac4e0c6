//! Organisations, agreements, initiatives and issues by any of their names.

use std::sync::Arc;

use oxrdf::Term;

use super::{Failure, Outcome, text, wrong_count};
use crate::query::names::{Kind, NameError, NameIndex};
use crate::store::snapshot::Snapshot;

pub(super) const ORGANISATION: usize = 0;
pub(super) const AGREEMENT: usize = 1;
pub(super) const INITIATIVE: usize = 2;
pub(super) const ISSUE: usize = 3;

const KINDS: [(Kind, &str); 4] = [
    (Kind::Organisation, "organisation"),
    (Kind::Agreement, "agreement"),
    (Kind::Initiative, "initiative"),
    (Kind::Issue, "issue"),
];

/// All names of one kind of things.
pub(super) struct ThingIndex {
    names: NameIndex,
    function: &'static str,
}

impl ThingIndex {
    pub(super) fn new(snapshot: &Arc<Snapshot>, kind: usize) -> Self {
        let (kind, function) = KINDS[kind];
        Self { names: NameIndex::new(snapshot, kind), function }
    }

    /// `cmf:organisation(name)` and its like: the one thing that bears the name.
    pub(super) fn find(&self, arguments: &[Term]) -> Outcome {
        let [argument] = arguments else {
            return Err(wrong_count(self.function, "one", arguments));
        };
        let name = text(argument);
        match self.names.resolve(name) {
            Ok(node) => Ok(Some(node.into())),
            Err(error) => Err(failure(name, &error)),
        }
    }
}

pub(super) fn failure(name: &str, error: &NameError) -> Failure {
    match error {
        NameError::Unknown { kind, suggestions, .. } => Failure {
            suggestion: (!suggestions.is_empty()).then(|| suggestions.join(" or ") + "?"),
            ..Failure::new(name, format!("names no {kind}"))
        },
        NameError::Ambiguous { kind, candidates, .. } => Failure {
            suggestion: Some(candidates.join(" or ") + "?"),
            ..Failure::new(name, format!("is the name of more than one {kind}"))
        },
    }
}
