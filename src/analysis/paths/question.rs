//! A checked request on a graph: what each hop costs, and when it can be taken.

use super::{Hop, Path, PathRequest, When};
use crate::analysis::AnalysisError;
use crate::graph::{Graph, Interval, NodeId, TieId};

/// A span of days on which a hop, or a whole path, can be taken at one and the same cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Piece {
    pub(super) window: Interval,
    pub(super) cost: f64,
}

pub(super) struct Question<'graph> {
    pub(super) graph: &'graph Graph,
    pub(super) request: &'graph PathRequest<'graph>,
}

impl<'graph> Question<'graph> {
    pub(super) fn new(
        graph: &'graph Graph,
        request: &'graph PathRequest,
    ) -> Result<Self, AnalysisError> {
        AnalysisError::check_node(request.from, graph.node_count())?;
        AnalysisError::check_node(request.to, graph.node_count())?;
        AnalysisError::check_parameter(
            request.max_hops > 0,
            "max_hops",
            "above 0",
            f64::from(request.max_hops),
        )?;
        request.cost.check(graph, "a path by weight")?;
        if let Some(sourced) = request.sourced {
            AnalysisError::check_length("origins", sourced.origins.len(), graph.tie_count())?;
        }
        Ok(Self { graph, request })
    }

    /// What a path starts with, before its first hop.
    pub(super) fn start(&self) -> Piece {
        let window = match self.request.when {
            When::Ignored => Interval::ALWAYS,
            When::During(span) => span,
        };
        Piece { window, cost: 0.0 }
    }

    /// The pieces of a path that is longer by one hop.
    pub(super) fn extend(&self, pieces: &[Piece], from: NodeId, to: NodeId) -> Vec<Piece> {
        let hop = self.hop_pieces(from, to, self.request.when);
        let joined = |left: &Piece, right: &Piece| {
            let window = left.window.intersection(right.window)?;
            Some(Piece { window, cost: left.cost + right.cost })
        };
        pieces
            .iter()
            .flat_map(|left| hop.iter().filter_map(move |right| joined(left, right)))
            .collect()
    }

    /// The pieces of a whole sequence of nodes; none if it cannot be walked.
    pub(super) fn walk(&self, nodes: &[NodeId]) -> Vec<Piece> {
        nodes
            .windows(2)
            .fold(vec![self.start()], |pieces, hop| self.extend(&pieces, hop[0], hop[1]))
    }

    /// The answer for a sequence of nodes that can be walked.
    pub(super) fn path(&self, nodes: &[NodeId]) -> Path {
        let cost = self.walk(nodes).iter().map(|piece| piece.cost).fold(f64::INFINITY, f64::min);
        let windows = self.windows(nodes);
        let hops = nodes.windows(2).map(|hop| self.hop(hop[0], hop[1], &windows)).collect();
        Path { nodes: nodes.to_vec(), hops, cost, windows }
    }

    /// The days on which all hops hold, also where the request ignores time.
    fn windows(&self, nodes: &[NodeId]) -> Vec<Interval> {
        let dated = match self.request.when {
            When::Ignored => When::TOGETHER,
            during @ When::During(_) => during,
        };
        let first = vec![self.start()];
        let pieces = nodes.windows(2).fold(first, |pieces, hop| {
            let right = self.hop_pieces(hop[0], hop[1], dated);
            let joined = pieces
                .iter()
                .flat_map(|left| right.iter().map(|right| left.window.intersection(right.window)));
            joined.flatten().map(|window| Piece { window, cost: 0.0 }).collect()
        });
        pieces
            .into_iter()
            .fold(Vec::new(), joined_if_adjacent)
            .into_iter()
            .map(|piece| piece.window)
            .collect()
    }

    fn hop(&self, from: NodeId, to: NodeId, windows: &[Interval]) -> Hop {
        let used = |tie: &TieId| {
            let interval = self.graph.interval(*tie);
            self.request.when == When::Ignored
                || windows.iter().any(|window| window.intersection(interval).is_some())
        };
        Hop { from, to, ties: self.graph.ties_between(from, to).filter(used).collect() }
    }

    /// The spans on which a hop can be taken, in order, each with the cost of its cheapest tie.
    fn hop_pieces(&self, from: NodeId, to: NodeId, when: When) -> Vec<Piece> {
        let ties: Vec<TieId> = self.graph.ties_between(from, to).collect();
        let undated = ties.iter().all(|&tie| self.graph.interval(tie) == Interval::ALWAYS);
        if when == When::Ignored || undated {
            let piece = |cost| Piece { window: Interval::ALWAYS, cost };
            return self.cheapest(&ties).map(piece).into_iter().collect();
        }
        let pieces = self.elementary(&ties).into_iter().filter_map(|window| {
            let holding = |tie: &TieId| self.graph.interval(*tie).covers(window);
            let held: Vec<TieId> = ties.iter().copied().filter(holding).collect();
            self.cheapest(&held).map(|cost| Piece { window, cost })
        });
        pieces.fold(Vec::new(), joined_if_adjacent)
    }

    /// Consecutive spans in each of which the same ties hold.
    fn elementary(&self, ties: &[TieId]) -> Vec<Interval> {
        let mut firsts: Vec<i32> = Vec::new();
        for interval in ties.iter().map(|&tie| self.graph.interval(tie)) {
            firsts.extend(interval.start);
            firsts.extend(interval.end.and_then(|end| end.checked_add(1)));
        }
        firsts.sort_unstable();
        firsts.dedup();
        let starts = std::iter::once(None).chain(firsts.iter().copied().map(Some));
        let ends = firsts.iter().map(|first| Some(first - 1)).chain(std::iter::once(None));
        starts.zip(ends).map(|(start, end)| Interval::new(start, end)).collect()
    }

    /// The least length among ties that hold together, if they have origins enough.
    fn cheapest(&self, ties: &[TieId]) -> Option<f64> {
        let enough = self.request.sourced.is_none_or(|sourced| {
            let mut origins: Vec<u32> =
                ties.iter().flat_map(|&tie| sourced.origins.of(tie)).copied().collect();
            origins.sort_unstable();
            origins.dedup();
            origins.len() >= sourced.at_least
        });
        let costs = ties.iter().map(|&tie| self.request.cost.of(self.graph, tie));
        enough.then(|| costs.reduce(f64::min)).flatten()
    }
}

/// Appends a piece, or lengthens the last one if the two touch at equal cost.
fn joined_if_adjacent(mut pieces: Vec<Piece>, piece: Piece) -> Vec<Piece> {
    let touching = |last: &Piece| {
        let next = last.window.end.and_then(|end| end.checked_add(1));
        last.cost == piece.cost && next.is_some() && next == piece.window.start
    };
    match pieces.last_mut() {
        Some(last) if touching(last) => last.window.end = piece.window.end,
        _ => pieces.push(piece),
    }
    pieces
}
