//! Where one token of SPARQL ends and the next begins.

use std::ops::Range;

/// The places of words, strings, IRIs and single marks; comments and blanks are between them. O(length of the text).
pub(super) fn tokens(text: &str) -> Tokens<'_> {
    Tokens { text, at: 0 }
}

/// See [`tokens`].
#[derive(Debug, Clone)]
pub(super) struct Tokens<'t> {
    text: &'t str,
    at: usize,
}

impl Iterator for Tokens<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        loop {
            let rest = &self.text[self.at..];
            let first = rest.chars().next()?;
            let length = match first {
                '#' => rest.find('\n').unwrap_or(rest.len()),
                '"' | '\'' => string_length(rest, first),
                '<' => iri_length(rest).unwrap_or(1),
                c if is_in_word(c) => rest.find(|c| !is_in_word(c)).unwrap_or(rest.len()),
                c => c.len_utf8(),
            };
            let start = self.at;
            self.at += length;
            if first != '#' && !first.is_whitespace() {
                return Some(start..self.at);
            }
        }
    }
}

fn is_in_word(character: char) -> bool {
    character.is_alphanumeric() || "_:?$@-%\\".contains(character)
}

fn string_length(text: &str, quote: char) -> usize {
    let long = [quote; 3].iter().collect::<String>();
    let (start, end) = if text.starts_with(&long) { (3, long) } else { (1, quote.to_string()) };
    let mut is_escaped = false;
    for (at, character) in text[start..].char_indices() {
        if !is_escaped && text[start + at..].starts_with(&end) {
            return start + at + end.len();
        }
        is_escaped = character == '\\' && !is_escaped;
    }
    text.len()
}

/// The length of an IRI, or of what looks like one with blanks in it; `None` for a comparison.
fn iri_length(text: &str) -> Option<usize> {
    let inside = &text[1..];
    let no_iri = |c: char| c <= ' ' || "<>\"{}|^`\\".contains(c);
    let end = inside.find(no_iri)?;
    if inside[end..].starts_with('>') {
        return Some(end + 2);
    }
    let end = inside.find(['>', '\n', '<', '?', '(', '"'])?;
    (inside[end..].starts_with('>') && !inside.starts_with([' ', '='])).then_some(end + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = tokens(text).map(|token| &text[token]).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn marks_inside_iris_strings_and_comments_are_no_tokens() {
        check("<e:a?b=(c)#d> # } {\n{", &["<e:a?b=(c)#d>", "{"]);
        check("?a < ?b && ?c>1", &["?a", "<", "?b", "&", "&", "?c", ">", "1"]);
        check("'a;\\'b' \"\"\"c \" ;\"\"\" ;", &["'a;\\'b'", "\"\"\"c \" ;\"\"\"", ";"]);
        check("<a b> x", &["<a b>", "x"]);
    }
}
