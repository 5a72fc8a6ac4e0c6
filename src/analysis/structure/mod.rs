//! How a network hangs together.

mod assortativity;
mod clustering;
mod components;
mod cut;
mod density;
mod diameter;
mod k_core;
mod leiden;
mod leiden_level;
mod leiden_moves;
mod leiden_refine;
mod modularity;
mod structural_holes;

#[cfg(test)]
pub(in crate::analysis) use assortativity::correlation;
pub use assortativity::degree_assortativity;
pub(in crate::analysis) use clustering::common;
pub use clustering::{Clustering, clustering};
pub use components::{Groups, strong_components, weak_components};
pub use cut::{Cuts, cuts};
pub use density::{density, reciprocity};
pub use diameter::{Distances, distances, eccentricity};
pub use k_core::core_numbers;
pub use leiden::{Communities, LeidenRequest, leiden};
pub use modularity::modularity;
pub use structural_holes::{StructuralHoles, structural_holes};
