//! Paths: how two nodes are connected, when, and on whose word.
//!
//! A path is a sequence of nodes. Each of its hops lists the parallel ties that make it, since any
//! of them will do.
//!
//! **Time.** With [`When::During`] every hop must hold on one common day within the given span, and
//! the answer carries all spans of days on which the whole path holds. With [`When::Ignored`] hops
//! may be centuries apart; the spans are in the answer all the same, and are empty if there never
//! was such a day.
//!
//! **Origins.** A path is as well attested as its weakest hop. A hop has as many origins as the
//! distinct origins of its ties together; a path rests on fewer than *n* origins if one of its hops
//! does, and is then refused. Where time counts, only ties that hold on the common day are counted.
//!
//! **Order.** Cheapest first, then fewest hops, then by the order of nodes.

mod bounds;
mod enumerate;
mod k_shortest;
mod question;
mod search;
mod shortest;
mod simple;

pub use k_shortest::k_shortest;
pub use shortest::{all_shortest, shortest};
pub use simple::all_simple;

use super::Cost;
use crate::graph::{Interval, NodeId, Origins, TieId};

/// What to look for.
#[derive(Clone, Copy, Debug)]
pub struct PathRequest<'graph> {
    /// Where the path starts.
    pub from: NodeId,
    /// Where it ends.
    pub to: NodeId,
    /// The most hops that it may have.
    pub max_hops: u8,
    /// How long a tie is.
    pub cost: Cost,
    /// Whether the hops must hold together.
    pub when: When,
    /// How many distinct origins each hop needs.
    pub sourced: Option<Sourced<'graph>>,
}

impl PathRequest<'_> {
    /// Any path of at most `max_hops` hops, whatever its dates and origins.
    pub const fn new(from: NodeId, to: NodeId, max_hops: u8) -> Self {
        Self { from, to, max_hops, cost: Cost::Hops, when: When::Ignored, sourced: None }
    }
}

/// Whether the hops must hold together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum When {
    /// Dates do not matter.
    #[default]
    Ignored,
    /// All hops hold on one day, which lies in this span.
    During(Interval),
}

impl When {
    /// All hops hold together on some day.
    pub const TOGETHER: Self = Self::During(Interval::ALWAYS);

    /// All hops hold on this day.
    pub const fn on(day: crate::graph::Day) -> Self {
        Self::During(Interval::day(day))
    }
}

/// How many distinct origins each hop needs.
#[derive(Clone, Copy, Debug)]
pub struct Sourced<'graph> {
    /// The origins of each tie.
    pub origins: &'graph Origins,
    /// The least number of distinct origins.
    pub at_least: usize,
}

/// One way from here to there.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// The nodes, from the first to the last.
    pub nodes: Vec<NodeId>,
    /// The hops between them.
    pub hops: Vec<Hop>,
    /// The sum of the hops' lengths, on the cheapest day.
    pub cost: f64,
    /// The spans of days on which the whole path holds, in order.
    pub windows: Vec<Interval>,
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    /// Where it starts.
    pub from: NodeId,
    /// Where it ends.
    pub to: NodeId,
    /// The parallel ties that make it: where time counts, those that hold on some day of the path's
    /// spans.
    pub ties: Vec<TieId>,
}

/// Several paths, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Paths {
    /// The paths.
    pub paths: Vec<Path>,
    /// Whether there are more than the request asked for.
    pub truncated: bool,
}
