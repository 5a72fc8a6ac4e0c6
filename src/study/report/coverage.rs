//! What the sources cover of a report's subject, kind by kind.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use oxrdf::NamedNode;

use super::{ReportError, ReportKind};
use crate::query::Snapshot;
use crate::study::Node;
use crate::study::coverage::{Request, Row, coverage};

/// What is covered of one kind of statements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered {
    /// The class of the statements.
    pub kind: Node,
    /// How many sources extend to the subject.
    pub sources: usize,
    /// How many of them are exhaustive: what these do not list is not so.
    pub exhaustive: usize,
    /// The first day that any of them covers; none where one has no bound.
    pub start: Option<String>,
    /// The last one.
    pub end: Option<String>,
}

/// One entry for each kind of statements that the sections rest on, also where nothing covers it.
pub(super) fn covered(
    snapshot: &Arc<Snapshot>,
    report: ReportKind,
    subjects: &[NamedNode],
    kinds: &BTreeSet<NamedNode>,
) -> Result<Vec<Covered>, ReportError> {
    let requests: Vec<Request> = match (report, subjects) {
        (ReportKind::Country | ReportKind::Dyad, states) => states
            .iter()
            .map(|state| Request { state: Some(state.as_str().to_owned()), ..Request::default() })
            .collect(),
        (ReportKind::Source, [source]) => {
            vec![Request { source: Some(source.as_str().to_owned()), ..Request::default() }]
        }
        (_, [scope]) => {
            vec![Request { scope: Some(scope.as_str().to_owned()), ..Request::default() }]
        }
        _ => vec![Request::default()],
    };
    let mut common: Option<Vec<Row>> = None;
    for request in &requests {
        let rows = coverage(snapshot, request)?.rows;
        common = Some(match common {
            None => rows,
            Some(known) => known.into_iter().filter(|row| rows.contains(row)).collect(),
        });
    }
    let mut by_kind: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    let rows = common.unwrap_or_default();
    for row in rows.iter().filter(|row| row.exhaustive.is_some()) {
        by_kind.entry(&row.kind.iri).or_default().push(row);
    }
    let entry = |kind: &NamedNode| {
        let rows = by_kind.get(kind.as_str()).map_or(&[][..], Vec::as_slice);
        let sources = |condition: fn(&Row) -> bool| {
            let found = rows.iter().filter(|row| condition(row)).map(|row| &row.source.iri);
            found.collect::<BTreeSet<_>>().len()
        };
        Covered {
            kind: Node::new(snapshot, kind.as_str()),
            sources: sources(|_| true),
            exhaustive: sources(|row| row.exhaustive == Some(true)),
            start: bound(rows, |row| row.start.as_ref(), Iterator::min),
            end: bound(rows, |row| row.end.as_ref(), Iterator::max),
        }
    };
    Ok(kinds.iter().map(entry).collect())
}

/// The outermost of some days; none where one is open.
fn bound<'r>(
    rows: &[&'r Row],
    day: fn(&'r Row) -> Option<&'r String>,
    outermost: fn(std::vec::IntoIter<&'r String>) -> Option<&'r String>,
) -> Option<String> {
    let days: Option<Vec<&String>> = rows.iter().map(|row| day(row)).collect();
    outermost(days?.into_iter()).cloned()
}
