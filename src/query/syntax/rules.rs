//! Rules of SPARQL that the parser does not keep, by the tokens of a text and by what became of it.

use std::borrow::Cow;
use std::ops::Range;

use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern};

use super::tokens::tokens;
use crate::query::parts::{expressions, operands, pattern_of, patterns};

/// A place in a text that breaks a rule, and how.
pub(super) struct Breach {
    pub(super) at: usize,
    pub(super) detail: String,
}

/// Looks for tokens that cannot stand where they do.
pub(super) fn breach(text: &str) -> Option<Breach> {
    let mut brackets = Vec::new();
    let mut last: [Range<usize>; 3] = [0..0, 0..0, 0..0];
    for token in tokens(text) {
        let word = &text[token.clone()];
        match word {
            "(" | "{" | "[" => brackets.push(word),
            ")" | "}" | "]" => drop(brackets.pop()),
            _ => {}
        }
        let before = last.each_ref().map(|token| &text[token.clone()]);
        let joined = last[0].end == last[1].start && last[1].end == last[2].start;
        if before == ["<", "<", "("] && joined && !can_be_subject(word, &text[token.end..]) {
            let detail = format!("`{word}` cannot be the subject of a triple term");
            return Some(Breach { at: token.start, detail });
        }
        // By the rule of the longest token this is no comparison.
        let looks_like_comparison = word.starts_with("<?") || word.starts_with("<$");
        if looks_like_comparison && brackets.last() == Some(&"(") && is_variable(before[2]) {
            let detail = format!("`{word}` is an IRI: put a blank behind `<` to compare");
            return Some(Breach { at: token.start, detail });
        }
        last.rotate_left(1);
        last[2] = token;
    }
    None
}

/// Whether a triple term may begin with a token: not with a literal or another triple term.
fn can_be_subject(word: &str, rest: &str) -> bool {
    let is_triple = word == "<" && rest.starts_with('<');
    let is_literal = word.starts_with(['"', '\'', '+', '-'])
        || word.starts_with(|first: char| first.is_ascii_digit())
        || ["true", "false"].contains(&word);
    !is_triple && !is_literal
}

fn is_variable(word: &str) -> bool {
    word.starts_with(['?', '$'])
}

/// Whether an aggregate stands inside another.
pub(super) fn nests_aggregates(query: &mut Query) -> bool {
    nests(pattern_of(query))
}

fn nests(pattern: &mut GraphPattern) -> bool {
    let variables: Vec<Expression> = match pattern {
        GraphPattern::Group { aggregates, .. } => {
            aggregates.iter().map(|(variable, _)| Expression::Variable(variable.clone())).collect()
        }
        _ => Vec::new(),
    };
    (!variables.is_empty()
        && expressions(pattern).into_iter().any(|expression| mentions(expression, &variables)))
        || patterns(pattern).into_iter().any(nests)
}

fn mentions(expression: &mut Expression, wanted: &[Expression]) -> bool {
    wanted.contains(expression)
        || operands(expression).into_iter().any(|operand| mentions(operand, wanted))
}

/// The text with `true` and `false` as the parser wants them: keywords may be written in any case.
pub(super) fn with_plain_booleans(text: &str) -> Cow<'_, str> {
    let mut plain = Cow::Borrowed(text);
    for token in tokens(text) {
        let word = &text[token.clone()];
        let lower = ["true", "false"].into_iter().find(|plain| word.eq_ignore_ascii_case(plain));
        if let Some(lower) = lower.filter(|lower| *lower != word) {
            plain.to_mut().replace_range(token, lower);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use crate::query::parse;

    fn check(text: &str, expected: Option<&str>) {
        let error = parse(text, Some("e:")).err().map(|error| error.to_string());
        match (&error, expected) {
            (Some(error), Some(expected)) => assert!(error.contains(expected), "{text}: {error}"),
            (error, expected) => assert_eq!(error.as_deref(), expected, "{text}"),
        }
    }

    #[test]
    fn a_literal_is_no_subject_of_a_triple_term() {
        check(
            "SELECT * { BIND(<<( 'x' <e:p> 1 )>> AS ?t) }",
            Some("at line 1, column 21: `'x'` cannot"),
        );
        check("SELECT * { BIND(<<( <<( <e:a> <e:p> 1 )>> <e:p> 1 )>> AS ?t) }", Some("subject"));
        check("SELECT * { BIND(<<( <e:a> <e:p> <<( <e:a> <e:p> 1 )>> )>> AS ?t) }", None);
    }

    #[test]
    fn the_longest_token_wins() {
        check("SELECT * { FILTER(?x<?a&&?b>?y) }", Some("put a blank behind `<`"));
        check("SELECT * { FILTER(?x < ?a&&?b>?y) }", None);
        check("SELECT * { ?x<?p>?y }", None);
    }

    #[test]
    fn aggregates_are_not_nested() {
        check("SELECT (COUNT(SUM(?x)) AS ?n) { ?x ?y ?z }", Some("inside another"));
        check("SELECT (COUNT(?m) AS ?n) { { SELECT (MAX(?x) AS ?m) { ?x ?y ?z } } }", None);
    }

    #[test]
    fn booleans_are_keywords() {
        check("SELECT (TRUE AS ?t) (False AS ?f) { ?TRUE <e:TRUE> 'FALSE' }", None);
    }
}
