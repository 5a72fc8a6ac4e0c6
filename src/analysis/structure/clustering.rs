//! How often two partners of a node are partners of each other.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use crate::graph::{Combine, Graph, NodeId};

/// Triangles, and what share of possible ones they are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clustering {
    /// How many triangles each node belongs to.
    pub triangles: Vec<u64>,
    /// The share of pairs of a node's neighbours that are tied; 0 for a node with fewer than two.
    pub local: Vec<f64>,
    /// The mean of `local` over all nodes.
    pub average: f64,
    /// The share of connected triples that are closed; 0 if there are none.
    pub transitivity: f64,
}

/// Clustering; direction, loops and parallel ties are left out.
///
/// Cost: O(Σ over ties of the smaller degree), in parallel over nodes.
///
/// # Example
/// ```
/// use comity::analysis::structure::clustering;
/// use comity::graph::{Direction, Graph, Tie};
/// let ties = [Tie::plain(0, 1), Tie::plain(1, 2), Tie::plain(0, 2), Tie::plain(2, 3)];
/// let (graph, _) = Graph::from_ties(Direction::Undirected, 4, &ties)?;
/// let found = clustering(&graph);
/// assert_eq!(found.triangles, [1, 1, 1, 0]);
/// assert_eq!(found.transitivity, 0.6);
/// # Ok::<(), comity::graph::GraphError>(())
/// ```
///
/// Literature: D. J. Watts and S. H. Strogatz, "Collective dynamics of small-world networks"
/// (1998); T. Schank and D. Wagner, "Finding, counting and listing all triangles in large graphs"
/// (2005).
pub fn clustering(graph: &Graph) -> Clustering {
    let simple = plain(graph);
    let triangles = triangles(&simple);
    let pairs = |node: usize| {
        let degree = simple.neighbours(node as NodeId).len() as u64;
        degree * degree.saturating_sub(1) / 2
    };
    let share = |part: u64, whole: u64| if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
    let local: Vec<f64> =
        triangles.iter().enumerate().map(|(node, &count)| share(count, pairs(node))).collect();
    let average =
        if local.is_empty() { 0.0 } else { local.iter().sum::<f64>() / local.len() as f64 };
    let transitivity = share(triangles.iter().sum(), (0..local.len()).map(pairs).sum());
    Clustering { triangles, local, average, transitivity }
}

/// The graph without directions, loops and parallel ties.
pub(in crate::analysis) fn plain(graph: &Graph) -> Graph {
    let undirected;
    let both_ways = if graph.is_directed() {
        undirected = graph.undirected();
        &undirected
    } else {
        graph
    };
    if both_ways.is_simple() { both_ways.clone() } else { both_ways.simplified(Combine::One).graph }
}

/// Counts each triangle once, from its first node by degree, and adds it to its three nodes.
fn triangles(simple: &Graph) -> Vec<u64> {
    let rank = |node: NodeId| (simple.neighbours(node).len(), node);
    let later = |node: NodeId| {
        simple.neighbours(node).iter().copied().filter(move |&next| rank(next) > rank(node))
    };
    let onward: Vec<Vec<NodeId>> =
        simple.nodes().into_par_iter().map(|node| later(node).collect()).collect();
    // Whole numbers add up to the same in any order.
    let counts: Vec<AtomicU64> = simple.nodes().map(|_| AtomicU64::new(0)).collect();
    let add = |node: NodeId, count: u64| counts[node as usize].fetch_add(count, Ordering::Relaxed);
    simple.nodes().into_par_iter().for_each(|first| {
        for &second in &onward[first as usize] {
            let common = common(&onward[first as usize], &onward[second as usize]);
            common.iter().for_each(|&third| _ = add(third, 1));
            add(first, common.len() as u64);
            add(second, common.len() as u64);
        }
    });
    counts.into_iter().map(AtomicU64::into_inner).collect()
}

/// What two sorted lists share.
pub(in crate::analysis) fn common(left: &[NodeId], right: &[NodeId]) -> Vec<NodeId> {
    let (mut place, mut shared) = (0, Vec::new());
    for &node in left {
        while place < right.len() && right[place] < node {
            place += 1;
        }
        if right.get(place) == Some(&node) {
            shared.push(node);
        }
    }
    shared
}
