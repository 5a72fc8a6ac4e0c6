//! Why a study of a network has no answer.

use crate::analysis::AnalysisError;
use crate::graph::GraphError;
use crate::projection::{LayerError, ProjectionError};
use crate::query::QueryError;
use crate::query::names::NameError;

/// A study could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StudyError {
    /// There is no such layer.
    #[error(transparent)]
    Layer(#[from] LayerError),
    /// There are no such facts to compare.
    #[error(transparent)]
    Facts(#[from] super::compare::UnknownFacts),
    /// A table cannot be written back.
    #[error(transparent)]
    Style(#[from] super::dataset_style::StyleError),
    /// A measure of a panel cannot be read.
    #[error(transparent)]
    Column(#[from] super::panel::ColumnError),
    /// The layer is no network.
    #[error(transparent)]
    Projection(#[from] ProjectionError),
    /// A name leads to no thing.
    #[error(transparent)]
    Name(#[from] NameError),
    /// A thing is not in the network.
    #[error("{label} is not in the layer {layer}{}", .elsewhere.as_ref().map(|layers| format!(": it is in {layers}")).unwrap_or_default())]
    NotInLayer {
        /// The thing.
        label: String,
        /// The layer.
        layer: String,
        /// Layers that have it.
        elsewhere: Option<String>,
    },
    /// A parameter has no such value.
    #[error("`{parameter}` cannot be `{value}`: expected {expected}")]
    Parameter {
        /// The parameter.
        parameter: &'static str,
        /// The value as given.
        value: String,
        /// What it can be.
        expected: String,
    },
    /// The layer's rows are of another kind than the study needs.
    #[error("the ties of the layer {layer} cannot be studied so: {reason}")]
    WrongKind {
        /// The layer.
        layer: String,
        /// Why.
        reason: &'static str,
    },
    /// The algorithm refused.
    #[error(transparent)]
    Analysis(#[from] AnalysisError),
    /// The graph could not be built.
    #[error(transparent)]
    Graph(#[from] GraphError),
    /// The data could not be asked.
    #[error(transparent)]
    Query(#[from] QueryError),
}
