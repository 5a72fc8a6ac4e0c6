//! What is at least left to go from each node, whatever the dates and origins.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::PathRequest;
use crate::analysis::cost::{Cost, Distance};

use crate::graph::{Graph, NodeId};

/// Least hops and least cost from each node to the end of the path.
pub(super) struct Bounds {
    /// `u8::MAX` where the end is out of reach within the request's hops.
    pub(super) hops: Vec<u8>,
    /// Absent where cost is a count of hops.
    cost: Option<Vec<f64>>,
}

impl Bounds {
    /// Cost: O(nodes + ties), and O(nodes + ties · log nodes) if weighted.
    pub(super) fn new(graph: &Graph, request: &PathRequest) -> Self {
        let hops = hops_to(graph, request.to, request.max_hops);
        let cost = (!request.cost.is_hops()).then(|| costs_to(graph, request.to, request.cost));
        Self { hops, cost }
    }

    pub(super) fn cost(&self, node: NodeId) -> f64 {
        let hops = || f64::from(self.hops[node as usize]);
        self.cost.as_ref().map_or_else(hops, |cost| cost[node as usize])
    }

    /// Whether a path that has made `hops` hops to `node` can still end within `limit`.
    pub(super) fn within(&self, hops: usize, node: NodeId, limit: usize) -> bool {
        let left = self.hops[node as usize];
        left != u8::MAX && hops + usize::from(left) <= limit
    }
}

fn hops_to(graph: &Graph, end: NodeId, max_hops: u8) -> Vec<u8> {
    let mut hops = vec![u8::MAX; graph.node_count()];
    hops[end as usize] = 0;
    let mut level = vec![end];
    for distance in 1..=max_hops.min(u8::MAX - 1) {
        let mut next = Vec::new();
        for &before in level.iter().flat_map(|&node| graph.predecessors(node)) {
            if hops[before as usize] == u8::MAX {
                hops[before as usize] = distance;
                next.push(before);
            }
        }
        level = next;
    }
    hops
}

fn costs_to(graph: &Graph, end: NodeId, cost: Cost) -> Vec<f64> {
    let mut costs = vec![f64::INFINITY; graph.node_count()];
    costs[end as usize] = 0.0;
    let mut heap = BinaryHeap::from([Reverse((Distance(0.0), end))]);
    while let Some(Reverse((Distance(reached), node))) = heap.pop() {
        if reached > costs[node as usize] {
            continue;
        }
        for (before, tie) in graph.arcs_into(node) {
            let longer = reached + cost.of(graph, tie);
            if longer < costs[before as usize] {
                costs[before as usize] = longer;
                heap.push(Reverse((Distance(longer), before)));
            }
        }
    }
    costs
}
