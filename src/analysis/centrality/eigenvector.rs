//! Eigenvector centrality: central is who is tied to the central.

use super::Iteration;
use super::leading::leading_vector;
use super::power::{Settling, greatest_change};
use crate::analysis::AnalysisError;
use crate::analysis::structure::strong_components;
use crate::analysis::sum::{blocked_sum, fill};
use crate::analysis::weights::check_not_negative;
use crate::graph::{Graph, NodeId};

/// The eigenvector of the greatest eigenvalue, of length 1, all entries at least 0. Ties that enter
/// count, each with its weight; parallel ties add up, and a loop stands once in the matrix.
///
/// If the greatest eigenvalue is not single (several components alike), the answer is the part of
/// equal scores that lies in its space.
///
/// An undirected graph is solved by conjugate gradients (see `leading.rs`), a directed one by
/// repeated multiplication with A + I, which has the same eigenvectors and no oscillation; both
/// start from equal scores.
///
/// Cost: O(nodes + ties) a step; the number of steps grows as the gap after the greatest eigenvalue
/// closes.
///
/// # Errors
/// No ties, a negative weight, a directed graph without a cycle (its greatest eigenvalue is 0, and
/// the measure says nothing: [`katz`](super::katz()) does), or no convergence within the steps
/// allowed.
///
/// # Example
/// ```
/// use comity::analysis::centrality::{Iteration, eigenvector};
/// use comity::graph::{Direction, Graph, Tie};
/// let ties = [Tie::plain(0, 1), Tie::plain(1, 2)];
/// let (graph, _) = Graph::from_ties(Direction::Undirected, 3, &ties)?;
/// let scores = eigenvector(&graph, Iteration::default())?;
/// assert!((scores[1] - 0.5f64.sqrt()).abs() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Literature: P. Bonacich, "Factoring and weighting approaches to status scores and clique
/// identification" (1972).
pub fn eigenvector(graph: &Graph, iteration: Iteration) -> Result<Vec<f64>, AnalysisError> {
    check(graph)?;
    let count = graph.node_count();
    let start = vec![1.0 / (count as f64).sqrt(); count];
    let multiply = |scores: &[f64], product: &mut [f64]| {
        fill(product, |node| entering(graph, node as NodeId, scores));
    };
    if graph.is_directed() {
        repeated(start, multiply, iteration)
    } else {
        leading_vector(start, multiply, iteration)
    }
}

/// Multiplies with A + I until nothing changes.
fn repeated(
    mut scores: Vec<f64>,
    multiply: impl Fn(&[f64], &mut [f64]),
    iteration: Iteration,
) -> Result<Vec<f64>, AnalysisError> {
    let mut settling = Settling::new(iteration, "eigenvector centrality");
    let mut next = vec![0.0; scores.len()];
    loop {
        multiply(&scores, &mut next);
        next.iter_mut().zip(&scores).for_each(|(next, score)| *next += score);
        let length = blocked_sum(next.len(), |node| next[node] * next[node]).sqrt();
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
    let cycle = || {
        strong_components(graph).sizes.len() < graph.node_count()
            || graph.ties().any(|(_, from, to)| from == to)
    };
    if graph.is_directed() && !cycle() {
        return Err(AnalysisError::Undefined {
            measure,
            reason: "no path leads back to where it started",
        });
    }
    check_not_negative(graph, measure)
}
