//! The one place where RDF becomes a graph, and where numbers become IRIs again.
//!
//! A [`Layer`] is a `SELECT` that says what counts as a tie. Its rows become a [`Network`]: a compact graph
//! beside the IRIs of its nodes and, for each tie, the statement and the body that it rests on.

mod day;
mod layer;
mod network;
mod origins;
mod rows;

pub use self::day::{day_of, text_of_day, year_end, year_start};
pub use self::layer::{Layer, LayerError, ProjectionKind};
pub use self::network::{Network, Relation, TwoMode, watch};
pub use self::origins::SourceIndex;
pub use self::rows::{ProjectionError, Row, Rows, read};
