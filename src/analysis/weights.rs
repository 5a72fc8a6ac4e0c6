//! Which weights a measure can use.

use super::AnalysisError;
use crate::graph::Graph;

/// Nothing, if all weights are above 0, and not so small that 1 / weight is infinite.
pub(super) fn check_above_zero(graph: &Graph, measure: &'static str) -> Result<(), AnalysisError> {
    check(graph, measure, "above 0", |weight| weight >= f64::MIN_POSITIVE)
}

/// Nothing, if no weight is negative.
pub(super) fn check_not_negative(
    graph: &Graph,
    measure: &'static str,
) -> Result<(), AnalysisError> {
    check(graph, measure, "of at least 0", |weight| weight >= 0.0)
}

fn check(
    graph: &Graph,
    measure: &'static str,
    wanted: &'static str,
    valid: impl Fn(f64) -> bool,
) -> Result<(), AnalysisError> {
    if !graph.is_weighted() {
        return Ok(());
    }
    let weights = graph.ties().map(|(tie, _, _)| (tie, graph.weight(tie)));
    weights
        .into_iter()
        .find(|&(_, weight)| !valid(weight))
        .map_or(Ok(()), |(tie, weight)| Err(AnalysisError::Weight { measure, tie, weight, wanted }))
}
