//! What a statistic is worth, set against random networks with the same degrees.

use rayon::prelude::*;

use super::rewiring::rewired;
use crate::analysis::AnalysisError;
use crate::analysis::random::Random;
use crate::graph::Graph;

/// How many random networks, and how well mixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NullModelRequest {
    /// How many random networks.
    pub samples: u32,
    /// How many swaps are tried for each tie.
    pub tries_a_tie: usize,
    /// Seed; each network has its own, made from it.
    pub seed: u64,
}

impl Default for NullModelRequest {
    fn default() -> Self {
        Self { samples: 200, tries_a_tie: 10, seed: 0 }
    }
}

/// A statistic and its distribution over random networks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NullModel {
    /// In the network itself.
    pub observed: f64,
    /// The mean over random networks.
    pub mean: f64,
    /// The standard deviation over random networks.
    pub deviation: f64,
    /// (observed - mean) / deviation; none if the statistic does not vary.
    pub z: Option<f64>,
    /// The share of random networks, the observed one counted among them, whose statistic lies at
    /// least as far from the mean.
    pub p: f64,
}

/// Sets a statistic of a network against those of networks [`rewired`] at random. Loops and
/// parallel ties are left out on both sides.
///
/// Cost: that of the statistic and of O(ties · tries), once for each network, in parallel.
///
/// # Errors
/// Fewer than two samples, and those of the statistic.
///
/// # Example
/// ```
/// use comity::analysis::{pattern::{NullModelRequest, null_model}, structure::clustering};
/// use comity::graph::{Direction, Graph, Tie};
/// let triangles: Vec<Tie> =
///     (0..30).map(|tie| Tie::plain(tie, tie / 3 * 3 + (tie + 1) % 3)).collect();
/// let (graph, _) = Graph::from_ties(Direction::Undirected, 30, &triangles)?;
/// let closed = |graph: &Graph| Ok(clustering(graph).transitivity);
/// let found = null_model(&graph, NullModelRequest::default(), closed)?;
/// assert!(found.observed == 1.0 && found.z > Some(5.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn null_model(
    graph: &Graph,
    request: NullModelRequest,
    statistic: impl Fn(&Graph) -> Result<f64, AnalysisError> + Sync,
) -> Result<NullModel, AnalysisError> {
    let NullModelRequest { samples, tries_a_tie, seed } = request;
    AnalysisError::check_parameter(samples > 1, "samples", "at least 2", f64::from(samples))?;
    let simple = graph.simplified(crate::graph::Combine::Sum).graph;
    let tries = tries_a_tie * simple.tie_count();
    let sample = |number: u32| {
        simple.look();
        statistic(&rewired(&simple, tries, &mut Random::for_task(seed, u64::from(number))))
    };
    let values: Vec<f64> = (0..samples).into_par_iter().map(sample).collect::<Result<_, _>>()?;
    let observed = statistic(&simple)?;
    let count = f64::from(samples);
    let mean = values.iter().sum::<f64>() / count;
    let deviation =
        (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (count - 1.0)).sqrt();
    let distance = (observed - mean).abs();
    // Equal values differ in the last bits where they are sums.
    let far =
        values.iter().filter(|&&value| (value - mean).abs() >= distance * (1.0 - 1e-12)).count()
            as f64;
    let varies = deviation > 1e-12 * mean.abs();
    let z = varies.then(|| (observed - mean) / deviation);
    Ok(NullModel { observed, mean, deviation, z, p: (far + 1.0) / (count + 1.0) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::centrality::{Side, degree};
    use crate::graph::{Direction, Tie};

    #[test]
    fn rewiring_keeps_degrees_and_makes_no_loops_or_parallel_ties() {
        for (seed, direction) in [(1, Direction::Directed), (2, Direction::Undirected)] {
            let mut random = Random::new(seed);
            let ends = (0..120)
                .map(|_| [random.place(30) as u32, random.place(30) as u32])
                .collect::<Vec<_>>();
            let ties: Vec<Tie> = ends.iter().map(|end| Tie::plain(end[0], end[1])).collect();
            let graph = Graph::from_ties(direction, 30, &ties)
                .unwrap()
                .0
                .simplified(crate::graph::Combine::One)
                .graph;
            let mixed = rewired(&graph, 1000, &mut random);
            assert!(mixed.is_simple());
            assert_eq!(mixed.tie_count(), graph.tie_count());
            for side in [Side::In, Side::Out] {
                assert_eq!(degree(&mixed, side), degree(&graph, side));
            }
            let moved = mixed
                .ties()
                .filter(|&(_, one, other)| graph.ties_between(one, other).len() == 0)
                .count();
            assert!(moved > 40, "{moved}");
        }
    }
}
