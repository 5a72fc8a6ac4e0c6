//! Brandes's algorithm by length: one source at a time.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rayon::prelude::*;

use crate::analysis::cost::{Distance, EQUAL};
use crate::analysis::sum::add_to;
use crate::graph::{Graph, NodeId, TieId};

/// Shares of shortest paths, summed over ordered pairs.
#[derive(Clone, Debug, Default)]
pub(super) struct Flow {
    pub(super) nodes: Vec<f64>,
    /// Empty if not asked for.
    pub(super) ties: Vec<f64>,
}

impl Flow {
    pub(super) fn zero(graph: &Graph, ties: bool) -> Self {
        Self {
            nodes: vec![0.0; graph.node_count()],
            ties: vec![0.0; if ties { graph.tie_count() } else { 0 }],
        }
    }

    /// The sum of parts, in their order.
    pub(super) fn sum(graph: &Graph, ties: bool, parts: &[Self]) -> Self {
        parts.iter().fold(Self::zero(graph, ties), |mut total, part| {
            add_to(&mut total.nodes, &part.nodes);
            add_to(&mut total.ties, &part.ties);
            total
        })
    }
}

/// How many partial sums there are; fixed by the graph, so that sums do not depend on the number of
/// threads.
pub(super) fn parts(graph: &Graph) -> usize {
    if graph.arc_count() < 1_000_000 { 64 } else { 16 }
}

/// Shares of shortest paths, where weights are lengths.
pub(super) fn flow(lengths: &Graph, ties: bool) -> Flow {
    let sources: Vec<NodeId> = lengths.nodes().collect();
    let part = sources.len().div_ceil(parts(lengths)).max(1);
    let flows: Vec<Flow> =
        sources.par_chunks(part).map(|sources| Search::new(lengths, ties).run(sources)).collect();
    Flow::sum(lengths, ties, &flows)
}

struct Search<'graph> {
    lengths: &'graph Graph,
    flow: Flow,
    distance: Vec<f64>,
    /// How many shortest paths lead to a node: σ in the paper.
    paths: Vec<f64>,
    /// How much of other nodes' flow depends on a node: δ in the paper.
    dependency: Vec<f64>,
    /// The last arcs of shortest paths to a node: P in the paper.
    before: Vec<Vec<(NodeId, TieId)>>,
    order: Vec<NodeId>,
}

impl<'graph> Search<'graph> {
    fn new(lengths: &'graph Graph, ties: bool) -> Self {
        let count = lengths.node_count();
        Self {
            lengths,
            flow: Flow::zero(lengths, ties),
            distance: vec![f64::INFINITY; count],
            paths: vec![0.0; count],
            dependency: vec![0.0; count],
            before: vec![Vec::new(); count],
            order: Vec::new(),
        }
    }

    fn run(mut self, sources: &[NodeId]) -> Flow {
        for &source in sources {
            self.lengths.look();
            self.go_out(source);
            self.come_back(source);
        }
        self.flow
    }

    fn go_out(&mut self, source: NodeId) {
        self.distance[source as usize] = 0.0;
        self.paths[source as usize] = 1.0;
        let mut heap = BinaryHeap::from([Reverse((Distance(0.0), source))]);
        while let Some(Reverse((Distance(reached), node))) = heap.pop() {
            let current = self.distance[node as usize];
            if reached != current {
                continue;
            }
            self.order.push(node);
            let lengths = self.lengths;
            for (next, tie) in lengths.arcs(node) {
                self.relax(node, next, tie, &mut heap);
            }
        }
    }

    fn relax(
        &mut self,
        node: NodeId,
        next: NodeId,
        tie: TieId,
        heap: &mut BinaryHeap<Reverse<(Distance, NodeId)>>,
    ) {
        let longer = self.distance[node as usize] + self.lengths.weight(tie);
        let known = self.distance[next as usize];
        let slack = EQUAL * longer;
        if longer < known - slack || known.is_infinite() {
            self.distance[next as usize] = longer;
            self.paths[next as usize] = self.paths[node as usize];
            self.before[next as usize].clear();
            self.before[next as usize].push((node, tie));
            heap.push(Reverse((Distance(longer), next)));
        } else if longer <= known + slack {
            self.paths[next as usize] += self.paths[node as usize];
            self.before[next as usize].push((node, tie));
        }
    }

    fn come_back(&mut self, source: NodeId) {
        while let Some(node) = self.order.pop() {
            let place = node as usize;
            let share = (1.0 + self.dependency[place]) / self.paths[place];
            for (before, tie) in std::mem::take(&mut self.before[place]) {
                let flow = self.paths[before as usize] * share;
                self.dependency[before as usize] += flow;
                if let Some(total) = self.flow.ties.get_mut(tie as usize) {
                    *total += flow;
                }
            }
            if node != source {
                self.flow.nodes[place] += self.dependency[place];
            }
            (self.distance[place], self.dependency[place], self.paths[place]) =
                (f64::INFINITY, 0.0, 0.0);
        }
    }
}
