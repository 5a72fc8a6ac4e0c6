use crate::graph::{NodeId, TieId};

/// Why an analysis could not be done.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AnalysisError {
    /// A request names a node that is not there.
    #[error("node {node} is not in the graph, which has {count} nodes")]
    NodeOutOfRange {
        /// The node that it names.
        node: NodeId,
        /// How many nodes there are.
        count: usize,
    },
    /// A weight lies outside what the measure can use.
    #[error("tie {tie} has weight {weight}, but {measure} needs weights {wanted}")]
    Weight {
        /// The measure.
        measure: &'static str,
        /// The tie.
        tie: TieId,
        /// Its weight.
        weight: f64,
        /// What weights must be.
        wanted: &'static str,
    },
    /// A parameter lies outside its range.
    #[error("`{name}` must be {wanted}: {got}")]
    Parameter {
        /// The parameter.
        name: &'static str,
        /// What it must be.
        wanted: &'static str,
        /// What it is.
        got: f64,
    },
    /// Lists that run parallel differ in length.
    #[error("`{name}` has {got} entries, expected {wanted}")]
    Length {
        /// The list.
        name: &'static str,
        /// Its length.
        got: usize,
        /// The length expected.
        wanted: usize,
    },
    /// An iteration did not settle.
    #[error(
        "{measure} did not settle within {iterations} iterations: the last changed it by {change:e}"
    )]
    NotConverged {
        /// The measure.
        measure: &'static str,
        /// How many iterations were made.
        iterations: usize,
        /// The change in the last one.
        change: f64,
    },
    /// The measure needs a directed graph, or an undirected one.
    #[error("{measure} is defined for {wanted} graphs only")]
    WrongDirection {
        /// The measure.
        measure: &'static str,
        /// "directed" or "undirected".
        wanted: &'static str,
    },
    /// There is too little to compute the measure from.
    #[error("{measure} cannot be computed: {reason}")]
    Undefined {
        /// The measure.
        measure: &'static str,
        /// Why.
        reason: &'static str,
    },
}

impl AnalysisError {
    /// The number of nodes, if `node` is one of them.
    pub(super) fn check_node(node: NodeId, count: usize) -> Result<(), Self> {
        if (node as usize) < count { Ok(()) } else { Err(Self::NodeOutOfRange { node, count }) }
    }

    /// Nothing, if `valid`; else an error that names the parameter.
    pub(super) fn check_parameter(
        valid: bool,
        name: &'static str,
        wanted: &'static str,
        got: f64,
    ) -> Result<(), Self> {
        if valid { Ok(()) } else { Err(Self::Parameter { name, wanted, got }) }
    }

    /// Nothing, if the lengths agree.
    pub(super) fn check_length(name: &'static str, got: usize, wanted: usize) -> Result<(), Self> {
        if got == wanted { Ok(()) } else { Err(Self::Length { name, got, wanted }) }
    }
}
