//! What is a layer made of? And the network of a layer, which the other studies start from.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::on_days::{When, on_days};
use super::{Answer, Node, StudyError};
use crate::analysis::AnalysisError;
use crate::analysis::similarity::{Membership, Projection, TwoModeRequest, Weighting, project};
use crate::graph::{Day, Direction, Graph, Interval, NodeId, Watch};
use crate::projection::{
    Layer, Network, ProjectionKind, Relation, SourceIndex, TwoMode, day_of, read, text_of_day,
    watch,
};
use crate::query::Snapshot;
use crate::query::derive::date_of;

/// What a layer is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The layer.
    pub layer: String,
    /// Its title.
    pub title: String,
    /// `directed` or `undirected`.
    pub direction: &'static str,
    /// Nodes.
    pub nodes: usize,
    /// Ties, parallel ones counted each.
    pub ties: usize,
    /// The first day on which a tie begins.
    pub start: Option<String>,
    /// The last day that the layer says something about.
    pub end: Option<String>,
    /// Distinct sources of the statements.
    pub sources: usize,
    /// Rows that made no tie, and why.
    pub dropped: String,
}

/// Counts a layer.
///
/// # Errors
///
/// See [`StudyError`].
pub fn describe(snapshot: &Arc<Snapshot>, layer: &Layer) -> Result<Answer<Row>, StudyError> {
    let network = match layer.projection {
        ProjectionKind::Agreement => {
            Network::from_rows(layer.direction, vec![(layer, read(snapshot, layer)?)])?
        }
        _ => network(snapshot, std::slice::from_ref(layer), None)?,
    };
    let index = SourceIndex::new(snapshot)?;
    let sources: BTreeSet<&str> =
        network.relations.iter().flat_map(|relation| index.sources_of(relation)).collect();
    let covered = covered(snapshot, &network);
    let dropped: Vec<String> =
        network.dropped.iter().map(|(reason, count)| format!("{count} rows: {reason}")).collect();
    let row = Row {
        layer: layer.name.clone(),
        title: layer.title.clone(),
        direction: match layer.direction {
            Direction::Directed => "directed",
            Direction::Undirected => "undirected",
        },
        nodes: network.graph.node_count(),
        ties: network.graph.tie_count(),
        start: covered.start.map(text_of_day),
        end: covered.end.map(text_of_day),
        sources: sources.len(),
        dropped: dropped.join("; "),
    };
    Ok(Answer::complete("network", vec![("layer", layer.name.clone())], snapshot, vec![row]))
}

/// A pair of nodes that are tied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tie {
    /// The one, or the start of a tie with a direction.
    pub from: Node,
    /// The other.
    pub to: Node,
    /// The layer of the tie.
    pub relation: String,
    /// Whether it has a direction.
    pub is_directed: bool,
}

/// More nodes than these make no readable drawing.
pub const MOST_DRAWN: usize = 600;

/// The pairs that a layer ties, on a day or ever: what a drawing of it shows.
///
/// # Errors
///
/// See [`StudyError`]; also when there are more than [`MOST_DRAWN`] nodes.
pub fn ties(
    snapshot: &Arc<Snapshot>,
    layer: &Layer,
    day: Option<Day>,
) -> Result<Answer<Tie>, StudyError> {
    let is_directed = layer.direction == Direction::Directed;
    let when = day.map_or(When::Ever, When::On);
    let on_day = on_days(snapshot, (std::slice::from_ref(layer), &[]), when, |part| {
        let graph = &part.selection.graph;
        let iris: Vec<String> = graph.nodes().map(|node| part.iri(node).to_owned()).collect();
        let pairs: Vec<(NodeId, NodeId)> = graph
            .ties()
            .map(
                |(_, from, to)| if is_directed { (from, to) } else { (from.min(to), from.max(to)) },
            )
            .collect();
        Ok((iris, pairs))
    })?;
    let completeness = on_day.completeness;
    let (iris, mut pairs) =
        on_day.found.into_iter().next().map(|(_, found)| found).unwrap_or_default();
    if iris.len() > MOST_DRAWN {
        return Err(StudyError::WrongKind {
            layer: layer.name.clone(),
            reason: "there are more than 600 nodes, of which nobody could read a drawing",
        });
    }
    pairs.sort_unstable();
    pairs.dedup();
    let node = |id: NodeId| Node::new(snapshot, &iris[id as usize]);
    let rows = pairs
        .into_iter()
        .map(|(from, to)| Tie {
            from: node(from),
            to: node(to),
            relation: layer.name.clone(),
            is_directed,
        })
        .collect();
    let mut parameters = vec![("layer", layer.name.clone())];
    parameters.extend(day.map(|day| ("asOf", text_of_day(day))));
    let mut answer = Answer::complete("network", parameters, snapshot, rows);
    answer.completeness = completeness;
    Ok(answer)
}

/// The network of one or more layers. With a day, bodies of a two-mode layer count the members of that day.
pub(super) fn network(
    snapshot: &Arc<Snapshot>,
    layers: &[Layer],
    day: Option<Day>,
) -> Result<Network, StudyError> {
    if let [layer] = layers
        && layer.projection == ProjectionKind::Sources
    {
        return SharedBodies::read(snapshot, layer)?.network(day);
    }
    if let Some(layer) = layers.iter().find(|layer| layer.projection != ProjectionKind::None) {
        return Err(StudyError::WrongKind {
            layer: layer.name.clone(),
            reason: match layer.projection {
                ProjectionKind::Agreement => "they are choices, which `similarity` compares",
                _ => "they come of memberships, which cannot be mixed with other layers",
            },
        });
    }
    let is_directed = layers.iter().any(|layer| layer.direction == Direction::Directed);
    let direction = if is_directed { Direction::Directed } else { Direction::Undirected };
    let rows = layers
        .iter()
        .map(|layer| Ok((layer, read(snapshot, layer)?)))
        .collect::<Result<Vec<_>, StudyError>>()?;
    Ok(Network::from_rows(direction, rows)?)
}

/// Ties of friends and of foes together; those of foes have a negative weight.
pub(super) fn signed(
    snapshot: &Arc<Snapshot>,
    friendly: &[Layer],
    hostile: &[Layer],
) -> Result<Network, StudyError> {
    let all = || friendly.iter().chain(hostile);
    if let Some(layer) = all().find(|layer| layer.projection != ProjectionKind::None) {
        return Err(StudyError::WrongKind {
            layer: layer.name.clone(),
            reason: "ties of friends and of foes have to be ties, not choices or memberships",
        });
    }
    let mut rows = Vec::new();
    for layer in friendly {
        rows.push((layer, read(snapshot, layer)?));
    }
    for layer in hostile {
        let mut of_layer = read(snapshot, layer)?;
        of_layer.rows.iter_mut().for_each(|row| row.weight = -row.weight.abs());
        rows.push((layer, of_layer));
    }
    Ok(Network::from_rows(Direction::Undirected, rows)?)
}

/// Refuses to count sources where no tie names the statement that makes it.
pub(super) fn ensure_sourced(layers: &[Layer], network: &Network) -> Result<(), StudyError> {
    if network.has_statements() {
        return Ok(());
    }
    let names: Vec<&str> = layers.iter().map(|layer| layer.name.as_str()).collect();
    Err(StudyError::WrongKind {
        layer: names.join(", "),
        reason: "they name no statements, so that their sources cannot be counted",
    })
}

/// Nodes in bodies. Two nodes that share a body are tied through it, with Newman's weight.
pub(super) struct SharedBodies {
    layer: String,
    two_mode: TwoMode,
    watch: Watch,
    dropped: BTreeMap<&'static str, usize>,
}

impl SharedBodies {
    pub(super) fn read(snapshot: &Arc<Snapshot>, layer: &Layer) -> Result<Self, StudyError> {
        let rows = read(snapshot, layer)?;
        let two_mode = TwoMode::from_rows(&rows);
        Ok(Self { layer: layer.name.clone(), two_mode, watch: watch(), dropped: rows.dropped })
    }

    /// The ties; with a day, those of that day, when bodies count the members of that day. Nodes have the same
    /// numbers on all days.
    pub(super) fn graph(&self, day: Option<Day>) -> Result<Graph, AnalysisError> {
        Ok(self.projected(day)?.0.graph)
    }

    /// The projection, and which rows of the layer it was given.
    fn projected(&self, day: Option<Day>) -> Result<(Projection, Vec<usize>), AnalysisError> {
        let (given, memberships): (Vec<usize>, Vec<Membership>) = self
            .two_mode
            .incidences
            .iter()
            .enumerate()
            .filter(|(_, (.., interval))| day.is_none_or(|day| interval.contains(day)))
            .map(|(place, &(member, body, _, interval))| {
                (place, Membership { member, body, interval })
            })
            .unzip();
        let request = TwoModeRequest {
            member_count: self.two_mode.members.len(),
            weighting: Weighting::Newman,
            greatest_share: 1.0,
        };
        let projection = project(&memberships, request)?;
        let graph = projection.graph.watched(self.watch.clone());
        Ok((Projection { graph, ..projection }, given))
    }

    fn network(self, day: Option<Day>) -> Result<Network, StudyError> {
        let (Projection { graph, rests_on, .. }, given) = self.projected(day)?;
        let name: Arc<str> = self.layer.as_str().into();
        let bodies: Vec<Arc<str>> =
            self.two_mode.bodies.iter().map(|body| body.as_str().into()).collect();
        let statement = |place: u32| self.two_mode.statements[given[place as usize]].clone();
        let relation = |&[one, other]: &[u32; 2]| {
            let body = self.two_mode.incidences[given[one as usize]].1;
            Relation {
                name: name.clone(),
                statements: [one, other].into_iter().filter_map(statement).collect(),
                via: bodies.get(body as usize).cloned(),
            }
        };
        let relations = rests_on.iter().map(relation).collect();
        Ok(Network { graph, nodes: self.two_mode.members, relations, dropped: self.dropped })
    }
}

/// The days that a network says something about: up to the data's date where a tie has no end.
pub(super) fn covered(snapshot: &Arc<Snapshot>, network: &Network) -> Interval {
    let span = network.span();
    let data_date = || date_of(snapshot)?.value().parse::<Date>().ok().map(day_of);
    Interval::new(span.start, span.end.or_else(data_date))
}

/// As [`covered`], for a network that was made for one day: a network of shared bodies has only the members of
/// that day, and cannot tell what else is covered.
pub(super) fn covered_by(
    snapshot: &Arc<Snapshot>,
    layers: &[Layer],
    network_of_day: &Network,
    day: Option<Day>,
) -> Result<Interval, StudyError> {
    let is_of_day =
        day.is_some() && layers.iter().any(|layer| layer.projection == ProjectionKind::Sources);
    if is_of_day {
        return Ok(covered(snapshot, &network(snapshot, layers, None)?));
    }
    Ok(covered(snapshot, network_of_day))
}
