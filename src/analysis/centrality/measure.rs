//! Every measure of centrality by one name.

use super::{
    BetweennessRequest, ClosenessRequest, Iteration, KatzRequest, PageRankRequest, Side,
    betweenness, closeness, degree, eigenvector, harmonic, hits, katz, page_rank, strength,
};
use crate::analysis::AnalysisError;
use crate::graph::Graph;

/// A measure with its parameters.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Measure {
    /// [`degree`].
    Degree(Side),
    /// [`strength`].
    Strength(Side),
    /// [`closeness`].
    Closeness(ClosenessRequest),
    /// [`harmonic`].
    Harmonic(ClosenessRequest),
    /// [`betweenness`].
    Betweenness(BetweennessRequest),
    /// [`eigenvector`].
    Eigenvector(Iteration),
    /// [`katz`].
    Katz(KatzRequest),
    /// [`page_rank`].
    PageRank(PageRankRequest),
    /// The hubs of [`hits`].
    Hubs(Iteration),
    /// The authorities of [`hits`].
    Authorities(Iteration),
}

impl Measure {
    /// The score of each node.
    ///
    /// # Errors
    /// Those of the measure.
    pub fn scores(&self, graph: &Graph) -> Result<Vec<f64>, AnalysisError> {
        match self {
            Self::Degree(side) => Ok(degree(graph, *side)),
            Self::Strength(side) => Ok(strength(graph, *side)),
            Self::Closeness(request) => closeness(graph, *request),
            Self::Harmonic(request) => harmonic(graph, *request),
            Self::Betweenness(request) => betweenness(graph, *request),
            Self::Eigenvector(iteration) => eigenvector(graph, *iteration),
            Self::Katz(request) => katz(graph, *request),
            Self::PageRank(request) => page_rank(graph, request),
            Self::Hubs(iteration) => Ok(hits(graph, *iteration)?.hubs),
            Self::Authorities(iteration) => Ok(hits(graph, *iteration)?.authorities),
        }
    }
}
