//! Eigenvector centrality: central is who is tied to the central.

use super::Iteration;
use super::power::{Settling, greatest_change};
use crate::analysis::AnalysisError;
use crate::analysis::sum::{blocked_sum, fill};
use crate::graph::{Graph, NodeId};

/// The eigenvector of the greatest eigenvalue, of length 1, all entries at least 0. Ties that enter count, each with
/// its weight; parallel ties add up, and a loop stands once in the matrix.
///
/// It is found by repeated multiplication with A + I, which has the same eigenvectors and no oscillation, from equal
/// scores. If the greatest eigenvalue is not single (several components alike), the answer is the part of equal scores
/// that lies in its space. In a directed graph without a cycle the greatest eigenvalue is 0, and the measure says
/// nothing: use [`katz`](super::katz()) there.
///
/// Cost: O(nodes + ties) a step; the number of steps grows as the gap after the greatest eigenvalue closes.
///
/// # Errors
/// No ties, a negative weight, or no convergence within the steps allowed.
///
/// # Example
/// ```
/// use comity::analysis::centrality::{Iteration, eigenvector};
/// use comity::graph::{Direction, Graph, Tie};
/// let (graph, _) = Graph::from_ties(Direction::Undirected, 3, &[Tie::plain(0, 1), Tie::plain(1, 2)])?;
/// let scores = eigenvector(&graph, Iteration::default())?;
/// assert!((scores[1] - 0.5f64.sqrt()).abs() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Literature: P. Bonacich, "Factoring and weighting approaches to status scores and clique identification" (1972).
pub fn eigenvector(graph: &Graph, iteration: Iteration) -> Result<Vec<f64>, AnalysisError> {
    let count = graph.node_count();
    check(graph)?;
    let mut settling = Settling::new(iteration, "eigenvector centrality");
    let mut scores = vec![1.0 / (count as f64).sqrt(); count];
    let mut next = vec![0.0; count];
    loop {
        fill(&mut next, |node| scores[node] + entering(graph, node as NodeId, &scores));
        let length = blocked_sum(count, |node| next[node] * next[node]).sqrt();
        next.iter_mut().for_each(|score| *score /= length);
        let change = greatest_change(&scores, &next);
        std::mem::swap(&mut scores, &mut next);
        if settling.has_settled(change)? {
            return Ok(scores);
        }
    }
}

/// The sum of the scores of those whose ties enter a node, by weight.
pub(super) fn entering(graph: &Graph, node: NodeId, scores: &[f64]) -> f64 {
    if graph.is_weighted() {
        graph.arcs_into(node).map(|(from, tie)| graph.weight(tie) * scores[from as usize]).sum()
    } else {
        graph.predecessors(node).iter().map(|&from| scores[from as usize]).sum()
    }
}

fn check(graph: &Graph) -> Result<(), AnalysisError> {
    let measure = "eigenvector centrality";
    if graph.tie_count() == 0 {
        return Err(AnalysisError::Undefined { measure, reason: "there are no ties" });
    }
    check_weights(graph, measure)
}

/// Nothing, if no weight is negative.
pub(super) fn check_weights(graph: &Graph, measure: &'static str) -> Result<(), AnalysisError> {
    let bad = graph.ties().map(|(tie, _, _)| (tie, graph.weight(tie))).find(|&(_, weight)| weight < 0.0);
    match bad {
        Some((tie, weight)) if graph.is_weighted() => Err(AnalysisError::WeightNotPositive { measure, tie, weight }),
        _ => Ok(()),
    }
}
