//! Panels: a row for each state and year, or each pair of states and year, with measures as columns; what a regression
//! starts from.
//!
//! Units are the members of a state system (Correlates of War, or Gleditsch and Ward) in each year, by their codes. A
//! measure is a file in `queries/panels/`, or any layer. What is not covered has no value, and is never zero.

mod column;
mod units;
mod values;

use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::sync::Arc;

use oxrdf::{NamedNode, NamedNodeRef, Term};
use rayon::prelude::*;

pub use self::column::{Column, ColumnError};
use self::units::Units;
pub use self::units::{System, Unit};
use self::values::Values;
use super::{Completeness, StudyError};
use crate::query::scan::{graph_has, objects};
use crate::query::{DataVersion, Snapshot};
use crate::vocab::{cmt, dcterms, schema};

/// What a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitOfAnalysis {
    /// A state in a year.
    StateYear,
    /// Two states in a year, each pair once, the lower code first.
    DyadYear,
    /// Two states in a year, in both directions.
    DirectedDyadYear,
}

/// What a panel is to hold.
#[derive(Debug, Clone)]
pub struct Request {
    /// What a row is about.
    pub unit: UnitOfAnalysis,
    /// The first and the last year.
    pub years: RangeInclusive<i16>,
    /// The measures, by name.
    pub columns: Vec<String>,
    /// Whose list of states makes the rows.
    pub system: System,
    /// Of the statements that a measure rests on, those of these graphs alone; all where none is named.
    pub graphs: Vec<NamedNode>,
}

/// A panel, made year by year as it is read.
pub struct Panel {
    /// The names of the columns: codes and names of the unit, the year, then the measures.
    pub headings: Vec<String>,
    /// The version of the data.
    pub data_version: DataVersion,
    /// The sources of what was counted, each as it is to be cited.
    pub citations: Vec<String>,
    /// What a measure has no value for in some years, in words.
    pub gaps: Vec<String>,
    unit: UnitOfAnalysis,
    years: RangeInclusive<i16>,
    units: Units,
    values: Vec<Values>,
}

/// A cell of a panel.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Not covered.
    Missing,
    /// A code, a name or a year.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
}

/// Prepares a panel: each measure's statements are read once. O(statements), then O(rows) to read it.
///
/// # Errors
///
/// When a measure or a graph is unknown, or a query fails.
pub fn panel(snapshot: &Arc<Snapshot>, request: &Request) -> Result<Panel, StudyError> {
    let columns = request
        .columns
        .iter()
        .map(|name| Column::find(name, request.unit))
        .collect::<Result<Vec<_>, _>>()?;
    let snapshot = restricted(snapshot, &columns, &request.graphs);
    let units = Units::new(&snapshot, request.system)?;
    let mut values = Vec::new();
    let mut statements = BTreeSet::new();
    for column in &columns {
        values.push(Values::new(&snapshot, column, &request.years, &mut statements)?);
    }
    let gaps =
        values.iter().zip(&columns).filter_map(|(values, column)| values.gap(column)).collect();
    let unit_headings: &[&str] = match request.unit {
        UnitOfAnalysis::StateYear => &["ccode", "gwcode", "iso3", "state", "year"],
        _ => &[
            "ccode1", "ccode2", "gwcode1", "gwcode2", "iso3_1", "iso3_2", "state_1", "state_2",
            "year",
        ],
    };
    let measures = columns.iter().map(|column| column.name.replace('-', "_"));
    Ok(Panel {
        headings: unit_headings.iter().map(|&heading| heading.to_owned()).chain(measures).collect(),
        data_version: snapshot.version(),
        citations: citations(&snapshot, &statements),
        gaps,
        unit: request.unit,
        years: request.years.clone(),
        units,
        values,
    })
}

impl Panel {
    /// The rows, year by year, in the order of the codes.
    pub fn rows(&self) -> impl Iterator<Item = Vec<Cell>> + '_ {
        self.years.clone().flat_map(move |year| self.rows_of(year))
    }

    fn rows_of(&self, year: i16) -> Vec<Vec<Cell>> {
        let units = self.units.of_year(year);
        match self.unit {
            UnitOfAnalysis::StateYear => units
                .par_iter()
                .map(|unit| {
                    let measured =
                        self.values.iter().map(|values| values.of_state(&unit.states, year));
                    let own =
                        [&unit.cow, &unit.gw, &unit.iso3, &unit.name].map(|text| text_cell(text));
                    own.into_iter().chain([Cell::Integer(year.into())]).chain(measured).collect()
                })
                .collect(),
            unit_of_analysis => units
                .par_iter()
                .enumerate()
                .flat_map_iter(|(place, one)| {
                    let others = match unit_of_analysis {
                        UnitOfAnalysis::DyadYear => &units[place + 1..],
                        _ => &units[..],
                    };
                    others.iter().filter(move |other| one.key != other.key).map(move |other| {
                        let pairs = [
                            [&one.cow, &other.cow],
                            [&one.gw, &other.gw],
                            [&one.iso3, &other.iso3],
                            [&one.name, &other.name],
                        ];
                        let own = pairs.into_iter().flatten().map(|text| text_cell(text));
                        let measured = self
                            .values
                            .iter()
                            .map(|values| values.of_pair(&one.states, &other.states, year));
                        own.chain([Cell::Integer(year.into())]).chain(measured).collect()
                    })
                })
                .collect(),
        }
    }
}

fn text_cell(text: &str) -> Cell {
    if text.is_empty() { Cell::Missing } else { Cell::Text(text.to_owned()) }
}

/// The data without the graphs that hold statements of the measures' kinds and were not asked for.
fn restricted(snapshot: &Arc<Snapshot>, columns: &[Column], graphs: &[NamedNode]) -> Arc<Snapshot> {
    if graphs.is_empty() {
        return Arc::clone(snapshot);
    }
    let kinds: BTreeSet<&NamedNode> = columns
        .iter()
        .filter_map(|column| column.layer.covers.as_ref())
        .flat_map(|covers| &covers.kinds)
        .collect();
    let mut rest = Arc::clone(snapshot);
    for graph in snapshot.named_graphs() {
        let Some(Term::NamedNode(name)) = snapshot.dictionary().term(graph) else { continue };
        let holds = |kind: &&NamedNode| graph_has(snapshot, graph, kind.as_ref());
        if !graphs.contains(&name) && kinds.iter().any(holds) {
            rest = rest.without(name.as_ref());
        }
    }
    rest
}

/// How the sources of statements are to be cited.
fn citations(snapshot: &Arc<Snapshot>, statements: &BTreeSet<u32>) -> Vec<String> {
    let sources: BTreeSet<u32> = statements
        .iter()
        .flat_map(|&statement| objects(snapshot, statement, cmt::SOURCE))
        .collect();
    let text = |source: u32, predicate: NamedNodeRef<'_>| {
        objects(snapshot, source, predicate).find_map(|object| {
            match snapshot.dictionary().term(object)? {
                Term::Literal(literal) => Some(literal.value().to_owned()),
                Term::NamedNode(node) => Some(node.into_string()),
                _ => None,
            }
        })
    };
    let titled = |source| {
        let parts = [dcterms::PUBLISHER, dcterms::TITLE, schema::URL];
        let parts: Vec<String> = parts.into_iter().filter_map(|part| text(source, part)).collect();
        (!parts.is_empty()).then(|| parts.join(". "))
    };
    let mut citations: Vec<String> = sources
        .into_iter()
        .filter_map(|source| {
            text(source, dcterms::BIBLIOGRAPHIC_CITATION).or_else(|| titled(source))
        })
        .collect();
    citations.sort();
    citations.dedup();
    citations
}

/// Whether a measure has anything to say about a year, and whether what it does not list is not so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Covered {
    /// Nothing is known.
    No,
    /// What is listed is known.
    Partly,
    /// What is not listed is not so.
    Wholly,
}

impl Covered {
    fn of(listed: &Completeness, unlisted: &Completeness) -> Self {
        match (listed, unlisted) {
            (_, Completeness::Complete) => Self::Wholly,
            (Completeness::Complete, _) => Self::Partly,
            _ => Self::No,
        }
    }
}
