//! A compact graph that knows nodes, ties, weights and dates, and nothing of RDF.
//!
//! Nodes are `u32` numbers in the order of a sort key that the caller gives, so that "the smaller
//! number first" is the caller's own order and every algorithm breaks its ties by it at no cost. A
//! tie keeps its number through filters, so that an answer can be traced back to the statements
//! that it rests on.
//!
//! ```
//! use comity::graph::{Direction, GraphBuilder, Interval};
//!
//! let mut builder = GraphBuilder::new(Direction::Undirected);
//! builder.tie("ITA", "DEU", 1.0, Interval::new(Some(-31_633), None), "Triple Alliance");
//! builder.tie("DEU", "AUT", 1.0, Interval::ALWAYS, "Dual Alliance");
//! let built = builder.build()?;
//! assert_eq!(built.nodes, ["AUT", "DEU", "ITA"]);
//! assert_eq!(built.graph.neighbours(1), [0, 2]);
//! assert_eq!(built.ties[0], "Dual Alliance");
//! # Ok::<(), comity::graph::GraphError>(())
//! ```

mod builder;
mod csr;
mod error;
mod interval;
mod origins;
mod petgraph;
mod rows;
mod select;
mod simplify;
mod tie;
mod watch;

pub use builder::{Built, GraphBuilder};
pub use csr::{Direction, Graph};
pub use error::GraphError;
pub use interval::{Day, Interval};
pub use origins::Origins;
pub use select::Selection;
pub use simplify::{Combine, Simplified};
pub use tie::{NodeId, Tie, TieId};
pub use watch::Watch;
