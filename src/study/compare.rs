//! Do sources say the same? Facts that several of them state, with the labels of the many* packages: confirmed, majority,
//! unique, missing, conflict.
//!
//! What counts as one fact is a `SELECT` in `queries/facts/`: `?subject` and `?object` (and `?detail`) name it, `?low` and `?high`
//! are the bounds of what a source says of it, and `?source` is the source. Two sources agree where their bounds meet within
//! the tolerance that the file states.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rust_embed::RustEmbed;

use super::{Answer, Node, StudyError};
use crate::projection::day_of;
use crate::query::Snapshot;
use crate::query::solutions::{select, text_of};
use crate::query::substitute::Values;

#[derive(RustEmbed)]
#[folder = "queries/facts/"]
#[include = "*.rq"]
struct Files;

/// What is to be compared.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The facts, by the name of their file.
    pub facts: String,
    /// Only facts of which one of these is true; all where none is named.
    pub labels: Vec<Label>,
    /// The source, by IRI, for which missing facts are listed too, and of which alone the others are shown.
    pub source: Option<String>,
}

/// How the sources of a fact stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Label {
    /// Several sources, and all agree.
    Confirmed,
    /// More than half of three or more sources agree.
    Majority,
    /// One source.
    Unique,
    /// The source says nothing of it, though it speaks of both of its things, and others do.
    Missing,
    /// The sources disagree.
    Conflict,
}

impl Label {
    /// All labels.
    pub const ALL: [Self; 5] =
        [Self::Confirmed, Self::Majority, Self::Unique, Self::Missing, Self::Conflict];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Majority => "majority",
            Self::Unique => "unique",
            Self::Missing => "missing",
            Self::Conflict => "conflict",
        }
    }
}

/// A fact, and what each source says of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// How the sources stand to each other.
    pub label: Label,
    /// What the fact is about.
    pub subject: Node,
    /// What else it is about.
    pub object: Node,
    /// Which of several facts about the two it is.
    pub detail: Option<String>,
    /// Each source with what it says, as text.
    pub values: Vec<(Node, String)>,
}

/// A comparison, with what was counted.
#[derive(Debug)]
pub struct Comparison {
    /// The facts that were asked for.
    pub answer: Answer<Fact>,
    /// How many facts there are of each label, whether asked for or not.
    pub counts: BTreeMap<Label, usize>,
    /// Within which tolerance sources agree, in words.
    pub tolerance: String,
}

/// The facts cannot be compared.
#[derive(Debug, thiserror::Error)]
#[error("there are no facts `{name}` to compare: there are {}", .known.join(", "))]
pub struct UnknownFacts {
    /// The name as given.
    pub name: String,
    /// The names that there are.
    pub known: Vec<String>,
}

/// The names of what can be compared.
#[must_use]
pub fn names() -> Vec<String> {
    let mut names: Vec<String> =
        Files::iter().filter_map(|file| file.strip_suffix(".rq").map(str::to_owned)).collect();
    names.sort();
    names
}

#[derive(Debug, Clone, PartialEq)]
struct Said {
    source: String,
    /// What the source repeats; itself where it repeats nothing.
    origin: String,
    low: f64,
    high: f64,
    text: String,
}

type Key = (String, String, Option<String>);

/// Compares what sources say. O(n log n) in what they say.
///
/// # Errors
///
/// When there are no such facts, or the query fails.
pub fn compare(snapshot: &Arc<Snapshot>, request: &Request) -> Result<Comparison, StudyError> {
    let file = Files::get(&format!("{}.rq", request.facts))
        .ok_or_else(|| UnknownFacts { name: request.facts.clone(), known: names() })?;
    let text = String::from_utf8_lossy(&file.data).into_owned();
    let tolerance = tolerance(&text);
    let facts = said(snapshot, &text)?;
    let known = request.source.as_ref().map(|source| things_of(&facts, source));
    let mut counts = BTreeMap::new();
    let mut rows = Vec::new();
    for ((subject, object, detail), said) in &facts {
        let is_of_source = |source: &String| said.iter().any(|said| said.source == *source);
        let label = match (&request.source, &known) {
            (Some(source), Some(known)) if !is_of_source(source) => {
                if !known.contains(subject) || !known.contains(object) {
                    continue;
                }
                Label::Missing
            }
            _ => label(said, tolerance.1),
        };
        *counts.entry(label).or_insert(0) += 1;
        if !request.labels.is_empty() && !request.labels.contains(&label) {
            continue;
        }
        let values = said
            .iter()
            .map(|said| (Node::new(snapshot, &said.source), said.text.clone()))
            .collect();
        let (subject, object) = (Node::new(snapshot, subject), Node::new(snapshot, object));
        rows.push(Fact { label, subject, object, detail: detail.clone(), values });
    }
    rows.sort_by_key(|fact| std::cmp::Reverse(fact.label));
    let labels: Vec<&str> = request.labels.iter().map(|label| label.name()).collect();
    let mut parameters = vec![("facts", request.facts.clone())];
    if !labels.is_empty() {
        parameters.push(("labels", labels.join(",")));
    }
    parameters.extend(request.source.clone().map(|source| ("source", source)));
    let answer = Answer::complete("comparison", parameters, snapshot, rows);
    Ok(Comparison { answer, counts, tolerance: tolerance.0 })
}

/// `# Tolerance: 31 days` or `# Tolerance: 1 %` or `# Tolerance: 0`, as text and as a measure.
fn tolerance(text: &str) -> (String, Tolerance) {
    let line =
        text.lines().find_map(|line| line.strip_prefix("# Tolerance:")).unwrap_or("0").trim();
    let number = line.split_whitespace().next().and_then(|word| word.parse().ok()).unwrap_or(0.0);
    let measure = if line.ends_with('%') {
        Tolerance::Share(number / 100.0)
    } else {
        Tolerance::Absolute(number)
    };
    (line.to_owned(), measure)
}

#[derive(Debug, Clone, Copy)]
enum Tolerance {
    Absolute(f64),
    Share(f64),
}

fn said(snapshot: &Arc<Snapshot>, query: &str) -> Result<BTreeMap<Key, Vec<Said>>, StudyError> {
    let origins = origins(snapshot)?;
    let mut facts: BTreeMap<Key, Vec<Said>> = BTreeMap::new();
    for row in select(snapshot, query, &Values::new())? {
        let text = |name: &str| text_of(&row, name);
        let (Some(subject), Some(object), Some(source), Some(low)) =
            (text("subject"), text("object"), text("source"), text("low"))
        else {
            continue;
        };
        let high = text("high").unwrap_or_else(|| low.clone());
        let (Some(first), Some(last)) = (number(&low), number(&high)) else { continue };
        let words = if low == high { low } else { format!("{low} to {high}") };
        let origin = origins.get(&source).unwrap_or(&source).clone();
        let said =
            Said { source, origin, low: first.min(last), high: last.max(first), text: words };
        let of_fact = facts.entry((subject, object, text("detail"))).or_default();
        if !of_fact.contains(&said) {
            of_fact.push(said);
        }
    }
    for said in facts.values_mut() {
        said.sort_by(|a, b| a.source.cmp(&b.source).then(a.text.cmp(&b.text)));
    }
    Ok(facts)
}

/// The origins of sources that repeat another.
fn origins(snapshot: &Arc<Snapshot>) -> Result<BTreeMap<String, String>, StudyError> {
    const ORIGINS: &str = "SELECT ?source ?origin WHERE {
      ?source <http://www.w3.org/ns/prov#wasDerivedFrom> ?origin } ORDER BY ?source ?origin";
    let rows = select(snapshot, ORIGINS, &Values::new())?;
    Ok(rows
        .iter()
        .filter_map(|row| Some((text_of(row, "source")?, text_of(row, "origin")?)))
        .collect())
}

/// A day as a number of days, or a number.
fn number(text: &str) -> Option<f64> {
    match text.parse::<jiff::civil::Date>() {
        Ok(date) if text.contains('-') => Some(f64::from(day_of(date))),
        _ => text.parse().ok().filter(|number: &f64| number.is_finite()),
    }
}

/// How sources stand to each other; copies of one origin count once.
fn label(said: &[Said], tolerance: Tolerance) -> Label {
    let sources: BTreeSet<&str> = said.iter().map(|said| said.origin.as_str()).collect();
    if sources.len() < 2 {
        return Label::Unique;
    }
    // The most sources whose bounds have a point in common; it lies at the beginning of one of them.
    let most = said
        .iter()
        .map(|point| {
            let meets = |other: &&Said| {
                let slack = match tolerance {
                    Tolerance::Absolute(slack) => slack,
                    Tolerance::Share(share) => share * point.low.abs().max(other.high.abs()),
                };
                other.low - slack <= point.low && point.low <= other.high + slack
            };
            said.iter()
                .filter(meets)
                .map(|said| said.origin.as_str())
                .collect::<BTreeSet<_>>()
                .len()
        })
        .max()
        .unwrap_or_default();
    if most == sources.len() {
        Label::Confirmed
    } else if sources.len() > 2 && most * 2 > sources.len() {
        Label::Majority
    } else {
        Label::Conflict
    }
}

/// The things of which a source says anything.
fn things_of(facts: &BTreeMap<Key, Vec<Said>>, source: &str) -> BTreeSet<String> {
    facts
        .iter()
        .filter(|(_, said)| said.iter().any(|said| said.source == source))
        .flat_map(|((subject, object, _), _)| [subject.clone(), object.clone()])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Label, Said, Tolerance, label};

    #[test]
    fn labels_follow_the_bounds_and_the_number_of_sources() {
        let said = |source: &str, low: f64, high: f64| Said {
            source: source.to_owned(),
            origin: source.to_owned(),
            low,
            high,
            text: String::new(),
        };
        let days = Tolerance::Absolute(0.0);
        let cases = [
            (vec![said("a", 1.0, 1.0)], Label::Unique),
            (vec![said("a", 1.0, 1.0), said("b", 1.0, 9.0)], Label::Confirmed),
            (vec![said("a", 5.0, 5.0), said("b", 1.0, 9.0)], Label::Confirmed),
            (vec![said("a", 1.0, 1.0), said("b", 2.0, 9.0)], Label::Conflict),
            (vec![said("a", 1.0, 1.0), said("b", 1.0, 1.0), said("c", 2.0, 2.0)], Label::Majority),
            (vec![said("a", 1.0, 1.0), said("b", 3.0, 3.0), said("c", 2.0, 2.0)], Label::Conflict),
            (vec![said("a", 1.0, 1.0), said("a", 2.0, 2.0)], Label::Unique),
        ];
        for (said, expected) in cases {
            assert_eq!(label(&said, days), expected, "{said:?}");
        }
        let near = [said("a", 100.0, 100.0), said("b", 101.0, 101.0)];
        assert_eq!(label(&near, Tolerance::Share(0.02)), Label::Confirmed);
        assert_eq!(label(&near, Tolerance::Share(0.001)), Label::Conflict);
    }
}
