//! Regression of one layer on others, with a test that allows for what dyads of one node have in
//! common.

use rayon::prelude::*;

use super::regression::{Fit, regress};
use crate::analysis::AnalysisError;
use crate::analysis::random::Random;
use crate::graph::{Direction, Graph, Watch};

/// How many permutations, and what they permute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MrqapRequest {
    /// Whether a dyad is ordered; of an unordered one, one entry counts.
    pub direction: Direction,
    /// How many permutations of the nodes.
    pub permutations: u32,
    /// Seed of the permutations.
    pub seed: u64,
}

/// A regression over dyads; the first entry of each list is the constant, the others are the
/// predictors in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Mrqap {
    /// Coefficients of ordinary least squares.
    pub coefficients: Vec<f64>,
    /// Their t values, which are not distributed as t, since dyads are not independent.
    pub t: Vec<f64>,
    /// The share of permutations, the observed one counted among them, with a t value at least as
    /// great in size. Not a number for the constant, which no permutation of nodes changes.
    pub p: Vec<f64>,
    /// The share of variance that is explained.
    pub r_squared: f64,
    /// How many dyads there are.
    pub dyads: usize,
}

/// Regresses one matrix on others, each row-major with a row a node, by double semi-partialling:
/// for each predictor, its residual on the other predictors is permuted by nodes, and the
/// regression is done again with it in its place. The watch is looked at once a permutation.
///
/// Cost: O(nodes² · predictors²) a permutation and predictor, in parallel over permutations.
///
/// # Errors
/// A matrix that has not nodes² entries, no predictor, no more dyads than predictors, predictors
/// that depend on each other.
///
/// # Example
/// ```
/// use comity::analysis::pattern::{MrqapRequest, mrqap};
/// use comity::graph::{Direction, Watch};
/// let x: Vec<f64> = (0..100).map(|dyad| f64::from(dyad * 37 % 11)).collect();
/// let y: Vec<f64> = x.iter().enumerate().map(|(dyad, x)| 2.0 * x + (dyad % 3) as f64).collect();
/// let request = MrqapRequest { direction: Direction::Directed, permutations: 99, seed: 1 };
/// let found = mrqap(10, &y, &[x], request, &Watch::default())?;
/// assert!((found.coefficients[1] - 2.0).abs() < 0.1);
/// assert_eq!(found.p[1], 0.01);
/// # Ok::<(), comity::analysis::AnalysisError>(())
/// ```
///
/// Literature: D. Dekker, D. Krackhardt and T. A. B. Snijders, "Sensitivity of MRQAP tests to
/// collinearity and autocorrelation conditions" (2007).
pub fn mrqap(
    nodes: usize,
    dependent: &[f64],
    predictors: &[Vec<f64>],
    request: MrqapRequest,
    watch: &Watch,
) -> Result<Mrqap, AnalysisError> {
    AnalysisError::check_length("dependent", dependent.len(), nodes * nodes)?;
    predictors.iter().try_for_each(|matrix| {
        AnalysisError::check_length("predictor", matrix.len(), nodes * nodes)
    })?;
    let dyads = Dyads::new(nodes, request.direction);
    let outcome = dyads.values(dependent);
    let enough = !predictors.is_empty() && outcome.len() > predictors.len() + 1;
    let undefined = |reason| AnalysisError::Undefined { measure: "MRQAP", reason };
    if !enough {
        return Err(undefined("it needs a predictor, and more dyads than predictors"));
    }
    let mut columns = vec![vec![1.0; outcome.len()]];
    columns.extend(predictors.iter().map(|matrix| dyads.values(matrix)));
    let dependent_on_each_other = || undefined("the predictors depend on each other");
    let fit = fitted(&outcome, &columns).ok_or_else(dependent_on_each_other)?;
    let mut p = vec![f64::NAN];
    for place in 1..columns.len() {
        let permuted = permuted_t(&dyads, &outcome, &columns, place, request, watch)
            .ok_or_else(dependent_on_each_other)?;
        let far = permuted.iter().filter(|t| t.abs() >= fit.t[place].abs()).count() as f64;
        p.push((far + 1.0) / (f64::from(request.permutations) + 1.0));
    }
    let Fit { coefficients, t, r_squared, .. } = fit;
    Ok(Mrqap { coefficients, t, p, r_squared, dyads: outcome.len() })
}

/// The weights of a graph as a matrix, row by row; parallel ties add up, both ways if undirected.
pub fn adjacency(graph: &Graph) -> Vec<f64> {
    let count = graph.node_count();
    let mut matrix = vec![0.0; count * count];
    for node in graph.nodes() {
        graph
            .arcs(node)
            .for_each(|(to, tie)| matrix[node as usize * count + to as usize] += graph.weight(tie));
    }
    matrix
}

/// The t values of a predictor whose residual on the others is permuted.
fn permuted_t(
    dyads: &Dyads,
    outcome: &[f64],
    columns: &[Vec<f64>],
    place: usize,
    request: MrqapRequest,
    watch: &Watch,
) -> Option<Vec<f64>> {
    let mut others = columns.to_vec();
    let residual = fitted(&others.remove(place), &others)?.residuals;
    let matrix = dyads.matrix(&residual);
    let t = |number: u32| {
        watch.look();
        let mut random = Random::for_task(request.seed, (place as u64) << 32 | u64::from(number));
        let mut order: Vec<usize> = (0..dyads.nodes).collect();
        random.shuffle(&mut order);
        let mut permuted = columns.to_vec();
        permuted[place] = dyads
            .pairs
            .iter()
            .map(|&(one, other)| matrix[order[one] * dyads.nodes + order[other]])
            .collect();
        Some(fitted(outcome, &permuted)?.t[place])
    };
    (0..request.permutations).into_par_iter().map(t).collect()
}

fn fitted(outcome: &[f64], columns: &[Vec<f64>]) -> Option<Fit> {
    regress(outcome, &columns.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

/// The pairs of nodes that are compared.
struct Dyads {
    nodes: usize,
    pairs: Vec<(usize, usize)>,
    direction: Direction,
}

impl Dyads {
    fn new(nodes: usize, direction: Direction) -> Self {
        let ordered = direction == Direction::Directed;
        let from =
            |one: usize| (0..nodes).filter(move |&other| other > one || (ordered && other != one));
        let pairs = (0..nodes).flat_map(|one| from(one).map(move |other| (one, other))).collect();
        Self { nodes, pairs, direction }
    }

    fn values(&self, matrix: &[f64]) -> Vec<f64> {
        self.pairs.iter().map(|&(one, other)| matrix[one * self.nodes + other]).collect()
    }

    /// The values put back into a matrix, on both sides if dyads are unordered.
    fn matrix(&self, values: &[f64]) -> Vec<f64> {
        let mut matrix = vec![0.0; self.nodes * self.nodes];
        for (&(one, other), &value) in self.pairs.iter().zip(values) {
            matrix[one * self.nodes + other] = value;
            if self.direction == Direction::Undirected {
                matrix[other * self.nodes + one] = value;
            }
        }
        matrix
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(seed: u64, nodes: usize) -> Vec<f64> {
        let mut random = Random::new(seed);
        let mut matrix = vec![0.0; nodes * nodes];
        for one in 0..nodes {
            for other in 0..one {
                let value = random.normal();
                (matrix[one * nodes + other], matrix[other * nodes + one]) = (value, value);
            }
        }
        matrix
    }

    #[test]
    fn what_is_there_is_found_and_what_is_not_is_not() {
        let (first, second, rest) = (noise(1, 20), noise(2, 20), noise(3, 20));
        let outcome: Vec<f64> =
            first.iter().zip(&rest).map(|(first, rest)| 0.5 + first + rest).collect();
        let request = MrqapRequest { direction: Direction::Undirected, permutations: 199, seed: 5 };
        let found = mrqap(20, &outcome, &[first, second], request, &Watch::default()).unwrap();
        assert_eq!((found.dyads, found.p[1]), (190, 0.005));
        assert!(found.p[2] > 0.05, "{found:?}");
        assert!(
            (found.coefficients[0] - 0.5).abs() < 0.2 && (found.coefficients[1] - 1.0).abs() < 0.2
        );
    }

    #[test]
    fn a_predictor_given_twice_is_an_error() {
        let matrix = noise(1, 6);
        let request = MrqapRequest { direction: Direction::Undirected, permutations: 9, seed: 0 };
        let error = mrqap(6, &noise(2, 6), &[matrix.clone(), matrix], request, &Watch::default())
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "MRQAP cannot be computed: the predictors depend on each other"
        );
    }
}
