//! A drawing of a network.

use super::canvas::{Anchor, Canvas, INK, LABEL, WIDTH};
use super::layout::layout;
use super::text::{clipped, width};
use super::{Caption, colour};

/// A tie between two nodes, given by their places in the list of names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// The one.
    pub from: usize,
    /// The other.
    pub to: usize,
    /// What the tie is, told by colour and in the legend.
    pub kind: String,
    /// Whether it has a direction.
    pub is_directed: bool,
}

const MARGIN: f64 = 60.0;
const LONGEST_NAME: f64 = 190.0;

/// Draws nodes and ties. A node grows with its ties; `centre` stands in the middle. A name that finds no free
/// place beside its node is left out of the drawing and shown to who points at the node.
#[must_use]
pub fn network(
    caption: &Caption,
    names: &[String],
    edges: &[Edge],
    centre: Option<usize>,
) -> String {
    let mut canvas = Canvas::new(caption);
    let mut kinds: Vec<&str> = edges.iter().map(|edge| edge.kind.as_str()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let top = legend(&mut canvas, &kinds) + 14.0;
    let height = (260.0 + 22.0 * (names.len() as f64).sqrt() * 2.2).min(780.0);
    let mut pairs: Vec<(usize, usize)> =
        edges.iter().map(|edge| (edge.from.min(edge.to), edge.from.max(edge.to))).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs.retain(|(one, other)| one != other);
    let places: Vec<(f64, f64)> = layout(names.len(), &pairs, centre)
        .into_iter()
        .map(|(x, y)| (MARGIN + x * (WIDTH - 2.0 * MARGIN), top + y * height))
        .collect();
    let mut degrees = vec![0_usize; names.len()];
    for &(one, other) in &pairs {
        degrees[one] += 1;
        degrees[other] += 1;
    }
    let thin = if pairs.len() > 300 { (0.6, 0.4) } else { (1.3, 0.6) };
    for edge in edges {
        draw_edge(&mut canvas, edge, &kinds, &places, &degrees, thin);
    }
    for (node, place) in places.iter().enumerate() {
        let fill = if centre == Some(node) { colour(1) } else { "#444444" };
        let style = format!("fill=\"{fill}\" stroke=\"#ffffff\" stroke-width=\"1\"");
        let says = format!("{}: {} neighbours", names[node], degrees[node]);
        canvas.circle(*place, radius(degrees[node]), &style, &says);
    }
    draw_labels(&mut canvas, names, &places, &degrees, centre);
    canvas.finish(top + height + 16.0)
}

fn radius(degree: usize) -> f64 {
    3.0 + (degree as f64).sqrt().min(9.0) * 0.8
}

fn draw_edge(
    canvas: &mut Canvas,
    edge: &Edge,
    kinds: &[&str],
    places: &[(f64, f64)],
    degrees: &[usize],
    (thickness, opacity): (f64, f64),
) {
    let kind = kinds.iter().position(|kind| *kind == edge.kind).unwrap_or_default();
    let style = format!(
        "stroke=\"{}\" stroke-width=\"{thickness}\" stroke-opacity=\"{opacity}\"",
        colour(kind)
    );
    let (from, to) = (places[edge.from], places[edge.to]);
    // Ties of different kinds between the same two nodes run side by side.
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx.hypot(dy).max(1e-6);
    let shift = 2.4 * kind as f64;
    let aside = |(x, y): (f64, f64)| (x - dy / length * shift, y + dx / length * shift);
    let (start, end) = (aside(from), aside(to));
    canvas.line(start, end, &style);
    if edge.is_directed {
        let back = radius(degrees[edge.to]) + 1.0;
        let (ux, uy) = (dx / length, dy / length);
        let tip = (end.0 - ux * back, end.1 - uy * back);
        for side in [-1.0, 1.0] {
            let wing = (tip.0 - ux * 6.0 - uy * 3.0 * side, tip.1 - uy * 6.0 + ux * 3.0 * side);
            canvas.line(wing, tip, &style);
        }
    }
}

/// Names beside nodes, those with the most ties first, none over another.
fn draw_labels(
    canvas: &mut Canvas,
    names: &[String],
    places: &[(f64, f64)],
    degrees: &[usize],
    centre: Option<usize>,
) {
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by_key(|node| (centre != Some(*node), std::cmp::Reverse(degrees[*node]), *node));
    let mut taken: Vec<Area> = places
        .iter()
        .zip(degrees)
        .map(|((x, y), degree)| Area::around((*x, *y), radius(*degree)))
        .collect();
    for node in order {
        let name = clipped(&names[node], LABEL, LONGEST_NAME);
        let size = (width(&name, LABEL), LABEL);
        let reach = radius(degrees[node]) + 3.0;
        let free = positions(places[node], size, reach).into_iter().find(|area| {
            area.left > 2.0
                && area.right < WIDTH - 2.0
                && taken.iter().enumerate().all(|(other, used)| other == node || !used.meets(area))
        });
        if let Some(area) = free {
            canvas.label((area.left, area.bottom - 2.0), centre == Some(node), &name);
            taken.push(area);
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Area {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Area {
    fn around((x, y): (f64, f64), reach: f64) -> Self {
        Self { left: x - reach, right: x + reach, top: y - reach, bottom: y + reach }
    }

    fn meets(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
}

/// Right, left, below, above, and the four corners of a node.
fn positions((x, y): (f64, f64), (w, h): (f64, f64), reach: f64) -> [Area; 8] {
    let at = |left: f64, top: f64| Area { left, right: left + w, top, bottom: top + h };
    let slant = reach * 0.7;
    [
        at(x + reach, y - h / 2.0),
        at(x - reach - w, y - h / 2.0),
        at(x - w / 2.0, y + reach),
        at(x - w / 2.0, y - reach - h),
        at(x + slant, y + slant),
        at(x + slant, y - slant - h),
        at(x - slant - w, y + slant),
        at(x - slant - w, y - slant - h),
    ]
}

/// Names the colours of ties where there are several; returns where it ends.
fn legend(canvas: &mut Canvas, kinds: &[&str]) -> f64 {
    let (mut x, mut y) = (12.0, canvas.top);
    for (index, kind) in kinds.iter().enumerate().filter(|_| kinds.len() > 1) {
        let needed = 30.0 + width(kind, LABEL) + 16.0;
        if x > 12.0 && x + needed > WIDTH - 12.0 {
            (x, y) = (12.0, y + 18.0);
        }
        let style = format!("stroke=\"{}\" stroke-width=\"3\"", colour(index));
        canvas.line((x, y + 6.0), (x + 22.0, y + 6.0), &style);
        canvas.text((x + 28.0, y + 10.5), Anchor::Start, INK, kind);
        x += needed;
    }
    if kinds.len() > 1 { y + 22.0 } else { y }
}
