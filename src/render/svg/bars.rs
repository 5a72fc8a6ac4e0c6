//! A ranked bar chart.

use super::axis::{Scale, short};
use super::canvas::{Anchor, Canvas, INK, LABEL, QUIET, WIDTH};
use super::text::{clipped, width};
use super::{Caption, colour};

/// One bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// What it is about.
    pub label: String,
    /// How long it is; may be below zero.
    pub value: f64,
}

const ROW: f64 = 22.0;
const LEFT: f64 = 12.0;

/// Draws bars in the order given, each with its label and value.
#[must_use]
pub fn bars(caption: &Caption, bars: &[Bar]) -> String {
    let mut canvas = Canvas::new(caption);
    let widest = |text: fn(&Bar) -> String| {
        bars.iter().map(|bar| width(&text(bar), LABEL)).fold(0.0, f64::max)
    };
    let labels = widest(|bar| bar.label.clone()).min(WIDTH * 0.4);
    let values = widest(|bar| short(bar.value)) + 8.0;
    let low = bars.iter().map(|bar| bar.value).fold(0.0, f64::min);
    let high = bars.iter().map(|bar| bar.value).fold(0.0, f64::max);
    let left = LEFT + labels + 10.0 + if low < 0.0 { values } else { 0.0 };
    let scale = Scale::new((low, high), (left, WIDTH - LEFT - values));
    let zero = scale.place(0.0);
    let mut y = canvas.top;
    for bar in bars {
        let end = scale.place(bar.value);
        let says = format!("{}: {}", bar.label, bar.value);
        let base = y + ROW * 0.68;
        canvas.text(
            (LEFT + labels, base),
            Anchor::End,
            INK,
            &clipped(&bar.label, LABEL, labels + 1.0),
        );
        let size = ((end - zero).abs().max(0.5), ROW - 6.0);
        canvas.bar((zero.min(end), y + 3.0), size, &format!("fill=\"{}\"", colour(0)), &says);
        let (x, anchor) =
            if bar.value < 0.0 { (end - 5.0, Anchor::End) } else { (end + 5.0, Anchor::Start) };
        canvas.text((x, base), anchor, QUIET, &short(bar.value));
        y += ROW;
    }
    canvas.line((zero, canvas.top), (zero, y), &format!("stroke=\"{INK}\" stroke-width=\"1\""));
    canvas.finish(y)
}
