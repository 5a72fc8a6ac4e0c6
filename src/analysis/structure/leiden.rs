//! Communities by modularity, by the Leiden algorithm.

use rayon::prelude::*;

use super::leiden_level::Level;
use super::{Groups, leiden_moves, leiden_refine, modularity};
use crate::analysis::AnalysisError;
use crate::analysis::random::Random;
use crate::analysis::weights::check_not_negative;
use crate::graph::Graph;

/// How fine the communities are, and where chance starts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LeidenRequest {
    /// γ: above 1 for more and smaller communities.
    pub resolution: f64,
    /// Seed of the random order of moves.
    pub seed: u64,
    /// How many runs with seeds of their own; the best one is the answer.
    pub runs: u32,
    /// The most passes over the whole graph in a run; fewer are made once nothing improves.
    pub passes: u32,
}

impl Default for LeidenRequest {
    fn default() -> Self {
        Self { resolution: 1.0, seed: 0, runs: 16, passes: 100 }
    }
}

/// A partition into communities, each of them connected.
#[derive(Clone, Debug, PartialEq)]
pub struct Communities {
    /// The communities, numbered by their first node.
    pub groups: Groups,
    /// Their modularity at the resolution asked for.
    pub modularity: f64,
}

/// Looks for the partition of greatest modularity. The direction of ties is ignored.
///
/// Each run repeats the algorithm on its own result until nothing improves, or no pass is left.
/// There is no single answer: other seeds may give other partitions of nearly the same quality.
///
/// Cost: about O(ties · log nodes) a pass; runs are made in parallel.
///
/// # Errors
/// A resolution that is not above 0, no runs or passes, a negative weight.
///
/// # Example
/// ```
/// use comity::analysis::structure::{LeidenRequest, leiden};
/// use comity::graph::{Direction, Graph, Tie};
/// let triangles = [(0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (3, 5), (2, 3)];
/// let ties = triangles.map(|(from, to)| Tie::plain(from, to));
/// let (graph, _) = Graph::from_ties(Direction::Undirected, 6, &ties)?;
/// assert_eq!(leiden(&graph, LeidenRequest::default())?.groups.of, [0, 0, 0, 1, 1, 1]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Literature: V. A. Traag, L. Waltman and N. J. van Eck, "From Louvain to Leiden: guaranteeing
/// well-connected communities" (2019).
pub fn leiden(graph: &Graph, request: LeidenRequest) -> Result<Communities, AnalysisError> {
    let resolution = request.resolution;
    AnalysisError::check_parameter(
        resolution > 0.0 && resolution.is_finite(),
        "resolution",
        "above 0",
        resolution,
    )?;
    AnalysisError::check_parameter(request.runs > 0, "runs", "above 0", f64::from(request.runs))?;
    AnalysisError::check_parameter(
        request.passes > 0,
        "passes",
        "above 0",
        f64::from(request.passes),
    )?;
    check_not_negative(graph, "Leiden")?;
    let undirected = graph.undirected();
    let ground = Level::ground(&undirected);
    let run = |number: u32| {
        undirected.look();
        let mut random = Random::for_task(request.seed, u64::from(number));
        let labels = connected(&undirected, &run_until_stable(&ground, request, &mut random));
        Ok(Communities {
            modularity: modularity(&undirected, &labels.of, resolution)?,
            groups: labels,
        })
    };
    let runs: Vec<Communities> =
        (0..request.runs).into_par_iter().map(run).collect::<Result<_, AnalysisError>>()?;
    let better = |best: Communities, next: Communities| {
        if next.modularity > best.modularity { next } else { best }
    };
    let best = runs.into_iter().reduce(better);
    best.ok_or(AnalysisError::Undefined { measure: "Leiden", reason: "there was no run" })
}

/// Passes over the whole graph, each from the result of the last, until one changes nothing for the
/// better.
fn run_until_stable(ground: &Level, request: LeidenRequest, random: &mut Random) -> Vec<u32> {
    let mut labels: Vec<u32> = (0..ground.node_count() as u32).collect();
    let mut quality = ground.quality(&labels, request.resolution);
    for _ in 0..request.passes {
        let next = pass(ground, &labels, request.resolution, random);
        let reached = ground.quality(&next, request.resolution);
        if reached <= quality + 1e-12 {
            break;
        }
        (labels, quality) = (next, reached);
    }
    labels
}

/// Moves, refines and aggregates until every community is a single node of the aggregate.
fn pass(ground: &Level, labels: &[u32], resolution: f64, random: &mut Random) -> Vec<u32> {
    let mut aggregate: Option<Level> = None;
    let mut labels = labels.to_vec();
    // For each node of the ground, its node in the level.
    let mut place: Vec<u32> = (0..ground.node_count() as u32).collect();
    loop {
        let level = aggregate.as_ref().unwrap_or(ground);
        leiden_moves::improve(level, &mut labels, resolution, random);
        let communities = Groups::from_labels(&labels);
        if communities.sizes.len() == level.node_count() {
            return place.iter().map(|&node| communities.of[node as usize]).collect();
        }
        let mut refined =
            Groups::from_labels(&leiden_refine::refine(level, &communities, resolution, random));
        if refined.sizes.len() == level.node_count() {
            // Nothing to refine: the communities themselves become the nodes.
            refined = communities.clone();
        }
        labels = vec![0; refined.sizes.len()];
        refined
            .of
            .iter()
            .zip(&communities.of)
            .for_each(|(&part, &community)| labels[part as usize] = community);
        place.iter_mut().for_each(|node| *node = refined.of[*node as usize]);
        aggregate = Some(level.aggregate(&refined));
    }
}

/// Splits what is not connected, which never lowers modularity.
fn connected(graph: &Graph, labels: &[u32]) -> Groups {
    let within = |tie| {
        let (source, target) = graph.ends(tie);
        labels[source as usize] == labels[target as usize]
    };
    super::weak_components(&graph.select(|_| true, within).graph)
}
