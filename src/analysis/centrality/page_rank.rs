//! PageRank: where a walker is who follows ties, and now and then starts anew.

use super::Iteration;
use super::eigenvector::entering;
use super::power::Settling;
use crate::analysis::AnalysisError;
use crate::analysis::sum::{fill, fill_and_sum};
use crate::analysis::weights::check_not_negative;
use crate::graph::{Graph, NodeId};

/// How often the walker starts anew, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct PageRankRequest {
    /// The chance of following a tie: 0.85 in the paper.
    pub damping: f64,
    /// Where the walker starts anew, by node, in any scale; anywhere if absent.
    pub restart: Option<Vec<f64>>,
    /// How long to iterate.
    pub iteration: Iteration,
}

impl Default for PageRankRequest {
    fn default() -> Self {
        Self { damping: 0.85, restart: None, iteration: Iteration::default() }
    }
}

/// The share of time that the walker spends at each node; the shares add up to 1.
///
/// A tie is followed with a chance in proportion to its weight, an undirected one either way. From
/// a node that no tie leaves, the walker starts anew.
///
/// Cost: O(nodes + ties) a step, and about log(tolerance) / log(damping) steps.
///
/// # Errors
/// `damping` outside [0, 1), a negative weight, or a `restart` that is not one number at least 0 a
/// node, with a sum above 0.
///
/// # Example
/// ```
/// use comity::analysis::centrality::{PageRankRequest, page_rank};
/// use comity::graph::{Direction, Graph, Tie};
/// let (graph, _) = Graph::from_ties(Direction::Undirected, 2, &[Tie::plain(0, 1)])?;
/// assert_eq!(page_rank(&graph, &PageRankRequest::default())?, [0.5, 0.5]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Literature: S. Brin and L. Page, "The anatomy of a large-scale hypertextual web search engine"
/// (1998).
pub fn page_rank(graph: &Graph, request: &PageRankRequest) -> Result<Vec<f64>, AnalysisError> {
    let damping = request.damping;
    AnalysisError::check_parameter(
        (0.0..1.0).contains(&damping),
        "damping",
        "at least 0 and below 1",
        damping,
    )?;
    check_not_negative(graph, "PageRank")?;
    let restart = restart(graph, request)?;
    let leaving = leaving(graph);
    let count = graph.node_count();
    if count == 0 {
        return Ok(Vec::new());
    }
    let mut settling = Settling::new(request.iteration, "PageRank");
    let mut scores = restart.clone();
    let mut handed = vec![0.0; count];
    let mut next = vec![0.0; count];
    loop {
        graph.look();
        let stranded = fill_and_sum(&mut handed, |node| {
            let (score, leaving) = (scores[node], leaving[node]);
            if leaving > 0.0 { (score / leaving, 0.0) } else { (0.0, score) }
        });
        let anew = 1.0 - damping + damping * stranded;
        let change = fill_and_sum(&mut next, |node| {
            let score = damping * entering(graph, node as NodeId, &handed) + anew * restart[node];
            (score, (score - scores[node]).abs())
        });
        std::mem::swap(&mut scores, &mut next);
        if settling.has_settled(change)? {
            return Ok(scores);
        }
    }
}

/// The weight that leaves each node; a loop counts once.
fn leaving(graph: &Graph) -> Vec<f64> {
    let mut leaving = vec![0.0; graph.node_count()];
    fill(&mut leaving, |node| {
        let node = node as NodeId;
        let plain = !graph.is_weighted();
        if plain {
            graph.neighbours(node).len() as f64
        } else {
            graph.arcs(node).map(|(_, tie)| graph.weight(tie)).sum()
        }
    });
    leaving
}

fn restart(graph: &Graph, request: &PageRankRequest) -> Result<Vec<f64>, AnalysisError> {
    let count = graph.node_count();
    let Some(given) = &request.restart else {
        return Ok(vec![1.0 / count as f64; count]);
    };
    AnalysisError::check_length("restart", given.len(), count)?;
    let least = given.iter().copied().fold(f64::INFINITY, f64::min);
    AnalysisError::check_parameter(least >= 0.0, "restart", "at least 0 everywhere", least)?;
    let sum: f64 = given.iter().sum();
    AnalysisError::check_parameter(
        sum > 0.0 && sum.is_finite(),
        "restart",
        "a list with a finite sum above 0",
        sum,
    )?;
    Ok(given.iter().map(|value| value / sum).collect())
}
