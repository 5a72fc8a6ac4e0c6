//! The operations of an update as they stand in its text.
//!
//! The parser takes a prologue at the beginning only, where SPARQL lets one stand before each operation; and it turns `COPY`
//! and `ADD` into others that no longer tell whether a graph that is not there is an error. So texts with any of these are
//! parsed operation by operation, each with the prologues before it. The rest of the text becomes blanks, so that a place
//! in it stays the same.

use std::ops::Range;

use spargebra::algebra::GraphPattern;
use spargebra::term::NamedNodePattern;
use spargebra::{GraphUpdateOperation, SparqlParser, SparqlSyntaxError, Update};

use super::ParsedUpdate;
use super::tokens::tokens;

/// One operation's place in a text.
#[derive(Debug)]
struct Operation {
    /// Where the prologue directly before it begins, if it has one.
    start: usize,
    keyword: usize,
    end: usize,
    /// Whether it copies a graph that has to be there.
    needs_source: bool,
}

/// Parses an update, if need be in pieces.
pub(super) fn parse(parser: &SparqlParser, text: &str) -> Result<ParsedUpdate, SparqlSyntaxError> {
    let whole = parser.clone().parse_update(text);
    let operations = operations(text);
    let is_plain = operations.iter().skip(1).all(|operation| operation.prologue().is_empty())
        && operations.iter().all(|operation| !operation.needs_source);
    if is_plain {
        return whole.map(|update| ParsedUpdate { update, sources: Vec::new() });
    }
    let mut parsed = ParsedUpdate {
        update: Update { base_iri: None, operations: Vec::new() },
        sources: Vec::new(),
    };
    let mut prologues: Vec<Range<usize>> = Vec::new();
    for operation in operations {
        prologues.push(operation.prologue());
        let body = operation.keyword.min(operation.end)..operation.end;
        let piece = blanked(text, prologues.iter().chain([&body]));
        let update = parser.clone().parse_update(&piece)?;
        if operation.needs_source
            && let Some(source) = update.operations.iter().find_map(source)
        {
            parsed.sources.push((parsed.update.operations.len(), source));
        }
        parsed.update.base_iri = update.base_iri;
        parsed.update.operations.extend(update.operations);
    }
    Ok(parsed)
}

/// The named graph that an operation copies from.
fn source(operation: &GraphUpdateOperation) -> Option<oxrdf::NamedNode> {
    let GraphUpdateOperation::DeleteInsert { pattern, .. } = operation else { return None };
    match &**pattern {
        GraphPattern::Graph { name: NamedNodePattern::NamedNode(source), .. } => {
            Some(source.clone())
        }
        _ => None,
    }
}

/// Where the operations of a text are. A text that is no update has some, too; the parser will say so.
fn operations(text: &str) -> Vec<Operation> {
    let mut operations = Vec::new();
    let (mut depth, mut current) = (0_usize, None);
    for token in tokens(text) {
        match &text[token.clone()] {
            "{" => depth += 1,
            "}" => depth = depth.saturating_sub(1),
            ";" if depth == 0 => {
                operations.extend(current.take());
                continue;
            }
            _ => {}
        }
        current.get_or_insert_with(|| Operation::at(token.start, text)).end = token.end;
    }
    operations.extend(current);
    operations
}

impl Operation {
    /// The operation that begins at a place, its end still to be found.
    fn at(start: usize, text: &str) -> Self {
        let mut tokens = tokens(&text[start..]).map(|token| start + token.start..start + token.end);
        let mut next = move || tokens.next().unwrap_or(text.len()..text.len());
        let is = |token: &Range<usize>, words: &[&str]| {
            words.iter().any(|word| text[token.clone()].eq_ignore_ascii_case(word))
        };
        let mut keyword = next();
        while is(&keyword, &["PREFIX", "BASE", "VERSION"]) {
            if is(&keyword, &["PREFIX"]) {
                next();
            }
            next();
            keyword = next();
        }
        let copies = is(&keyword, &["COPY", "ADD"]);
        let needs_source = copies && !is(&next(), &["SILENT"]);
        Self { start, keyword: keyword.start, end: keyword.end, needs_source }
    }

    fn prologue(&self) -> Range<usize> {
        self.start..self.keyword
    }
}

/// A text with blanks for all but some places of it.
fn blanked<'r>(text: &str, kept: impl Iterator<Item = &'r Range<usize>>) -> String {
    let mut blanked = String::with_capacity(text.len());
    let blanks = |text: &str| -> String {
        text.chars().map(|character| if character == '\n' { '\n' } else { ' ' }).collect()
    };
    let mut end = 0;
    for range in kept {
        blanked.push_str(&blanks(&text[end..range.start]));
        blanked.push_str(&text[range.clone()]);
        end = range.end;
    }
    blanked
}

#[cfg(test)]
mod tests {
    use crate::query::parse_update;

    #[test]
    fn a_prologue_may_stand_before_each_operation() {
        let parsed = parse_update(
            "PREFIX a: <e:> INSERT DATA { a:x a:y ';' } ;\nPREFIX b: <f:> INSERT DATA { a:x b:y 1 };",
            None,
        )
        .unwrap();
        assert_eq!(parsed.update.operations.len(), 2);
        let error = parse_update(
            "PREFIX a: <e:> INSERT DATA { a:x a:y 1 } ;\nPREFIX b: <f:> INSERT DATA { a:x c:y 1 }",
            None,
        );
        let error = error.unwrap_err();
        assert_eq!((error.line, error.column), (Some(2), Some(34)), "{error}");
    }

    #[test]
    fn what_copies_has_to_have_its_source() {
        let sources = |text: &str| -> Vec<(usize, String)> {
            let parsed = parse_update(text, Some("e:")).unwrap();
            parsed.sources.into_iter().map(|(at, graph)| (at, graph.into_string())).collect()
        };
        assert_eq!(sources("COPY <e:a> TO <e:b>"), [(0, "e:a".to_owned())]);
        assert_eq!(sources("COPY SILENT <e:a> TO <e:b>"), []);
        assert_eq!(sources("ADD DEFAULT TO <e:b>"), []);
        assert_eq!(sources("ADD <e:a> TO <e:a>"), []);
        assert_eq!(
            sources(
                "MOVE <e:x> TO <e:y>; ADD GRAPH <e:a> TO DEFAULT ; CLEAR ALL ; COPY <e:c> TO <e:d>"
            ),
            [(3, "e:a".to_owned()), (5, "e:c".to_owned())]
        );
    }
}
