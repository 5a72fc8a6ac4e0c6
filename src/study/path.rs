//! How are two things connected, since when, and who says so?

use std::sync::Arc;

use super::coverage::layers_for;
use super::named::named;
use super::network::{covered_by, ensure_sourced, network};
use super::{Answer, Completeness, Node, StudyError};
use crate::analysis::Cost;
use crate::analysis::paths::{
    PathRequest, Paths, Sourced, When, all_shortest, all_simple, k_shortest, shortest,
};
use crate::graph::{Day, Interval, NodeId};
use crate::projection::{Layer, Network, SourceIndex, text_of_day};
use crate::query::Snapshot;

/// Which paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// One of the shortest.
    Shortest,
    /// All that are as short as the shortest.
    AllShortest,
    /// The shortest ones without a loop, as many as given.
    Shortests(usize),
    /// All without a loop, up to as many as given.
    AllSimple(usize),
}

/// What to look for.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The layers whose ties count.
    pub layers: Vec<Layer>,
    /// Where paths start, by any name.
    pub from: String,
    /// Where they end.
    pub to: String,
    /// Which ones.
    pub choice: Choice,
    /// The most hops.
    pub max_hops: u8,
    /// Whether all hops must hold on one date.
    pub time_respecting: bool,
    /// All hops must hold on this day.
    pub as_of: Option<Day>,
    /// How many distinct origins each hop needs; recalled sources do not count.
    pub min_sources: usize,
    /// Whether a stronger tie is a shorter one.
    pub weighted: bool,
}

/// One tie of one hop of one path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The path, from one.
    pub path: usize,
    /// The hop, from one.
    pub hop: usize,
    /// Where the hop starts.
    pub from: Node,
    /// What it is.
    pub relation: String,
    /// What it goes through.
    pub via: Option<Node>,
    /// Where it ends.
    pub to: Node,
    /// The statement that makes it.
    pub statement: Option<Node>,
    /// The second one, of a tie that needs two.
    pub other_statement: Option<Node>,
    /// The first day on which it holds.
    pub start: Option<String>,
    /// The last one.
    pub end: Option<String>,
    /// The sources of the statements.
    pub sources: Vec<Node>,
    /// The days on which the whole path holds; empty if there never was one.
    pub window: String,
}

/// Finds the paths, the shortest first; equal ones in order of their nodes' IRIs.
///
/// # Errors
///
/// See [`StudyError`]. That there is no path is an answer without rows.
pub fn paths(snapshot: &Arc<Snapshot>, request: &Request) -> Result<Answer<Row>, StudyError> {
    let network = network(snapshot, &request.layers, request.as_of)?;
    let mut answer = Answer::complete("path", parameters(request), snapshot, Vec::new());
    let span = covered_by(snapshot, &request.layers, &network, request.as_of)?;
    if let Some(day) = request.as_of {
        answer.completeness = layers_for(snapshot, &request.layers, span, Interval::day(day))?;
        if answer.completeness != Completeness::Complete {
            return Ok(answer);
        }
    }
    let from = node(snapshot, &network, request, &request.from)?;
    let to = node(snapshot, &network, request, &request.to)?;
    if request.min_sources > 0 {
        ensure_sourced(&request.layers, &network)?;
    }
    let index = SourceIndex::new(snapshot)?;
    let origins = index.origins(&network)?;
    let mut wanted = PathRequest::new(from, to, request.max_hops);
    wanted.cost = if request.weighted { Cost::InverseWeight } else { Cost::Hops };
    wanted.when = match request.as_of {
        Some(day) => When::on(day),
        None if request.time_respecting => When::TOGETHER,
        None => When::Ignored,
    };
    if request.min_sources > 0 {
        wanted.sourced = Some(Sourced { origins: &origins, at_least: request.min_sources });
    }
    let found = find(&network, &wanted, request.choice)?;
    if found.truncated {
        answer.completeness = Completeness::Truncated;
    }
    answer.rows = rows(snapshot, &network, &index, &found);
    Ok(answer)
}

fn find(network: &Network, wanted: &PathRequest<'_>, choice: Choice) -> Result<Paths, StudyError> {
    Ok(match choice {
        Choice::Shortest => Paths {
            paths: shortest(&network.graph, wanted)?.into_iter().collect(),
            truncated: false,
        },
        Choice::AllShortest => all_shortest(&network.graph, wanted, MOST_PATHS)?,
        Choice::Shortests(count) => k_shortest(&network.graph, wanted, count)?,
        Choice::AllSimple(most) => all_simple(&network.graph, wanted, most)?,
    })
}

/// More shortest paths than anyone reads; the answer says when there are more.
const MOST_PATHS: usize = 1000;

fn node(
    snapshot: &Arc<Snapshot>,
    network: &Network,
    request: &Request,
    name: &str,
) -> Result<NodeId, StudyError> {
    let iri = named(snapshot, &request.layers, name, |iri| network.node(iri).is_some())?;
    Ok(network.node(&iri).unwrap_or_default())
}

fn rows(
    snapshot: &Arc<Snapshot>,
    network: &Network,
    index: &SourceIndex,
    found: &Paths,
) -> Vec<Row> {
    let named = |node: NodeId| Node::new(snapshot, &network.nodes[node as usize]);
    let mut rows = Vec::new();
    for (path_number, path) in (1..).zip(&found.paths) {
        let windows: Vec<String> = path
            .windows
            .iter()
            .map(|window| {
                // An open side as EDTF writes it.
                let text = |day: Option<Day>| day.map_or("..".to_owned(), text_of_day);
                format!("{}/{}", text(window.start), text(window.end))
            })
            .collect();
        for (hop_number, hop) in (1..).zip(&path.hops) {
            for &tie in &hop.ties {
                let relation = &network.relations[tie as usize];
                let interval = network.graph.interval(tie);
                let mut statements =
                    relation.statements.iter().map(|statement| Node::new(snapshot, statement));
                rows.push(Row {
                    path: path_number,
                    hop: hop_number,
                    from: named(hop.from),
                    relation: relation.name.to_string(),
                    via: relation.via.as_deref().map(|via| Node::new(snapshot, via)),
                    to: named(hop.to),
                    statement: statements.next(),
                    other_statement: statements.next(),
                    start: interval.start.map(text_of_day),
                    end: interval.end.map(text_of_day),
                    sources: index
                        .sources_of(relation)
                        .into_iter()
                        .map(|source| Node::new(snapshot, source))
                        .collect(),
                    window: windows.join(" "),
                });
            }
        }
    }
    rows
}

fn parameters(request: &Request) -> Vec<(&'static str, String)> {
    let layers: Vec<&str> = request.layers.iter().map(|layer| layer.name.as_str()).collect();
    let mut parameters = vec![
        ("layer", layers.join(",")),
        ("from", request.from.clone()),
        ("to", request.to.clone()),
        ("maxHops", request.max_hops.to_string()),
        ("timeRespecting", (request.time_respecting || request.as_of.is_some()).to_string()),
        ("minSources", request.min_sources.to_string()),
        ("weighted", request.weighted.to_string()),
    ];
    if let Some(day) = request.as_of {
        parameters.push(("asOf", text_of_day(day)));
    }
    parameters
}
