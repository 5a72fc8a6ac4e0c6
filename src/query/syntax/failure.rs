//! Finding the true place of a syntax error.
//!
//! The parser reads as many characters as a keyword has before it compares them, and reports the
//! farthest place that it came to; so `FILER(?x)` fails "eight characters on, expected OPTIONAL". The
//! true place is the first token with which the text can no longer be the beginning of a query: found
//! by parsing beginnings of the text, in O(log tokens) attempts.

use std::ops::Range;

use spargebra::{SparqlParser, SparqlSyntaxError};

use super::Text;
use super::tokens::tokens;
use crate::query::labels::PREFIXES;

/// Where a text stops being SPARQL, and why.
#[derive(Debug)]
pub(super) struct Failure {
    /// From one.
    pub(super) line: usize,
    /// In characters, from one.
    pub(super) column: usize,
    /// What could have stood there.
    pub(super) expected: Vec<String>,
    /// What is wrong, where that is not a matter of what was expected.
    pub(super) detail: String,
}

impl Text {
    /// The keywords that such a text begins with, once its prologue is over.
    fn forms(self) -> &'static [&'static str] {
        match self {
            Self::Query => &["SELECT", "CONSTRUCT", "DESCRIBE", "ASK"],
            Self::Update => &["INSERT", "DELETE", "WITH", "CLEAR", "CREATE", "DROP", "COPY"],
        }
    }

    fn error(self, text: &str, parser: &SparqlParser) -> Option<SparqlSyntaxError> {
        match self {
            Self::Query => parser.clone().parse_query(text).err(),
            Self::Update => parser.clone().parse_update(text).err(),
        }
    }
}

/// Of a text of more bytes the parser's own place is reported: to parse it over and over would take too long.
const LARGEST: usize = 256 * 1024;

/// What the parser says of a text.
struct Report {
    /// Byte offset.
    at: usize,
    tokens: Vec<String>,
}

impl Failure {
    /// Interprets the parser's message about a text; `None` if the message names no place.
    pub(super) fn find(
        kind: Text,
        text: &str,
        message: &str,
        parser: &SparqlParser,
    ) -> Option<Self> {
        let report = Report::read(text, message)?;
        let tokens: Vec<Range<usize>> = tokens(text).collect();
        let last_before = |at: usize| {
            tokens.iter().rev().find(|token| token.start < at).cloned().unwrap_or(at..at)
        };
        if report.says("Prefix not found") {
            let name = last_before(report.at);
            let (prefix, _) = text[name.clone()].split_once(':')?;
            return Some(Self::with_detail(text, name.start, undeclared(prefix)));
        }
        if report.says("IRI parsing failed") {
            let iri = last_before(report.at);
            let detail = format!("`{}` is not an IRI", &text[iri.clone()]);
            return Some(Self::with_detail(text, iri.start, detail));
        }
        if let Some(reason) = report.reason() {
            return Some(Self::with_detail(text, report.at, reason));
        }
        if text.len() > LARGEST {
            let (line, column) = line_and_column(text, report.at);
            return Some(Self { line, column, expected: report.expected(), detail: String::new() });
        }
        // The first token that no such text can have here.
        let count = tokens.partition_point(|token| can_begin(kind, &text[..token.end], parser));
        let end_before = count.checked_sub(1).map_or(0, |last| tokens[last].end);
        let at = tokens.get(count).map_or(end_before, |token| token.start);
        let mut expected = reparse(kind, &text[..end_before], parser)
            .map_or_else(Vec::new, |report| report.expected());
        if expected.is_empty() && !text[..end_before].contains('{') {
            expected = kind.forms().iter().map(|&form| form.to_owned()).collect();
        }
        let (line, column) = line_and_column(text, at);
        Some(Self { line, column, expected, detail: String::new() })
    }

    fn with_detail(text: &str, at: usize, detail: String) -> Self {
        let (line, column) = line_and_column(text, at);
        Self { line, column, expected: Vec::new(), detail }
    }
}

impl Report {
    /// Reads `error at 3:14: expected one of …`.
    fn read(text: &str, message: &str) -> Option<Self> {
        let (place, expected) = message.strip_prefix("error at ")?.split_once(": expected ")?;
        let (line, column) = place.split_once(':')?;
        let at = offset(text, line.parse().ok()?, column.parse().ok()?);
        let list = expected.strip_prefix("one of ").unwrap_or(expected);
        let tokens = split_list(list)
            .into_iter()
            .map(|token| token.trim_matches('"').replace("\\\"", "\""))
            .collect();
        Some(Self { at, tokens })
    }

    fn says(&self, detail: &str) -> bool {
        self.tokens.iter().any(|token| token == detail)
    }

    /// What the parser says in words of its own: a rule of the language that the text breaks.
    fn reason(&self) -> Option<String> {
        let is_sentence =
            |token: &&String| token.contains(' ') && token.starts_with(char::is_uppercase);
        self.tokens.iter().find(is_sentence).map(|token| token[..1].to_lowercase() + &token[1..])
    }

    /// What could have stood there, in words where the parser names single characters.
    fn expected(&self) -> Vec<String> {
        let mut expected: Vec<String> = Vec::new();
        for token in self.tokens.iter().filter_map(|token| in_words(token)) {
            if !expected.contains(&token) {
                expected.push(token);
            }
        }
        // What is most often meant comes first.
        expected.sort_by_key(|token| !token.starts_with('a'));
        expected
    }
}

/// Blanks behind a beginning: more than the longest keyword has characters, so that a keyword that the
/// parser looks for in the last token fails before the end of the text.
const PADDING: &str = "                    ";

/// Whether some query or update begins with this text: the parser wants more, and nothing else is wrong.
fn can_begin(kind: Text, beginning: &str, parser: &SparqlParser) -> bool {
    reparse(kind, beginning, parser)
        .is_none_or(|report| report.at >= beginning.len() + PADDING.len())
}

fn reparse(kind: Text, beginning: &str, parser: &SparqlParser) -> Option<Report> {
    let padded = format!("{beginning}{PADDING}");
    let error = kind.error(&padded, parser)?;
    Report::read(&padded, &error.to_string())
}

/// A token as a person would name it; nothing for blanks and comments, which can stand anywhere.
fn in_words(token: &str) -> Option<String> {
    Some(match token {
        "" | "#" | "+" | "-" | "\\" | "\"\"\\" => return None,
        "?" | "$" => "a variable".to_owned(),
        "'" | "\"" | "'''" | "\"\"\"" => "a string".to_owned(),
        "<" => "an IRI".to_owned(),
        ":" | "_" | "_:" => "a prefixed name".to_owned(),
        class if class.len() > 1 && class.starts_with('[') => {
            return class.contains("'0'").then(|| "a number".to_owned());
        }
        mangled if mangled.contains(['"', '[']) && mangled.len() > 1 => return None,
        keyword if keyword.chars().all(|c| c.is_ascii_uppercase()) => keyword.to_owned(),
        words if words.contains(' ') => words.to_owned(),
        other => format!("`{other}`"),
    })
}

fn undeclared(prefix: &str) -> String {
    let iri = PREFIXES.iter().find(|(known, _)| *known == prefix).map_or("…", |(_, iri)| iri);
    format!("the prefix `{prefix}:` is not declared: add `PREFIX {prefix}: <{iri}>` at the top")
}

/// Splits at commas outside quotes and brackets.
fn split_list(list: &str) -> Vec<&str> {
    let (mut parts, mut start, mut is_quoted, mut is_in_class) = (Vec::new(), 0, false, false);
    let mut previous = ' ';
    for (at, character) in list.char_indices() {
        match character {
            '"' if previous != '\\' && !is_in_class => is_quoted = !is_quoted,
            '[' if !is_quoted => is_in_class = true,
            ']' if !is_quoted => is_in_class = false,
            ',' if !is_quoted && !is_in_class => {
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

pub(super) fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..at];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

/// The byte offset of a line and a column, both from one.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let line_start: usize =
        text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    text[line_start..]
        .char_indices()
        .nth(column.saturating_sub(1))
        .map_or(text.len(), |(at, _)| line_start + at)
}
