//! The figures of a report: a section's rows, drawn as its header says.

use std::collections::BTreeMap;

use super::words;
use crate::render::svg::{self, Bar, Caption, Edge, Series, Span};
use crate::study::report::{Figure, Reference, Report, Row, SectionAnswer};

/// The figure of a section; none where it has none, or nothing in it can be drawn.
pub(super) fn figure(report: &Report, section: &SectionAnswer) -> Option<String> {
    let figure = section.figure.as_ref()?;
    let place = |name: &str| section.columns.iter().position(|column| column == name);
    let caption = Caption {
        title: format!("{}: {}", report.title(), decapitalised(&section.title)),
        source: format!(
            "As of {}. {}Comity, data version {}.",
            report.as_of,
            sources(report, section),
            report.data_version
        ),
    };
    let rows = section.rows.as_slice();
    match figure {
        Figure::Timeline { label, group, start, certain, end } => {
            let (group, certain) =
                (group.as_deref().and_then(place), certain.as_deref().and_then(place));
            let until = year(&report.as_of)?;
            let columns = (place(start)?, certain, place(end)?);
            let spans = spans(rows, place(label)?, group, columns, until);
            (!spans.is_empty()).then(|| svg::timeline(&caption, &spans, until))
        }
        Figure::Lines { x, y, series, unit } => {
            let by = series.as_deref().and_then(place);
            let series = series_of(report, rows, (place(x)?, place(y)?), by);
            let has_points = series.iter().map(|series| series.points.len()).sum::<usize>() > 2;
            has_points.then(|| svg::lines(&caption, unit, &series))
        }
        Figure::Network { from, to, kind } => {
            let kind = kind.as_deref().and_then(place);
            let (names, edges) = edges(rows, place(from)?, place(to)?, kind);
            let own = report.title();
            let centre = names.iter().position(|name| *name == own);
            (edges.len() > 1).then(|| svg::network(&caption, &names, &edges, centre))
        }
        Figure::Bars { label, value } => {
            let (label, value) = (place(label)?, place(value)?);
            let bars: Vec<Bar> = rows
                .iter()
                .filter_map(|row| {
                    Some(Bar { label: text(row, label)?, value: text(row, value)?.parse().ok()? })
                })
                .collect();
            (!bars.is_empty()).then(|| svg::bars(&caption, &bars))
        }
    }
}

fn sources(report: &Report, section: &SectionAnswer) -> String {
    let citations = section.rows.iter().flat_map(|row| &row.citations);
    let mut numbers: Vec<usize> = citations.map(|citation| citation.reference).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let follows =
        |a: &usize, b: &usize| a + 1 == *b && !is_recalled(report, *a) && !is_recalled(report, *b);
    let runs = numbers.chunk_by(follows).map(|run| match run {
        [first, _, .., last] => format!("[{first}–{last}]"),
        few => few.iter().map(|number| mark(report, *number)).collect::<Vec<_>>().join(" "),
    });
    let runs: Vec<String> = runs.collect();
    if runs.is_empty() { String::new() } else { format!("Sources: {}. ", runs.join(" ")) }
}

fn is_recalled(report: &Report, number: usize) -> bool {
    report.references.get(number - 1).is_some_and(Reference::is_recalled)
}

fn mark(report: &Report, number: usize) -> String {
    if is_recalled(report, number) { format!("[{number} recalled]") } else { format!("[{number}]") }
}

fn text(row: &Row, column: usize) -> Option<String> {
    row.values[column].as_ref().map(words)
}

/// A date or year as a fractional year.
fn year(date: &str) -> Option<f64> {
    let is_negative = date.starts_with('-');
    let mut parts = date.trim_start_matches('-').splitn(3, '-');
    let year: f64 = parts.next()?.parse().ok()?;
    let month: f64 = parts.next().and_then(|month| month.parse().ok()).unwrap_or(1.0);
    let day: f64 = parts.next().and_then(|day| day.parse().ok()).unwrap_or(1.0);
    let year = if is_negative { -year } else { year };
    Some(year + (month - 1.0) / 12.0 + (day - 1.0) / 372.0)
}

fn spans(
    rows: &[Row],
    label: usize,
    group: Option<usize>,
    (start, certain, end): (usize, Option<usize>, usize),
    until: f64,
) -> Vec<Span> {
    let mut spans: Vec<Span> = rows
        .iter()
        .filter_map(|row| {
            Some(Span {
                label: text(row, label)?,
                group: group.and_then(|group| text(row, group)).unwrap_or_default(),
                start: year(&text(row, start)?)?,
                certain: certain.and_then(|certain| year(&text(row, certain)?)),
                // What ends later goes on on the day.
                end: text(row, end).and_then(|end| year(&end)).filter(|end| *end <= until),
            })
        })
        .collect();
    spans.sort_by(|a, b| a.start.total_cmp(&b.start).then_with(|| a.label.cmp(&b.label)));
    spans
}

/// One line a series, or a source; points with one year are all kept.
fn series_of(
    report: &Report,
    rows: &[Row],
    (x, y): (usize, usize),
    series: Option<usize>,
) -> Vec<Series> {
    let mut lines: BTreeMap<(usize, String), Vec<(f64, f64)>> = BTreeMap::new();
    for row in rows {
        let point =
            text(row, x).and_then(|x| year(&x)).zip(text(row, y).and_then(|y| y.parse().ok()));
        let Some(point) = point else { continue };
        match series {
            Some(series) => {
                let name = text(row, series).unwrap_or_else(|| "not said".to_owned());
                lines.entry((0, name)).or_default().push(point);
            }
            None => {
                for citation in &row.citations {
                    let reference = &report.references[citation.reference - 1];
                    let publisher =
                        reference.publisher.as_ref().or(reference.source.label.as_ref());
                    let name = publisher.map_or("", String::as_str);
                    let mark = mark(report, reference.number);
                    let key = (reference.number, format!("{mark} {name}"));
                    lines.entry(key).or_default().push(point);
                }
            }
        }
    }
    let sorted = |mut points: Vec<(f64, f64)>| {
        points.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        points
    };
    lines.into_iter().map(|((_, name), points)| Series { name, points: sorted(points) }).collect()
}

fn edges(rows: &[Row], from: usize, to: usize, kind: Option<usize>) -> (Vec<String>, Vec<Edge>) {
    let mut names: Vec<String> = Vec::new();
    let mut node = |name: String| {
        names.iter().position(|known| *known == name).unwrap_or_else(|| {
            names.push(name);
            names.len() - 1
        })
    };
    let edges = rows
        .iter()
        .filter_map(|row| {
            Some(Edge {
                from: node(text(row, from)?),
                to: node(text(row, to)?),
                kind: kind.and_then(|kind| text(row, kind)).unwrap_or_default(),
                is_directed: false,
            })
        })
        .collect();
    (names, edges)
}

fn decapitalised(title: &str) -> String {
    let mut characters = title.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_lowercase().collect::<String>() + characters.as_str()
    })
}
