//! Network analysis on a compact graph: one algorithm a file, plain requests in, plain answers out.
//!
//! What all of them keep to:
//!
//! - **Same input, same bytes.** Ties between answers break by the order of nodes; sums of
//!   floating-point numbers run in a fixed order, whatever the number of threads; what is random
//!   takes a seed.
//! - **Parallel ties.** Measures on how far nodes are apart (paths, closeness, betweenness,
//!   diameter) and on who knows whom (clustering, cores, triads, holes) see one tie a pair;
//!   measures on how much flows (degree, strength, eigenvector, Katz, PageRank, HITS, modularity)
//!   add parallel ties up.
//! - **Loops.** A loop adds 2 to an undirected degree or strength, and 1 to each side of a directed
//!   one, as in igraph and networkx. It stands once in the adjacency matrix (networkx; igraph has 2
//!   there), counts as two ends in modularity, and is left out everywhere else.
//! - **Distances.** [`Cost`] says whether a tie is one hop, as long as its weight, or as long as 1
//!   / weight.
//! - **Undirected measures** (components by weak connection, cores, bridges, clustering ...) say in
//!   their documentation what they do with a directed graph.

pub mod centrality;
mod cost;
mod error;
pub mod paths;
pub mod pattern;
pub mod random;
pub mod series;
pub mod similarity;
pub mod structure;
mod sum;
#[cfg(test)]
mod tests;
mod weights;

pub use cost::Cost;
pub use error::AnalysisError;
