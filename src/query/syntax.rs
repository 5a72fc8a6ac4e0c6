//! Parsing queries, with errors that say where and what was expected.

use std::fmt;

use spargebra::{Query, SparqlParser};

/// A query's text is not SPARQL.
///
/// It prints as one line for a machine's log; [`SyntaxError::excerpt`] shows the place to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// The line, from one, if the parser knows it.
    pub line: Option<usize>,
    /// The column in characters, from one, if the parser knows it.
    pub column: Option<usize>,
    /// What could have stood there; empty where the parser does not say.
    pub expected: Vec<String>,
    /// The parser's words where there is no place to point at.
    detail: String,
    /// The line of text at fault.
    text: String,
}

impl std::error::Error for SyntaxError {}

impl fmt::Display for SyntaxError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Some(line), Some(column)) = (self.line, self.column) else {
            return write!(formatter, "the query is not valid SPARQL: {}", self.detail);
        };
        write!(formatter, "the query is not valid SPARQL at line {line}, column {column}: ")?;
        match self.text.chars().nth(column.saturating_sub(1)) {
            Some(_) => write!(formatter, "`{}` is unexpected", self.word_at(column))?,
            None => formatter.write_str("the text ends too early")?,
        }
        if self.expected.is_empty() {
            return Ok(());
        }
        write!(formatter, "; expected {}", one_of(&self.expected))
    }
}

impl SyntaxError {
    fn from_parser(text: &str, message: &str) -> Self {
        let place = message
            .strip_prefix("error at ")
            .and_then(|rest| rest.split_once(": expected "))
            .and_then(|(place, expected)| {
                let (line, column) = place.split_once(':')?;
                Some((line.parse::<usize>().ok()?, column.parse::<usize>().ok()?, expected))
            });
        match place {
            Some((line, column, expected)) => Self {
                line: Some(line),
                column: Some(column),
                expected: readable_tokens(expected),
                detail: String::new(),
                text: text.lines().nth(line.saturating_sub(1)).unwrap_or_default().to_owned(),
            },
            None => Self::without_place(&message),
        }
    }

    /// An error of the query as a whole.
    pub(super) fn without_place(detail: &dyn fmt::Display) -> Self {
        Self {
            line: None,
            column: None,
            expected: Vec::new(),
            detail: detail.to_string(),
            text: String::new(),
        }
    }

    /// The line at fault with a mark under the place, indented; `None` where there is no place.
    #[must_use]
    pub fn excerpt(&self) -> Option<String> {
        let (line, column) = (self.line?, self.column?);
        let margin = format!("{line} | ");
        let indent = " ".repeat(margin.len() + column.saturating_sub(1));
        Some(format!("{margin}{}\n{indent}^", self.text.trim_end()))
    }

    fn word_at(&self, column: usize) -> String {
        let rest = self.text.chars().skip(column.saturating_sub(1));
        let mut word = String::new();
        for character in rest {
            if !word.is_empty() && (character.is_whitespace() || "{}()<>;,\"'".contains(character))
            {
                break;
            }
            word.push(character);
            if !(character.is_alphanumeric() || "?$:_-/".contains(character)) {
                break;
            }
        }
        word
    }
}

/// Parses a query. Relative IRIs need a base, from the text or from `base_iri`.
///
/// # Errors
///
/// When the text is not a SPARQL query; an update is named as such.
pub fn parse(text: &str, base_iri: Option<&str>) -> Result<Query, SyntaxError> {
    let parser = match base_iri {
        Some(base) => SparqlParser::new()
            .with_base_iri(base)
            .map_err(|error| SyntaxError::from_parser(text, &error.to_string()))?,
        None => SparqlParser::new(),
    };
    parser.clone().parse_query(text).map_err(|error| {
        if parser.parse_update(text).is_ok_and(|update| !update.operations.is_empty()) {
            return SyntaxError::from_parser(text, "this is an update; a query was expected");
        }
        SyntaxError::from_parser(text, &error.to_string())
    })
}

/// What the parser expected, without the tokens that could stand anywhere.
fn readable_tokens(expected: &str) -> Vec<String> {
    let list = expected.strip_prefix("one of ").unwrap_or(expected);
    let mut tokens: Vec<String> = split_list(list)
        .into_iter()
        .map(|token| token.trim_matches('"').replace("\\\"", "\""))
        .filter(|token| !token.is_empty() && !token.starts_with('[') && token != "#")
        .collect();
    tokens.dedup();
    tokens
}

/// Splits at commas outside quotes and brackets.
fn split_list(list: &str) -> Vec<&str> {
    let (mut parts, mut start, mut is_quoted, mut depth) = (Vec::new(), 0, false, 0_i32);
    let mut previous = ' ';
    for (at, character) in list.char_indices() {
        match character {
            '"' if previous != '\\' => is_quoted = !is_quoted,
            '[' if !is_quoted => depth += 1,
            ']' if !is_quoted => depth -= 1,
            ',' if !is_quoted && depth == 0 => {
                parts.push(list[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
        previous = character;
    }
    parts.push(list[start..].trim());
    parts
}

fn one_of(tokens: &[String]) -> String {
    const MOST: usize = 8;
    let mut shown: Vec<&str> = tokens.iter().take(MOST).map(String::as_str).collect();
    if tokens.len() > MOST {
        shown.push("…");
    }
    match shown.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}
