//! All paths without a node twice, within a bound on hops.

use super::bounds::Bounds;
use super::enumerate::{Enumeration, Reach};
use super::question::Question;
use super::{PathRequest, Paths};
use crate::analysis::AnalysisError;
use crate::graph::Graph;

/// All loopless paths of at most the request's hops, by hops and then by the order of nodes, at
/// most `limit` of them.
///
/// Cost: exponential in the bound at worst; a branch that cannot reach the end in time is never
/// entered.
///
/// # Errors
/// Those of [`shortest`](super::shortest()).
///
/// # Example
/// ```
/// use comity::analysis::paths::{PathRequest, all_simple};
/// use comity::graph::{Direction, Graph, Tie};
/// let ties = [Tie::plain(0, 1), Tie::plain(1, 2), Tie::plain(0, 2)];
/// let (graph, _) = Graph::from_ties(Direction::Undirected, 3, &ties)?;
/// let found = all_simple(&graph, &PathRequest::new(0, 2, 2), 10)?;
/// assert_eq!(found.paths.len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn all_simple(
    graph: &Graph,
    request: &PathRequest,
    limit: usize,
) -> Result<Paths, AnalysisError> {
    let question = Question::new(graph, request)?;
    let bounds = Bounds::new(graph, request);
    let mut found = Vec::new();
    for max_hops in 0..=usize::from(request.max_hops) {
        let reach = Reach { max_hops, max_cost: f64::INFINITY, exact: true };
        let more = limit.saturating_add(1).saturating_sub(found.len());
        let mut enumeration = Enumeration {
            question: &question,
            bounds: &bounds,
            reach,
            limit: more,
            found: Vec::new(),
        };
        if more > 0 && bounds.within(0, request.from, max_hops) {
            enumeration.run();
        }
        found.extend(enumeration.found);
    }
    let truncated = found.len() > limit;
    found.truncate(limit);
    let paths = found.iter().map(|nodes| question.path(nodes)).collect();
    Ok(Paths { paths, truncated })
}
