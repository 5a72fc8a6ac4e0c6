//! Named questions: one query a file in `queries/questions/`, with a header that a researcher writes.
//!
//! ```text
//! # Title: Positions on an issue
//! # Who takes which position on an issue, and by which source?
//! # Parameters:
//! #   ?issue (issue) = "one-China principle" : the issue, by any of its names
//! # Covers: cmt:Position; scope ?issue
//! # Answers: holder, stance, source
//! SELECT ...
//! ```
//!
//! `Covers:` names the statements that an answer rests on, so that an answer without rows, or for a day that no
//! source covers, can say so; [`super::covers`] has its form, and it may be left out.
//!
//! A file of the caller's own may have the same header, and takes the same parameters.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use oxrdf::{Literal, NamedNode, Term};
use rust_embed::RustEmbed;
use spargebra::Query;

use super::covers::Covers;
use super::names::{Kind, NameError, NameIndex};
use super::substitute::{SubstituteError, Values, substitute};
use super::syntax::{SyntaxError, parse};
use crate::store::snapshot::Snapshot;
use crate::vocab::xsd;

#[derive(RustEmbed)]
#[folder = "queries/questions/"]
#[include = "*.rq"]
struct Files;

/// A query with a title, an explanation and typed parameters.
#[derive(Debug, Clone)]
pub struct Question {
    /// The file's name without its ending; how the question is asked for.
    pub name: String,
    /// One line that says what is asked; the name where the file has no title.
    pub title: String,
    /// What an answer means, in plain language.
    pub description: String,
    /// What can be set, in the order of the header.
    pub parameters: Vec<Parameter>,
    /// Which statements an answer rests on, if the header says so.
    pub covers: Option<Covers>,
    /// The whole text of the file.
    pub text: String,
}

/// A variable of a question that the asker sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// The variable, without the question mark.
    pub name: String,
    /// What its value has to be.
    pub kind: ParameterKind,
    /// What it is when nobody sets it.
    pub default: Option<String>,
    /// What it means.
    pub description: String,
}

/// The type of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterKind {
    /// A thing, given by a name, a code or an IRI.
    Thing(Kind),
    /// A literal of an XML Schema datatype.
    Literal(LiteralKind),
}

/// The literals that a parameter may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LiteralKind {
    /// `xsd:date`, as in `2024-07-04`.
    Date,
    /// `xsd:gYear`, as in `2024`.
    Year,
    /// `xsd:integer`.
    Integer,
    /// `xsd:decimal`.
    Decimal,
    /// `xsd:string`.
    Text,
}

/// A question could not be put.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum QuestionError {
    /// The header has a line that is not understood.
    #[error("`{question}`, line {line} of the header: {detail}")]
    Header {
        /// The question.
        question: String,
        /// The line, from one.
        line: usize,
        /// What is wrong with it.
        detail: String,
    },
    /// The query below the header is not SPARQL.
    #[error("`{question}`: {source}")]
    Syntax {
        /// The question.
        question: String,
        /// Where and why.
        source: Box<SyntaxError>,
    },
    /// A parameter was given that the question does not have.
    #[error("`{question}` has no parameter `{parameter}`: {}", known_parameters(.known))]
    UnknownParameter {
        /// The question.
        question: String,
        /// The name as given.
        parameter: String,
        /// The parameters that it has.
        known: Vec<String>,
    },
    /// A parameter without a default was not given.
    #[error("`{question}` needs `--param {parameter}=…`: {description}")]
    MissingParameter {
        /// The question.
        question: String,
        /// The parameter.
        parameter: String,
        /// What it means.
        description: String,
    },
    /// A parameter's value is not of its type.
    #[error("parameter `{parameter}`: {source}")]
    Name {
        /// The parameter.
        parameter: String,
        /// Why.
        source: NameError,
    },
    /// A parameter's value is not a literal of its type.
    #[error("parameter `{parameter}`: `{value}` is not {expected}")]
    Literal {
        /// The parameter.
        parameter: String,
        /// The value as given.
        value: String,
        /// What was expected, with an example.
        expected: &'static str,
    },
    /// A value cannot stand where the query has its parameter.
    #[error("`{question}`: {source}")]
    Substitute {
        /// The question.
        question: String,
        /// Why.
        source: Box<SubstituteError>,
    },
}

fn known_parameters(known: &[String]) -> String {
    if known.is_empty() { "it has none".to_owned() } else { format!("it has {}", known.join(", ")) }
}

impl Question {
    /// All questions that come with the program, by name.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let mut names: Vec<String> =
            Files::iter().filter_map(|file| file.strip_suffix(".rq").map(str::to_owned)).collect();
        names.sort();
        names.iter().filter_map(|name| Self::named(name)).collect()
    }

    /// A question that comes with the program. A test reads the header of every one.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let file = Files::get(&format!("{name}.rq"))?;
        Self::from_text(name, &String::from_utf8_lossy(&file.data)).ok()
    }

    /// The names nearest to one that does not exist, the nearest first.
    #[must_use]
    pub fn nearest(name: &str) -> Vec<String> {
        let mut names: Vec<(usize, String)> = Self::all()
            .into_iter()
            .map(|question| (strsim::damerau_levenshtein(name, &question.name), question.name))
            .filter(|(distance, other)| *distance <= name.len().div_ceil(3) || other.contains(name))
            .collect();
        names.sort();
        names.into_iter().map(|(_, name)| name).take(3).collect()
    }

    /// Reads the header of a query's text; a text without a header is a question without parameters.
    ///
    /// # Errors
    ///
    /// When a parameter's line is not of the form `?name (type) = default : meaning`, or `Covers:` is not understood
    /// or names what is no parameter.
    pub fn from_text(name: &str, text: &str) -> Result<Self, QuestionError> {
        let mut question = Self {
            name: name.to_owned(),
            title: name.to_owned(),
            description: String::new(),
            parameters: Vec::new(),
            covers: None,
            text: text.to_owned(),
        };
        let header = |line: usize| {
            move |detail| QuestionError::Header { question: name.to_owned(), line, detail }
        };
        let mut is_in_parameters = false;
        for (number, line) in (1..).zip(text.lines()) {
            let Some(comment) = line.trim_start().strip_prefix('#') else {
                if line.trim().is_empty() {
                    continue;
                }
                break;
            };
            let comment = comment.trim();
            if let Some(title) = comment.strip_prefix("Title:") {
                title.trim().clone_into(&mut question.title);
            } else if comment.starts_with("Parameters:") {
                is_in_parameters = true;
            } else if comment.starts_with("Answers:") {
                is_in_parameters = false;
            } else if let Some(covers) = comment.strip_prefix("Covers:") {
                is_in_parameters = false;
                question.covers = Some(Covers::from_header(covers).map_err(header(number))?);
            } else if is_in_parameters && comment.starts_with('?') {
                let parameter = Parameter::from_header(comment).map_err(header(number))?;
                question.parameters.push(parameter);
            } else if is_in_parameters {
                if let Some(parameter) = question.parameters.last_mut() {
                    parameter.description.push(' ');
                    parameter.description.push_str(comment);
                }
            } else {
                if !question.description.is_empty() {
                    question.description.push(' ');
                }
                question.description.push_str(comment);
            }
        }
        question.description = question.description.trim().to_owned();
        question.ensure_covers_parameters()?;
        Ok(question)
    }

    /// The query with its parameters set to values given as people write them.
    ///
    /// # Errors
    ///
    /// When a parameter is missing, unknown or of another type, or the query is not valid.
    pub fn query(
        &self,
        snapshot: &Arc<Snapshot>,
        given: &BTreeMap<String, String>,
        base_iri: Option<&str>,
    ) -> Result<Query, QuestionError> {
        self.query_with(&self.values(snapshot, given)?, base_iri)
    }

    /// The values of the parameters, given as people write them.
    ///
    /// # Errors
    ///
    /// When a parameter is missing, unknown or of another type.
    pub fn values(
        &self,
        snapshot: &Arc<Snapshot>,
        given: &BTreeMap<String, String>,
    ) -> Result<Values, QuestionError> {
        self.ensure_known(given)?;
        let mut values = Values::new();
        for parameter in &self.parameters {
            let value =
                given.get(&parameter.name).or(parameter.default.as_ref()).ok_or_else(|| {
                    QuestionError::MissingParameter {
                        question: self.name.clone(),
                        parameter: parameter.name.clone(),
                        description: parameter.description.clone(),
                    }
                })?;
            values.insert(parameter.name.clone(), parameter.read(snapshot, value)?);
        }
        Ok(values)
    }

    /// The query with its parameters set to values.
    ///
    /// # Errors
    ///
    /// When the query is not valid, or cannot have a value where it has a parameter.
    pub fn query_with(
        &self,
        values: &Values,
        base_iri: Option<&str>,
    ) -> Result<Query, QuestionError> {
        let query = parse(&self.text, base_iri).map_err(|source| QuestionError::Syntax {
            question: self.name.clone(),
            source: Box::new(source),
        })?;
        substitute(query, values).map_err(|source| QuestionError::Substitute {
            question: self.name.clone(),
            source: Box::new(source),
        })
    }

    fn ensure_covers_parameters(&self) -> Result<(), QuestionError> {
        let is_known = |name: &&str| self.parameters.iter().any(|known| known.name == *name);
        match self.covers.iter().flat_map(Covers::parameters).find(|name| !is_known(name)) {
            None => Ok(()),
            Some(name) => Err(QuestionError::UnknownParameter {
                question: self.name.clone(),
                parameter: name.to_owned(),
                known: self.parameters.iter().map(|known| known.name.clone()).collect(),
            }),
        }
    }

    fn ensure_known(&self, given: &BTreeMap<String, String>) -> Result<(), QuestionError> {
        let is_known = |name: &String| self.parameters.iter().any(|known| known.name == *name);
        match given.keys().find(|name| !is_known(name)) {
            None => Ok(()),
            Some(name) => Err(QuestionError::UnknownParameter {
                question: self.name.clone(),
                parameter: name.clone(),
                known: self.parameters.iter().map(|known| known.name.clone()).collect(),
            }),
        }
    }
}

impl Parameter {
    /// Reads `?name (type) = default : meaning`; the default may be left out.
    fn from_header(line: &str) -> Result<Self, String> {
        const FORM: &str = "expected `?name (type) = default : meaning`";
        let rest = line.strip_prefix('?').ok_or(FORM)?;
        let (name, rest) = rest.split_once('(').ok_or(FORM)?;
        let (kind, rest) = rest.split_once(')').ok_or(FORM)?;
        let kind = ParameterKind::from_name(kind.trim())
            .ok_or_else(|| format!("there is no type `{}`", kind.trim()))?;
        let (default, description) = match rest.trim_start().strip_prefix('=') {
            None => (None, rest.trim_start().strip_prefix(':').unwrap_or_default()),
            Some(rest) => {
                let (default, description) = split_default(rest.trim_start()).ok_or(FORM)?;
                (Some(default), description)
            }
        };
        Ok(Self {
            name: name.trim().to_owned(),
            kind,
            default,
            description: description.trim().to_owned(),
        })
    }

    /// The RDF term that a value means.
    fn read(&self, snapshot: &Arc<Snapshot>, value: &str) -> Result<Term, QuestionError> {
        match self.kind {
            ParameterKind::Thing(kind) => NameIndex::new(snapshot, kind)
                .resolve(value)
                .map(Term::from)
                .map_err(|source| QuestionError::Name { parameter: self.name.clone(), source }),
            ParameterKind::Literal(kind) => {
                kind.read(value).map(Term::from).ok_or_else(|| QuestionError::Literal {
                    parameter: self.name.clone(),
                    value: value.to_owned(),
                    expected: kind.expected(),
                })
            }
        }
    }
}

/// A default is in double quotes, or ends at the colon before the meaning.
fn split_default(text: &str) -> Option<(String, &str)> {
    let (default, rest) = match text.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"')?,
        None => text.split_once(" :").map_or((text, ""), |(default, rest)| (default, rest)),
    };
    let rest = rest.trim_start();
    Some((default.trim().to_owned(), rest.strip_prefix(':').unwrap_or(rest)))
}

impl ParameterKind {
    fn from_name(name: &str) -> Option<Self> {
        let literal = match name {
            "date" => LiteralKind::Date,
            "year" => LiteralKind::Year,
            "integer" => LiteralKind::Integer,
            "decimal" => LiteralKind::Decimal,
            "text" => LiteralKind::Text,
            _ => return Kind::from_name(name).map(Self::Thing),
        };
        Some(Self::Literal(literal))
    }
}

impl fmt::Display for ParameterKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Thing(kind) => kind.fmt(formatter),
            Self::Literal(LiteralKind::Date) => formatter.write_str("date"),
            Self::Literal(LiteralKind::Year) => formatter.write_str("year"),
            Self::Literal(LiteralKind::Integer) => formatter.write_str("integer"),
            Self::Literal(LiteralKind::Decimal) => formatter.write_str("decimal"),
            Self::Literal(LiteralKind::Text) => formatter.write_str("text"),
        }
    }
}

impl LiteralKind {
    fn expected(self) -> &'static str {
        match self {
            Self::Date => "a date such as 2024-07-04",
            Self::Year => "a year such as 2024",
            Self::Integer => "a whole number",
            Self::Decimal => "a number such as 0.5",
            Self::Text => "a text",
        }
    }

    fn read(self, value: &str) -> Option<Literal> {
        let value = value.trim();
        let typed = |datatype: NamedNode| Literal::new_typed_literal(value, datatype);
        match self {
            Self::Date => value.parse::<jiff::civil::Date>().ok().map(|_| typed(xsd::DATE.into())),
            Self::Year => {
                value.parse::<oxsdatatypes::GYear>().ok().map(|_| typed(xsd::G_YEAR.into()))
            }
            Self::Integer => value.parse::<i64>().ok().map(|_| typed(xsd::INTEGER.into())),
            Self::Decimal => {
                value.parse::<oxsdatatypes::Decimal>().ok().map(|_| typed(xsd::DECIMAL.into()))
            }
            Self::Text => Some(Literal::new_simple_literal(value)),
        }
    }
}
