//! The *k* shortest loopless paths.

use std::collections::BTreeSet;

use super::bounds::Bounds;
use super::question::Question;
use super::search::{Blocked, best};
use super::{Path, PathRequest, Paths};
use crate::analysis::AnalysisError;
use crate::graph::{Graph, NodeId};

/// The `count` best loopless paths that meet the request, by cost, hops and the order of nodes.
///
/// Dates and origins are part of each search, so that every path found holds as a whole.
///
/// Cost: O(count · hops) searches.
///
/// # Errors
/// Those of [`shortest`](super::shortest()).
///
/// # Example
/// ```
/// use comity::analysis::paths::{PathRequest, k_shortest};
/// use comity::graph::{Direction, Graph, Tie};
/// let ties = [(0, 1), (1, 3), (0, 2), (2, 3), (1, 2)].map(|(from, to)| Tie::plain(from, to));
/// let (graph, _) = Graph::from_ties(Direction::Undirected, 4, &ties)?;
/// let found = k_shortest(&graph, &PathRequest::new(0, 3, 9), 3)?;
/// let nodes: Vec<_> = found.paths.into_iter().map(|path| path.nodes).collect();
/// assert_eq!(nodes, [vec![0, 1, 3], vec![0, 2, 3], vec![0, 1, 2, 3]]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Literature: J. Y. Yen, "Finding the k shortest loopless paths in a network" (1971).
pub fn k_shortest(
    graph: &Graph,
    request: &PathRequest,
    count: usize,
) -> Result<Paths, AnalysisError> {
    let question = Question::new(graph, request)?;
    let bounds = Bounds::new(graph, request);
    let mut found: Vec<Path> = Vec::new();
    let first = best(&question, &bounds, &[request.from], &Blocked::default());
    let mut candidates: BTreeSet<Candidate> =
        first.into_iter().map(|nodes| candidate(&question, nodes)).collect();
    while let Some(next) = candidates.pop_first() {
        if found.len() == count {
            return Ok(Paths { paths: found, truncated: true });
        }
        found.push(question.path(&next.nodes));
        for spur in 0..next.nodes.len() - 1 {
            let detour = detour(&question, &bounds, &found, &next.nodes[..=spur]);
            candidates.extend(detour.map(|nodes| candidate(&question, nodes)));
        }
    }
    Ok(Paths { paths: found, truncated: false })
}

/// The best path that begins with `root` and is not found yet.
fn detour(
    question: &Question,
    bounds: &Bounds,
    found: &[Path],
    root: &[NodeId],
) -> Option<Vec<NodeId>> {
    let same_root = |path: &&Path| path.nodes.starts_with(root);
    let first = found
        .iter()
        .filter(same_root)
        .filter_map(|path| path.nodes.get(root.len()).copied())
        .collect();
    best(question, bounds, root, &Blocked { nodes: root, first })
}

#[derive(Clone, Debug, PartialEq)]
struct Candidate {
    cost: f64,
    nodes: Vec<NodeId>,
}

fn candidate(question: &Question, nodes: Vec<NodeId>) -> Candidate {
    Candidate { cost: question.path(&nodes).cost, nodes }
}

impl Eq for Candidate {}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let shorter = || self.nodes.len().cmp(&other.nodes.len());
        self.cost
            .total_cmp(&other.cost)
            .then_with(shorter)
            .then_with(|| self.nodes.cmp(&other.nodes))
    }
}
