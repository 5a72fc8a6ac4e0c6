//! A report as one HTML file that needs nothing beside it.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{Briefing, NO_SOURCE, Part, reading, reference_text};
use crate::render::{Cell, Table};
use crate::study::report::{Citation, Reference};

const STYLE: &str = include_str!("page.css");

/// Writes the report. Styles and figures are in the file; only the addresses of sources lead out of it.
#[must_use]
pub fn html(briefing: &Briefing<'_>) -> String {
    let page: Markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (briefing.title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { (briefing.title) }
                    @for line in &briefing.lead { p { (line) } }
                }
                nav aria-label="Contents" {
                    ul {
                        @for (index, part) in briefing.parts.iter().enumerate() {
                            li { a href={ "#s" (index) } { (part.title) } }
                        }
                        @if !briefing.references.is_empty() { li { a href="#sources" { "Sources" } } }
                    }
                }
                main {
                    @for (index, part) in briefing.parts.iter().enumerate() {
                        (section(briefing, index, part))
                    }
                    @if !briefing.references.is_empty() { (sources(briefing.references)) }
                }
            }
        }
    };
    page.into_string() + "\n"
}

fn section(briefing: &Briefing<'_>, index: usize, part: &Part) -> Markup {
    html! {
        section id={ "s" (index) } {
            h2 { (part.title) }
            p.says { (part.says) }
            @if let Some(note) = &part.note { p.note { (note) } }
            @if let Some(figure) = &part.figure { figure { (PreEscaped(figure)) } }
            @if !part.table.rows.is_empty() { (table(briefing, &part.table, &part.citations)) }
        }
    }
}

fn table(briefing: &Briefing<'_>, table: &Table, citations: &[Vec<Citation>]) -> Markup {
    let has_sources = citations.iter().any(|citations| !citations.is_empty());
    html! {
        table {
            thead {
                tr {
                    @for column in &table.columns { th scope="col" { (column) } }
                    @if has_sources { th scope="col" { "sources" } }
                }
            }
            tbody {
                @for (index, row) in table.rows.iter().enumerate() {
                    tr {
                        @for (column, value) in table.columns.iter().zip(row) { (cell(column, value)) }
                        @if has_sources {
                            td.sources data-column="sources" {
                                @if citations.get(index).is_none_or(Vec::is_empty) { (NO_SOURCE) }
                                @for (first, text) in briefing.marks(citations.get(index).map_or(&[], Vec::as_slice)) {
                                    (mark(briefing, first, &text)) " "
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn cell(column: &str, value: &Cell) -> Markup {
    match value {
        Cell::Empty => html! { td.empty data-column=(column) {} },
        Cell::Number(number) => html! { td.number data-column=(column) { (number) } },
        Cell::Text(text) if is_date(text) => html! { td.date data-column=(column) { (text) } },
        Cell::Text(text) => html! { td data-column=(column) { (text) } },
        Cell::Node { label, short, .. } => {
            html! { td data-column=(column) { (label.as_ref().unwrap_or(short)) } }
        }
    }
}

fn mark(briefing: &Briefing<'_>, citation: Citation, text: &str) -> Markup {
    let class = if briefing.is_recalled(citation) { "recalled" } else { "mark" };
    html! { a class=(class) href={ "#r" (citation.reference) } { (text) } }
}

/// A date is not to be broken at its hyphens.
fn is_date(text: &str) -> bool {
    text.len() <= 11 && text.chars().all(|c| c.is_ascii_digit() || "-?~%".contains(c))
}

fn sources(references: &[Reference]) -> Markup {
    html! {
        section #sources {
            h2 { "Sources" }
            ol {
                @for reference in references {
                    li id={ "r" (reference.number) } class=[reference.is_recalled().then_some("recalled")] {
                        (reference_text(reference)) " "
                        span.reading { "(" (reading(reference)) ")" }
                        @if let Some(address) = reference.address.as_ref().filter(|url| is_web(url)) {
                            " " a.address href=(address) rel="noreferrer" { (address) }
                        }
                    }
                }
            }
        }
    }
}

/// Only addresses on the web become links; data must not make a link do something else.
fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}
