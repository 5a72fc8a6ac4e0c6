//! A report as something to hand on: for a terminal, as Markdown, as one HTML file, as JSON.
//!
//! [`Briefing`] is what the first three share: parts with a heading, a table in words, the numbers of the sources of
//! each row, and a figure.

mod figures;
mod html;
mod json;
mod markdown;
mod text;

pub use self::html::html;
pub use self::json::report_json;
pub use self::markdown::markdown;
pub use self::text::text;

use crate::render::{Cell, Table};
use crate::study::Completeness;
use crate::study::ask::Value;
use crate::study::report::{Citation, Reference, Report, ReportKind, SectionAnswer};

/// What stands in the place of a row's sources where it has none.
const NO_SOURCE: &str = "no source";

/// A report in words.
#[derive(Debug)]
pub struct Briefing<'r> {
    title: String,
    /// What kind of report it is, and for when it holds.
    lead: Vec<String>,
    parts: Vec<Part>,
    references: &'r [Reference],
}

/// A heading with what stands below it.
#[derive(Debug)]
struct Part {
    title: String,
    says: String,
    /// What is not covered.
    note: Option<String>,
    /// In words, without sources.
    table: Table,
    /// The sources of each row of the table; nothing where no row has any.
    citations: Vec<Vec<Citation>>,
    figure: Option<String>,
}

impl<'r> Briefing<'r> {
    /// Puts a report into words.
    #[must_use]
    pub fn new(report: &'r Report) -> Self {
        let mut parts: Vec<Part> = report
            .sections
            .iter()
            .filter(|section| !section.rows.is_empty())
            .map(|section| Part::of_section(report, section))
            .collect();
        parts.push(conflicts(report));
        parts.extend(gaps(report));
        parts.extend(coverage(report));
        Self { title: report.title(), lead: lead(report), parts, references: &report.references }
    }

    /// The marks of a row's sources with the first source of each: `[2]`, `[5:120–310]`, `[7 recalled]`, and
    /// `[10–19]` for three or more that follow each other.
    fn marks(&self, citations: &[Citation]) -> Vec<(Citation, String)> {
        let is_plain =
            |citation: &Citation| citation.passage.is_none() && !self.is_recalled(*citation);
        let follows = |a: &Citation, b: &Citation| {
            is_plain(a) && is_plain(b) && a.reference + 1 == b.reference
        };
        let runs = citations.chunk_by(follows);
        let marks = runs.flat_map(|run| match run {
            [first, _, .., last] => {
                vec![(*first, format!("[{}–{}]", first.reference, last.reference))]
            }
            few => few.iter().map(|citation| (*citation, self.mark(*citation))).collect(),
        });
        marks.collect()
    }

    fn mark(&self, citation: Citation) -> String {
        let place = citation.passage.map_or_else(String::new, |(from, to)| format!(":{from}–{to}"));
        let recalled = if self.is_recalled(citation) { " recalled" } else { "" };
        format!("[{}{place}{recalled}]", citation.reference)
    }

    fn is_recalled(&self, citation: Citation) -> bool {
        self.references.get(citation.reference - 1).is_some_and(Reference::is_recalled)
    }

    /// The table of a part with the marks of the sources in a last column.
    fn table_with_marks(&self, part: &Part) -> Table {
        let mut table = part.table.clone();
        if part.citations.iter().any(|citations| !citations.is_empty()) {
            table.columns.push("sources".to_owned());
            for (row, citations) in table.rows.iter_mut().zip(&part.citations) {
                let marks = self.marks(citations).into_iter().map(|(_, text)| text);
                let marks = marks.collect::<Vec<_>>().join(" ");
                row.push(Cell::text(if marks.is_empty() { NO_SOURCE.to_owned() } else { marks }));
            }
        }
        table
    }
}

fn lead(report: &Report) -> Vec<String> {
    let recalled = report.references.iter().filter(|reference| reference.is_recalled()).count();
    let kind = match report.kind {
        ReportKind::Country => "Report on a country",
        ReportKind::Dyad => "Report on what is between two states",
        ReportKind::Organisation => "Report on an organisation",
        ReportKind::Agreement => "Report on an agreement",
        ReportKind::Initiative => "Report on an initiative",
        ReportKind::Issue => "Report on an issue",
        ReportKind::Source => "Report on a source",
        ReportKind::Overview => "Overview of the data",
    };
    let mut lead = vec![format!(
        "{kind}, as of {}. Comity, data version {}.",
        report.as_of, report.data_version
    )];
    if !report.has_data() {
        lead.push(
            "Nothing is stored about this subject for this day; below is what is not covered."
                .to_owned(),
        );
    } else if !report.references.is_empty() {
        let marked = match recalled {
            0 => String::new(),
            1 => " One is recalled: named from memory, not opened; it is marked wherever it is cited.".to_owned(),
            _ => format!(" {recalled} are recalled: named from memory, not opened; they are marked wherever they are cited."),
        };
        lead.push(format!(
            "Numbers in brackets are the {} sources at the end; after a colon stand the characters of the passage.{marked}",
            report.references.len()
        ));
    }
    lead
}

impl Part {
    fn of_section(report: &Report, section: &SectionAnswer) -> Self {
        let mut note = match &section.completeness {
            Completeness::NotCovered(covered) => Some(format!("Not covered: {covered}.")),
            _ => None,
        };
        if !section.is_sourced && note.is_none() {
            note = Some("Computed from statements that carry their sources.".to_owned());
        }
        Self {
            title: section.title.clone(),
            says: section.says.clone(),
            note,
            table: table(report, section),
            citations: section.rows.iter().map(|row| row.citations.clone()).collect(),
            figure: figures::figure(report, section),
        }
    }
}

/// A section's rows in words: a date as its source gives it, columns that nothing stands in left out.
fn table(report: &Report, section: &SectionAnswer) -> Table {
    let place = |name: &str| section.columns.iter().position(|column| column == name);
    let is_used = |index: usize| section.rows.iter().any(|row| row.values[index].is_some());
    let is_shown = |index: usize, name: &str| {
        let is_text_of_other =
            name.strip_suffix("Text").is_some_and(|other| place(other).is_some());
        name != "statement" && !name.starts_with("figure") && !is_text_of_other && is_used(index)
    };
    let shown: Vec<(usize, Option<usize>)> = section
        .columns
        .iter()
        .enumerate()
        .filter(|(index, name)| is_shown(*index, name))
        .map(|(index, name)| (index, place(&format!("{name}Text"))))
        .collect();
    Table {
        columns: shown.iter().map(|(index, _)| heading(report, &section.columns[*index])).collect(),
        rows: section
            .rows
            .iter()
            .map(|row| {
                let of = |(index, text): &(usize, Option<usize>)| {
                    let said = text.and_then(|text| row.values[text].as_ref());
                    said.map_or_else(|| cell(row.values[*index].as_ref()), date_cell)
                };
                shown.iter().map(of).collect()
            })
            .collect(),
    }
}

fn cell(value: Option<&Value>) -> Cell {
    match value {
        None => Cell::Empty,
        Some(Value::Number(number)) => Cell::Number(grouped(number)),
        Some(value) => Cell::Text(words(value)),
    }
}

/// A value as people read it.
fn words(value: &Value) -> String {
    match value {
        Value::Node(node) => node.label.clone().unwrap_or_else(|| node.short.clone()),
        Value::Number(text) | Value::Text(text) => text.clone(),
    }
}

/// A date as its source gives it; of an interval in EDTF, its bounds.
fn date_cell(said: &Value) -> Cell {
    let text = words(said);
    Cell::Text(match text.split_once('/') {
        Some((first, last)) => format!("between {first} and {last}"),
        None => text,
    })
}

/// `inForceSince` as `in force since`; in a dyad, `phaseOfA` as `phase of Belarus`.
fn heading(report: &Report, column: &str) -> String {
    if let [a, b] = report.subjects.as_slice() {
        for (ending, node) in [("OfA", a), ("WithA", a), ("OfB", b), ("WithB", b)] {
            if let Some(start) = column.strip_suffix(ending) {
                let name = node.label.as_ref().unwrap_or(&node.short);
                return format!(
                    "{} {} {name}",
                    spaced(start),
                    &ending.to_lowercase()[..ending.len() - 1]
                );
            }
        }
    }
    spaced(column)
}

fn spaced(column: &str) -> String {
    let mut text = String::new();
    for character in column.chars() {
        if character.is_uppercase() {
            text.push(' ');
        }
        text.extend(character.to_lowercase());
    }
    text
}

/// A large whole number with commas between its thousands.
fn grouped(number: &str) -> String {
    let (sign, rest) = number.strip_prefix('-').map_or(("", number), |rest| ("-", rest));
    let (whole, fraction) =
        rest.split_once('.').map_or((rest, None), |(whole, rest)| (whole, Some(rest)));
    if whole.len() < 5 || !whole.chars().all(|c| c.is_ascii_digit()) {
        return number.to_owned();
    }
    let mut text = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    let fraction = fraction.map_or_else(String::new, |fraction| format!(".{fraction}"));
    format!("{sign}{text}{fraction}")
}

/// Where sources disagree; that they do not is said as well.
fn conflicts(report: &Report) -> Part {
    let mut table = Table::new(&["finding", "figure", "why"]);
    let mut citations = Vec::new();
    for conflict in &report.conflicts {
        let finding = &conflict.finding;
        let node = finding.node.label.as_ref().unwrap_or(&finding.node.short);
        let limits =
            finding.limits.as_ref().map_or_else(String::new, |limits| format!(" ({limits})"));
        table.rows.push(vec![
            Cell::text(finding.agreement.to_string()),
            Cell::text(node.clone()),
            Cell::text(format!("{}{limits}", finding.message)),
        ]);
        citations.push(vec![conflict.citation]);
    }
    let says = if table.rows.is_empty() {
        "No figure about this subject is contradicted by another source or doubted by a rule."
    } else {
        "Figures on which sources disagree, and figures that a rule doubts, with what would make the rule wrong. None is corrected."
    };
    Part {
        title: "Where sources disagree".to_owned(),
        says: says.to_owned(),
        note: None,
        table,
        citations,
        figure: None,
    }
}

/// The sections without rows, and why.
fn gaps(report: &Report) -> Option<Part> {
    let mut table = Table::new(&["on", "finding"]);
    for section in &report.sections {
        let finding = match (&section.completeness, section.rows.is_empty()) {
            (Completeness::NotCovered(covered), _) => format!("not covered: {covered}"),
            (_, true) => "nothing is stored".to_owned(),
            _ => continue,
        };
        table.rows.push(vec![Cell::text(section.title.clone()), Cell::text(finding)]);
    }
    (!table.rows.is_empty()).then(|| Part {
        title: "What is missing".to_owned(),
        says: "Sections without rows, or for days that no source covers. That nothing is stored does not say that there is nothing, unless a source lists all.".to_owned(),
        note: None,
        table,
        citations: Vec::new(),
        figure: None,
    })
}

fn coverage(report: &Report) -> Option<Part> {
    let mut table = Table::new(&["statements", "sources", "of them complete", "from", "until"]);
    for covered in &report.coverage {
        let kind = covered.kind.label.as_ref().unwrap_or(&covered.kind.short);
        let day = |day: &Option<String>| match day {
            _ if covered.sources == 0 => Cell::text("not covered"),
            None => Cell::text("no bound"),
            Some(day) => Cell::text(day.clone()),
        };
        table.rows.push(vec![
            Cell::text(kind.clone()),
            Cell::number(covered.sources),
            Cell::number(covered.exhaustive),
            day(&covered.start),
            day(&covered.end),
        ]);
    }
    (!table.rows.is_empty()).then(|| Part {
        title: "What the sources cover".to_owned(),
        says: "For each kind of statement that the sections rest on: how many sources extend to the subject, how many of these list everything within their bounds, and from when to when.".to_owned(),
        note: None,
        table,
        citations: Vec::new(),
        figure: None,
    })
}

/// A reference in words, without its number.
fn reference_text(reference: &Reference) -> String {
    let mut text = reference.source.label.clone().unwrap_or_else(|| reference.source.short.clone());
    let details: Vec<&str> =
        [&reference.publisher, &reference.date].into_iter().flatten().map(String::as_str).collect();
    if !details.is_empty() {
        text += &format!(". {}", details.join(", "));
    }
    text
}

/// How a source was read.
fn reading(reference: &Reference) -> String {
    match (reference.citation.as_deref(), &reference.accessed) {
        (Some("recalled"), _) => "recalled, not opened".to_owned(),
        (Some(citation), Some(day)) => format!("{citation}, read on {day}"),
        (Some(citation), None) => citation.to_owned(),
        (None, _) => "how it was read is not said".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_words() {
        assert_eq!(spaced("inForceSince"), "in force since");
    }

    #[test]
    fn thousands_are_set_apart_from_five_digits_on() {
        let all = ["2024", "84400000000", "-12345.5", "0.806"].map(grouped);
        assert_eq!(all, ["2024", "84,400,000,000", "-12,345.5", "0.806"]);
    }
}
