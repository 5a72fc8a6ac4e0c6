//! Parsing queries, with errors that say where and what was expected.

mod failure;

use std::fmt;

use spargebra::{Query, SparqlParser};

use self::failure::Failure;

/// A query's text is not SPARQL.
///
/// It prints as one line; [`SyntaxError::excerpt`] shows the place to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// The line, from one, if there is a place to point at.
    pub line: Option<usize>,
    /// The column in characters, from one, if there is a place to point at.
    pub column: Option<usize>,
    /// What could have stood there; empty where `detail` says what is wrong.
    pub expected: Vec<String>,
    /// What is wrong, where that is not a matter of what was expected.
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
        if !self.detail.is_empty() {
            return formatter.write_str(&self.detail);
        }
        match self.word_at(column) {
            Some(word) => write!(formatter, "`{word}` is unexpected")?,
            None => formatter.write_str("the text ends too early")?,
        }
        if self.expected.is_empty() {
            return Ok(());
        }
        write!(formatter, "; expected {}", one_of(&self.expected))
    }
}

impl SyntaxError {
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

    fn at(failure: Failure, text: &str) -> Self {
        Self {
            line: Some(failure.line),
            column: Some(failure.column),
            expected: failure.expected,
            detail: failure.detail,
            text: text.lines().nth(failure.line - 1).unwrap_or_default().to_owned(),
        }
    }

    /// The line at fault with a mark under the place; `None` where there is no place.
    #[must_use]
    pub fn excerpt(&self) -> Option<String> {
        let (line, column) = (self.line?, self.column?);
        let margin = format!("{line} | ");
        let indent = " ".repeat(margin.len() + column.saturating_sub(1));
        Some(format!("{margin}{}\n{indent}^", self.text.trim_end()))
    }

    fn word_at(&self, column: usize) -> Option<String> {
        let is_in_word = |c: char| c.is_alphanumeric() || "?$:_-".contains(c);
        let mut rest = self.text.chars().skip(column.saturating_sub(1)).peekable();
        let first = rest.next().filter(|first| !first.is_whitespace())?;
        let mut word = String::from(first);
        if is_in_word(first) {
            word.extend(rest.take_while(|&c| is_in_word(c)));
        }
        Some(word)
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
            .map_err(|error| SyntaxError::without_place(&error))?,
        None => SparqlParser::new(),
    };
    parser.clone().parse_query(text).map_err(|error| {
        if parser.clone().parse_update(text).is_ok_and(|update| !update.operations.is_empty()) {
            return SyntaxError::without_place(&"this is an update; a query was expected");
        }
        let message = error.to_string();
        match Failure::find(text, &message, &parser) {
            Some(failure) => SyntaxError::at(failure, text),
            None => SyntaxError::without_place(&message),
        }
    })
}

/// The first few of what was expected, as the end of a sentence.
fn one_of(tokens: &[String]) -> String {
    const MOST: usize = 12;
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

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let error = parse(text, None).expect_err(text).to_string();
        let error = error.strip_prefix("the query is not valid SPARQL").unwrap_or(&error);
        assert!(error.starts_with(expected), "{text}\n  said:     {error}\n  expected: {expected}");
    }

    #[test]
    fn errors_say_where_and_what_was_expected() {
        check(
            "SELEC ?s",
            " at line 1, column 1: `SELEC` is unexpected; expected SELECT, CONSTRUCT, DESCRIBE or ASK",
        );
        check("SELECT * { ?s ?p ?o FILER(?x) }", " at line 1, column 21: `FILER` is unexpected");
        check("SELECT ?s (COUNT(*)) { ?s ?p ?o }", " at line 1, column 20: `)` is unexpected");
        check("SELECT * {\n  ?s ?p \"x\" .\n", " at line 2, column 14: the text ends too early");
        check("SELECT * { ?s <a b> ?o }", " at line 1, column 15: `<a b>` is not an IRI");
        check("", " at line 1, column 1: the text ends too early; expected SELECT");
        check("INSERT DATA { <a:b> <a:c> <a:d> }", ": this is an update; a query was expected");
    }

    #[test]
    fn an_undeclared_prefix_comes_with_its_declaration() {
        check(
            "PREFIX a: <b:>\nSELECT * WHERE {\n  ?s cmt:x ?o }",
            " at line 3, column 6: the prefix `cmt:` is not declared: add \
             `PREFIX cmt: <https://w3id.org/comity/ontology#>`",
        );
        check(
            "SELECT * { ?s nope:x ?o }",
            " at line 1, column 15: the prefix `nope:` is not declared: add `PREFIX nope: <…>`",
        );
    }

    #[test]
    fn every_cut_of_a_query_has_a_place_inside_the_text() {
        let query =
            "PREFIX a: <b:>\nSELECT ?s (COUNT(*) AS ?n)\n# é\nWHERE { ?s a:p \"x{'\"@en ; a 1.5 }";
        for (length, _) in query.char_indices() {
            if let Err(error) = parse(&query[..length], None) {
                let (line, column) = (error.line.unwrap_or(1), error.column.unwrap_or(1));
                assert!(line <= 4 && column <= 60, "cut at {length}: {error}");
            }
        }
    }
}
