//! Katz centrality: all walks that lead to a node, the longer the less.

use super::Iteration;
use super::eigenvector::entering;
use super::power::{Settling, greatest_change};
use crate::analysis::AnalysisError;
use crate::analysis::sum::{blocked_sum, fill};
use crate::graph::{Graph, NodeId};

/// How much a walk loses with each step, and what everyone has to begin with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KatzRequest {
    /// What a step keeps: below 1 / the greatest eigenvalue of the matrix.
    pub alpha: f64,
    /// What everyone has to begin with.
    pub beta: f64,
    /// Whether to scale the scores to length 1, as networkx does.
    pub normalised: bool,
    /// How long to iterate.
    pub iteration: Iteration,
}

impl Default for KatzRequest {
    fn default() -> Self {
        Self { alpha: 0.1, beta: 1.0, normalised: true, iteration: Iteration::default() }
    }
}

/// The solution of x = α Aᵀ x + β; ties that enter count, each with its weight.
///
/// Cost: O(nodes + ties) a step.
///
/// # Errors
/// An `alpha` that is not above 0, or one so great that walks do not fade.
///
/// # Example
/// ```
/// use comity::analysis::centrality::{KatzRequest, katz};
/// use comity::graph::{Direction, Graph, Tie};
/// let (graph, _) = Graph::from_ties(Direction::Directed, 2, &[Tie::plain(0, 1)])?;
/// let request = KatzRequest { normalised: false, ..KatzRequest::default() };
/// assert_eq!(katz(&graph, request)?, [1.0, 1.1]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Literature: L. Katz, "A new status index derived from sociometric analysis" (1953).
pub fn katz(graph: &Graph, request: KatzRequest) -> Result<Vec<f64>, AnalysisError> {
    let valid = request.alpha > 0.0 && request.alpha.is_finite();
    AnalysisError::check_parameter(valid, "alpha", "above 0", request.alpha)?;
    let count = graph.node_count();
    let mut settling = Settling::new(request.iteration, "Katz centrality");
    let mut scores = vec![0.0; count];
    let mut next = vec![0.0; count];
    loop {
        graph.look();
        fill(&mut next, |node| {
            request.alpha * entering(graph, node as NodeId, &scores) + request.beta
        });
        let change = greatest_change(&scores, &next);
        std::mem::swap(&mut scores, &mut next);
        if settling.has_settled(change)? {
            break;
        }
    }
    if request.normalised {
        let length = blocked_sum(count, |node| scores[node] * scores[node]).sqrt();
        scores.iter_mut().for_each(|score| *score /= length);
    }
    Ok(scores)
}
