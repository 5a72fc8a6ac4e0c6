//! Ties as the caller gives them.

use super::{GraphError, Interval};

/// Number of a node: its rank by the caller's sort key.
pub type NodeId = u32;

/// Number of a tie: its rank by source, target and the order in which parallel ties were given.
pub type TieId = u32;

/// One tie as given: its ends, how strong it is, and when it holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tie {
    /// Where it starts.
    pub source: NodeId,
    /// Where it ends.
    pub target: NodeId,
    /// Its strength, or its length, as the caller means it.
    pub weight: f64,
    /// When it holds.
    pub interval: Interval,
}

impl Tie {
    /// A tie of weight 1 that always holds.
    pub const fn plain(source: NodeId, target: NodeId) -> Self {
        Self::weighted(source, target, 1.0)
    }

    /// A weighted tie that always holds.
    pub const fn weighted(source: NodeId, target: NodeId, weight: f64) -> Self {
        Self { source, target, weight, interval: Interval::ALWAYS }
    }
}

/// Nothing, if all nodes and ties have numbers, and every tie makes sense.
pub(super) fn check(node_count: usize, ties: &[Tie]) -> Result<(), GraphError> {
    let limit = (u32::MAX / 2) as usize;
    for (what, count) in [("nodes", node_count), ("ties", ties.len())] {
        if count > limit {
            return Err(GraphError::TooMany { what, count, limit });
        }
    }
    ties.iter().enumerate().try_for_each(|(position, tie)| check_tie(node_count, position, tie))
}

fn check_tie(count: usize, position: usize, tie: &Tie) -> Result<(), GraphError> {
    for node in [tie.source, tie.target] {
        if node as usize >= count {
            return Err(GraphError::NodeOutOfRange { tie: position, node, count });
        }
    }
    if !tie.weight.is_finite() {
        return Err(GraphError::WeightNotFinite { tie: position, weight: tie.weight });
    }
    match (tie.interval.start, tie.interval.end) {
        (Some(start), Some(end)) if end < start => {
            Err(GraphError::IntervalReversed { tie: position, start, end })
        }
        _ => Ok(()),
    }
}
