//! Hubs and authorities: a good hub points at good authorities, which good hubs point at.

use super::Iteration;
use super::power::{Settling, greatest_change};
use crate::analysis::AnalysisError;
use crate::analysis::sum::{blocked_sum, fill};
use crate::analysis::weights::check_not_negative;
use crate::graph::{Graph, NodeId};

/// Scores of both kinds; each list adds up to 1.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hits {
    /// How well a node points.
    pub hubs: Vec<f64>,
    /// How well it is pointed at.
    pub authorities: Vec<f64>,
}

/// Hubs and authorities; in an undirected graph the two are the same.
///
/// Cost: O(nodes + ties) a step.
///
/// # Errors
/// No ties, a negative weight, or no convergence.
///
/// # Example
/// ```
/// use comity::analysis::centrality::{Iteration, hits};
/// use comity::graph::{Direction, Graph, Tie};
/// let ties = [Tie::plain(0, 2), Tie::plain(1, 2)];
/// let (graph, _) = Graph::from_ties(Direction::Directed, 3, &ties)?;
/// let found = hits(&graph, Iteration::default())?;
/// assert_eq!((found.hubs, found.authorities), (vec![0.5, 0.5, 0.0], vec![0.0, 0.0, 1.0]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Literature: J. M. Kleinberg, "Authoritative sources in a hyperlinked environment" (1999).
pub fn hits(graph: &Graph, iteration: Iteration) -> Result<Hits, AnalysisError> {
    if graph.tie_count() == 0 {
        return Err(AnalysisError::Undefined { measure: "HITS", reason: "there are no ties" });
    }
    check_not_negative(graph, "HITS")?;
    let count = graph.node_count();
    let mut settling = Settling::new(iteration, "HITS");
    let mut hubs = vec![1.0 / count as f64; count];
    let (mut authorities, mut next) = (vec![0.0; count], vec![0.0; count]);
    loop {
        graph.look();
        fill(&mut authorities, |node| super::eigenvector::entering(graph, node as NodeId, &hubs));
        scale_to_one(&mut authorities);
        fill(&mut next, |node| leaving(graph, node as NodeId, &authorities));
        scale_to_one(&mut next);
        let change = greatest_change(&hubs, &next);
        std::mem::swap(&mut hubs, &mut next);
        if settling.has_settled(change)? {
            return Ok(Hits { hubs, authorities });
        }
    }
}

fn leaving(graph: &Graph, node: NodeId, scores: &[f64]) -> f64 {
    graph.arcs(node).map(|(to, tie)| graph.weight(tie) * scores[to as usize]).sum()
}

fn scale_to_one(scores: &mut [f64]) {
    let sum = blocked_sum(scores.len(), |node| scores[node]);
    scores.iter_mut().for_each(|score| *score /= sum);
}
