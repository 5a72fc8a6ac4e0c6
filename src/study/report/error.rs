//! Why there is no report.

use super::ReportKind;
use crate::query::QueryError;
use crate::query::names::NameError;
use crate::query::question::QuestionError;
use crate::study::StudyError;

/// A report could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// A name leads to no thing.
    #[error(transparent)]
    Name(#[from] NameError),
    /// There are too many names, or too few.
    #[error("a report on {} takes {}, not {given}", article(*.kind), subjects(*.kind))]
    Subjects {
        /// The kind of the report.
        kind: ReportKind,
        /// How many there are.
        given: usize,
    },
    /// Both of a dyad are one.
    #[error("a dyad has two states, and `{0}` is the first one again")]
    SameSubject(String),
    /// The data say nothing of their date.
    #[error("the data have no date: `--as-of DATE` says for which day to report")]
    NoDate,
    /// A section's header is wrong.
    #[error(transparent)]
    Section(Box<QuestionError>),
    /// A section's header says of a figure what is not understood.
    #[error("section `{section}`: the figure {detail}")]
    Figure {
        /// The section.
        section: String,
        /// What is wrong.
        detail: String,
    },
    /// A section's figure needs a column that its query does not have.
    #[error(
        "section `{section}`: the figure needs a column `?{column}`, which the query does not select"
    )]
    FigureColumn {
        /// The section.
        section: String,
        /// The column.
        column: String,
    },
    /// A section has a parameter that this kind of report does not set.
    #[error("section `{section}` has a parameter `?{parameter}`: this report sets {}", .known.join(", "))]
    Parameter {
        /// The section.
        section: String,
        /// The parameter.
        parameter: String,
        /// What is set.
        known: Vec<String>,
    },
    /// A section's query failed.
    #[error("section `{section}`: {source}")]
    Query {
        /// The section.
        section: String,
        /// Why.
        source: Box<QueryError>,
    },
    /// What the sources cover could not be told.
    #[error(transparent)]
    Coverage(Box<StudyError>),
}

impl ReportError {
    /// A section's query that failed.
    pub(super) fn query(section: &str, source: QueryError) -> Self {
        Self::Query { section: section.to_owned(), source: Box::new(source) }
    }
}

impl From<QuestionError> for ReportError {
    fn from(error: QuestionError) -> Self {
        Self::Section(Box::new(error))
    }
}

impl From<StudyError> for ReportError {
    fn from(error: StudyError) -> Self {
        Self::Coverage(Box::new(error))
    }
}

fn article(kind: ReportKind) -> String {
    match kind {
        ReportKind::Organisation
        | ReportKind::Agreement
        | ReportKind::Initiative
        | ReportKind::Issue
        | ReportKind::Overview => format!("an {kind}"),
        _ => format!("a {kind}"),
    }
}

fn subjects(kind: ReportKind) -> &'static str {
    match kind.subjects() {
        0 => "no name",
        1 => "one name",
        _ => "two names",
    }
}
