//! The nodes and ties of a network, for other programs to read.

mod matrices;
mod nodes;

use std::sync::Arc;

pub use self::matrices::{Matrices, Matrix, MatrixCell, matrices};
use self::nodes::{Identities, Identity};
use super::coverage::layers_for;
use super::network::{covered_by, network};
use super::{Answer, Completeness, Node, StudyError};
use crate::analysis::pattern::backbone;
use crate::graph::{Day, Direction, Interval, Selection};
use crate::projection::{Layer, Network, text_of_day, year_end, year_start};
use crate::query::Snapshot;

/// What to export.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The layers whose ties are wanted.
    pub layers: Vec<Layer>,
    /// When they hold.
    pub when: When,
    /// Only ties that are stronger than chance would have them, at this significance: the disparity filter.
    pub backbone: Option<f64>,
    /// Whether states that existed then are nodes even where they have no tie.
    pub isolates: bool,
}

/// Which ties are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// All that were ever recorded.
    Ever,
    /// Those that hold on a day.
    On(Day),
    /// Those that hold on some day from the first of these years to the last.
    During(i16, i16),
}

impl When {
    fn days(self) -> Interval {
        match self {
            Self::Ever => Interval::ALWAYS,
            Self::On(day) => Interval::day(day),
            Self::During(first, last) => Interval::new(year_start(first), year_end(last)),
        }
    }
}

/// A network as lists.
#[derive(Debug, Clone, PartialEq)]
pub struct Export {
    /// Whether ties run one way.
    pub directed: bool,
    /// The nodes in order of their IRIs.
    pub nodes: Vec<NodeRow>,
    /// The ties, in order of their ends.
    pub ties: Answer<TieRow>,
}

/// A node and what it is called elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeRow {
    /// The node.
    pub node: Node,
    /// Its class in short, as `cmt:State`.
    pub class: Option<String>,
    /// Its codes.
    pub codes: Codes,
    /// The first day on which it is known to exist.
    pub start: Option<String>,
    /// The last day, if it no longer exists.
    pub end: Option<String>,
}

/// Codes of the field for a state; several of one scheme are joined with a space.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Codes {
    /// ISO 3166-1 alpha-2.
    pub iso2: Option<String>,
    /// ISO 3166-1 alpha-3, also of states that are no more.
    pub iso3: Option<String>,
    /// Correlates of War.
    pub cow: Option<String>,
    /// Gleditsch and Ward.
    pub gw: Option<String>,
}

/// A tie.
#[derive(Debug, Clone, PartialEq)]
pub struct TieRow {
    /// Its source, or its first end if it has no direction.
    pub source: Node,
    /// Its target, or its other end.
    pub target: Node,
    /// What it is.
    pub relation: String,
    /// How strong it is.
    pub weight: f64,
    /// The first day on which it holds.
    pub start: Option<String>,
    /// The last day on which it holds.
    pub end: Option<String>,
    /// What it goes through.
    pub via: Option<Node>,
    /// The statement that makes it.
    pub statement: Option<Node>,
    /// The second one, of a tie that needs two.
    pub other_statement: Option<Node>,
}

/// The nodes and ties of layers. Nodes without a tie are left out, unless isolates are asked for.
///
/// Cost: O(nodes + ties).
///
/// # Errors
///
/// See [`StudyError`]. Days that are not covered are no error: the answer says so, and has no ties.
pub fn export(snapshot: &Arc<Snapshot>, request: &Request) -> Result<Export, StudyError> {
    let day = match request.when {
        When::On(day) => Some(day),
        _ => None,
    };
    let network = network(snapshot, &request.layers, day)?;
    let days = request.when.days();
    let mut ties = Answer::complete("export", parameters(request), snapshot, Vec::new());
    if days != Interval::ALWAYS {
        let span = covered_by(snapshot, &request.layers, &network, day)?;
        ties.completeness = layers_for(snapshot, &request.layers, span, days)?;
    }
    let identities = Identities::new(snapshot)?;
    let mut iris: Vec<&str> = Vec::new();
    if ties.completeness == Completeness::Complete {
        let wanted = wanted(&network, days, request.backbone)?;
        ties.rows = rows(snapshot, &network, &wanted, &mut iris);
        if request.isolates {
            iris.extend(identities.states(days));
        }
    }
    iris.sort_unstable();
    iris.dedup();
    let nodes = iris.into_iter().map(|iri| node_row(snapshot, &identities, iri)).collect();
    Ok(Export { directed: network.graph.direction() == Direction::Directed, nodes, ties })
}

/// The ties that hold on some of the days, or those of their backbone; all nodes.
fn wanted(
    network: &Network,
    days: Interval,
    significance: Option<f64>,
) -> Result<Selection, StudyError> {
    let graph = &network.graph;
    let held = graph.select(|_| true, |tie| graph.interval(tie).intersection(days).is_some());
    let Some(significance) = significance else { return Ok(held) };
    let mut kept = backbone(&held.graph, significance)?;
    kept.ties.iter_mut().for_each(|tie| *tie = held.ties[*tie as usize]);
    Ok(kept)
}

/// The ties of a part with all nodes; the ends of each are added to `iris`.
fn rows<'n>(
    snapshot: &Arc<Snapshot>,
    network: &'n Network,
    part: &Selection,
    iris: &mut Vec<&'n str>,
) -> Vec<TieRow> {
    let nodes: Vec<Node> = network.nodes.iter().map(|iri| Node::new(snapshot, iri)).collect();
    let mut rows = Vec::new();
    for (&tie, (_, source, target)) in part.ties.iter().zip(part.graph.ties()) {
        let interval = network.graph.interval(tie);
        let relation = &network.relations[tie as usize];
        let mut statements = relation.statements.iter().map(|iri| Node::new(snapshot, iri));
        for end in [source, target] {
            iris.push(&network.nodes[end as usize]);
        }
        rows.push(TieRow {
            source: nodes[source as usize].clone(),
            target: nodes[target as usize].clone(),
            relation: relation.name.to_string(),
            weight: network.graph.weight(tie),
            start: interval.start.map(text_of_day),
            end: interval.end.map(text_of_day),
            via: relation.via.as_deref().map(|iri| Node::new(snapshot, iri)),
            statement: statements.next(),
            other_statement: statements.next(),
        });
    }
    rows
}

fn node_row(snapshot: &Arc<Snapshot>, identities: &Identities, iri: &str) -> NodeRow {
    let Identity { class, codes, .. } = identities.of(snapshot, iri);
    let life = identities.life(iri);
    NodeRow {
        node: Node::new(snapshot, iri),
        class,
        codes,
        start: life.start.map(text_of_day),
        end: life.end.map(text_of_day),
    }
}

fn parameters(request: &Request) -> Vec<(&'static str, String)> {
    let layers: Vec<&str> = request.layers.iter().map(|layer| layer.name.as_str()).collect();
    let mut parameters =
        vec![("layer", layers.join(",")), ("isolates", request.isolates.to_string())];
    if let Some(significance) = request.backbone {
        parameters.push(("backbone", significance.to_string()));
    }
    match request.when {
        When::Ever => {}
        When::On(day) => parameters.push(("asOf", text_of_day(day))),
        When::During(first, last) => parameters.push(("years", format!("{first}..{last}"))),
    }
    parameters
}
