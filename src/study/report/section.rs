//! The sections of reports: one query a file in `queries/reports/KIND/NN-NAME.rq`.
//!
//! A section's header is that of a named question ([`crate::query::question`]) and may have one line more, `Figure:`,
//! which says how its rows are drawn ([`super::figure`]). Its parameters are those that the report sets. In its
//! rows,
//!
//! - a column `source`, or one whose name begins so (`sourceOfA`), is a source that the row rests on; rows that
//!   differ in their sources only become one row, which cites them all;
//! - `passageStart` and `passageEnd` are the place in the source;
//! - `startText` beside `start` is how the source gives the date, and is what people read;
//! - `statement` is the row's statement, for machines;
//! - a column whose name begins with `figure` is for the figure alone.

use rust_embed::RustEmbed;

use super::{Figure, ReportError, ReportKind};
use crate::query::question::Question;

#[derive(RustEmbed)]
#[folder = "queries/reports/"]
#[include = "*.rq"]
struct Files;

/// A part of a report.
#[derive(Debug, Clone)]
pub struct Section {
    /// The query with its header.
    pub question: Question,
    /// How the rows are drawn.
    pub figure: Option<Figure>,
}

impl Section {
    /// Reads a section's text. Its name decides where it stands: `35-visits` before `40-projects`.
    ///
    /// # Errors
    ///
    /// When the header is not understood.
    pub fn from_text(name: &str, text: &str) -> Result<Self, ReportError> {
        let mut figure = None;
        let mut rest = String::with_capacity(text.len());
        for line in text.lines() {
            if let Some(said) = line.strip_prefix("# Figure:") {
                let read = Figure::from_header(said);
                figure =
                    Some(read.map_err(|detail| ReportError::Figure {
                        section: name.to_owned(),
                        detail,
                    })?);
                rest.push_str("#\n");
            } else {
                rest.push_str(line);
                rest.push('\n');
            }
        }
        Ok(Self { question: Question::from_text(name, &rest)?, figure })
    }
}

/// The sections of a kind in the order of their names, with those of the asker's own among them.
pub(super) fn all(kind: ReportKind, own: &[Section]) -> Result<Vec<Section>, ReportError> {
    let folder = format!("{}/", kind.name());
    let mut sections = own.to_vec();
    for file in Files::iter() {
        let Some(name) = file.strip_prefix(&folder).and_then(|file| file.strip_suffix(".rq"))
        else {
            continue;
        };
        if own.iter().any(|section| section.question.name == name) {
            continue;
        }
        if let Some(content) = Files::get(&file) {
            sections.push(Section::from_text(name, &String::from_utf8_lossy(&content.data))?);
        }
    }
    sections.sort_by(|one, other| one.question.name.cmp(&other.question.name));
    Ok(sections)
}
