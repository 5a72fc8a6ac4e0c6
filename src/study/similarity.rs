//! Who votes alike, has the same allies, or belongs to the same bodies?

use std::cmp::Reverse;
use std::sync::Arc;

use jiff::civil::Date;

use super::coverage::layers_for;
use super::named::{is_in, named};
use super::profiles::{Measure, Profiles, scale};
use super::{Answer, Completeness, Node, StudyError};
use crate::analysis::similarity::{Difference, Scale};
use crate::graph::{Day, Direction, Interval};
use crate::projection::{
    Layer, ProjectionKind, Rows, day_of, read, text_of_day, year_end, year_start,
};
use crate::query::Snapshot;
use crate::query::derive::date_of;

/// The names of the measures.
pub const MEASURES: [&str; 5] = {
    let [share, kappa, pi, s, jaccard] = Measure::ALL;
    [share.name(), kappa.name(), pi.name(), s.name(), jaccard.name()]
};

/// What to compare.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The layer that says what each node does.
    pub layer: Layer,
    /// The node to compare, by any name.
    pub a: String,
    /// The node to compare it with; else all others.
    pub b: Option<String>,
    /// One of [`MEASURES`].
    pub measure: String,
    /// Only what holds on this day or later.
    pub from: Option<Day>,
    /// Only what holds on this day or earlier.
    pub to: Option<Day>,
    /// What holds on some day of each of these years, year by year, in place of `from` and `to`.
    pub years: Option<(i16, i16)>,
    /// On how many entries a comparison with all others must rest.
    pub least: usize,
    /// How many rows at most; of each year.
    pub top: Option<usize>,
}

/// Two nodes compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The year, of a series.
    pub year: Option<i16>,
    /// The one.
    pub a: Node,
    /// The other.
    pub b: Node,
    /// The measure.
    pub measure: &'static str,
    /// How alike they are; none where the measure is not defined, as kappa is where both always choose the same.
    pub value: Option<f64>,
    /// On how many questions, nodes or bodies that rests.
    pub compared: usize,
}

/// Compares a node with another or with all, the nearest first; equal ones by how much was compared, then by IRI.
///
/// In a layer of choices, the questions are compared on which both made one. In a layer of ties, portfolios are:
/// with whom each node that has a tie has how strong a one. There a node's tie with itself counts as the strongest
/// of the layer, since a state is its own best ally, unless ties have a direction. In a layer of memberships, all
/// bodies are compared that have a member. Jaccard's coefficient counts only what one of both has.
///
/// # Errors
///
/// See [`StudyError`]. Days outside the covered span are no error: the answer says that they are not covered.
pub fn similarity(snapshot: &Arc<Snapshot>, request: &Request) -> Result<Answer<Row>, StudyError> {
    let measure = measure(request)?;
    let window = window(request)?;
    let rows = read(snapshot, &request.layer)?;
    let scale = scale(&request.layer, &rows);
    let mut answer = Answer::complete("similarity", parameters(request), snapshot, Vec::new());
    let span = covered(snapshot, &rows);
    answer.completeness = layers_for(snapshot, std::slice::from_ref(&request.layer), span, window)?;
    if answer.completeness != Completeness::Complete {
        return Ok(answer);
    }
    answer.parameters.extend(method(measure, scale));
    let resolve = |name: &String| {
        named(snapshot, std::slice::from_ref(&request.layer), name, |iri| {
            is_in(&request.layer, &rows, iri)
        })
    };
    let a = resolve(&request.a)?;
    let b = request.b.as_ref().map(resolve).transpose()?;
    if b.as_ref() == Some(&a) {
        return Err(wrong("b", request.b.clone().unwrap_or_default(), "another than `a`"));
    }
    let is_portfolio =
        measure != Measure::Jaccard && request.layer.direction == Direction::Undirected;
    let own = if is_portfolio { scale.highest } else { 0.0 };
    let mut contested = 0;
    for (year, window) in windows(request, window) {
        let mut of_window = rows.clone();
        of_window.rows.retain(|row| row.interval.intersection(window).is_some());
        let profiles = Profiles::new(&request.layer, of_window, own)?;
        contested += profiles.contested;
        let mut found = compare(snapshot, &profiles, (&a, b.as_deref()), measure, scale)?;
        if b.is_none() {
            found.retain(|row| row.compared >= request.least);
        }
        if request.top.is_some_and(|top| top < found.len()) {
            found.truncate(request.top.unwrap_or_default());
            answer.completeness = Completeness::Truncated;
        }
        found.iter_mut().for_each(|row| row.year = year);
        answer.rows.append(&mut found);
    }
    if contested > 0 {
        answer.parameters.push(("contested", contested.to_string()));
    }
    Ok(answer)
}

/// The days to compare: one window, or each year.
fn windows(request: &Request, window: Interval) -> Vec<(Option<i16>, Interval)> {
    match request.years {
        None => vec![(None, window)],
        Some((first, last)) => (first..=last)
            .map(|year| (Some(year), Interval::new(year_start(year), year_end(year))))
            .collect(),
    }
}

fn measure(request: &Request) -> Result<Measure, StudyError> {
    let is_defined = |measure: &Measure| {
        *measure != Measure::Jaccard || request.layer.projection != ProjectionKind::Agreement
    };
    let measures = || Measure::ALL.into_iter().filter(is_defined);
    measures().find(|measure| measure.name() == request.measure).ok_or_else(|| {
        let names: Vec<&str> = measures().map(Measure::name).collect();
        let expected = format!("one of {} for the layer {}", names.join(", "), request.layer.name);
        wrong("measure", request.measure.clone(), expected)
    })
}

fn window(request: &Request) -> Result<Interval, StudyError> {
    let window = match request.years {
        Some((first, last)) => Interval::new(year_start(first), year_end(last)),
        None => Interval::new(request.from, request.to),
    };
    match request.from {
        Some(from) if window.is_reversed() => {
            Err(wrong("from", text_of_day(from), "a day that is not after `to`"))
        }
        _ => Ok(window),
    }
}

/// From the first day on which something begins to the last on which something holds, or the data's date.
pub(super) fn covered(snapshot: &Arc<Snapshot>, rows: &Rows) -> Interval {
    let days = |day: fn(Interval) -> Option<Day>| {
        rows.rows.iter().map(|row| day(row.interval)).collect::<Option<Vec<Day>>>()
    };
    let data_date = || date_of(snapshot)?.value().parse::<Date>().ok().map(day_of);
    Interval::new(
        days(|interval| interval.start).and_then(|starts| starts.into_iter().min()),
        days(|interval| interval.end).and_then(|ends| ends.into_iter().max()).or_else(data_date),
    )
}

fn compare(
    snapshot: &Arc<Snapshot>,
    profiles: &Profiles,
    (a, b): (&str, Option<&str>),
    measure: Measure,
    scale: Scale,
) -> Result<Vec<Row>, StudyError> {
    let Some(place) = profiles.place(a) else { return Ok(Vec::new()) };
    let a = Node::new(snapshot, a);
    let mut rows = Vec::new();
    for (other, iri) in profiles.nodes.iter().enumerate() {
        if other == place || b.is_some_and(|b| b != iri) {
            continue;
        }
        let (value, compared) = profiles.compare(place, other, measure, scale)?;
        if compared > 0 {
            let b = Node::new(snapshot, iri);
            rows.push(Row {
                year: None,
                a: a.clone(),
                b,
                measure: measure.name(),
                value,
                compared,
            });
        }
    }
    rows.sort_by(|one, other| {
        let nearness = |row: &Row| row.value.unwrap_or(f64::NEG_INFINITY);
        nearness(other)
            .total_cmp(&nearness(one))
            .then_with(|| Reverse(one.compared).cmp(&Reverse(other.compared)))
            .then_with(|| one.b.iri.cmp(&other.b.iri))
    });
    Ok(rows)
}

pub(super) fn wrong(
    parameter: &'static str,
    value: impl Into<String>,
    expected: impl Into<String>,
) -> StudyError {
    StudyError::Parameter { parameter, value: value.into(), expected: expected.into() }
}

/// What the values of the entries can be, and how they are compared, where that matters.
fn method(measure: Measure, scale: Scale) -> Vec<(&'static str, String)> {
    let mut method = Vec::new();
    if matches!(measure, Measure::S | Measure::Kappa | Measure::Pi) {
        method.push(("scale", format!("{}..{}", scale.lowest, scale.highest)));
    }
    if matches!(measure, Measure::Kappa | Measure::Pi) {
        let difference = match scale.difference {
            Difference::Nominal => "nominal",
            Difference::Absolute => "absolute",
            Difference::Squared => "squared",
        };
        method.push(("difference", difference.to_owned()));
    }
    method
}

fn parameters(request: &Request) -> Vec<(&'static str, String)> {
    let mut parameters = vec![("layer", request.layer.name.clone()), ("a", request.a.clone())];
    if let Some(b) = &request.b {
        parameters.push(("b", b.clone()));
    }
    parameters.push(("measure", request.measure.clone()));
    for (name, day) in [("from", request.from), ("to", request.to)] {
        if let Some(day) = day {
            parameters.push((name, text_of_day(day)));
        }
    }
    if let Some((first, last)) = request.years {
        parameters.push(("years", format!("{first}..{last}")));
    }
    if request.b.is_none() {
        parameters.push(("least", request.least.to_string()));
    }
    if let Some(top) = request.top {
        parameters.push(("top", top.to_string()));
    }
    parameters
}
