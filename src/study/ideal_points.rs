//! Where does each member stand on one dimension, by how it votes?

use std::sync::Arc;

use super::coverage::layers_for;
use super::named::{is_in, named};
use super::profiles::{Profiles, scale};
use super::similarity::{covered, wrong};
use super::{Answer, Completeness, Node, StudyError};
use crate::analysis::similarity::{IdealPointsRequest, Scale, ideal_points as fitted};
use crate::graph::{Day, Interval, NodeId};
use crate::projection::{Layer, ProjectionKind, read, text_of_day, watch};
use crate::query::Snapshot;

/// How many times votes are drawn anew, where nobody says.
pub const REPLICATES: u32 = 100;

/// What to fit.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// A layer of choices.
    pub layer: Layer,
    /// A member at the low end and one at the high end, by any names: they say which way is up.
    pub anchors: (String, String),
    /// Only choices of this day or later.
    pub from: Option<Day>,
    /// Only choices of this day or earlier.
    pub to: Option<Day>,
    /// Whether an abstention counts as a no; else it counts as no vote.
    pub abstention_is_no: bool,
    /// How many times the votes are drawn anew, to see how far the points move.
    pub replicates: u32,
    /// Where chance starts.
    pub seed: u64,
    /// On how many votes a point must rest.
    pub least: usize,
}

/// A member's place.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The member.
    pub node: Node,
    /// Its place; those of all members have mean 0 and standard deviation 1.
    pub point: f64,
    /// How far it moves when votes are drawn anew: a standard deviation.
    pub error: Option<f64>,
    /// The 5th percentile.
    pub low: Option<f64>,
    /// The 95th percentile.
    pub high: Option<f64>,
    /// On how many votes it rests.
    pub votes: usize,
}

/// Fits points on one dimension, from high to low; equal ones in order of IRIs.
///
/// A choice of the greatest weight of the layer is a yes, one of the least a no, all between abstain. Votes on which
/// all agree say nothing.
///
/// # Errors
///
/// See [`StudyError`]. Days outside the covered span are no error: the answer says that they are not covered.
pub fn ideal_points(
    snapshot: &Arc<Snapshot>,
    request: &Request,
) -> Result<Answer<Row>, StudyError> {
    let layers = std::slice::from_ref(&request.layer);
    if request.layer.projection != ProjectionKind::Agreement {
        return Err(StudyError::WrongKind {
            layer: request.layer.name.clone(),
            reason: "ideal points are fitted to choices, such as those of the layer positions",
        });
    }
    let window = Interval::new(request.from, request.to);
    if window.is_reversed() {
        let from = request.from.map(text_of_day).unwrap_or_default();
        return Err(wrong("from", from, "a day that is not after `to`"));
    }
    let mut rows = read(snapshot, &request.layer)?;
    let mut answer = Answer::complete("ideal-points", parameters(request), snapshot, Vec::new());
    answer.completeness = layers_for(snapshot, layers, covered(snapshot, &rows), window)?;
    if answer.completeness != Completeness::Complete {
        return Ok(answer);
    }
    let scale = scale(&request.layer, &rows);
    rows.rows.retain(|row| row.interval.intersection(window).is_some());
    let resolve =
        |name: &str| named(snapshot, layers, name, |iri| is_in(&request.layer, &rows, iri));
    let anchors = (resolve(&request.anchors.0)?, resolve(&request.anchors.1)?);
    let (nodes, choices) = Profiles::new(&request.layer, rows, 0.0)?.into_choices();
    let place = |iri: &String| nodes.binary_search(iri).unwrap_or_default() as NodeId;
    let fit = IdealPointsRequest {
        anchors: (place(&anchors.0), place(&anchors.1)),
        replicates: request.replicates,
        seed: request.seed,
    };
    let votes: Vec<Vec<Option<bool>>> = choices
        .into_iter()
        .map(|choices| choices.into_iter().map(|choice| vote(choice?, scale, request)).collect())
        .collect();
    answer.rows = fitted(&votes, fit, &watch())?
        .into_iter()
        .zip(&nodes)
        .filter(|(found, _)| found.votes >= request.least.max(1))
        .map(|(found, iri)| {
            let (low, high) = found.range.unzip();
            let node = Node::new(snapshot, iri);
            Row { node, point: found.point, error: found.error, low, high, votes: found.votes }
        })
        .collect();
    answer.rows.sort_by(|one, other| other.point.total_cmp(&one.point));
    Ok(answer)
}

/// Yes, no, or nothing.
fn vote(choice: f64, scale: Scale, request: &Request) -> Option<bool> {
    if choice == scale.highest {
        Some(true)
    } else if choice == scale.lowest || request.abstention_is_no {
        Some(false)
    } else {
        None
    }
}

fn parameters(request: &Request) -> Vec<(&'static str, String)> {
    let mut parameters = vec![
        ("layer", request.layer.name.clone()),
        ("anchors", format!("{},{}", request.anchors.0, request.anchors.1)),
        ("abstentions", if request.abstention_is_no { "no" } else { "none" }.to_owned()),
        ("replicates", request.replicates.to_string()),
        ("seed", request.seed.to_string()),
        ("least", request.least.to_string()),
    ];
    for (name, day) in [("from", request.from), ("to", request.to)] {
        parameters.extend(day.map(|day| (name, text_of_day(day))));
    }
    parameters
}
