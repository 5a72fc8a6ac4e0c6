//! What is connected with what.

use crate::graph::{Graph, NodeId};

/// Which group each node belongs to; groups are numbered by their first node.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Groups {
    /// The group of each node.
    pub of: Vec<u32>,
    /// How many nodes each group has.
    pub sizes: Vec<u32>,
}

impl Groups {
    /// Groups from any labels, numbered anew by their first node.
    pub fn from_labels(labels: &[u32]) -> Self {
        let greatest = labels.iter().copied().max().unwrap_or(0) as usize;
        if greatest > 4 * labels.len() {
            let mut sorted = labels.to_vec();
            sorted.sort_unstable();
            let small: Vec<u32> = labels
                .iter()
                .map(|label| sorted.partition_point(|other| other < label) as u32)
                .collect();
            return Self::from_labels(&small);
        }
        let mut numbers = vec![u32::MAX; greatest + 1];
        let mut sizes = Vec::new();
        let number = |label: &u32| {
            let number = &mut numbers[*label as usize];
            if *number == u32::MAX {
                *number = sizes.len() as u32;
                sizes.push(0);
            }
            sizes[*number as usize] += 1;
            *number
        };
        let of = labels.iter().map(number).collect();
        Self { of, sizes }
    }

    /// The nodes of the largest group; of the first one among equals.
    pub fn largest(&self) -> Vec<NodeId> {
        let largest = (0..self.sizes.len())
            .max_by_key(|&group| (self.sizes[group], std::cmp::Reverse(group)));
        let member = |node: &usize| largest == Some(self.of[*node] as usize);
        (0..self.of.len()).filter(member).map(|node| node as NodeId).collect()
    }
}

/// Components in which a path leads from every node to every other if the direction of ties is
/// ignored.
///
/// Cost: O(nodes + ties).
///
/// # Example
/// ```
/// use comity::analysis::structure::weak_components;
/// use comity::graph::{Direction, Graph, Tie};
/// let ties = [Tie::plain(0, 2), Tie::plain(3, 2)];
/// let (graph, _) = Graph::from_ties(Direction::Directed, 4, &ties)?;
/// assert_eq!(weak_components(&graph).of, [0, 1, 0, 0]);
/// # Ok::<(), comity::graph::GraphError>(())
/// ```
pub fn weak_components(graph: &Graph) -> Groups {
    let mut of = vec![u32::MAX; graph.node_count()];
    let mut pending = Vec::new();
    for first in graph.nodes() {
        if of[first as usize] != u32::MAX {
            continue;
        }
        of[first as usize] = first;
        pending.push(first);
        while let Some(node) = pending.pop() {
            for &next in graph.neighbours(node).iter().chain(graph.predecessors(node)) {
                if of[next as usize] == u32::MAX {
                    of[next as usize] = first;
                    pending.push(next);
                }
            }
        }
    }
    Groups::from_labels(&of)
}

/// Components in which a path leads from every node to every other along the ties; by Kosaraju's
/// algorithm, petgraph's.
///
/// Cost: O(nodes + ties).
pub fn strong_components(graph: &Graph) -> Groups {
    let mut labels = vec![0; graph.node_count()];
    for (label, component) in petgraph::algo::kosaraju_scc(graph).iter().enumerate() {
        component.iter().for_each(|&node| labels[node as usize] = label as u32);
    }
    Groups::from_labels(&labels)
}
