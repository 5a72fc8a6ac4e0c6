//! Ranks with ties.

use crate::graph::NodeId;

/// The nodes by falling score, equals in the order of nodes, and last what is not a number. Cost:
/// O(n log n).
pub fn order(scores: &[f64]) -> Vec<NodeId> {
    let mut nodes: Vec<NodeId> = (0..scores.len() as NodeId).collect();
    let score = |node: NodeId| scores[node as usize];
    nodes.sort_by(|&left, &right| {
        let numbers = score(left).is_nan().cmp(&score(right).is_nan());
        numbers.then(score(right).total_cmp(&score(left))).then(left.cmp(&right))
    });
    nodes
}

/// Standard competition ranks ("1, 2, 2, 4"), the highest score first.
///
/// A score belongs to the group of equals above it if it lies within `tolerance` of the highest of
/// the group: of that score's size if it is above 1, and absolutely if below. So noise in the last
/// digits makes no order. What is not a number shares the last rank.
///
/// # Example
/// ```
/// use comity::analysis::centrality::ranks;
/// assert_eq!(ranks(&[0.5, 2.0, 0.5 + 1e-13, 0.1], 1e-9), [2, 1, 2, 4]);
/// ```
pub fn ranks(scores: &[f64], tolerance: f64) -> Vec<u32> {
    let mut ranks = vec![0; scores.len()];
    let (mut first, mut rank) = (f64::INFINITY, 0);
    for (place, node) in order(scores).into_iter().enumerate() {
        let score = scores[node as usize];
        let near = first.is_finite() && (first - score).abs() <= tolerance * first.abs().max(1.0);
        let equal = score == first || near || (score.is_nan() && first.is_nan());
        if !equal || place == 0 {
            (first, rank) = (score, place as u32 + 1);
        }
        ranks[node as usize] = rank;
    }
    ranks
}
