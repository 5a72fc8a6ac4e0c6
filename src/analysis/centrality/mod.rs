//! Who is central, in the ways that the field means it.

mod betweenness;
mod brandes;
mod brandes_lanes;
mod closeness;
mod degree;
mod eigenvector;
mod hits;
mod katz;
mod leading;
mod measure;
mod page_rank;
mod power;
mod rank;
mod reach;
mod reach_bits;
mod reach_weighted;
mod sensitivity;

pub use betweenness::{BetweennessRequest, ParallelTies, betweenness, tie_betweenness};
pub use closeness::{ClosenessRequest, closeness, harmonic};
pub use degree::{degree, strength};
pub use eigenvector::eigenvector;
pub use hits::{Hits, hits};
pub use katz::{KatzRequest, katz};
pub use measure::Measure;
pub use page_rank::{PageRankRequest, page_rank};
pub use power::Iteration;
pub use rank::{order, ranks};
pub use reach::{Reach, reach};
pub use sensitivity::{RankRange, sensitivity};

/// Which of a directed graph's ties count at a node; all of an undirected one's do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Side {
    /// Those that enter.
    #[default]
    In,
    /// Those that leave.
    Out,
    /// Both.
    Both,
}
