//! Lines over years, one a series.

use super::axis::{Scale, short};
use super::canvas::{Anchor, Canvas, LABEL, QUIET, WIDTH};
use super::text::{clipped, width};
use super::{Caption, colour};

/// A line: its name, and its points in order of the years.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// What it is about.
    pub name: String,
    /// Years and values.
    pub points: Vec<(f64, f64)>,
}

const HEIGHT: f64 = 340.0;
const ROW: f64 = 16.0;
/// With more points than these, a line needs no marks.
const MARKED: usize = 15;
/// Where the highest value is this many times the middle one, equal ratios are drawn equally far apart.
const STEEP: f64 = 8.0;

/// Draws lines over years. Each name stands to the right, near the end of its line.
#[must_use]
pub fn lines(caption: &Caption, unit: &str, series: &[Series]) -> String {
    let mut canvas = Canvas::new(caption);
    let points = || series.iter().flat_map(|series| series.points.iter().copied());
    let span = |of: fn((f64, f64)) -> f64| {
        let values = || points().map(of);
        (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max))
    };
    let (first, last) = span(|point| point.0);
    let (low, high) = span(|point| point.1);
    let widest = series.iter().map(|series| width(&series.name, LABEL)).fold(0.0, f64::max);
    let names = widest.min(WIDTH * 0.36);
    let (left, right) = (64.0, WIDTH - names - 40.0);
    let top = canvas.top + 18.0;
    let height = HEIGHT.max(series.len() as f64 * ROW);
    let bottom = top + height;
    let years = Scale::new((first, last), (left, right));
    let is_steep = is_steep(points().map(|point| point.1).collect());
    let (values, unit) = if is_steep {
        (Scale::logarithmic((low, high), (bottom, top)), format!("{unit} (logarithmic scale)"))
    } else {
        (Scale::new((low.min(0.0), high.max(0.0)), (bottom, top)), unit.to_owned())
    };
    canvas.text((12.0, canvas.top + 4.0), Anchor::Start, QUIET, &unit);
    for tick in values.ticks(6) {
        let y = values.place(tick);
        canvas.rule((left, y), (right, y));
        canvas.text((left - 8.0, y + 4.0), Anchor::End, QUIET, &short(tick));
    }
    for tick in years.whole_ticks(7) {
        let x = years.place(tick);
        canvas.rule((x, bottom), (x, bottom + 5.0));
        canvas.text((x, bottom + 18.0), Anchor::Middle, QUIET, &format!("{tick:.0}"));
    }
    let ends: Vec<f64> = series
        .iter()
        .map(|series| series.points.last().map_or(bottom, |point| values.place(point.1)))
        .collect();
    for (index, (series, y)) in series.iter().zip(spread(&ends, top, bottom)).enumerate() {
        let places: Vec<(f64, f64)> =
            series.points.iter().map(|(x, y)| (years.place(*x), values.place(*y))).collect();
        draw(&mut canvas, index, series, &places);
        if let Some(end) = places.last().filter(|_| series.points.len() > MARKED) {
            let style = format!("stroke=\"{}\" stroke-width=\"0.7\"", colour(index));
            canvas.line(*end, (right + 14.0, y), &style);
        }
        canvas.mark((right + 20.0, y), index, colour(index), &series.name);
        let name = clipped(&series.name, LABEL, names + 1.0);
        canvas.text((right + 30.0, y + 4.0), Anchor::Start, colour_of_text(index), &name);
    }
    canvas.finish(bottom + 22.0)
}

/// Whether a few values would press all others to the ground.
fn is_steep(mut values: Vec<f64>) -> bool {
    values.sort_by(f64::total_cmp);
    let (Some(lowest), Some(highest)) = (values.first(), values.last()) else { return false };
    *lowest > 0.0 && *highest > STEEP * values[values.len() / 2]
}

/// Light colours do not make readable text.
fn colour_of_text(index: usize) -> &'static str {
    match colour(index) {
        "#E69F00" | "#56B4E9" | "#CC79A7" => super::canvas::INK,
        dark => dark,
    }
}

/// Draws a line; between years that do not follow each other it is dotted, for nothing is known of those between.
fn draw(canvas: &mut Canvas, index: usize, series: &Series, places: &[(f64, f64)]) {
    for (years, ends) in series.points.windows(2).zip(places.windows(2)) {
        let is_gap = years[1].0 - years[0].0 > 1.5;
        let dash = if is_gap { " stroke-dasharray=\"1 4\"" } else { "" };
        let style = format!(
            "stroke=\"{}\" stroke-width=\"2\" stroke-linecap=\"round\"{dash}",
            colour(index)
        );
        canvas.line(ends[0], ends[1], &style);
    }
    if places.len() <= MARKED {
        for (place, (x, y)) in places.iter().zip(&series.points) {
            let says = format!("{}, {x:.0}: {}", series.name, short(*y));
            canvas.mark(*place, index, colour(index), &says);
        }
    }
}

/// Places near the wished-for ones, in the same order, that leave a row between any two.
fn spread(wishes: &[f64], top: f64, bottom: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wishes.len()).collect();
    order.sort_by(|a, b| wishes[*a].total_cmp(&wishes[*b]).then(a.cmp(b)));
    let mut places = vec![0.0; wishes.len()];
    let mut free = top;
    for &index in &order {
        places[index] = wishes[index].max(free);
        free = places[index] + ROW;
    }
    let mut free = bottom;
    for &index in order.iter().rev() {
        places[index] = places[index].min(free);
        free = places[index] - ROW;
    }
    places
}
