//! All sequences of nodes within bounds, by depth-first search in the order of nodes.

use super::bounds::Bounds;
use super::question::{Piece, Question};
use crate::graph::NodeId;

/// How far a path may go.
pub(super) struct Reach {
    pub(super) max_hops: usize,
    pub(super) max_cost: f64,
    /// Only paths of exactly `max_hops` hops.
    pub(super) exact: bool,
}

pub(super) struct Enumeration<'graph> {
    pub(super) question: &'graph Question<'graph>,
    pub(super) bounds: &'graph Bounds,
    pub(super) reach: Reach,
    /// One more than the caller wants, to tell whether there are more.
    pub(super) limit: usize,
    pub(super) found: Vec<Vec<NodeId>>,
}

impl Enumeration<'_> {
    pub(super) fn run(&mut self) {
        let start = vec![self.question.start()];
        self.descend(&mut vec![self.question.request.from], &start);
    }

    /// Depth is bounded by the request's hops, of which there are at most 255.
    fn descend(&mut self, nodes: &mut Vec<NodeId>, pieces: &[Piece]) {
        self.question.graph.look();
        let (node, hops) = (nodes[nodes.len() - 1], nodes.len() - 1);
        if node == self.question.request.to {
            if !self.reach.exact || hops == self.reach.max_hops {
                self.found.push(nodes.clone());
            }
            return;
        }
        let row = self.question.graph.neighbours(node);
        for next in row.chunk_by(|left, right| left == right).map(|parallel| parallel[0]) {
            if self.found.len() >= self.limit {
                return;
            }
            if nodes.contains(&next) || !self.bounds.within(hops + 1, next, self.reach.max_hops) {
                continue;
            }
            let mut longer = self.question.extend(pieces, node, next);
            let left = self.bounds.cost(next);
            longer.retain(|piece| piece.cost + left <= self.reach.max_cost);
            if !longer.is_empty() {
                nodes.push(next);
                self.descend(nodes, &longer);
                nodes.pop();
            }
        }
    }
}
