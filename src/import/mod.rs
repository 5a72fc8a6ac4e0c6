//! Bringing data in: RDF files as they are, and tables of the field through mappings that a researcher can read.
//!
//! [`dataset::import`] walks a table through the modules here: `table` opens the file, `rows` checks, joins and sorts its
//! rows, `evaluate` asks the mapping's query about them, `ledger` keeps the account, and the store takes the quads in bulk.

mod compute;
pub mod dataset;
mod dependencies;
mod describe;
pub mod download;
pub mod entities;
mod error;
mod evaluate;
pub mod explain;
pub mod large;
mod ledger;
pub mod mapping;
pub mod rdf;
mod row;
mod rows;
mod schema;
pub mod skeleton;
mod sort;
pub mod table;

pub use self::error::ImportError;
pub use self::ledger::Counts;
pub use self::row::Rejection;
