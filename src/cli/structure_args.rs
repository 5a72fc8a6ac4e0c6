//! What can be typed after `comity communities`, `comity structure` and `comity similarity`.

use clap::Args;

use super::args::{Plot, TableArguments, day};

#[derive(Debug, Args)]
pub(super) struct CommunitiesArguments {
    /// Layers whose ties count, joined with commas; or a `SELECT` of your own
    #[arg(long, value_name = "LAYERS", default_value = "alliances")]
    pub(super) layer: String,
    /// Only ties that hold on this date
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(super) as_of: Option<i32>,
    /// Where chance starts; the same seed finds the same communities
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) seed: u64,
    /// Above 1 for more and smaller communities
    #[arg(long, value_name = "R", default_value_t = 1.0)]
    pub(super) resolution: f64,
    #[command(flatten)]
    pub(super) table: TableArguments,
}

#[derive(Debug, Args)]
pub(super) struct StructureArguments {
    /// Layers whose ties count, joined with commas; or a `SELECT` of your own
    #[arg(long, value_name = "LAYERS", default_value = "alliances")]
    pub(super) layer: String,
    /// Only ties that hold on this date
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(super) as_of: Option<i32>,
    /// Each node in place of the whole: core number, clustering, constraint, effective size, articulation points
    #[arg(long)]
    pub(super) by_node: bool,
    #[command(flatten)]
    pub(super) table: TableArguments,
}

#[derive(Debug, Args)]
pub(super) struct SimilarityArguments {
    /// What to compare: a code, a name or an IRI
    pub(super) a: String,
    /// What to compare it with; by default all others
    pub(super) b: Option<String>,
    /// The layer that says what each does; or a `SELECT` of your own
    #[arg(long, value_name = "LAYER", default_value = "positions")]
    pub(super) layer: String,
    /// share, kappa, pi, s; or jaccard, where the layer has ties or memberships
    #[arg(long, default_value = "share")]
    pub(super) measure: String,
    /// Only what holds on this date or later
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(super) from: Option<i32>,
    /// Only what holds on this date or earlier
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(super) to: Option<i32>,
    /// Leave out comparisons with others that rest on fewer entries
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(super) least: usize,
    /// How many to show, the nearest first
    #[arg(long, value_name = "N")]
    pub(super) top: Option<usize>,
    #[command(flatten)]
    pub(super) plot: Plot,
    #[command(flatten)]
    pub(super) table: TableArguments,
}
