//! Figures as SVG that stands alone: no script, no font and no file is fetched.
//!
//! Every figure has a title, a source line and a text for those who cannot see it. Colours are those of Okabe and
//! Ito, which people with any colour vision tell apart, and nothing is told by colour alone.

mod axis;
mod bars;
mod canvas;
mod layout;
mod lines;
mod network;
mod text;
mod timeline;

pub use self::bars::{Bar, bars};
pub use self::lines::{Series, lines};
pub use self::network::{Edge, network};
pub use self::timeline::{Span, timeline};

/// What stands around a figure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Caption {
    /// What the figure shows.
    pub title: String,
    /// Where the figures come from, and of which version of the data they are.
    pub source: String,
}

/// Okabe and Ito's colours, without yellow, which is too light for a line on white.
const COLOURS: [&str; 7] =
    ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"];

fn colour(index: usize) -> &'static str {
    COLOURS[index % COLOURS.len()]
}

#[cfg(test)]
mod tests;
