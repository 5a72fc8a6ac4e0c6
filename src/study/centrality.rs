//! Who is central in a network, on a date or over the years?

use std::sync::Arc;

use super::coverage::layers_for;
use super::network::{covered_by, ensure_sourced, network};
use super::on_days::{Part, When, on_days, tied};
use super::{Answer, Completeness, Node, StudyError};
use crate::analysis::Cost;
use crate::analysis::centrality::{
    BetweennessRequest, ClosenessRequest, Iteration, KatzRequest, Measure, PageRankRequest, Side,
    order, ranks, sensitivity,
};
use crate::analysis::series::{Present, centrality_series};
use crate::graph::{Day, Interval, NodeId, Selection};
use crate::projection::{Layer, Network, ProjectionKind, SourceIndex, text_of_day, year_end};
use crate::query::Snapshot;

/// Scores that differ by less than this share a rank.
const TOLERANCE: f64 = 1e-9;

/// The names of the measures.
pub const MEASURES: [&str; 12] = [
    "degree",
    "in-degree",
    "out-degree",
    "strength",
    "closeness",
    "harmonic",
    "betweenness",
    "eigenvector",
    "katz",
    "pagerank",
    "hubs",
    "authorities",
];

/// What to measure.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The layers whose ties count.
    pub layers: Vec<Layer>,
    /// One of [`MEASURES`].
    pub measure: String,
    /// Only ties that hold on this day.
    pub as_of: Option<Day>,
    /// On the last day of each of these years, in place of `as_of`.
    pub years: Option<(i16, i16)>,
    /// Whether a stronger tie is a shorter one.
    pub weighted: bool,
    /// Whether betweenness is divided by the number of pairs.
    pub normalised: bool,
    /// Whether to leave each origin out in turn.
    pub sensitivity: bool,
    /// How many nodes at most; of each year.
    pub top: Option<usize>,
}

/// A node's score and rank.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The year, of a series.
    pub year: Option<i16>,
    /// The node.
    pub node: Node,
    /// Its score.
    pub score: f64,
    /// Its rank; equal scores share one.
    pub rank: u32,
    /// The best and the worst rank when each origin in turn is left out.
    pub range: Option<(u32, u32)>,
}

/// Ranks the nodes, the most central first; equal scores in order of IRIs.
///
/// # Errors
///
/// See [`StudyError`]. A day outside the covered span is no error: the answer says that it is not covered.
pub fn centrality(snapshot: &Arc<Snapshot>, request: &Request) -> Result<Answer<Row>, StudyError> {
    let measure = measure(request)?;
    let network = network(snapshot, &request.layers, request.as_of)?;
    let span = covered_by(snapshot, &request.layers, &network, request.as_of)?;
    let mut answer = Answer::complete("centrality", parameters(request), snapshot, Vec::new());
    if let Some(day) = request.as_of {
        answer.completeness = layers_for(snapshot, &request.layers, span, Interval::day(day))?;
        if answer.completeness != Completeness::Complete {
            return Ok(answer);
        }
    }
    if request.sensitivity {
        ensure_sourced(&request.layers, &network)?;
    }
    answer.rows = match request.years {
        Some(years) => {
            let by_year = match request.layers.as_slice() {
                [layer] if layer.projection == ProjectionKind::Sources => {
                    of_bodies(snapshot, &request.layers, &measure, years)?
                }
                _ => of_ties(&network, &measure, years, span)?,
            };
            series(snapshot, &network, by_year)
        }
        None => once(snapshot, &network, &measure, request)?,
    };
    if let Some((first, last)) = request.years
        && answer.rows.is_empty()
    {
        let days = Interval::new(year_end(first - 1).map(|day| day + 1), year_end(last));
        answer.completeness = layers_for(snapshot, &request.layers, span, days)?;
    }
    cut(&mut answer, request.top);
    Ok(answer)
}

fn measure(request: &Request) -> Result<Measure, StudyError> {
    let cost = if request.weighted { Cost::InverseWeight } else { Cost::Hops };
    let closeness = ClosenessRequest { cost, ..ClosenessRequest::default() };
    Ok(match request.measure.as_str() {
        "degree" => Measure::Degree(Side::Both),
        "in-degree" => Measure::Degree(Side::In),
        "out-degree" => Measure::Degree(Side::Out),
        "strength" => Measure::Strength(Side::Both),
        "closeness" => Measure::Closeness(closeness),
        "harmonic" => Measure::Harmonic(closeness),
        "betweenness" => Measure::Betweenness(BetweennessRequest {
            cost,
            normalised: request.normalised,
            ..BetweennessRequest::default()
        }),
        "eigenvector" => Measure::Eigenvector(Iteration::default()),
        "katz" => Measure::Katz(KatzRequest::default()),
        "pagerank" => Measure::PageRank(PageRankRequest::default()),
        "hubs" => Measure::Hubs(Iteration::default()),
        "authorities" => Measure::Authorities(Iteration::default()),
        other => {
            return Err(StudyError::Parameter {
                parameter: "measure",
                value: other.to_owned(),
                expected: MEASURES.join(", "),
            });
        }
    })
}

fn once(
    snapshot: &Arc<Snapshot>,
    network: &Network,
    measure: &Measure,
    request: &Request,
) -> Result<Vec<Row>, StudyError> {
    let part = part(network, request.as_of);
    if part.graph.tie_count() == 0 {
        return Ok(Vec::new());
    }
    let scores = measure.scores(&part.graph)?;
    let ranges =
        request.sensitivity.then(|| rank_ranges(snapshot, network, &part, measure)).transpose()?;
    let ranks = ranks(&scores, TOLERANCE);
    let row = |place: u32| {
        let at = place as usize;
        Row {
            year: None,
            node: Node::new(snapshot, &network.nodes[part.nodes[at] as usize]),
            score: scores[at],
            rank: ranks[at],
            range: ranges.as_ref().map(|ranges| ranges[at]),
        }
    };
    Ok(order(&scores).into_iter().map(row).collect())
}

/// The ties that hold on a day, with the nodes that have one.
fn part(network: &Network, day: Option<Day>) -> Selection {
    match day {
        Some(day) => tied(&network.graph.at(day)),
        None => network.graph.select(|_| true, |_| true),
    }
}

fn rank_ranges(
    snapshot: &Arc<Snapshot>,
    network: &Network,
    part: &Selection,
    measure: &Measure,
) -> Result<Vec<(u32, u32)>, StudyError> {
    let all = SourceIndex::new(snapshot)?.origins(network)?;
    let of_part = all.select(&part.ties)?;
    let ranges = sensitivity(&part.graph, &of_part, TOLERANCE, |graph| measure.scores(graph))?;
    Ok(ranges.into_iter().map(|range| (range.best, range.worst)).collect())
}

/// The nodes of each year's network, with their scores.
type ByYear = Vec<(i16, Vec<(NodeId, f64)>)>;

/// Parts of one network, which are asked once where nothing changed.
fn of_ties(
    network: &Network,
    measure: &Measure,
    (first, last): (i16, i16),
    span: Interval,
) -> Result<ByYear, StudyError> {
    let years: Vec<(i16, Day)> = (first..=last)
        .filter_map(|year| Some((year, year_end(year)?)))
        .filter(|(_, day)| span.contains(*day))
        .collect();
    let days: Vec<Day> = years.iter().map(|(_, day)| *day).collect();
    let scores = centrality_series(&network.graph, &days, Present::Tied, measure)?;
    let present = |scores: Vec<Option<f64>>| {
        (0..).zip(scores).filter_map(|(node, score)| Some((node, score?))).collect()
    };
    Ok(years.into_iter().map(|(year, _)| year).zip(scores.into_iter().map(present)).collect())
}

/// A network for each year, in which bodies count the members of its last day.
fn of_bodies(
    snapshot: &Arc<Snapshot>,
    layers: &[Layer],
    measure: &Measure,
    (first, last): (i16, i16),
) -> Result<ByYear, StudyError> {
    let of = |part: &Part<'_>| {
        let scores = measure.scores(&part.selection.graph)?;
        Ok(part.selection.nodes.iter().copied().zip(scores).collect::<Vec<_>>())
    };
    let found = on_days(snapshot, (layers, &[]), When::Years(first, last), of)?.found;
    Ok(found.into_iter().filter_map(|(year, scores)| Some((year?, scores))).collect())
}

fn series(snapshot: &Arc<Snapshot>, network: &Network, by_year: ByYear) -> Vec<Row> {
    let nodes: Vec<Node> = network.nodes.iter().map(|iri| Node::new(snapshot, iri)).collect();
    let mut rows = Vec::new();
    for (year, scored) in by_year {
        let scores: Vec<f64> = scored.iter().map(|(_, score)| *score).collect();
        let ranks = ranks(&scores, TOLERANCE);
        rows.extend(order(&scores).into_iter().map(|place| Row {
            year: Some(year),
            node: nodes[scored[place as usize].0 as usize].clone(),
            score: scores[place as usize],
            rank: ranks[place as usize],
            range: None,
        }));
    }
    rows
}

/// Keeps the first rows, of each year; rows that share the last rank are cut too, and the answer says so.
fn cut(answer: &mut Answer<Row>, top: Option<usize>) {
    let Some(top) = top else { return };
    let before = answer.rows.len();
    let (mut year, mut count) = (None, 0);
    answer.rows.retain(|row| {
        count = if row.year == year { count + 1 } else { 1 };
        year = row.year;
        count <= top
    });
    if answer.rows.len() < before {
        answer.completeness = Completeness::Truncated;
    }
}

fn parameters(request: &Request) -> Vec<(&'static str, String)> {
    let layers: Vec<&str> = request.layers.iter().map(|layer| layer.name.as_str()).collect();
    let mut parameters = vec![
        ("layer", layers.join(",")),
        ("measure", request.measure.clone()),
        ("weighted", request.weighted.to_string()),
        ("normalised", request.normalised.to_string()),
        ("sensitivity", request.sensitivity.to_string()),
    ];
    if let Some(day) = request.as_of {
        parameters.push(("asOf", text_of_day(day)));
    }
    if let Some((first, last)) = request.years {
        parameters.push(("years", format!("{first}..{last}")));
    }
    if let Some(top) = request.top {
        parameters.push(("top", top.to_string()));
    }
    parameters
}
