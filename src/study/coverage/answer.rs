//! Is a question covered? Nothing found and nothing known are two answers.

use std::sync::Arc;

use oxrdf::{NamedNode, Term};

use super::declared::{Coverage, Declared, day};
use crate::graph::{Day, Interval};
use crate::projection::{Layer, text_of_day};
use crate::query::covers::{Covers, Subject};
use crate::query::labels::label;
use crate::query::solutions::{select, text_of};
use crate::query::substitute::Values;
use crate::query::{QueryError, Snapshot};
use crate::study::Completeness;

const LIFESPAN: &str = "
PREFIX cmt: <https://w3id.org/comity/ontology#>
PREFIX eli: <http://data.europa.eu/eli/ontology#>
SELECT ?first ?last WHERE {
  { ?thing cmt:founded|eli:date_document ?first } UNION { ?thing cmt:dissolved ?last }
}";

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked {
    /// The classes of the statements.
    pub kinds: Vec<NamedNode>,
    /// What they are about.
    pub scope: Option<NamedNode>,
    /// Whom they are about; it is enough that one of them is covered.
    pub states: Vec<NamedNode>,
    /// The days.
    pub days: Interval,
}

impl Asked {
    /// What a question's header says, with the values of its parameters.
    #[must_use]
    pub fn new(covers: &Covers, values: &Values) -> Self {
        let thing = |subject: &Subject| match subject {
            Subject::Thing(node) => Some(node.clone()),
            Subject::Parameter(name) => match values.get(name)? {
                Term::NamedNode(node) => Some(node.clone()),
                _ => None,
            },
        };
        let date = |name: &Option<String>| match values.get(name.as_ref()?)? {
            Term::Literal(literal) => day(literal.value()),
            _ => None,
        };
        Self {
            kinds: covers.kinds.clone(),
            scope: covers.scope.as_ref().and_then(thing),
            states: covers.states.iter().filter_map(thing).collect(),
            days: Interval::new(date(&covers.from), date(&covers.to)),
        }
    }
}

/// Whether the data cover what is asked for, given whether they have anything.
///
/// It is not covered where no source says anything of the days; and, where nothing was found, where no source is
/// exhaustive: what such a source does not list is unknown. Before the scope began and after it ended the answer is
/// complete and empty: nobody was a member of an organisation that had not been founded. Where no source declares
/// anything of the kind, what was found is all there is.
///
/// O(coverages).
///
/// # Errors
///
/// When the data cannot be asked.
pub fn answer_for(
    snapshot: &Arc<Snapshot>,
    asked: &Asked,
    is_empty: bool,
) -> Result<Completeness, QueryError> {
    let declared = Declared::new(snapshot)?;
    let about = about(&declared, asked);
    if about.is_empty() {
        let nothing = || format!("no source here is known to cover {}", subject(snapshot, asked));
        return Ok(if is_empty {
            Completeness::NotCovered(nothing())
        } else {
            Completeness::Complete
        });
    }
    if let Some(scope) = &asked.scope
        && lifespan(snapshot, scope)?.intersection(asked.days).is_none()
    {
        return Ok(Completeness::Complete);
    }
    let on_days = || about.iter().filter(|coverage| coverage.is_on(asked.days));
    let is_covered = on_days().next().is_some();
    if is_covered && (!is_empty || on_days().any(|coverage| coverage.exhaustive)) {
        return Ok(Completeness::Complete);
    }
    let limit =
        if is_covered { ", but not exhaustively: what is not listed is unknown" } else { "" };
    Ok(Completeness::NotCovered(format!(
        "{} are covered {}{limit}",
        subject(snapshot, asked),
        spans(about.iter().map(|coverage| coverage.days))
    )))
}

/// Whether layers say anything of some days: ties were found in them, or a source is declared to cover them.
///
/// # Errors
///
/// When the data cannot be asked.
pub(in crate::study) fn layers_for(
    snapshot: &Arc<Snapshot>,
    layers: &[Layer],
    found: Interval,
    days: Interval,
) -> Result<Completeness, QueryError> {
    if found.intersection(days).is_some() {
        return Ok(Completeness::Complete);
    }
    let declared = Declared::new(snapshot)?;
    let asked: Vec<Asked> = layers
        .iter()
        .filter_map(|layer| layer.covers.as_ref())
        .map(|covers| Asked::new(covers, &Values::new()))
        .collect();
    let mut spans_of_layer = vec![found];
    for coverage in &declared.coverages {
        if asked.iter().any(|asked| is_about(&declared, coverage, asked)) {
            if coverage.is_on(days) {
                return Ok(Completeness::Complete);
            }
            if coverage.days.start.is_some() {
                spans_of_layer.push(coverage.days);
            }
        }
    }
    let hull = hull(spans_of_layer.into_iter());
    Ok(Completeness::NotCovered(format!(
        "the layer covers {} to {}",
        hull.start.map_or("the beginning".to_owned(), text_of_day),
        hull.end.map_or("today".to_owned(), text_of_day)
    )))
}

/// The coverages that extend to what is asked for. Where nobody in particular is asked about, those of everyone
/// count before those of some: what the United States recognise is not who recognises a state.
fn about<'d>(declared: &'d Declared, asked: &Asked) -> Vec<&'d Coverage> {
    let mut about: Vec<&Coverage> =
        declared.coverages.iter().filter(|coverage| is_about(declared, coverage, asked)).collect();
    let is_of_everyone = |coverage: &&Coverage| coverage.states.is_empty();
    if asked.states.is_empty() && about.iter().any(is_of_everyone) {
        about.retain(is_of_everyone);
    }
    about
}

fn is_about(declared: &Declared, coverage: &Coverage, asked: &Asked) -> bool {
    let is_of_kind = || asked.kinds.iter().any(|kind| declared.is_of_kind(coverage, kind.as_str()));
    let is_of_scope = || asked.scope.as_ref().is_none_or(|thing| coverage.is_about(thing.as_str()));
    let is_of_states = || {
        asked.states.is_empty()
            || asked.states.iter().any(|state| declared.is_about_state(coverage, state.as_str()))
    };
    is_of_kind() && is_of_scope() && is_of_states()
}

/// From the first day on which a thing was there to the last, as far as the data say.
fn lifespan(snapshot: &Arc<Snapshot>, thing: &NamedNode) -> Result<Interval, QueryError> {
    let values = Values::from([("thing".to_owned(), thing.clone().into())]);
    let rows = select(snapshot, LIFESPAN, &values)?;
    let days = |variable| rows.iter().filter_map(move |row| day(&text_of(row, variable)?));
    Ok(Interval::new(days("first").min(), days("last").max()))
}

/// What is asked for, in words: `memberships of the Shanghai Cooperation Organisation`.
fn subject(snapshot: &Arc<Snapshot>, asked: &Asked) -> String {
    let name = |node: &NamedNode| {
        label(snapshot, node.as_ref().into()).unwrap_or_else(|| {
            node.as_str().rsplit(['/', '#']).next().unwrap_or_default().to_owned()
        })
    };
    let kinds: Vec<String> = asked.kinds.iter().map(|kind| plural(&name(kind))).collect();
    let mut words = kinds.join(" and ");
    if let Some(scope) = &asked.scope {
        words += &format!(" of {}", name(scope));
    }
    if !asked.states.is_empty() {
        let states: Vec<String> = asked.states.iter().map(name).collect();
        let of = if asked.scope.is_some() { "by" } else { "of" };
        words += &format!(" {of} {}", states.join(" or "));
    }
    words
}

/// The plural of a class's label; its head is the first word of `act of …` and `vote cast`, else the last.
fn plural(label: &str) -> String {
    let head = label.find(" of ").or_else(|| label.find(" cast")).unwrap_or(label.len());
    let (head, rest) = label.split_at(head);
    match head.strip_suffix('y') {
        Some(stem) => format!("{stem}ies{rest}"),
        None => format!("{head}s{rest}"),
    }
}

/// Spans in words, those that touch joined: `from 1949-01-01 to 2011-09-21 and from 2021-06-09 to 2023-05-21`.
fn spans(spans: impl Iterator<Item = Interval>) -> String {
    let mut sorted: Vec<Interval> = spans.filter(|span| *span != Interval::ALWAYS).collect();
    if sorted.is_empty() {
        return "at times that are not known".to_owned();
    }
    sorted.sort_unstable_by_key(|span| (span.start, span.end));
    let mut joined: Vec<Interval> = Vec::new();
    for span in sorted {
        match joined.last_mut() {
            Some(last) if touches(*last, span) => *last = hull([*last, span].into_iter()),
            _ => joined.push(span),
        }
    }
    let text = |span: &Interval| match (span.start, span.end) {
        (Some(start), Some(end)) => format!("from {} to {}", text_of_day(start), text_of_day(end)),
        (Some(start), None) => format!("from {}", text_of_day(start)),
        (None, Some(end)) => format!("until {}", text_of_day(end)),
        (None, None) => "always".to_owned(),
    };
    joined.iter().map(text).collect::<Vec<_>>().join(" and ")
}

/// Whether a span begins at the latest on the day after another ends.
fn touches(earlier: Interval, later: Interval) -> bool {
    match (earlier.end, later.start) {
        (Some(end), Some(start)) => start <= end.saturating_add(1),
        _ => true,
    }
}

/// The smallest interval that has all of some others in it.
fn hull(spans: impl Iterator<Item = Interval>) -> Interval {
    let (starts, ends): (Vec<Option<Day>>, Vec<Option<Day>>) =
        spans.map(|span| (span.start, span.end)).unzip();
    let start: Option<Vec<Day>> = starts.into_iter().collect();
    let end: Option<Vec<Day>> = ends.into_iter().collect();
    Interval::new(
        start.and_then(|days| days.into_iter().min()),
        end.and_then(|days| days.into_iter().max()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_classes_have_plurals() {
        for (label, expected) in [
            ("membership", "memberships"),
            ("treaty action", "treaty actions"),
            ("vote cast", "votes cast"),
            ("signing of a joint statement", "signings of a joint statement"),
            ("territory", "territories"),
        ] {
            assert_eq!(plural(label), expected);
        }
    }

    #[test]
    fn spans_that_touch_are_one() {
        let day = |text| day(text).unwrap();
        let span = |start, end| Interval::new(Some(day(start)), Some(day(end)));
        assert_eq!(
            spans(
                [
                    span("2015-03-13", "2026-11-24"),
                    span("1948-04-07", "2015-03-12"),
                    span("1920-01-10", "1946-04-19"),
                ]
                .into_iter()
            ),
            "from 1920-01-10 to 1946-04-19 and from 1948-04-07 to 2026-11-24"
        );
    }
}
