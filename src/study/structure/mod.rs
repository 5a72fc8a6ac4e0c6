//! How does a network hang together: how dense, how wide, how clustered, and where would it fall apart? And how much
//! of that is more than size alone would make of it?

mod groups;
mod nodes;
mod pattern;
mod whole;

use std::sync::Arc;

pub use self::groups::Grouping;
use self::groups::Groups;
use super::on_days::{OnDays, Part, When, on_days, tied};
use super::{Answer, Node, StudyError};
use crate::analysis::AnalysisError;
use crate::analysis::pattern::{NullModel, backbone};
use crate::graph::NodeId;
use crate::projection::Layer;
use crate::query::Snapshot;

/// What to measure.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The layers whose ties count.
    pub layers: Vec<Layer>,
    /// Which of their ties.
    pub when: When,
    /// Only ties that are stronger than chance would have them, at this significance: the disparity filter.
    pub backbone: Option<f64>,
    /// Which measures.
    pub view: View,
}

/// Which measures.
#[derive(Debug, Clone, PartialEq)]
pub enum View {
    /// Of the whole.
    Whole,
    /// Of each node.
    Nodes,
    /// Of the whole, beside those of random networks in which each node has as many ties.
    NullModel {
        /// How many random networks.
        samples: u32,
        /// Where chance starts.
        seed: u64,
    },
    /// How often each kind of three nodes occurs.
    Triads,
    /// Triangles of friendly and hostile ties.
    Balance {
        /// Layers whose ties are hostile, beside ties of negative weight.
        hostile: Vec<Layer>,
    },
    /// How often each node stands between two others that have no tie, by the groups of the three.
    Brokerage(Grouping),
    /// Whether ties lead out of groups or stay within them.
    Ei(Grouping),
}

impl View {
    /// A view by its name; what the others need is there for all.
    #[must_use]
    pub fn named(name: &str, options: ViewOptions) -> Option<Self> {
        let ViewOptions { samples, seed, hostile, groups } = options;
        Some(match name {
            "whole" => Self::Whole,
            "nodes" => Self::Nodes,
            "null-model" => Self::NullModel { samples, seed },
            "triads" => Self::Triads,
            "balance" => Self::Balance { hostile },
            "brokerage" => Self::Brokerage(groups),
            "ei" => Self::Ei(groups),
            _ => return None,
        })
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Nodes => "nodes",
            Self::NullModel { .. } => "null-model",
            Self::Triads => "triads",
            Self::Balance { .. } => "balance",
            Self::Brokerage(_) => "brokerage",
            Self::Ei(_) => "ei",
        }
    }
}

/// The names of the views.
pub const VIEWS: &str = "whole, nodes, null-model, triads, balance, brokerage or ei";

/// What some views need.
#[derive(Debug, Clone, PartialEq)]
pub struct ViewOptions {
    /// How many random networks.
    pub samples: u32,
    /// Where chance starts.
    pub seed: u64,
    /// Layers whose ties are hostile.
    pub hostile: Vec<Layer>,
    /// How nodes are put into groups.
    pub groups: Grouping,
}

impl Default for ViewOptions {
    fn default() -> Self {
        Self { samples: SAMPLES, seed: 0, hostile: Vec::new(), groups: Grouping::Region }
    }
}

/// How many random networks, where nobody says.
pub const SAMPLES: u32 = 200;

/// A measure of the whole, of a group or of a node.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The year, of a series.
    pub year: Option<i16>,
    /// The node; none for the whole and for a group.
    pub node: Option<Node>,
    /// The group that is measured, or that the node belongs to; none for those who belong to none.
    pub group: Option<Node>,
    /// What is measured.
    pub measure: &'static str,
    /// How much it is; none where it is not defined.
    pub value: Option<f64>,
    /// What chance makes of it.
    pub chance: Option<Chance>,
}

/// A measure over random networks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chance {
    /// Its mean.
    pub mean: f64,
    /// Its standard deviation.
    pub deviation: f64,
    /// How many standard deviations the network itself lies above the mean; none if there is no deviation.
    pub z: Option<f64>,
    /// The share of networks that lie at least as far from the mean, the network itself counted among them.
    pub p: f64,
}

impl From<NullModel> for Chance {
    fn from(NullModel { mean, deviation, z, p, .. }: NullModel) -> Self {
        Self { mean, deviation, z, p }
    }
}

/// A measure, before things have their labels.
#[derive(Debug, Clone, PartialEq)]
struct Measured {
    node: Option<String>,
    group: Option<String>,
    measure: &'static str,
    value: Option<f64>,
    chance: Option<Chance>,
}

impl Measured {
    /// A measure of the whole; a value that is not finite is none.
    fn of_whole(measure: &'static str, value: Option<f64>) -> Self {
        let value = value.filter(|value| value.is_finite());
        Self { node: None, group: None, measure, value, chance: None }
    }

    fn of_node(part: &Part<'_>, node: NodeId, measure: &'static str, value: Option<f64>) -> Self {
        Self { node: Some(part.iri(node).to_owned()), ..Self::of_whole(measure, value) }
    }
}

/// Measures the whole, or groups in order of their IRIs, or nodes in order of theirs.
///
/// Distances are hops between nodes that a path connects; `connected` is the share of such pairs. Bridges are
/// ties, so that one of several between the same two nodes is none.
///
/// # Errors
///
/// See [`StudyError`]. A day outside the covered span is no error: the answer says that it is not covered.
pub fn structure(snapshot: &Arc<Snapshot>, request: &Request) -> Result<Answer<Row>, StudyError> {
    let hostile = match &request.view {
        View::Balance { hostile } => hostile.as_slice(),
        _ => &[],
    };
    let groups = match &request.view {
        View::Brokerage(grouping) | View::Ei(grouping) => Groups::read(snapshot, grouping)?,
        _ => Groups::default(),
    };
    let of = |part: &Part<'_>| measured(part, request, &groups);
    let OnDays { found, completeness } =
        on_days(snapshot, (&request.layers, hostile), request.when, of)?;
    let mut answer = Answer::complete("structure", parameters(request), snapshot, Vec::new());
    answer.completeness = completeness;
    let node = |iri: &String| Node::new(snapshot, iri);
    for (year, found) in found {
        answer.rows.extend(found.iter().map(|found| Row {
            year,
            node: found.node.as_ref().map(node),
            group: found.group.as_ref().map(node),
            measure: found.measure,
            value: found.value,
            chance: found.chance,
        }));
    }
    Ok(answer)
}

fn measured(
    part: &Part<'_>,
    request: &Request,
    groups: &Groups,
) -> Result<Vec<Measured>, AnalysisError> {
    let Some(significance) = request.backbone else {
        return view(part, &request.view, groups);
    };
    let mut kept = tied(&backbone(&part.selection.graph, significance)?);
    for node in &mut kept.nodes {
        *node = part.selection.nodes[*node as usize];
    }
    if kept.graph.tie_count() == 0 {
        return Ok(Vec::new());
    }
    view(&part.with(kept), &request.view, groups)
}

fn view(part: &Part<'_>, view: &View, groups: &Groups) -> Result<Vec<Measured>, AnalysisError> {
    let graph = &part.selection.graph;
    match view {
        View::Whole => whole::measures(graph),
        View::Nodes => Ok(nodes::measures(part)),
        View::NullModel { samples, seed } => pattern::null_model(graph, *samples, *seed),
        View::Triads => Ok(pattern::triads(graph)),
        View::Balance { .. } => Ok(pattern::balanced(graph)),
        View::Brokerage(_) => pattern::brokers(part, groups),
        View::Ei(_) => pattern::ei(part, groups),
    }
}

fn parameters(request: &Request) -> Vec<(&'static str, String)> {
    let names = |layers: &[Layer]| {
        layers.iter().map(|layer| layer.name.as_str()).collect::<Vec<_>>().join(",")
    };
    let mut parameters =
        vec![("layer", names(&request.layers)), ("view", request.view.name().to_owned())];
    match &request.view {
        View::NullModel { samples, seed } => {
            parameters.extend([("samples", samples.to_string()), ("seed", seed.to_string())]);
        }
        View::Balance { hostile } if !hostile.is_empty() => {
            parameters.push(("hostile", names(hostile)));
        }
        View::Brokerage(grouping) | View::Ei(grouping) => {
            parameters.push(("groups", grouping.to_string()));
        }
        _ => {}
    }
    if let Some(significance) = request.backbone {
        parameters.push(("backbone", significance.to_string()));
    }
    parameters.extend(request.when.parameter());
    parameters
}
