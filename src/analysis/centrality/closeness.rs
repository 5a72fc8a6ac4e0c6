//! How near a node is to all others.

use super::Side;
use super::reach::{Reach, reach};
use crate::analysis::{AnalysisError, Cost};
use crate::graph::Graph;

/// Which distances count, and how they are measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ClosenessRequest {
    /// Distances to the node (`In`, as in networkx), from it (`Out`), or in either direction
    /// (`Both`: ties are taken as undirected).
    pub side: Side,
    /// How long a tie is.
    pub cost: Cost,
}

/// Closeness after Wasserman and Faust: (r / (n - 1)) · (r / Σ distance), where r other nodes are
/// within reach.
///
/// The first factor makes nodes of different components comparable: two nodes that know only each
/// other are not the most central of a large graph. A node that reaches nobody has 0.
///
/// Cost: that of [`reach`].
///
/// # Errors
/// Weights that are not above 0 where they are lengths.
///
/// # Example
/// ```
/// use comity::analysis::centrality::{ClosenessRequest, closeness};
/// use comity::graph::{Direction, Graph, Tie};
/// let ties = [Tie::plain(0, 1), Tie::plain(1, 2)];
/// let (graph, _) = Graph::from_ties(Direction::Undirected, 3, &ties)?;
/// assert_eq!(closeness(&graph, ClosenessRequest::default())?, [2.0 / 3.0, 1.0, 2.0 / 3.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Literature: S. Wasserman and K. Faust, *Social Network Analysis* (1994), equation 5.22.
pub fn closeness(graph: &Graph, request: ClosenessRequest) -> Result<Vec<f64>, AnalysisError> {
    let others = graph.node_count().saturating_sub(1) as f64;
    let of = |reach: Reach| {
        let reached = reach.reached as f64;
        if reached == 0.0 { 0.0 } else { reached / others * (reached / reach.total) }
    };
    Ok(distances(graph, request)?.into_iter().map(of).collect())
}

/// Harmonic centrality: the sum of 1 / distance over all other nodes, 0 for those out of reach.
///
/// Divide by n - 1 for the normalised form. Cost: that of [`reach`].
///
/// # Errors
/// Weights that are not above 0 where they are lengths.
///
/// Literature: M. Marchiori and V. Latora, "Harmony in the small-world" (2000); P. Boldi and S.
/// Vigna, "Axioms for centrality" (2014).
pub fn harmonic(graph: &Graph, request: ClosenessRequest) -> Result<Vec<f64>, AnalysisError> {
    Ok(distances(graph, request)?.into_iter().map(|reach| reach.inverse).collect())
}

fn distances(graph: &Graph, request: ClosenessRequest) -> Result<Vec<Reach>, AnalysisError> {
    match request.side {
        Side::Both if graph.is_directed() => reach(&graph.undirected(), request.cost, true),
        side => reach(graph, request.cost, side != Side::Out),
    }
}
