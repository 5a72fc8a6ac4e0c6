//! Whether ties lead out of groups or stay within them.

use crate::analysis::AnalysisError;
use crate::analysis::structure::Groups;
use crate::graph::Graph;

/// E-I indices: (external - internal) / (external + internal), from -1 (all within) to 1 (all
/// between).
#[derive(Clone, Debug, PartialEq)]
pub struct EiIndex {
    /// Of the whole network; none if it has no ties.
    pub whole: Option<f64>,
    /// Of each group, by the ties of its members, in the order in which groups first occur.
    pub groups: Vec<Option<f64>>,
    /// Of each node.
    pub nodes: Vec<Option<f64>>,
    /// What the whole would be if every possible tie existed: groups of different sizes make it
    /// differ from 0.
    pub expected: Option<f64>,
}

/// The E-I index by weight. Loops are left out, and parallel ties add up. Ties of either direction
/// count for a node.
///
/// Cost: O(nodes + ties).
///
/// # Errors
/// A list of groups that has not one entry a node.
///
/// # Example
/// ```
/// use comity::analysis::pattern::ei_index;
/// use comity::graph::{Direction, Graph, Tie};
/// let ties = [Tie::plain(0, 1), Tie::plain(1, 2)];
/// let (graph, _) = Graph::from_ties(Direction::Undirected, 3, &ties)?;
/// let found = ei_index(&graph, &[4, 4, 9])?;
/// assert_eq!((found.whole, found.groups), (Some(0.0), vec![Some(-1.0 / 3.0), Some(1.0)]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Literature: D. Krackhardt and R. N. Stern, "Informal networks and organizational crises" (1988).
pub fn ei_index(graph: &Graph, groups: &[u32]) -> Result<EiIndex, AnalysisError> {
    AnalysisError::check_length("groups", groups.len(), graph.node_count())?;
    let groups = Groups::from_labels(groups);
    let mut whole = [0.0; 2];
    let mut nodes = vec![[0.0; 2]; graph.node_count()];
    for (tie, source, target) in graph.ties().filter(|&(_, source, target)| source != target) {
        let within = usize::from(groups.of[source as usize] == groups.of[target as usize]);
        let weight = graph.weight(tie);
        whole[within] += weight;
        nodes[source as usize][within] += weight;
        nodes[target as usize][within] += weight;
    }
    let mut sums = vec![[0.0; 2]; groups.sizes.len()];
    for (node, &group) in groups.of.iter().enumerate() {
        (0..2).for_each(|side| sums[group as usize][side] += nodes[node][side]);
    }
    let count = graph.node_count() as f64;
    let within: f64 =
        groups.sizes.iter().map(|&size| f64::from(size) * (f64::from(size) - 1.0)).sum();
    Ok(EiIndex {
        whole: index(whole),
        groups: sums.into_iter().map(index).collect(),
        nodes: nodes.into_iter().map(index).collect(),
        expected: index([count * (count - 1.0) - within, within]),
    })
}

fn index([external, internal]: [f64; 2]) -> Option<f64> {
    let all = external + internal;
    (all != 0.0).then(|| (external - internal) / all)
}
