use super::{Day, NodeId};

/// Why a graph could not be built.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum GraphError {
    /// A tie names a node that is not there.
    #[error("tie {tie} names node {node}, but the graph has {count} nodes")]
    NodeOutOfRange {
        /// Position of the tie among those given.
        tie: usize,
        /// The node that it names.
        node: NodeId,
        /// How many nodes there are.
        count: usize,
    },
    /// A weight is infinite or not a number.
    #[error("tie {tie} has weight {weight}, which is not a finite number")]
    WeightNotFinite {
        /// Position of the tie among those given.
        tie: usize,
        /// Its weight.
        weight: f64,
    },
    /// A tie ends before it starts.
    #[error("tie {tie} ends on day {end}, before it starts on day {start}")]
    IntervalReversed {
        /// Position of the tie among those given.
        tie: usize,
        /// Its first day.
        start: Day,
        /// Its last day.
        end: Day,
    },
    /// More nodes or ties than `u32` numbers reach.
    #[error("{count} {what} are more than a graph holds: {limit}")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// How many were given.
        count: usize,
        /// How many fit.
        limit: usize,
    },
    /// A list that runs parallel to the ties has another length.
    #[error("{got} sets of origins were given for {wanted} ties")]
    OriginsLength {
        /// How many were given.
        got: usize,
        /// How many ties there are.
        wanted: usize,
    },
}
