//! What can be typed after `comity communities`, `comity structure` and `comity similarity`.

use clap::Args;

use super::args::{Plot, TableArguments, day, years};
use crate::study::When;
use crate::study::ideal_points::REPLICATES;
use crate::study::structure::Grouping;

#[derive(Debug, Clone, Copy, Args)]
pub(super) struct WhenArguments {
    /// Only ties that hold on this date
    #[arg(long, value_name = "DATE", value_parser = day, conflicts_with = "years")]
    pub(super) as_of: Option<i32>,
    /// On the last day of each year, as in 1946..2024
    #[arg(long, value_name = "FIRST..LAST", value_parser = years)]
    pub(super) years: Option<(i16, i16)>,
}

impl From<WhenArguments> for When {
    fn from(arguments: WhenArguments) -> Self {
        match (arguments.as_of, arguments.years) {
            (Some(day), _) => Self::On(day),
            (None, Some((first, last))) => Self::Years(first, last),
            (None, None) => Self::Ever,
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct CommunitiesArguments {
    /// Layers whose ties count, joined with commas; or a `SELECT` of your own
    #[arg(long, value_name = "LAYERS", default_value = "alliances")]
    pub(super) layer: String,
    #[command(flatten)]
    pub(super) when: WhenArguments,
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
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that can be typed")]
pub(super) struct StructureArguments {
    /// Layers whose ties count, joined with commas; or a `SELECT` of your own
    #[arg(long, value_name = "LAYERS", default_value = "alliances")]
    pub(super) layer: String,
    #[command(flatten)]
    pub(super) when: WhenArguments,
    /// Each node in place of the whole: core number, clustering, constraint, effective size, articulation points
    #[arg(long, group = "view")]
    pub(super) by_node: bool,
    /// Set the whole beside N random networks in which each node has as many ties: means, z-scores, p values
    #[arg(long, value_name = "N", group = "view", num_args = 0..=1, default_missing_value = "200")]
    pub(super) null_model: Option<u32>,
    /// Count the sixteen kinds of three nodes
    #[arg(long, group = "view")]
    pub(super) triads: bool,
    /// Count triangles of friendly and hostile ties
    #[arg(long, group = "view")]
    pub(super) balance: bool,
    /// How often each node stands between two others without a tie, by the groups of the three (Gould and Fernandez)
    #[arg(long, group = "view")]
    pub(super) brokerage: bool,
    /// Whether ties lead out of groups (1) or stay within them (-1): the E-I index
    #[arg(long, group = "view")]
    pub(super) ei: bool,
    /// Groups for `--brokerage` and `--ei`: region, continent, or organisations such as NATO,WARSAW-PACT
    #[arg(long, value_name = "GROUPS", default_value = "region")]
    pub(super) groups: Grouping,
    /// Layers of hostile ties for `--balance`, beside ties of negative weight
    #[arg(long, value_name = "LAYERS", requires = "balance")]
    pub(super) hostile: Option<String>,
    /// Where the chance of `--null-model` starts
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) seed: u64,
    /// Only ties that are stronger than chance would have them at this significance: the disparity filter
    #[arg(long, value_name = "ALPHA")]
    pub(super) backbone: Option<f64>,
    #[command(flatten)]
    pub(super) table: TableArguments,
}

#[derive(Debug, Args)]
pub(super) struct SimilarityArguments {
    /// What to compare: a code, a name or an IRI
    #[arg(required_unless_present = "ideal_points")]
    pub(super) a: Option<String>,
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
    /// Year by year what holds on some day of it, as in 1946..2024
    #[arg(long, value_name = "FIRST..LAST", value_parser = years, conflicts_with_all = ["from", "to"])]
    pub(super) years: Option<(i16, i16)>,
    /// Place all members on one dimension by how they vote, with how far chance moves them
    #[arg(long, requires = "anchors", conflicts_with_all = ["a", "b", "measure", "years", "top"])]
    pub(super) ideal_points: bool,
    /// A member at the low end and one at the high end, which say which way is up
    #[arg(long, value_name = "LOW,HIGH", requires = "ideal_points", value_parser = pair)]
    pub(super) anchors: Option<(String, String)>,
    /// Count an abstention as a no; else it is no vote
    #[arg(long, requires = "ideal_points")]
    pub(super) abstention_is_no: bool,
    /// How many times the votes are drawn anew for the uncertainty of points
    #[arg(long, value_name = "N", default_value_t = REPLICATES)]
    pub(super) replicates: u32,
    /// Where the chance of those draws starts
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) seed: u64,
    /// Leave out comparisons with others, and points, that rest on fewer entries
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(super) least: usize,
    /// How many to show, the nearest first; of each year
    #[arg(long, value_name = "N")]
    pub(super) top: Option<usize>,
    #[command(flatten)]
    pub(super) plot: Plot,
    #[command(flatten)]
    pub(super) table: TableArguments,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (low, high) = text.split_once(',').ok_or("expected two members such as USA,RUS")?;
    Ok((low.trim().to_owned(), high.trim().to_owned()))
}
