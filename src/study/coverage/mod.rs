//! What do the sources cover: which kinds of statements, about what and whom, from when to when?
//!
//! What a source covers is data: a `cmt:Coverage` says it. Beside it stands what the data have from the source. A
//! source without a declared coverage is shown with what is found, and as undeclared: the rest is unknown.

mod answer;
mod declared;
mod found;

pub(super) use self::answer::layers_for;
pub use self::answer::{Asked, answer_for};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use oxrdf::NamedNodeRef;

use self::declared::{Coverage, Declared, day};
use self::found::{Found, statements};
use super::{Answer, Completeness, Node, StudyError};
use crate::graph::{Day, Interval};
use crate::projection::text_of_day;
use crate::query::Snapshot;
use crate::query::labels::label;
use crate::query::names::{Kind, NameIndex};

/// Which coverages to show. Things are given by name, code or IRI.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Request {
    /// Only this source.
    pub source: Option<String>,
    /// Only this class of statements: `membership`, `TreatyAction`, `treaty action`.
    pub kind: Option<String>,
    /// Only what extends to this state or other actor.
    pub state: Option<String>,
    /// Only what extends to this organisation, agreement, initiative, indicator or other matter.
    pub scope: Option<String>,
    /// Only what extends to this day.
    pub date: Option<Day>,
    /// No more rows than these.
    pub top: Option<usize>,
}

/// What one source covers of one kind of statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The source.
    pub source: Node,
    /// The class of the statements.
    pub kind: Node,
    /// What the statements are about; empty for anything.
    pub scope: Vec<Node>,
    /// Whom they are about: states, regions, schemes of codes; empty for everyone.
    pub covers_state: Vec<Node>,
    /// The first day covered.
    pub start: Option<String>,
    /// The last day covered.
    pub end: Option<String>,
    /// Whether what is not listed is not so; `None` where no coverage is declared.
    pub exhaustive: Option<bool>,
    /// How many statements the data have.
    pub statements: usize,
    /// How many states and other actors these are about.
    pub states: usize,
    /// The first day, month or year that they name.
    pub first: Option<String>,
    /// The last one.
    pub last: Option<String>,
}

/// Shows what sources cover, those with the most statements first; equal ones in order of their IRIs.
///
/// O(n log n) in the quads of statements.
///
/// # Errors
///
/// When a name leads to no thing, or a query fails.
pub fn coverage(snapshot: &Arc<Snapshot>, request: &Request) -> Result<Answer<Row>, StudyError> {
    let filter = Filter::new(snapshot, request)?;
    let declared = Declared::new(snapshot)?;
    let mut rows: Vec<Row> = entries(&declared, &statements(snapshot)?)
        .into_iter()
        .filter(|entry| filter.lets_pass(snapshot, &declared, entry))
        .map(|entry| entry.row(snapshot))
        .collect();
    rows.sort_by(|a, b| {
        let key = |row: &Row| (row.source.iri.clone(), row.kind.iri.clone(), row.start.clone());
        b.statements.cmp(&a.statements).then_with(|| key(a).cmp(&key(b)))
    });
    let mut answer = Answer::complete("coverage", parameters(request), snapshot, rows);
    if request.top.is_some_and(|top| top < answer.rows.len()) {
        answer.rows.truncate(request.top.unwrap_or_default());
        answer.completeness = Completeness::Truncated;
    }
    Ok(answer)
}

fn parameters(request: &Request) -> Vec<(&'static str, String)> {
    let texts = [
        ("source", request.source.clone()),
        ("kind", request.kind.clone()),
        ("state", request.state.clone()),
        ("scope", request.scope.clone()),
        ("date", request.date.map(text_of_day)),
        ("top", request.top.map(|top| top.to_string())),
    ];
    texts.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// A source, a kind, the coverage that is declared of both, and what is found.
#[derive(Debug, Default)]
struct Entry<'d> {
    source: &'d str,
    kind: &'d str,
    coverage: Option<&'d Coverage>,
    statements: usize,
    states: BTreeSet<&'d str>,
    about: BTreeSet<&'d str>,
    first: Option<&'d str>,
    last: Option<&'d str>,
}

/// One entry a source of each coverage, and one a kind of each source for what no coverage of it extends to.
fn entries<'d>(declared: &'d Declared, statements: &'d [Found]) -> Vec<Entry<'d>> {
    let mut entries: Vec<Entry<'d>> = Vec::new();
    let mut of_source: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for coverage in &declared.coverages {
        for source in &coverage.sources {
            of_source.entry(source).or_default().push(entries.len());
            let (source, kind) = (source.as_str(), coverage.kind.as_str());
            entries.push(Entry { source, kind, coverage: Some(coverage), ..Entry::default() });
        }
    }
    let mut undeclared: BTreeMap<(&str, &str), Entry<'d>> = BTreeMap::new();
    for statement in statements {
        for (source, kind) in pairs(statement) {
            let mut is_declared = false;
            for &place in of_source.get(source).into_iter().flatten() {
                let entry = &mut entries[place];
                if entry
                    .coverage
                    .is_some_and(|coverage| extends_to(declared, coverage, kind, statement))
                {
                    entry.take(statement);
                    is_declared = true;
                }
            }
            if !is_declared {
                let entry = undeclared.entry((source, kind)).or_default();
                (entry.source, entry.kind) = (source, kind);
                entry.take(statement);
            }
        }
    }
    entries.extend(undeclared.into_values());
    entries
}

fn pairs(statement: &Found) -> impl Iterator<Item = (&str, &str)> {
    let kinds = || statement.kinds.iter().map(String::as_str);
    statement
        .sources
        .iter()
        .flat_map(move |source| kinds().map(move |kind| (source.as_str(), kind)))
}

fn extends_to(declared: &Declared, coverage: &Coverage, kind: &str, statement: &Found) -> bool {
    let is_about_it =
        coverage.scope.is_empty() || statement.about.iter().any(|thing| coverage.is_about(thing));
    let is_about_them = coverage.states.is_empty()
        || statement.states.iter().any(|state| declared.is_about_state(coverage, state));
    declared.is_of_kind(coverage, kind) && is_about_it && is_about_them
}

impl<'d> Entry<'d> {
    fn take(&mut self, statement: &'d Found) {
        self.statements += 1;
        self.states.extend(statement.states.iter().map(String::as_str));
        self.about.extend(statement.about.iter().map(String::as_str));
        if let Some(first) = statement.first.as_deref()
            && self.first.is_none_or(|known| first < known)
        {
            self.first = Some(first);
        }
        if let Some(last) = statement.last.as_deref()
            && self.last.is_none_or(|known| last > known)
        {
            self.last = Some(last);
        }
    }

    /// Whether a day is covered; without a declaration, whether it lies among those that are found.
    fn is_on(&self, date: Day) -> bool {
        match self.coverage {
            Some(coverage) => coverage.is_on(Interval::day(date)),
            None => match (self.first.and_then(first_day), self.last.and_then(last_day)) {
                (Some(first), Some(last)) => (first..=last).contains(&date),
                _ => false,
            },
        }
    }

    fn row(&self, snapshot: &Arc<Snapshot>) -> Row {
        let nodes = |iris: &[String]| iris.iter().map(|iri| Node::new(snapshot, iri)).collect();
        let coverage = self.coverage;
        let bound = |bound: fn(&Coverage) -> Option<Day>| coverage.and_then(bound).map(text_of_day);
        Row {
            source: Node::new(snapshot, self.source),
            kind: Node::new(snapshot, self.kind),
            scope: coverage.map_or_else(Vec::new, |coverage| nodes(&coverage.scope)),
            covers_state: coverage.map_or_else(Vec::new, |coverage| nodes(&coverage.states)),
            start: bound(|coverage| coverage.days.start),
            end: bound(|coverage| coverage.days.end),
            exhaustive: coverage.map(|coverage| coverage.exhaustive),
            statements: self.statements,
            states: self.states.len(),
            first: self.first.map(str::to_owned),
            last: self.last.map(str::to_owned),
        }
    }
}

/// The first day of a day, a month or a year.
fn first_day(text: &str) -> Option<Day> {
    day(&format!("{text}{}", "-01-01".get(text.len().saturating_sub(4)..).unwrap_or_default()))
}

/// The last day of a day, a month or a year.
fn last_day(text: &str) -> Option<Day> {
    match text.len() {
        4 => day(&format!("{text}-12-31")),
        7 => (28..=31).rev().find_map(|last| day(&format!("{text}-{last}"))),
        _ => day(text),
    }
}

/// A request with its names resolved.
#[derive(Debug, Default)]
struct Filter {
    source: Option<String>,
    kind: Option<String>,
    state: Option<String>,
    scope: Option<String>,
    date: Option<Day>,
}

impl Filter {
    fn new(snapshot: &Arc<Snapshot>, request: &Request) -> Result<Self, StudyError> {
        let resolve = |name: &Option<String>,
                       kinds: &[Kind]|
         -> Result<Option<String>, StudyError> {
            let Some(name) = name else { return Ok(None) };
            let mut result = Ok(None);
            for &kind in kinds {
                result =
                    NameIndex::new(snapshot, kind).resolve(name).map(|iri| Some(iri.into_string()));
                if result.is_ok() {
                    break;
                }
            }
            Ok(result?)
        };
        Ok(Self {
            source: resolve(&request.source, &[Kind::Source])?,
            kind: request.kind.as_deref().map(plain),
            state: resolve(&request.state, &[Kind::State, Kind::Organisation])?,
            scope: resolve(&request.scope, &[Kind::Organisation, Kind::Agreement, Kind::Entity])?,
            date: request.date,
        })
    }

    fn lets_pass(&self, snapshot: &Arc<Snapshot>, declared: &Declared, entry: &Entry<'_>) -> bool {
        self.source.as_ref().is_none_or(|source| entry.source == source)
            && self.kind.as_ref().is_none_or(|kind| is_named(snapshot, entry.kind, kind))
            && self.state.as_ref().is_none_or(|state| match entry.coverage {
                Some(coverage) => declared.is_about_state(coverage, state),
                None => entry.states.contains(state.as_str()),
            })
            && self.scope.as_ref().is_none_or(|thing| match entry.coverage {
                Some(coverage) if !coverage.scope.is_empty() => coverage.is_about(thing),
                _ => entry.about.contains(thing.as_str()),
            })
            && self.date.is_none_or(|date| entry.is_on(date))
    }
}

/// Whether a class is meant by a name: its IRI, its local name or its label.
fn is_named(snapshot: &Arc<Snapshot>, class: &str, name: &str) -> bool {
    let local = class.rsplit(['#', '/']).next().unwrap_or_default();
    let label = || NamedNodeRef::new(class).ok().and_then(|class| label(snapshot, class.into()));
    plain(class) == name
        || plain(local) == name
        || label().is_some_and(|label| plain(&label) == name)
}

/// A name of a class without prefix, case, spaces and hyphens: `treaty action` and `cmt:TreatyAction` are one.
fn plain(name: &str) -> String {
    let name = name.strip_prefix("cmt:").unwrap_or(name);
    name.chars().filter(|c| !matches!(c, ' ' | '-')).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_is_all_its_days() {
        assert_eq!(first_day("2023"), day("2023-01-01"));
        assert_eq!(first_day("2023-05"), day("2023-05-01"));
        assert_eq!(last_day("2023"), day("2023-12-31"));
        assert_eq!(last_day("2023-02"), day("2023-02-28"));
        assert_eq!(last_day("2023-02-03"), day("2023-02-03"));
    }
}
