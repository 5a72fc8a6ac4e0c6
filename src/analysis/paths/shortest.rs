//! The shortest path, and all that are equally short.

use super::bounds::Bounds;
use super::enumerate::{Enumeration, Reach};
use super::question::Question;
use super::search::{Blocked, best};
use super::{Path, PathRequest, Paths};
use crate::analysis::AnalysisError;
use crate::analysis::cost::EQUAL;
use crate::graph::Graph;

/// The shortest path that meets the request; among equals the first by the order of nodes.
///
/// Cost: O(nodes + ties) for the search backwards, then the ties at the nodes of shortest paths.
/// With dates, labels multiply by the number of spans that are not contained in one another.
///
/// # Errors
/// A node that is not in the graph, no hops allowed, weights that are not above 0 where they are
/// lengths.
///
/// # Example
/// ```
/// use comity::analysis::paths::{PathRequest, shortest};
/// use comity::graph::{Direction, Graph, Tie};
/// let ties = [Tie::plain(0, 1), Tie::plain(1, 2), Tie::plain(2, 3), Tie::plain(0, 3)];
/// let (graph, _) = Graph::from_ties(Direction::Undirected, 4, &ties)?;
/// let path = shortest(&graph, &PathRequest::new(0, 2, 3))?;
/// assert_eq!(path.map(|path| path.nodes), Some(vec![0, 1, 2]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Literature: P. E. Hart, N. J. Nilsson and B. Raphael, "A formal basis for the heuristic
/// determination of minimum cost paths" (1968).
pub fn shortest(graph: &Graph, request: &PathRequest) -> Result<Option<Path>, AnalysisError> {
    let question = Question::new(graph, request)?;
    let bounds = Bounds::new(graph, request);
    let nodes = best(&question, &bounds, &[request.from], &Blocked::default());
    Ok(nodes.map(|nodes| question.path(&nodes)))
}

/// All paths that cost as little as the shortest, at most `limit` of them.
///
/// Cost: as [`shortest`], then O(hops · degree) a path where dates and origins do not matter.
///
/// # Errors
/// Those of [`shortest`].
pub fn all_shortest(
    graph: &Graph,
    request: &PathRequest,
    limit: usize,
) -> Result<Paths, AnalysisError> {
    let question = Question::new(graph, request)?;
    let bounds = Bounds::new(graph, request);
    let Some(nodes) = best(&question, &bounds, &[request.from], &Blocked::default()) else {
        return Ok(Paths::default());
    };
    let cost = question.path(&nodes).cost;
    let max_hops =
        if request.cost.is_hops() { nodes.len() - 1 } else { usize::from(request.max_hops) };
    let reach = Reach { max_hops, max_cost: cost + cost * EQUAL, exact: false };
    let mut enumeration = Enumeration {
        question: &question,
        bounds: &bounds,
        reach,
        limit: limit.saturating_add(1),
        found: Vec::new(),
    };
    enumeration.run();
    let mut found = enumeration.found;
    let truncated = found.len() > limit;
    found.truncate(limit);
    let mut paths: Vec<Path> = found.iter().map(|nodes| question.path(nodes)).collect();
    paths.sort_by_key(|path| path.nodes.len());
    Ok(Paths { paths, truncated })
}
