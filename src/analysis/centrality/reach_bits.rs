//! Breadth-first search from many sources at once, one bit each.
//!
//! A node has one bit for each of the sources of a batch: those whose search has seen it. One step
//! of all searches is an *or* over the node's neighbours. A node counts the bits that arrive, so
//! that what it gets is the distances *to* it, and no counter per source is needed; for distances
//! from it the searches run against the ties.
//!
//! Literature: M. Then et al., "The more the merrier: efficient multi-source graph traversal" (VLDB
//! 2014).

use rayon::prelude::*;

use super::reach::Reach;
use crate::graph::{Graph, NodeId};

/// Words a node; 64 searches each.
const WORDS: usize = 8;
const LANES: usize = 64 * WORDS;

type Bits = [u64; WORDS];

/// Distances in hops to each node (`entering`), or from it.
pub(super) fn reach_by_hops(graph: &Graph, entering: bool) -> Vec<Reach> {
    let count = graph.node_count();
    let mut total = vec![Reach::default(); count];
    let batches: Vec<usize> = (0..count).step_by(LANES).collect();
    for wave in batches.chunks(rayon::current_num_threads().max(1) * 2) {
        let found: Vec<Vec<Reach>> =
            wave.par_iter().map(|&first| batch(graph, entering, first)).collect();
        found.iter().for_each(|batch| add(&mut total, batch));
    }
    total
}

fn batch(graph: &Graph, entering: bool, first: usize) -> Vec<Reach> {
    graph.look();
    Batch::new(graph, entering, first).run()
}

fn add(total: &mut [Reach], batch: &[Reach]) {
    for (total, batch) in total.iter_mut().zip(batch) {
        total.reached += batch.reached;
        total.total += batch.total;
        total.inverse += batch.inverse;
        total.farthest = total.farthest.max(batch.farthest);
    }
}

struct Batch<'graph> {
    graph: &'graph Graph,
    entering: bool,
    /// Bits that no further step can set.
    full: Bits,
    seen: Vec<Bits>,
    /// Bits that arrived in the last step.
    front: Vec<Bits>,
    /// Bits that arrive in this one.
    next: Vec<Bits>,
    /// The nodes with bits in `front`.
    active: Vec<NodeId>,
    reach: Vec<Reach>,
}

impl<'graph> Batch<'graph> {
    fn new(graph: &'graph Graph, entering: bool, first: usize) -> Self {
        let count = graph.node_count();
        let sources = first..count.min(first + LANES);
        let mut batch = Self {
            graph,
            entering,
            full: [0; WORDS],
            seen: vec![[0; WORDS]; count],
            front: vec![[0; WORDS]; count],
            next: vec![[0; WORDS]; count],
            active: sources.clone().map(|node| node as NodeId).collect(),
            reach: vec![Reach::default(); count],
        };
        for (lane, node) in sources.enumerate() {
            let bit = 1 << (lane % 64);
            batch.full[lane / 64] |= bit;
            batch.seen[node][lane / 64] |= bit;
            batch.front[node][lane / 64] |= bit;
        }
        batch
    }

    fn run(mut self) -> Vec<Reach> {
        let mut distance = 0.0;
        while !self.active.is_empty() {
            distance += 1.0;
            if self.is_sparse() {
                self.push();
            } else {
                self.pull();
            }
            self.settle(distance);
        }
        self.reach
    }

    /// Whether it is less work to go out from the active nodes than to look at every node's
    /// neighbours.
    fn is_sparse(&self) -> bool {
        let arcs: usize = self.active.iter().map(|&node| self.onward(node).len() + 1).sum();
        arcs * 4 < self.graph.arc_count()
    }

    fn push(&mut self) {
        let mut touched = Vec::new();
        for &node in &self.active {
            let bits = self.front[node as usize];
            for &neighbour in onward(self.graph, self.entering, node) {
                let next = &mut self.next[neighbour as usize];
                if *next == [0; WORDS] {
                    touched.push(neighbour);
                }
                or(next, &bits);
            }
        }
        self.clear_front();
        for node in touched {
            let seen = &self.seen[node as usize];
            let next = &mut self.next[node as usize];
            (0..WORDS).for_each(|word| next[word] &= !seen[word]);
            if *next != [0; WORDS] {
                self.active.push(node);
            }
        }
    }

    fn pull(&mut self) {
        let mut reached = Vec::new();
        for node in self.graph.nodes() {
            let seen = self.seen[node as usize];
            if seen == self.full {
                continue;
            }
            let bits = self.gather(node, seen);
            if bits != [0; WORDS] {
                self.next[node as usize] = bits;
                reached.push(node);
            }
        }
        self.clear_front();
        self.active = reached;
    }

    /// The bits that arrive at a node from its neighbours.
    fn gather(&self, node: NodeId, seen: Bits) -> Bits {
        let row =
            if self.entering { self.graph.predecessors(node) } else { self.graph.neighbours(node) };
        let mut bits = seen;
        for some in row.chunks(8) {
            some.iter().for_each(|&neighbour| or(&mut bits, &self.front[neighbour as usize]));
            if bits == self.full {
                break;
            }
        }
        (0..WORDS).for_each(|word| bits[word] &= !seen[word]);
        bits
    }

    fn clear_front(&mut self) {
        for node in self.active.drain(..) {
            self.front[node as usize] = [0; WORDS];
        }
    }

    /// Counts what arrived, and makes it the front.
    fn settle(&mut self, distance: f64) {
        for &node in &self.active {
            let node = node as usize;
            let bits = self.next[node];
            let arrived: u32 = bits.iter().map(|word| word.count_ones()).sum();
            let reach = &mut self.reach[node];
            reach.reached += u64::from(arrived);
            reach.total += f64::from(arrived) * distance;
            reach.inverse += f64::from(arrived) / distance;
            reach.farthest = distance;
            or(&mut self.seen[node], &bits);
        }
        std::mem::swap(&mut self.front, &mut self.next);
    }

    fn onward(&self, node: NodeId) -> &'graph [NodeId] {
        onward(self.graph, self.entering, node)
    }
}

fn onward(graph: &Graph, entering: bool, node: NodeId) -> &[NodeId] {
    if entering { graph.neighbours(node) } else { graph.predecessors(node) }
}

fn or(bits: &mut Bits, more: &Bits) {
    (0..WORDS).for_each(|word| bits[word] |= more[word]);
}
