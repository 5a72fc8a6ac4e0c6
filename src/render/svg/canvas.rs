//! The elements that figures are made of, and the frame around them.

use super::Caption;
use super::text::{escaped, wrapped};

/// The width of all figures; a page scales them.
pub(super) const WIDTH: f64 = 760.0;
/// Sizes of text.
pub(super) const LABEL: f64 = 12.0;
const TITLE: f64 = 16.0;
const SOURCE: f64 = 10.5;
/// Colours of what is not data.
pub(super) const INK: &str = "#222222";
pub(super) const QUIET: &str = "#5a5a5a";
pub(super) const RULE: &str = "#d9d9d9";
const MARGIN: f64 = 12.0;

/// Where a text stands relative to its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A figure in the making. The caller draws below [`Canvas::top`].
#[derive(Debug)]
pub(super) struct Canvas {
    body: String,
    caption: Caption,
    /// Where the title ends.
    pub(super) top: f64,
}

impl Canvas {
    pub(super) fn new(caption: &Caption) -> Self {
        let mut canvas = Self { body: String::new(), caption: caption.clone(), top: MARGIN };
        for line in wrapped(&caption.title, TITLE, WIDTH - 2.0 * MARGIN) {
            canvas.top += TITLE * 1.25;
            canvas.body += &format!(
                "<text x=\"{MARGIN}\" y=\"{:.1}\" font-size=\"{TITLE}\" font-weight=\"600\" fill=\"{INK}\">{}</text>\n",
                canvas.top - 4.0,
                escaped(&line)
            );
        }
        canvas.top += MARGIN;
        canvas
    }

    pub(super) fn text(&mut self, (x, y): (f64, f64), anchor: Anchor, fill: &str, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        self.body += &format!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{LABEL}\" text-anchor=\"{anchor}\" fill=\"{fill}\">{}</text>\n",
            escaped(text)
        );
    }

    /// A text with a white rim, readable over lines.
    pub(super) fn label(&mut self, (x, y): (f64, f64), is_strong: bool, text: &str) {
        let weight = if is_strong { " font-weight=\"700\"" } else { "" };
        self.body += &format!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{LABEL}\"{weight} fill=\"{INK}\" stroke=\"#ffffff\" stroke-width=\"3\" stroke-linejoin=\"round\" paint-order=\"stroke\">{}</text>\n",
            escaped(text)
        );
    }

    pub(super) fn line(&mut self, (x1, y1): (f64, f64), (x2, y2): (f64, f64), style: &str) {
        self.body += &format!(
            "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" {style}/>\n"
        );
    }

    /// A rule of the grid.
    pub(super) fn rule(&mut self, from: (f64, f64), to: (f64, f64)) {
        self.line(from, to, &format!("stroke=\"{RULE}\" stroke-width=\"1\""));
    }

    /// A bar, with what a reader sees who points at it.
    pub(super) fn bar(&mut self, (x, y): (f64, f64), (w, h): (f64, f64), style: &str, says: &str) {
        self.body += &format!(
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{w:.1}\" height=\"{h:.1}\" {style}><title>{}</title></rect>\n",
            escaped(says)
        );
    }

    pub(super) fn circle(&mut self, (x, y): (f64, f64), radius: f64, style: &str, says: &str) {
        self.body += &format!(
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\" {style}><title>{}</title></circle>\n",
            escaped(says)
        );
    }

    /// One of four marks, so that series differ by more than their colour.
    pub(super) fn mark(&mut self, (x, y): (f64, f64), index: usize, fill: &str, says: &str) {
        let shape = match (index / super::COLOURS.len() + index) % 4 {
            0 => "M-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0z",
            1 => "M-3.5,-3.5h7v7h-7z",
            2 => "M0,-5l5,5l-5,5l-5,-5z",
            _ => "M0,-4.5l5,8h-10z",
        };
        self.body += &format!(
            "<path transform=\"translate({x:.1},{y:.1})\" d=\"{shape}\" fill=\"{fill}\"><title>{}</title></path>\n",
            escaped(says)
        );
    }

    /// Closes the figure below what was drawn.
    pub(super) fn finish(mut self, bottom: f64) -> String {
        let mut y = bottom + MARGIN;
        for line in wrapped(&self.caption.source, SOURCE, WIDTH - 2.0 * MARGIN) {
            y += SOURCE * 1.35;
            self.body += &format!(
                "<text x=\"{MARGIN}\" y=\"{:.1}\" font-size=\"{SOURCE}\" fill=\"{QUIET}\">{}</text>\n",
                y - 3.0,
                escaped(&line)
            );
        }
        let height = y + MARGIN;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height:.0}\" width=\"{WIDTH}\" height=\"{height:.0}\" role=\"img\" font-family=\"'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', 'Noto Sans', sans-serif\">\n<title>{}</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n{}</svg>\n",
            escaped(&self.caption.title),
            self.body
        )
    }
}
