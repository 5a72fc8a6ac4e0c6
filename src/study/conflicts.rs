//! Where do sources disagree, and which figures can hardly be right?
//!
//! Figures for one indicator, the same states, the same period and flow are one *fact*. Over the sources
//! that state it stand the labels of the many* packages (Hollway, Sposito, Tan 2021): *unique* when one
//! origin states it, *confirmed* when all agree within the tolerance, *majority* when more than half do,
//! *conflict* otherwise. Beside them stand the doubts of the plausibility rules, which need no second source
//! for the same fact.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use oxrdf::NamedNode;

use super::plausibility::doubts;
use super::{Answer, Node};
use crate::query::graphs::GraphFinder;
use crate::query::solutions::{select, text_of};
use crate::query::substitute::Values;
use crate::query::{QueryError, Snapshot};

/// Figures that differ by less than this share of the larger agree: sources round.
pub const TOLERANCE: f64 = 0.01;

const FIGURES: &str = "
PREFIX cmt: <https://w3id.org/comity/ontology#>
PREFIX prov: <http://www.w3.org/ns/prov#>
SELECT ?node ?indicator ?about ?period ?unit ?flow ?reporter ?value ?source ?origin WHERE {
  ?node a cmt:Observation ; cmt:indicator ?indicator ; cmt:about ?about ; cmt:period ?period ;
      cmt:value ?value ; cmt:source ?source .
  OPTIONAL { ?node cmt:unit ?unit }
  OPTIONAL { ?node cmt:flow ?flow }
  OPTIONAL { ?node cmt:reporter ?reporter }
  OPTIONAL { ?source prov:wasDerivedFrom ?origin }
} ORDER BY ?node ?about ?source ?origin";

/// How the sources of a fact agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Agreement {
    /// A rule doubts the figure, whatever other sources say.
    Implausible,
    /// No value has more than half of the sources.
    Conflict,
    /// More than half of the sources agree, not all.
    Majority,
    /// All sources agree.
    Confirmed,
    /// One source only.
    Unique,
}

impl fmt::Display for Agreement {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Implausible => "implausible",
            Self::Conflict => "conflict",
            Self::Majority => "majority",
            Self::Confirmed => "confirmed",
            Self::Unique => "unique",
        })
    }
}

/// Which labels to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Request {
    /// Confirmed and unique facts too, not only disagreement and doubt.
    pub all: bool,
}

/// One source's figure for a fact, or a rule's doubt about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    /// How the sources of the fact agree.
    pub agreement: Agreement,
    /// The observation.
    pub node: Node,
    /// The rule that doubts it.
    pub rule: Option<String>,
    /// Why it is doubted, or what the other sources say.
    pub message: String,
    /// When the rule is wrong to doubt.
    pub limits: Option<String>,
    /// The source of the figure.
    pub source: Node,
    /// The file that states it.
    pub file: Option<String>,
}

/// Doubts first, then facts on which sources disagree.
///
/// # Errors
///
/// When a rule's query fails.
pub fn conflicts(snapshot: &Arc<Snapshot>, request: Request) -> Result<Answer<Row>, QueryError> {
    let mut rows: Vec<Row> = doubts(snapshot)?
        .into_iter()
        .map(|doubt| Row {
            agreement: Agreement::Implausible,
            node: Node::new(snapshot, &doubt.node),
            rule: Some(doubt.rule),
            message: doubt.message,
            limits: Some(doubt.limits),
            source: Node::new(snapshot, &doubt.source),
            file: doubt.file,
        })
        .collect();
    let finder = GraphFinder::new(snapshot);
    for fact in facts(snapshot)?.into_values() {
        let agreement = agreement(&fact);
        if request.all || matches!(agreement, Agreement::Conflict | Agreement::Majority) {
            rows.extend(fact_rows(snapshot, &finder, agreement, &fact));
        }
    }
    rows.sort();
    let parameters = vec![("all", request.all.to_string()), ("tolerance", TOLERANCE.to_string())];
    Ok(Answer::complete("conflicts", parameters, snapshot, rows))
}

/// What makes two figures statements of the same fact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
struct Fact {
    indicator: String,
    about: BTreeSet<String>,
    period: String,
    unit: String,
    flow: String,
    reporter: String,
}

#[derive(Debug, Clone, Default)]
struct Figure {
    node: String,
    value: f64,
    lexical: String,
    source: String,
    /// What the source was derived from: copies of one origin count once.
    origin: String,
}

fn facts(snapshot: &Arc<Snapshot>) -> Result<BTreeMap<Fact, Vec<Figure>>, QueryError> {
    let rows = select(snapshot, FIGURES, &Values::new())?;
    let mut figures: BTreeMap<(String, String), (Fact, Figure)> = BTreeMap::new();
    for row in &rows {
        let text = |variable| text_of(row, variable).unwrap_or_default();
        let source = text("source");
        let origin = text_of(row, "origin").unwrap_or_else(|| source.clone());
        let (fact, figure) = figures.entry((text("node"), source.clone())).or_default();
        fact.about.insert(text("about"));
        fact.indicator = text("indicator");
        fact.period = text("period");
        fact.unit = text("unit");
        fact.flow = text("flow");
        fact.reporter = text("reporter");
        let lexical = text("value");
        *figure = Figure {
            node: text("node"),
            value: lexical.parse().unwrap_or(f64::NAN),
            lexical,
            source,
            origin,
        };
    }
    let mut facts: BTreeMap<Fact, Vec<Figure>> = BTreeMap::new();
    for (fact, figure) in figures.into_values() {
        facts.entry(fact).or_default().push(figure);
    }
    Ok(facts)
}

fn agreement(figures: &[Figure]) -> Agreement {
    let by_origin: BTreeMap<&str, f64> =
        figures.iter().map(|figure| (figure.origin.as_str(), figure.value)).collect();
    let values: Vec<f64> = by_origin.into_values().collect();
    let largest_group = values
        .iter()
        .map(|value| values.iter().filter(|other| agree(*value, **other)).count())
        .max()
        .unwrap_or_default();
    match (values.len(), largest_group) {
        (0 | 1, _) => Agreement::Unique,
        (all, group) if group == all => Agreement::Confirmed,
        (all, group) if 2 * group > all => Agreement::Majority,
        _ => Agreement::Conflict,
    }
}

fn agree(a: f64, b: f64) -> bool {
    (a - b).abs() <= TOLERANCE * a.abs().max(b.abs())
}

fn fact_rows(
    snapshot: &Arc<Snapshot>,
    finder: &GraphFinder,
    agreement: Agreement,
    figures: &[Figure],
) -> Vec<Row> {
    figures
        .iter()
        .map(|figure| {
            let others: BTreeSet<&str> = figures
                .iter()
                .filter(|other| !agree(other.value, figure.value))
                .map(|other| other.lexical.as_str())
                .collect();
            let others = others.into_iter().collect::<Vec<_>>().join(", ");
            let message = match others.as_str() {
                "" => format!("says {}", figure.lexical),
                others => format!("says {}; others say {others}", figure.lexical),
            };
            Row {
                agreement,
                node: Node::new(snapshot, &figure.node),
                rule: None,
                message,
                file: file_of(finder, &figure.node),
                limits: None,
                source: Node::new(snapshot, &figure.source),
            }
        })
        .collect()
}

fn file_of(finder: &GraphFinder, node: &str) -> Option<String> {
    finder.place_of(&NamedNode::new(node).ok()?.into()).1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(values: &[(&str, f64)], expected: Agreement) {
        let figures: Vec<Figure> = values
            .iter()
            .map(|(origin, value)| Figure {
                value: *value,
                origin: (*origin).to_owned(),
                ..Figure::default()
            })
            .collect();
        assert_eq!(agreement(&figures), expected, "{values:?}");
    }

    #[test]
    fn labels_count_origins_and_allow_for_rounding() {
        check(&[("a", 5.0)], Agreement::Unique);
        check(&[("a", 5.0), ("a", 7.0)], Agreement::Unique);
        check(&[("a", 5.08), ("b", 5.1)], Agreement::Confirmed);
        check(&[("a", 5.0), ("b", 50.0)], Agreement::Conflict);
        check(&[("a", 5.0), ("b", 5.0), ("c", 50.0)], Agreement::Majority);
        check(&[("a", 5.0), ("b", 6.0), ("c", 50.0)], Agreement::Conflict);
    }
}
