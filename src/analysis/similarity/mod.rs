//! How alike two nodes are: in what they say, whom they are allied with, and where they are
//! members.

mod agreement;
mod ideal_points;
mod jaccard;
mod logistic;
mod two_mode;

pub use agreement::{Agreement, Difference, Scale, agreement, agreements, portfolios};
pub use ideal_points::{IdealPoint, IdealPointsRequest, ideal_points};
pub use jaccard::{Overlap, overlap};
pub use two_mode::{Membership, Projection, TwoModeRequest, Weighting, project};
