//! How much more ties run within groups than chance would have it.

use crate::analysis::AnalysisError;
use crate::analysis::centrality::{Side, strength};
use crate::graph::Graph;

/// The share of tie weight within groups, less what it would be if ties were drawn at random with
/// the strengths as they are, times `resolution`.
///
/// Undirected (Newman and Girvan): Σ over groups of L / m - γ (d / 2m)². Directed (Leicht and
/// Newman): L / m - γ `d_out` `d_in` / m². A loop counts as a tie within its group, with both of its
/// ends. 0 if there are no ties.
///
/// Cost: O(nodes + ties).
///
/// # Errors
/// A list of groups that has not one entry a node.
///
/// # Example
/// ```
/// use comity::analysis::structure::modularity;
/// use comity::graph::{Direction, Graph, Tie};
/// let ties = [Tie::plain(0, 1), Tie::plain(2, 3)];
/// let (graph, _) = Graph::from_ties(Direction::Undirected, 4, &ties)?;
/// assert_eq!(modularity(&graph, &[0, 0, 1, 1], 1.0)?, 0.5);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Literature: M. E. J. Newman and M. Girvan, "Finding and evaluating community structure in
/// networks" (2004); E. A. Leicht and M. E. J. Newman, "Community structure in directed networks"
/// (2008).
pub fn modularity(graph: &Graph, groups: &[u32], resolution: f64) -> Result<f64, AnalysisError> {
    AnalysisError::check_length("groups", groups.len(), graph.node_count())?;
    let total: f64 = graph.ties().map(|(tie, _, _)| graph.weight(tie)).sum();
    if total == 0.0 {
        return Ok(0.0);
    }
    let of = super::Groups::from_labels(groups);
    let within: f64 = graph
        .ties()
        .filter(|&(_, source, target)| of.of[source as usize] == of.of[target as usize])
        .map(|(tie, _, _)| graph.weight(tie))
        .sum();
    let ends = if graph.is_directed() { total } else { 2.0 * total };
    let leaving = by_group(&of, &strength(graph, Side::Out));
    let entering = by_group(&of, &strength(graph, Side::In));
    let expected: f64 =
        leaving.iter().zip(&entering).map(|(out, into)| (out / ends) * (into / ends)).sum();
    Ok(within / total - resolution * expected)
}

fn by_group(groups: &super::Groups, values: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0; groups.sizes.len()];
    groups.of.iter().zip(values).for_each(|(&group, value)| sums[group as usize] += value);
    sums
}
