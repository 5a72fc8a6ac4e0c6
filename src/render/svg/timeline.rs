//! When what held: one lane a subject, one bar a spell.

use super::axis::Scale;
use super::canvas::{Anchor, Canvas, INK, LABEL, QUIET, WIDTH};
use super::text::{clipped, width};
use super::{Caption, colour};

/// A spell.
#[derive(Debug, Clone, PartialEq)]
pub struct Span {
    /// Whose lane it is in.
    pub label: String,
    /// What it is, told by colour and in the legend.
    pub group: String,
    /// The first day, as a fractional year; the first possible one where it is not known.
    pub start: f64,
    /// From when on it certainly held, where that is not its start.
    pub certain: Option<f64>,
    /// The last day; none where it goes on.
    pub end: Option<f64>,
}

const LANE: f64 = 18.0;
const LEFT: f64 = 12.0;

/// Draws spells up to a day; what goes on then ends in an arrow, and what may not yet have begun is pale.
#[must_use]
pub fn timeline(caption: &Caption, spans: &[Span], until: f64) -> String {
    let mut canvas = Canvas::new(caption);
    let mut lanes: Vec<&str> = Vec::new();
    let mut groups: Vec<&str> = Vec::new();
    for span in spans {
        for (known, name) in [(&mut lanes, span.label.as_str()), (&mut groups, &span.group)] {
            if !known.contains(&name) {
                known.push(name);
            }
        }
    }
    let widest = lanes.iter().map(|lane| width(lane, LABEL)).fold(0.0, f64::max);
    let labels = widest.min(WIDTH * 0.42);
    let first = spans.iter().map(|span| span.start).fold(until, f64::min).floor();
    let years = Scale::new((first, until), (LEFT + labels + 12.0, WIDTH - 26.0));
    let top = legend(&mut canvas, &groups) + 16.0;
    let bottom = top + lanes.len() as f64 * LANE;
    for tick in years.whole_ticks(6) {
        let x = years.place(tick);
        canvas.rule((x, top - 4.0), (x, bottom));
        canvas.text((x, top - 8.0), Anchor::Middle, QUIET, &format!("{tick:.0}"));
    }
    for (index, lane) in lanes.iter().enumerate() {
        let y = top + index as f64 * LANE;
        let label = clipped(lane, LABEL, labels + 1.0);
        canvas.text((LEFT + labels, y + 13.0), Anchor::End, INK, &label);
    }
    for span in spans {
        let lane = lanes.iter().position(|lane| *lane == span.label).unwrap_or_default();
        let group = groups.iter().position(|group| *group == span.group).unwrap_or_default();
        let y = top + lane as f64 * LANE;
        let (from, to) = (years.place(span.start), years.place(span.end.unwrap_or(until)));
        let says = format!("{} ({})", span.label, span.group);
        let style = format!("fill=\"{}\"", colour(group));
        let certain = span.certain.map_or(from, |certain| years.place(certain).clamp(from, to));
        if certain > from {
            let pale = format!("{style} fill-opacity=\"0.3\"");
            let size = (certain - from, LANE - 8.0);
            canvas.bar((from, y + 4.0), size, &pale, &format!("{says}: perhaps"));
        }
        canvas.bar((certain, y + 4.0), ((to - certain).max(2.0), LANE - 8.0), &style, &says);
        if span.end.is_none() {
            let style = format!("stroke=\"{}\" stroke-width=\"2\"", colour(group));
            for side in [4.0, LANE - 4.0] {
                canvas.line((to + 1.0, y + side), (to + 6.0, y + LANE / 2.0), &style);
            }
        }
    }
    canvas.finish(bottom)
}

/// Names the colours, in as many lines as are needed; returns where it ends.
fn legend(canvas: &mut Canvas, groups: &[&str]) -> f64 {
    let (mut x, mut y) = (LEFT, canvas.top);
    for (index, group) in groups.iter().enumerate().filter(|_| groups.len() > 1) {
        let needed = 18.0 + width(group, LABEL) + 16.0;
        if x > LEFT && x + needed > WIDTH - LEFT {
            (x, y) = (LEFT, y + 18.0);
        }
        canvas.bar((x, y), (12.0, 12.0), &format!("fill=\"{}\"", colour(index)), group);
        canvas.text((x + 18.0, y + 10.5), Anchor::Start, INK, group);
        x += needed;
    }
    if groups.len() > 1 { y + 22.0 } else { y }
}
