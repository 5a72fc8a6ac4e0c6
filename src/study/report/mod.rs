//! What is there to hand on about a state, a pair of states, an organisation, an agreement, an initiative, an issue,
//! a source, or all of it?
//!
//! The sections of a report are `SELECT` files in `queries/reports/`; this engine runs them, numbers their sources,
//! and adds what no section can know of itself: where sources disagree about the subject, and what is not covered.

mod coverage;
mod error;
mod figure;
mod kind;
mod references;
mod rows;
mod section;

pub use self::coverage::Covered;
pub use self::error::ReportError;
pub use self::figure::Figure;
pub use self::kind::ReportKind;
pub use self::references::Reference;
pub use self::rows::{Citation, Row};
pub use self::section::Section;

use std::collections::BTreeSet;
use std::sync::Arc;

use oxrdf::{Literal, NamedNode, Term};

use self::references::References;
use super::conflicts::{self, conflicts};
use super::coverage::{Asked, answer_for};
use super::{Completeness, Node};
use crate::graph::Day;
use crate::projection::text_of_day;
use crate::query::derive::date_of;
use crate::query::names::NameIndex;
use crate::query::solutions::{select, text_of};
use crate::query::substitute::Values;
use crate::query::{DataVersion, Services, Snapshot};
use crate::vocab::xsd;

/// What to report.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The kind of the subject.
    pub kind: ReportKind,
    /// The subject, or both of a dyad, by any name; none for an overview.
    pub subjects: Vec<String>,
    /// The day for which the report holds; else the data's date.
    pub as_of: Option<Day>,
    /// Sections of the asker's own; one that has the name of a section takes its place.
    pub own: Vec<Section>,
    /// The services that sections may call.
    pub services: Services,
}

/// A report.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The kind of the subject.
    pub kind: ReportKind,
    /// The subject, or both of a dyad; none for an overview.
    pub subjects: Vec<Node>,
    /// The day for which the report holds.
    pub as_of: String,
    /// The version of the data.
    pub data_version: DataVersion,
    /// The sections in order, also those without rows.
    pub sections: Vec<SectionAnswer>,
    /// Where sources disagree about the subject, and figures that are doubted.
    pub conflicts: Vec<Conflict>,
    /// What sources cover of the kinds of statements that the sections rest on.
    pub coverage: Vec<Covered>,
    /// The sources, by number from one.
    pub references: Vec<Reference>,
}

/// A section with its rows.
#[derive(Debug, Clone, PartialEq)]
pub struct SectionAnswer {
    /// The name of its file, with the number that orders it.
    pub name: String,
    /// Its heading.
    pub title: String,
    /// What its rows mean.
    pub says: String,
    /// Names of the columns; those of sources are not among them.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Row>,
    /// How to draw the rows.
    pub figure: Option<Figure>,
    /// Whether its rows cite sources; else they are computed from rows that do.
    pub is_sourced: bool,
    /// Whether the rows are all there is.
    pub completeness: Completeness,
}

/// A doubt, or one source's side in a disagreement.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// What kind of disagreement, and about what.
    pub finding: conflicts::Row,
    /// The source of the figure.
    pub citation: Citation,
}

impl Report {
    /// What the report is called.
    #[must_use]
    pub fn title(&self) -> String {
        let names: Vec<&str> = self
            .subjects
            .iter()
            .map(|node| node.label.as_deref().unwrap_or(node.short.as_str()))
            .collect();
        if names.is_empty() { "What this graph holds".to_owned() } else { names.join(" and ") }
    }

    /// Whether all sections are covered for the day: `complete` or `not-covered`.
    #[must_use]
    pub fn completeness(&self) -> &'static str {
        let mut sections = self.sections.iter();
        let is_covered = sections.all(|section| section.completeness == Completeness::Complete);
        if is_covered { "complete" } else { "not-covered" }
    }

    /// Whether any section has a row.
    #[must_use]
    pub fn has_data(&self) -> bool {
        self.sections.iter().any(|section| !section.rows.is_empty())
    }
}

/// Makes a report: O(sections), each a query.
///
/// # Errors
///
/// When a name leads to no thing, with the nearest names; or when a section's query is wrong, with its name.
pub fn report(snapshot: &Arc<Snapshot>, request: &Request) -> Result<Report, ReportError> {
    let subjects = subjects(snapshot, request)?;
    let as_of = match request.as_of {
        Some(day) => Literal::new_typed_literal(text_of_day(day), xsd::DATE),
        None => date_of(snapshot).ok_or(ReportError::NoDate)?,
    };
    let values = values(request.kind, &subjects, &as_of);
    let mut references = References::default();
    let mut sections = Vec::new();
    let mut kinds = BTreeSet::new();
    for section in section::all(request.kind, &request.own)? {
        let answer = answer(snapshot, &section, &values, &request.services, &mut references)?;
        kinds.extend(section.question.covers.iter().flat_map(|covers| covers.kinds.clone()));
        sections.push(answer);
    }
    let conflicts = conflicts_about(snapshot, request.kind, &values)?
        .into_iter()
        .map(|finding| {
            let citation = references.cite(&finding.source.iri, None);
            Conflict { finding, citation }
        })
        .collect();
    Ok(Report {
        kind: request.kind,
        coverage: coverage::covered(snapshot, request.kind, &subjects, &kinds)?,
        subjects: subjects.iter().map(|node| Node::new(snapshot, node.as_str())).collect(),
        as_of: as_of.value().to_owned(),
        data_version: snapshot.version(),
        sections,
        conflicts,
        references: references.described(snapshot)?,
    })
}

fn subjects(snapshot: &Arc<Snapshot>, request: &Request) -> Result<Vec<NamedNode>, ReportError> {
    let names = &request.subjects;
    if names.len() != request.kind.subjects() {
        return Err(ReportError::Subjects { kind: request.kind, given: names.len() });
    }
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let index = NameIndex::new(snapshot, request.kind.of_subject());
    let nodes: Vec<NamedNode> =
        names.iter().map(|name| index.resolve(name)).collect::<Result<_, _>>()?;
    match nodes.as_slice() {
        [a, b] if a == b => Err(ReportError::SameSubject(names[1].clone())),
        _ => Ok(nodes),
    }
}

/// What the parameters of sections are: `?subject`, or `?a` and `?b` of a dyad; and `?date`.
fn values(kind: ReportKind, subjects: &[NamedNode], as_of: &Literal) -> Values {
    let things = kind.parameters().iter().zip(subjects);
    things
        .map(|(name, node)| ((*name).to_owned(), Term::from(node.clone())))
        .chain([("date".to_owned(), Term::from(as_of.clone()))])
        .collect()
}

fn answer(
    snapshot: &Arc<Snapshot>,
    section: &Section,
    values: &Values,
    services: &Services,
    references: &mut References,
) -> Result<SectionAnswer, ReportError> {
    let question = &section.question;
    let mut own = Values::new();
    for parameter in &question.parameters {
        let value = values.get(&parameter.name).ok_or_else(|| ReportError::Parameter {
            section: question.name.clone(),
            parameter: parameter.name.clone(),
            known: values.keys().map(|name| format!("?{name}")).collect(),
        })?;
        own.insert(parameter.name.clone(), value.clone());
    }
    let query = question.query_with(&own, None)?;
    let rows = rows::of(snapshot, &query, services)
        .map_err(|source| ReportError::query(&question.name, source))?;
    let shaped = rows::shape(&rows, references);
    if let Some(figure) = &section.figure
        && let Some(missing) =
            figure.columns().find(|name| !rows.columns.iter().any(|column| column == name))
    {
        return Err(ReportError::FigureColumn {
            section: question.name.clone(),
            column: missing.to_owned(),
        });
    }
    let completeness = match &question.covers {
        Some(covers) => answer_for(snapshot, &Asked::new(covers, &own), shaped.rows.is_empty())
            .map_err(|source| ReportError::query(&question.name, source))?,
        None => Completeness::Complete,
    };
    Ok(SectionAnswer {
        name: question.name.clone(),
        title: question.title.clone(),
        says: question.description.clone(),
        columns: shaped.columns,
        rows: shaped.rows,
        figure: section.figure.clone(),
        is_sourced: shaped.is_sourced,
        completeness,
    })
}

const OBSERVATIONS: &str = "
PREFIX cmt: <https://w3id.org/comity/ontology#>
SELECT ?node WHERE { ?node cmt:about|cmt:source ?subject ; a cmt:Observation }";

const OBSERVATIONS_OF_BOTH: &str = "
PREFIX cmt: <https://w3id.org/comity/ontology#>
SELECT ?node WHERE { ?node cmt:about ?a , ?b ; a cmt:Observation }";

/// The findings about the subject; all of them in an overview.
fn conflicts_about(
    snapshot: &Arc<Snapshot>,
    kind: ReportKind,
    values: &Values,
) -> Result<Vec<conflicts::Row>, ReportError> {
    let mut rows = conflicts(snapshot, conflicts::Request { all: false })
        .map_err(|source| ReportError::query("conflicts", source))?
        .rows;
    let text = match kind {
        ReportKind::Overview => return Ok(rows),
        ReportKind::Dyad => OBSERVATIONS_OF_BOTH,
        _ => OBSERVATIONS,
    };
    let own: BTreeSet<String> = select(snapshot, text, values)
        .map_err(|source| ReportError::query("conflicts", source))?
        .iter()
        .filter_map(|row| text_of(row, "node"))
        .collect();
    rows.retain(|row| own.contains(&row.node.iri));
    Ok(rows)
}
