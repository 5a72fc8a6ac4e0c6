//! Bringing data in.

pub mod rdf;
