//! How long a tie is.

use super::AnalysisError;
use super::weights::check_above_zero;
use crate::graph::{Combine, Graph, TieId};

/// How long a tie is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Cost {
    /// One hop, whatever the weight.
    #[default]
    Hops,
    /// As long as its weight: the weight is a distance or a price.
    Weight,
    /// As long as 1 / weight: the weight is a strength, such as trade, and what is strong is near
    /// (Newman 2001).
    InverseWeight,
}

impl Cost {
    /// The length of a tie.
    pub fn of(self, graph: &Graph, tie: TieId) -> f64 {
        match self {
            Self::Hops => 1.0,
            Self::Weight => graph.weight(tie),
            Self::InverseWeight => 1.0 / graph.weight(tie),
        }
    }

    /// Whether lengths are counts of hops.
    pub fn is_hops(self) -> bool {
        self == Self::Hops
    }

    /// Nothing, if all lengths are above zero.
    pub(super) fn check(self, graph: &Graph, measure: &'static str) -> Result<(), AnalysisError> {
        if self.is_hops() { Ok(()) } else { check_above_zero(graph, measure) }
    }

    /// The graph with one tie a pair, whose weight is its length.
    pub(super) fn lengths(self, graph: &Graph) -> LengthGraph {
        let combine = if self.is_hops() { Combine::One } else { Combine::Least };
        // The shortest of parallel ties is the strongest one, where length is 1 / weight.
        let source = if self == Self::InverseWeight {
            &graph.map_weights(|weight| 1.0 / weight)
        } else {
            graph
        };
        source.simplified(combine)
    }
}

/// A simple graph whose weights are lengths.
pub(super) type LengthGraph = crate::graph::Simplified;

/// Lengths that differ by no more than this part of themselves are equal: sums in another order
/// differ in the last bits.
pub(super) const EQUAL: f64 = 1e-12;

/// A length that can be sorted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Distance(pub(super) f64);

impl Eq for Distance {}

impl PartialOrd for Distance {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Distance {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}
