//! The best path under all conditions: A\* over labels.
//!
//! A label is a way to a node with the days on which it can be walked. It is dropped if a settled
//! way to the same node costs no more, has no more hops and can be walked on all of its days.
//! Labels leave the heap by cost so far plus the least cost left, then by hops in the same way,
//! then by the order of nodes, so that the first to arrive is the first in order; what is left
//! comes from a search backwards, which is exact where neither dates nor origins matter, so that
//! little is looked at.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashMap};

use super::bounds::Bounds;
use super::question::{Piece, Question};
use crate::graph::{Interval, NodeId};

/// What a search must not use, beyond what the request forbids.
#[derive(Default)]
pub(super) struct Blocked<'list> {
    /// Nodes that are taken already.
    pub(super) nodes: &'list [NodeId],
    /// Nodes that must not follow directly on the start.
    pub(super) first: Vec<NodeId>,
}

#[derive(Clone, Debug, PartialEq)]
struct Label {
    /// Cost, and hops, of the whole path at least.
    estimate: (f64, usize),
    piece: Piece,
    nodes: Vec<NodeId>,
}

/// The best path that begins with `root`.
pub(super) fn best(
    question: &Question,
    bounds: &Bounds,
    root: &[NodeId],
    blocked: &Blocked,
) -> Option<Vec<NodeId>> {
    let mut settled: HashMap<NodeId, Vec<(f64, usize, Interval)>> = HashMap::new();
    let mut heap = BinaryHeap::new();
    for piece in question.walk(root) {
        heap.extend(label(bounds, piece, root.to_vec()));
    }
    while let Some(label) = heap.pop() {
        question.graph.look();
        let node = *label.nodes.last()?;
        if node == question.request.to {
            return Some(label.nodes);
        }
        let known = settled.entry(node).or_default();
        if known.iter().any(|&(cost, hops, window)| label.is_dominated_by(cost, hops, window)) {
            continue;
        }
        known.push((label.piece.cost, label.nodes.len(), label.piece.window));
        heap.extend(successors(question, bounds, &label, node, root.len(), blocked));
    }
    None
}

fn successors(
    question: &Question,
    bounds: &Bounds,
    label: &Label,
    node: NodeId,
    root_length: usize,
    blocked: &Blocked,
) -> Vec<Label> {
    let at_start = label.nodes.len() == root_length;
    let hops = label.nodes.len();
    let mut longer = Vec::new();
    let row = question.graph.neighbours(node);
    for next in row.chunk_by(|left, right| left == right).map(|parallel| parallel[0]) {
        let banned = blocked.nodes.contains(&next) || (at_start && blocked.first.contains(&next));
        if banned
            || next == node
            || !bounds.within(hops, next, usize::from(question.request.max_hops))
        {
            continue;
        }
        for piece in question.extend(&[label.piece], node, next) {
            let mut nodes = label.nodes.clone();
            nodes.push(next);
            longer.extend(self::label(bounds, piece, nodes));
        }
    }
    longer
}

fn label(bounds: &Bounds, piece: Piece, nodes: Vec<NodeId>) -> Option<Label> {
    let node = *nodes.last()?;
    let cost = piece.cost + bounds.cost(node);
    let hops = nodes.len() - 1 + usize::from(bounds.hops[node as usize]);
    cost.is_finite().then_some(Label { estimate: (cost, hops), piece, nodes })
}

impl Label {
    fn is_dominated_by(&self, cost: f64, hops: usize, window: Interval) -> bool {
        cost <= self.piece.cost && hops <= self.nodes.len() && window.covers(self.piece.window)
    }
}

impl Eq for Label {}

impl PartialOrd for Label {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The greatest is the best.
impl Ord for Label {
    fn cmp(&self, other: &Self) -> Ordering {
        let cheaper = other.estimate.0.total_cmp(&self.estimate.0);
        let better = cheaper.then(other.estimate.1.cmp(&self.estimate.1));
        let earlier = || other.nodes.cmp(&self.nodes);
        better
            .then_with(earlier)
            .then_with(|| other.piece.window.start.cmp(&self.piece.window.start))
    }
}
