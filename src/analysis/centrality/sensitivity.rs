//! How much a rank rests on a single origin.

use rayon::prelude::*;

use super::rank::ranks;
use crate::analysis::AnalysisError;
use crate::graph::{Graph, Origins};

/// A node's score and rank, and the range of its rank when each origin in turn is left out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RankRange {
    /// The score with all origins.
    pub score: f64,
    /// The rank with all origins.
    pub rank: u32,
    /// The best rank, with all origins or with any one left out.
    pub best: u32,
    /// The worst one.
    pub worst: u32,
}

/// Ranks with all origins, and their range when each origin is left out: "2nd, 2nd to 4th".
///
/// Without an origin, a tie goes if that origin alone attests it, or one of the claims that it needs. A tie
/// that no origin attests stays. All nodes stay.
///
/// Cost: that of the measure, once for each origin.
///
/// # Errors
/// Those of the measure, and `origins` that do not list every tie.
///
/// # Example
/// ```
/// use comity::analysis::centrality::{Side, degree, sensitivity};
/// use comity::graph::{Direction, Graph, Origins, Tie};
/// let ties = [Tie::plain(0, 1), Tie::plain(0, 2), Tie::plain(1, 2), Tie::plain(1, 3)];
/// let (graph, _) = Graph::from_ties(Direction::Undirected, 4, &ties)?;
/// let origins = Origins::new([vec![7], vec![7, 8], vec![8], vec![8]])?;
/// let ranges = sensitivity(&graph, &origins, 1e-9, |graph| Ok(degree(graph, Side::Both)))?;
/// assert_eq!((ranges[0].rank, ranges[0].best, ranges[0].worst), (2, 1, 3));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn sensitivity(
    graph: &Graph,
    origins: &Origins,
    tolerance: f64,
    scores: impl Fn(&Graph) -> Result<Vec<f64>, AnalysisError> + Sync,
) -> Result<Vec<RankRange>, AnalysisError> {
    AnalysisError::check_length("origins", origins.len(), graph.tie_count())?;
    let all = scores(graph)?;
    let own = ranks(&all, tolerance);
    let without = |origin: u32| {
        let part = graph.select(|_| true, |tie| !origins.rests_on(tie, origin));
        Ok(ranks(&scores(&part.graph)?, tolerance))
    };
    let others: Vec<Vec<u32>> =
        origins.distinct().into_par_iter().map(without).collect::<Result<_, AnalysisError>>()?;
    let range = |(node, (&score, &rank)): (usize, (&f64, &u32))| {
        let ranks = others.iter().map(|ranks| ranks[node]);
        let (best, worst) =
            ranks.fold((rank, rank), |(best, worst), rank| (best.min(rank), worst.max(rank)));
        RankRange { score, rank, best, worst }
    };
    Ok(all.iter().zip(&own).enumerate().map(range).collect())
}
