//! `SELECT (COUNT(?v) AS ?n) (?n + 1 AS ?more)`: a column that rests on the one before.
//!
//! SPARQL allows that, and the parser does not where there are groups. It lets pass what stands in `COALESCE`, which for one
//! variable is the variable; so a text that it refuses for this reason is parsed again with one around each such use.

use super::tokens::tokens;

/// The text with `COALESCE` around each use of a column in a later column, if there is one.
pub(super) fn with_uses_marked(text: &str) -> Option<String> {
    let mut has_uses = false;
    let mut marked = String::with_capacity(text.len());
    let mut end = 0;
    let mut clause: Option<Clause> = None;
    for token in tokens(text) {
        let word = &text[token.clone()];
        marked.push_str(&text[end..token.start]);
        end = token.end;
        let is_use = clause.as_mut().is_some_and(|clause| clause.is_use(word));
        if is_use {
            has_uses = true;
            marked.push_str(&format!("COALESCE({word})"));
        } else {
            marked.push_str(word);
        }
        if clause.as_ref().is_some_and(|clause| clause.is_over) {
            clause = None;
        }
        if word.eq_ignore_ascii_case("SELECT") {
            clause = Some(Clause::default());
        }
    }
    marked.push_str(&text[end..]);
    has_uses.then_some(marked)
}

/// The columns of a `SELECT` so far.
#[derive(Default)]
struct Clause<'t> {
    depth: usize,
    columns: Vec<&'t str>,
    is_after_as: bool,
    is_over: bool,
}

impl<'t> Clause<'t> {
    /// Goes past a token; tells whether it is the use of a column.
    fn is_use(&mut self, word: &'t str) -> bool {
        let is_variable = word.starts_with(['?', '$']) && word.len() > 1;
        let was_after_as = std::mem::take(&mut self.is_after_as);
        match word {
            "(" => self.depth += 1,
            ")" => self.depth = self.depth.saturating_sub(1),
            _ if self.depth == 0 => {
                let goes_on = ["DISTINCT", "REDUCED", "*"];
                self.is_over =
                    !is_variable && !goes_on.iter().any(|w| word.eq_ignore_ascii_case(w));
            }
            _ if word.eq_ignore_ascii_case("AS") => self.is_after_as = true,
            _ if is_variable && was_after_as => self.columns.push(&word[1..]),
            _ => return is_variable && self.columns.contains(&&word[1..]),
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use crate::query::parse;

    #[test]
    fn a_column_may_rest_on_the_one_before() {
        let check = |text: &str| assert!(parse(text, None).is_ok(), "{text}");
        check("SELECT (COUNT(?v) AS ?n) (?n + 1 AS ?more) { VALUES ?v { 0 } }");
        check(
            "SELECT ?x (SUM(?v) AS ?n) (STR($n) AS ?t) (CONCAT(?t, '!') AS ?u) { ?x <e:p> ?v } GROUP BY ?x",
        );
        check("SELECT * { { SELECT (COUNT(*) AS ?n) (?n + 1 AS ?more) { ?n0 ?p ?o } } }");
        let error = parse("SELECT (COUNT(?v) AS ?n) (?m + 1 AS ?more) { VALUES ?v { 0 } }", None);
        assert!(error.unwrap_err().to_string().contains("a variable that is unbound"));
    }
}
