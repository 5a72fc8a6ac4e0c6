//! How deep and how long a text may be.
//!
//! The parser, the optimiser and the evaluator go as deep as a text is nested, and a row of operators, joins or options is
//! nested too when it is parsed. A text that would take them deeper than their stack is refused before it is parsed.

use super::SyntaxError;
use super::Text;
use super::tokens::tokens;

/// How deep brackets, groups and signs may be nested.
const DEEPEST: usize = 256;

/// How many operators, patterns and the like a text may have; the rows of `VALUES` and the triples of `INSERT DATA` and
/// `DELETE DATA` do not count.
const LONGEST: usize = 50_000;

/// Refuses a text that is nested too deep or has too many parts.
pub(super) fn ensure_bounded(kind: Text, text: &str) -> Result<(), SyntaxError> {
    let mut place = Place::default();
    let mut longest = 0;
    for token in tokens(text) {
        let word = &text[token.clone()];
        let counts = place.enter(word);
        longest += usize::from(counts);
        let problem = match () {
            () if place.depth() > DEEPEST => "nested too deep",
            () if longest > LONGEST => "too long",
            () => continue,
        };
        let most = if problem == "too long" { LONGEST } else { DEEPEST };
        let detail = format!("the {kind} is {problem}: {most} is the most; ask for it in parts");
        return Err(SyntaxError::because(kind, detail, text, token.start));
    }
    Ok(())
}

/// Where in the nesting of a text one is.
#[derive(Debug, Default)]
struct Place {
    open: usize,
    /// Signs and negations directly before this.
    signs: usize,
    /// How deep the block of data began that this is in.
    data: Option<usize>,
    /// The words before this that may begin a block of data.
    expects_data: bool,
    before: Word,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Word {
    #[default]
    Other,
    /// `INSERT` or `DELETE`.
    Change,
    /// `<`, which may be the first half of `<<`.
    Less,
    Greater,
}

impl Place {
    fn depth(&self) -> usize {
        self.open + self.signs
    }

    /// Goes past a token; tells whether it makes the text longer.
    fn enter(&mut self, word: &str) -> bool {
        let before = std::mem::take(&mut self.before);
        let is_sign = matches!(word, "!" | "-" | "+" | "^");
        self.signs = if is_sign { self.signs + 1 } else { 0 };
        match word {
            "{" | "(" | "[" => {
                self.open += 1;
                if word == "{" && std::mem::take(&mut self.expects_data) {
                    self.data.get_or_insert(self.open);
                }
            }
            "}" | ")" | "]" => {
                if self.data == Some(self.open) {
                    self.data = None;
                }
                self.open = self.open.saturating_sub(1);
            }
            "<" if before == Word::Less => self.open += 1,
            "<" => self.before = Word::Less,
            ">" if before == Word::Greater => self.open = self.open.saturating_sub(1),
            ">" => self.before = Word::Greater,
            _ if word.eq_ignore_ascii_case("VALUES") => self.expects_data = true,
            _ if before == Word::Change && word.eq_ignore_ascii_case("DATA") => {
                self.expects_data = true;
            }
            _ if word.eq_ignore_ascii_case("INSERT") || word.eq_ignore_ascii_case("DELETE") => {
                self.before = Word::Change;
            }
            _ => {}
        }
        self.data.is_none() && makes_longer(word)
    }
}

/// Whether a token makes a pattern, a path or an expression one deeper.
fn makes_longer(word: &str) -> bool {
    matches!(
        word,
        "|" | "&" | "=" | "+" | "-" | "*" | "/" | "^" | "!" | "." | ";" | "," | "{" | "(" | "["
    ) || ["AS", "FILTER", "BIND"].iter().any(|keyword| word.eq_ignore_ascii_case(keyword))
}
