//! Parsing queries and updates, with errors that say where and what was expected.

mod bounds;
mod failure;
mod operations;
mod reuse;
mod rules;
mod tokens;

use std::borrow::Cow;
use std::fmt;

use oxrdf::NamedNode;
use spargebra::{Query, SparqlParser, SparqlSyntaxError, Update};

use self::failure::Failure;

/// What a text is meant to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Text {
    Query,
    Update,
}

impl fmt::Display for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Query => "query",
            Self::Update => "update",
        })
    }
}

/// An update as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedUpdate {
    /// Its operations.
    pub(super) update: Update,
    /// Graphs that have to be there before the operation of a number, from zero.
    pub(super) sources: Vec<(usize, NamedNode)>,
}

/// A text is not the SPARQL that it is meant to be.
///
/// It prints as one line; [`SyntaxError::excerpt`] shows the place to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    kind: Text,
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
            return write!(formatter, "the {} is not valid SPARQL: {}", self.kind, self.detail);
        };
        let kind = self.kind;
        write!(formatter, "the {kind} is not valid SPARQL at line {line}, column {column}: ")?;
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
        Self::of_whole(Text::Query, detail)
    }

    fn of_whole(kind: Text, detail: &dyn fmt::Display) -> Self {
        Self {
            kind,
            line: None,
            column: None,
            expected: Vec::new(),
            detail: detail.to_string(),
            text: String::new(),
        }
    }

    /// An error at a byte of the text.
    fn because(kind: Text, detail: String, text: &str, at: usize) -> Self {
        let (line, column) = failure::line_and_column(text, at);
        Self::at(kind, Failure { line, column, expected: Vec::new(), detail }, text)
    }

    fn at(kind: Text, failure: Failure, text: &str) -> Self {
        Self {
            kind,
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
    let parser = parser(Text::Query, base_iri)?;
    let text = &*checked(Text::Query, text)?;
    let mut query = parser.clone().parse_query(text).or_else(|error| {
        if let Some(marked) = reuse::with_uses_marked(text)
            && let Ok(query) = parser.clone().parse_query(&marked)
        {
            return Ok(query);
        }
        if parser.clone().parse_update(text).is_ok_and(|update| !update.operations.is_empty()) {
            return Err(SyntaxError::without_place(&"this is an update; a query was expected"));
        }
        Err(explain(Text::Query, &error, text, &parser))
    })?;
    if rules::nests_aggregates(&mut query) {
        return Err(SyntaxError::without_place(&"an aggregate stands inside another"));
    }
    Ok(query)
}

/// The text as the parser wants it, if it is one that can be parsed.
fn checked(kind: Text, text: &str) -> Result<Cow<'_, str>, SyntaxError> {
    bounds::ensure_bounded(kind, text)?;
    match rules::breach(text) {
        None => Ok(rules::with_plain_booleans(text)),
        Some(breach) => Err(SyntaxError::because(kind, breach.detail, text, breach.at)),
    }
}

/// Parses an update. Relative IRIs need a base, from the text or from `base_iri`.
///
/// # Errors
///
/// When the text is not a SPARQL update; a query is named as such.
pub fn parse_update(text: &str, base_iri: Option<&str>) -> Result<ParsedUpdate, SyntaxError> {
    let parser = parser(Text::Update, base_iri)?;
    let text = &*checked(Text::Update, text)?;
    operations::parse(&parser, text).map_err(|error| {
        if parser.clone().parse_query(text).is_ok() {
            let detail = "this is a query; an update was expected";
            return SyntaxError::of_whole(Text::Update, &detail);
        }
        explain(Text::Update, &error, text, &parser)
    })
}

fn parser(kind: Text, base_iri: Option<&str>) -> Result<SparqlParser, SyntaxError> {
    match base_iri {
        Some(base) => SparqlParser::new()
            .with_base_iri(base)
            .map_err(|error| SyntaxError::of_whole(kind, &error)),
        None => Ok(SparqlParser::new()),
    }
}

fn explain(
    kind: Text,
    error: &SparqlSyntaxError,
    text: &str,
    parser: &SparqlParser,
) -> SyntaxError {
    let message = error.to_string();
    match Failure::find(kind, text, &message, parser) {
        Some(failure) => SyntaxError::at(kind, failure, text),
        None => SyntaxError::of_whole(kind, &message),
    }
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
    fn errors_in_updates_say_so() {
        let error = |text| parse_update(text, None).expect_err(text).to_string();
        let missing = error("INSERT DATA { <a:b> <a:c> }");
        let expected =
            "the update is not valid SPARQL at line 1, column 27: `}` is unexpected; expected";
        assert!(missing.starts_with(expected), "{missing}");
        assert!(error("ASK {}").ends_with("this is a query; an update was expected"));
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
