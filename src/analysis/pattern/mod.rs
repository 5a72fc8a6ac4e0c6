//! Telling a pattern from what size alone would make of it.

mod backbone;
mod balance;
mod brokerage;
mod ei_index;
mod mrqap;
mod null_model;
mod regression;
mod rewiring;
mod triad_census;

pub use backbone::{backbone, disparity};
pub use balance::{Balance, balance};
pub use brokerage::{Brokerage, brokerage};
pub use ei_index::{EiIndex, ei_index};
pub use mrqap::{Mrqap, MrqapRequest, adjacency, mrqap};
pub use null_model::{NullModel, NullModelRequest, null_model};
pub use rewiring::rewired;
pub use triad_census::{TRIADS, triad_census};
