//! The part of a network that holds on a day, or on the last day of each of some years.

use std::sync::Arc;

use rayon::prelude::*;

use super::coverage::layers_for;
use super::network::{SharedBodies, covered, covered_by, network, signed};
use super::{Completeness, StudyError};
use crate::analysis::AnalysisError;
use crate::graph::{Day, Interval, NodeId, Selection};
use crate::projection::{Layer, Network, ProjectionKind, text_of_day, year_end, year_start};
use crate::query::Snapshot;

/// Which ties count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum When {
    /// All that were ever recorded, whether or not they held together.
    #[default]
    Ever,
    /// Those that hold on a day.
    On(Day),
    /// Those that hold on the last day of each year, from the first to the last.
    Years(i16, i16),
}

impl When {
    /// All days of it.
    pub(super) fn days(self) -> Interval {
        match self {
            Self::Ever => Interval::ALWAYS,
            Self::On(day) => Interval::day(day),
            Self::Years(first, last) => Interval::new(year_start(first), year_end(last)),
        }
    }

    /// As a parameter of an answer.
    pub(super) fn parameter(self) -> Option<(&'static str, String)> {
        match self {
            Self::Ever => None,
            Self::On(day) => Some(("asOf", text_of_day(day))),
            Self::Years(first, last) => Some(("years", format!("{first}..{last}"))),
        }
    }
}

/// The ties of one day, with the nodes that have one.
pub(super) struct Part<'n> {
    /// The graph, and the numbers of its nodes in the whole.
    pub(super) selection: Selection,
    /// The day; none for all ties.
    pub(super) day: Option<Day>,
    /// IRIs of the nodes of the whole.
    iris: &'n [String],
}

impl<'n> Part<'n> {
    /// Another part of the same whole on the same day.
    pub(super) fn with(&self, selection: Selection) -> Part<'n> {
        Part { selection, day: self.day, iris: self.iris }
    }

    /// The IRI of a node.
    pub(super) fn iri(&self, node: NodeId) -> &str {
        &self.iris[self.selection.nodes[node as usize] as usize]
    }
}

/// What was found, day by day.
pub(super) struct OnDays<T> {
    /// What was found; with the year, of a series. A day without ties is left out.
    pub(super) found: Vec<(Option<i16>, T)>,
    /// Whether the layers say anything about the time.
    pub(super) completeness: Completeness,
}

/// What `of` says of the network on each day that is asked for and that the layers cover. Ties of `hostile` layers
/// count with a negative weight. Bodies of a two-mode layer count the members of the day.
///
/// Cost: for each day O(nodes + ties) and that of `of`, in parallel over days.
pub(super) fn on_days<T: Send>(
    snapshot: &Arc<Snapshot>,
    (layers, hostile): (&[Layer], &[Layer]),
    when: When,
    of: impl Fn(&Part<'_>) -> Result<T, AnalysisError> + Sync,
) -> Result<OnDays<T>, StudyError> {
    let day = match when {
        When::On(day) => Some(day),
        _ => None,
    };
    let whole = if hostile.is_empty() {
        network(snapshot, layers, day)?
    } else {
        signed(snapshot, layers, hostile)?
    };
    let all = [layers, hostile].concat();
    let span = match day {
        Some(_) => covered_by(snapshot, &all, &whole, day)?,
        None => covered(snapshot, &whole),
    };
    let mut completeness = Completeness::Complete;
    let found = match when {
        When::Years(first, last) => {
            let days: Vec<(i16, Day)> = (first..=last)
                .filter_map(|year| Some((year, year_end(year)?)))
                .filter(|(_, day)| span.contains(*day))
                .collect();
            if days.is_empty() {
                completeness = layers_for(snapshot, &all, span, when.days())?;
            }
            let networks = Networks::new(snapshot, layers, &whole)?;
            let on = |&(year, day): &(i16, Day)| {
                let part = networks.on(day)?;
                Ok((Some(year), asked(part, Some(day), &whole.nodes, &of)?))
            };
            days.par_iter().map(on).collect::<Result<Vec<_>, AnalysisError>>()?
        }
        When::On(day) => {
            completeness = layers_for(snapshot, &all, span, when.days())?;
            let is_covered = completeness == Completeness::Complete;
            let part = tied(
                &whole.graph.select(|_| true, |tie| is_covered && whole.graph.holds(tie, day)),
            );
            vec![(None, asked(part, Some(day), &whole.nodes, &of)?)]
        }
        When::Ever => {
            let part = whole.graph.select(|_| true, |_| true);
            vec![(None, asked(part, None, &whole.nodes, &of)?)]
        }
    };
    let found = found.into_iter().filter_map(|(year, found)| Some((year, found?))).collect();
    Ok(OnDays { found, completeness })
}

/// Nothing where there are no ties.
fn asked<T>(
    selection: Selection,
    day: Option<Day>,
    iris: &[String],
    of: impl Fn(&Part<'_>) -> Result<T, AnalysisError>,
) -> Result<Option<T>, AnalysisError> {
    if selection.graph.tie_count() == 0 {
        return Ok(None);
    }
    of(&Part { selection, day, iris }).map(Some)
}

/// The networks of many days: parts of a whole; or, of shared bodies, one made for each day.
enum Networks<'n> {
    Parts(&'n Network),
    Bodies(SharedBodies),
}

impl<'n> Networks<'n> {
    fn new(
        snapshot: &Arc<Snapshot>,
        layers: &[Layer],
        whole: &'n Network,
    ) -> Result<Self, StudyError> {
        match layers {
            [layer] if layer.projection == ProjectionKind::Sources => {
                Ok(Self::Bodies(SharedBodies::read(snapshot, layer)?))
            }
            _ => Ok(Self::Parts(whole)),
        }
    }

    fn on(&self, day: Day) -> Result<Selection, AnalysisError> {
        Ok(match self {
            Self::Parts(whole) => tied(&whole.graph.at(day)),
            Self::Bodies(bodies) => tied(&bodies.graph(Some(day))?.at(day)),
        })
    }
}

/// The part without nodes that have no tie; nodes and ties keep the numbers of the whole.
pub(super) fn tied(part: &Selection) -> Selection {
    let mut tied = part.graph.without_isolates();
    for node in &mut tied.nodes {
        *node = part.nodes[*node as usize];
    }
    for tie in &mut tied.ties {
        *tie = part.ties[*tie as usize];
    }
    tied
}
