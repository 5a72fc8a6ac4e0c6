//! Who stands between others: the share of shortest paths that pass through a node, or over a tie.

use super::brandes::Flow;
use super::{brandes, brandes_lanes};
use crate::analysis::{AnalysisError, Cost};
use crate::graph::{Combine, Graph, TieId};

/// How shortest paths are measured and counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct BetweennessRequest {
    /// How long a tie is.
    pub cost: Cost,
    /// Whether to divide by the number of pairs.
    pub normalised: bool,
    /// What parallel ties are.
    pub parallel: ParallelTies,
}

/// What parallel ties are to the number of shortest paths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ParallelTies {
    /// One way: a path is a sequence of nodes, as in networkx. Three treaties between two states
    /// are no three ways.
    #[default]
    OneWay,
    /// A way each: a path is a sequence of ties, as in igraph and rustworkx.
    EachAWay,
}

/// Betweenness of nodes: for each node the sum, over pairs of other nodes, of the share of shortest
/// paths between them that pass through it.
///
/// An undirected pair counts once (the sum over ordered pairs is halved). Normalised, the sum is
/// divided by the number of pairs of other nodes: (n - 1)(n - 2), half of it if undirected.
///
/// Cost: unweighted O(nodes · ties), for eight sources at a time; weighted O(nodes · ties · log
/// nodes).
///
/// # Errors
/// Weights that are not above 0 where they are lengths.
///
/// # Example
/// ```
/// use comity::analysis::centrality::{BetweennessRequest, betweenness};
/// use comity::graph::{Direction, Graph, Tie};
/// let ties = [Tie::plain(0, 1), Tie::plain(1, 2)];
/// let (graph, _) = Graph::from_ties(Direction::Undirected, 3, &ties)?;
/// assert_eq!(betweenness(&graph, BetweennessRequest::default())?, [0.0, 1.0, 0.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Literature: L. C. Freeman, "A set of measures of centrality based on betweenness" (1977); U.
/// Brandes, "A faster algorithm for betweenness centrality" (2001).
pub fn betweenness(graph: &Graph, request: BetweennessRequest) -> Result<Vec<f64>, AnalysisError> {
    let count = graph.node_count() as f64;
    let scale = scale(graph, request, (count - 1.0) * (count - 2.0));
    let flow = flow(graph, request, false)?.0;
    Ok(flow.nodes.into_iter().map(|value| value * scale).collect())
}

/// Betweenness of ties, by tie number: the sum, over pairs of nodes, of the share of shortest paths
/// that use the tie.
///
/// An undirected pair counts once. Normalised, the sum is divided by the number of pairs: n(n - 1),
/// half of it if undirected. With [`ParallelTies::OneWay`] each of several parallel ties has the
/// value of all of them together; a loop has 0.
///
/// Cost: as [`betweenness`].
///
/// # Errors
/// Those of [`betweenness`].
///
/// Literature: M. Girvan and M. E. J. Newman, "Community structure in social and biological
/// networks" (2002).
pub fn tie_betweenness(
    graph: &Graph,
    request: BetweennessRequest,
) -> Result<Vec<f64>, AnalysisError> {
    let count = graph.node_count() as f64;
    let scale = scale(graph, request, count * (count - 1.0));
    let (flow, merged_into) = flow(graph, request, true)?;
    let value = |tie: Option<TieId>| tie.map_or(0.0, |tie| flow.ties[tie as usize] * scale);
    Ok(merged_into.map_or_else(
        || (0..graph.tie_count() as TieId).map(|tie| value(Some(tie))).collect(),
        |merged| merged.into_iter().map(value).collect(),
    ))
}

/// What the sum over ordered pairs is multiplied by.
fn scale(graph: &Graph, request: BetweennessRequest, pairs: f64) -> f64 {
    match (request.normalised, graph.is_directed()) {
        (true, _) if pairs > 0.0 => 1.0 / pairs,
        (false, false) => 0.5,
        _ => 1.0,
    }
}

/// For each tie, the tie that it was merged into; none if no ties were merged.
type Merged = Option<Vec<Option<TieId>>>;

/// Sums over ordered pairs of nodes.
fn flow(
    graph: &Graph,
    request: BetweennessRequest,
    ties: bool,
) -> Result<(Flow, Merged), AnalysisError> {
    request.cost.check(graph, "betweenness by weight")?;
    let by_hops = request.cost.is_hops() || !graph.is_weighted();
    let one_way = request.parallel == ParallelTies::OneWay;
    if by_hops && (graph.is_simple() || !one_way) {
        return Ok((brandes_lanes::flow(graph, ties), None));
    }
    if by_hops {
        let merged = graph.simplified(Combine::One);
        return Ok((brandes_lanes::flow(&merged.graph, ties), Some(merged.merged_into)));
    }
    if one_way {
        let merged = request.cost.lengths(graph);
        return Ok((brandes::flow(&merged.graph, ties), Some(merged.merged_into)));
    }
    let lengths = graph
        .map_weights(|weight| if request.cost == Cost::Weight { weight } else { 1.0 / weight });
    Ok((brandes::flow(&lengths, ties), None))
}
