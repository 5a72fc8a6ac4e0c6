//! Brandes's algorithm by hops: eight sources at a time, one lane each.
//!
//! Searches from eight sources move level by level together. A node has eight numbers where the
//! paper has one, so that a step over an arc is one addition of eight numbers without a branch:
//! what does not belong to the level is 0. Out: the number of paths to a node is the sum over its
//! neighbours in the level before. Back: with *share* = (1 + δ) / σ, a node's dependency is its σ
//! times the sum of shares over its neighbours in the level after. Either step may be taken from
//! the side that has fewer arcs.

use rayon::prelude::*;

use super::brandes::{Flow, parts};
use crate::graph::{Graph, NodeId};

const LANES: usize = 8;

type Lanes = [f64; LANES];
/// One bit a lane.
type Mask = u8;

/// Shares of shortest paths, where every tie is one hop.
pub(super) fn flow(graph: &Graph, ties: bool) -> Flow {
    let sources: Vec<NodeId> = graph.nodes().collect();
    let batches: Vec<&[NodeId]> = sources.chunks(LANES).collect();
    let part = batches.len().div_ceil(parts(graph)).max(1);
    let flows: Vec<Flow> =
        batches.par_chunks(part).map(|batches| Search::new(graph, ties).run(batches)).collect();
    Flow::sum(graph, ties, &flows)
}

/// A node, and the lanes in which it belongs to a level.
#[derive(Clone, Copy)]
struct Entry {
    node: NodeId,
    mask: Mask,
}

struct Search<'graph> {
    graph: &'graph Graph,
    flow: Flow,
    seen: Vec<Mask>,
    /// σ: how many shortest paths lead to a node.
    paths: Vec<Lanes>,
    /// δ: how much flow depends on a node.
    dependency: Vec<Lanes>,
    /// What a node hands on in this step; 0 in lanes in which it does not belong to the level.
    front: Vec<Lanes>,
    /// What a node has received in this step; 0 outside of a step.
    received: Vec<Lanes>,
    /// All levels, one after the other, and where each starts.
    entries: Vec<Entry>,
    levels: Vec<usize>,
    /// Arcs into nodes that some lane has not seen.
    unseen_arcs: usize,
}

impl<'graph> Search<'graph> {
    fn new(graph: &'graph Graph, ties: bool) -> Self {
        let zero = || vec![[0.0; LANES]; graph.node_count()];
        Self {
            graph,
            flow: Flow::zero(graph, ties),
            seen: vec![0; graph.node_count()],
            paths: zero(),
            dependency: zero(),
            front: zero(),
            received: zero(),
            entries: Vec::new(),
            levels: Vec::new(),
            unseen_arcs: 0,
        }
    }

    fn run(mut self, batches: &[&[NodeId]]) -> Flow {
        for sources in batches {
            self.graph.look();
            self.start(sources);
            while self.levels[self.levels.len() - 1] < self.entries.len() {
                self.go_out();
            }
            for level in (1..self.levels.len() - 1).rev() {
                self.come_back(level);
            }
            sources.iter().for_each(|&source| self.dependency[source as usize] = [0.0; LANES]);
        }
        self.flow
    }

    fn start(&mut self, sources: &[NodeId]) {
        let used = Mask::MAX >> (LANES - sources.len());
        self.seen.fill(!used);
        self.paths.fill([0.0; LANES]);
        self.entries.clear();
        self.levels = vec![0];
        self.unseen_arcs = self.graph.arc_count();
        for (lane, &node) in sources.iter().enumerate() {
            self.paths[node as usize][lane] = 1.0;
            self.enter(node, 1 << lane);
        }
    }

    /// One level further out.
    fn go_out(&mut self) {
        let level = self.levels[self.levels.len() - 1]..self.entries.len();
        self.levels.push(level.end);
        let arcs: usize =
            level.clone().map(|place| self.graph.neighbours(self.entries[place].node).len()).sum();
        for place in level.clone() {
            let Entry { node, mask } = self.entries[place];
            self.front[node as usize] = masked(&self.paths[node as usize], mask);
        }
        if arcs * 3 < self.unseen_arcs {
            self.push_out(level.clone());
        } else {
            self.pull_out();
        }
        self.clear_front(level);
    }

    fn pull_out(&mut self) {
        for node in self.graph.nodes() {
            if self.seen[node as usize] != Mask::MAX {
                let paths = gather(&self.front, self.graph.predecessors(node));
                self.arrive(node, &paths);
            }
        }
    }

    fn push_out(&mut self, level: std::ops::Range<usize>) {
        let mut touched = Vec::new();
        for place in level {
            let node = self.entries[place].node;
            let front = self.front[node as usize];
            for &next in self.graph.neighbours(node) {
                if self.seen[next as usize] != Mask::MAX {
                    let received = &mut self.received[next as usize];
                    if *received == [0.0; LANES] {
                        touched.push(next);
                    }
                    add(received, &front);
                }
            }
        }
        for node in touched {
            let paths = std::mem::take(&mut self.received[node as usize]);
            self.arrive(node, &paths);
        }
    }

    /// Puts a node into the level in those lanes in which paths reach it for the first time.
    fn arrive(&mut self, node: NodeId, paths: &Lanes) {
        let fresh = positive(paths) & !self.seen[node as usize];
        if fresh != 0 {
            add(&mut self.paths[node as usize], &masked(paths, fresh));
            self.enter(node, fresh);
        }
    }

    fn enter(&mut self, node: NodeId, mask: Mask) {
        let seen = &mut self.seen[node as usize];
        *seen |= mask;
        if *seen == Mask::MAX {
            self.unseen_arcs -= self.graph.predecessors(node).len();
        }
        self.entries.push(Entry { node, mask });
    }

    /// From a level to the one before it.
    fn come_back(&mut self, level: usize) {
        let far =
            self.levels[level]..self.levels.get(level + 1).copied().unwrap_or(self.entries.len());
        let near = self.levels[level - 1]..self.levels[level];
        for place in far.clone() {
            self.share(self.entries[place]);
        }
        if level > 1 || !self.flow.ties.is_empty() {
            near.for_each(|place| self.collect(self.entries[place]));
        }
        self.clear_front(far);
    }

    /// Adds a node's dependency to its betweenness, and sets what it hands back.
    fn share(&mut self, Entry { node, mask }: Entry) {
        let dependency = masked(&self.dependency[node as usize], mask);
        let paths = &self.paths[node as usize];
        let mut share = [0.0; LANES];
        let mut total = 0.0;
        for lane in 0..LANES {
            total += dependency[lane];
            share[lane] = (1.0 + dependency[lane]) / paths[lane];
        }
        self.flow.nodes[node as usize] += total;
        self.front[node as usize] = masked(&share, mask);
        self.dependency[node as usize] = unmasked(&self.dependency[node as usize], mask);
    }

    /// Collects what the level after hands back to a node.
    fn collect(&mut self, Entry { node, mask }: Entry) {
        let paths = masked(&self.paths[node as usize], mask);
        let shares = gather(&self.front, self.graph.neighbours(node));
        let dependency = &mut self.dependency[node as usize];
        (0..LANES).for_each(|lane| dependency[lane] += paths[lane] * shares[lane]);
        if !self.flow.ties.is_empty() {
            for (next, tie) in self.graph.arcs(node) {
                let front = &self.front[next as usize];
                self.flow.ties[tie as usize] +=
                    (0..LANES).map(|lane| paths[lane] * front[lane]).sum::<f64>();
            }
        }
    }

    fn clear_front(&mut self, level: std::ops::Range<usize>) {
        for place in level {
            self.front[self.entries[place].node as usize] = [0.0; LANES];
        }
    }
}

fn gather(front: &[Lanes], row: &[NodeId]) -> Lanes {
    row.iter().fold([0.0; LANES], |mut sum, &node| {
        add(&mut sum, &front[node as usize]);
        sum
    })
}

fn add(sum: &mut Lanes, more: &Lanes) {
    (0..LANES).for_each(|lane| sum[lane] += more[lane]);
}

fn masked(values: &Lanes, mask: Mask) -> Lanes {
    std::array::from_fn(|lane| if mask >> lane & 1 == 1 { values[lane] } else { 0.0 })
}

fn unmasked(values: &Lanes, mask: Mask) -> Lanes {
    masked(values, !mask)
}

fn positive(values: &Lanes) -> Mask {
    (0..LANES).fold(0, |mask, lane| mask | Mask::from(values[lane] > 0.0) << lane)
}
