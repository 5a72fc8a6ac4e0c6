//! Comity: a knowledge graph of international partnerships.
//!
//! Every relation is a dated, sourced statement in RDF; a snapshot of one version of the data answers
//! SPARQL. `ARCHITECTURE.md` shows how the modules build on one another, and walks through three operations.

pub mod analysis;
pub mod cli;
pub mod graph;
pub mod import;
pub mod model;
pub mod projection;
pub mod query;
pub mod render;
pub mod report;
pub mod server;
pub mod service;
pub mod store;
pub mod study;
pub mod validate;
pub mod vocab;
