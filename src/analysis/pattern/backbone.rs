//! The ties that are stronger than chance would have them, given how many and how strong a node's
//! ties are.

use crate::analysis::AnalysisError;
use crate::analysis::centrality::{Side, degree, strength};
use crate::analysis::weights::check_above_zero;
use crate::graph::{Combine, Graph, Selection};

/// How likely each tie would be at least as strong if its node's strength were spread over its ties
/// at random: the smaller of the values at its two ends, (1 - share)^(ties - 1), by tie number.
///
/// A directed tie is judged among those that leave its source and those that enter its target. A
/// node with one tie has no say (its value is 1). Parallel ties are judged together; a loop has 1.
///
/// Cost: O(nodes + ties).
///
/// # Errors
/// A weight that is not above 0.
///
/// # Example
/// ```
/// use comity::analysis::pattern::disparity;
/// use comity::graph::{Direction, Graph, Tie};
/// let ties = [Tie::weighted(0, 1, 8.0), Tie::weighted(0, 2, 1.0), Tie::weighted(0, 3, 1.0)];
/// let (graph, _) = Graph::from_ties(Direction::Undirected, 4, &ties)?;
/// assert!((disparity(&graph)?[0] - 0.04).abs() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Literature: M. Á. Serrano, M. Boguñá and A. Vespignani, "Extracting the multiscale backbone of
/// complex weighted networks" (2009).
pub fn disparity(graph: &Graph) -> Result<Vec<f64>, AnalysisError> {
    check_above_zero(graph, "the disparity filter")?;
    let merged = graph.simplified(Combine::Sum);
    let simple = &merged.graph;
    let [leaving, entering] =
        [Side::Out, Side::In].map(|side| (strength(simple, side), degree(simple, side)));
    let value = |weight: f64, total: f64, ties: f64| {
        if ties > 1.0 { (1.0 - weight / total).powf(ties - 1.0) } else { 1.0 }
    };
    let of = |(tie, source, target)| {
        let (source, target): (u32, u32) = (source, target);
        let (source, target) = (source as usize, target as usize);
        let weight = simple.weight(tie);
        let at_source = value(weight, leaving.0[source], leaving.1[source]);
        at_source.min(value(weight, entering.0[target], entering.1[target]))
    };
    let values: Vec<f64> = simple.ties().map(of).collect();
    Ok(merged.merged_into.iter().map(|tie| tie.map_or(1.0, |tie| values[tie as usize])).collect())
}

/// The part with those ties whose [`disparity`] lies below `significance`; all nodes stay.
///
/// # Errors
/// Those of [`disparity`], and a significance outside (0, 1].
pub fn backbone(graph: &Graph, significance: f64) -> Result<Selection, AnalysisError> {
    let valid = significance > 0.0 && significance <= 1.0;
    AnalysisError::check_parameter(valid, "significance", "above 0 and at most 1", significance)?;
    let values = disparity(graph)?;
    Ok(graph.select(|_| true, |tie| values[tie as usize] < significance))
}
