//! How large the entities of an XML document become.
//!
//! An entity may hold others, each of which holds others: a page of text that becomes gigabytes. The parser writes every
//! one out where it is declared, so it must not see such a document.

use rustc_hash::FxHashMap;

/// The entities of a document would become too large.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the entity `{0}` would become too large")]
pub struct EntityTooLarge(String);

/// The largest text that one entity may stand for, in bytes.
const LARGEST: u64 = 1 << 20;

/// How much all references of a document together may add to it, in bytes.
const MOST: u64 = 64 << 20;

const DECLARATION: &str = "<!ENTITY";

/// Refuses a document whose entities would become too large. O(length of the document).
///
/// # Errors
///
/// When they would.
pub fn ensure_bounded(document: &[u8]) -> Result<(), EntityTooLarge> {
    let document = String::from_utf8_lossy(document);
    let mut lengths: FxHashMap<&str, u64> = FxHashMap::default();
    for (at, _) in document.match_indices(DECLARATION) {
        let Some((name, value)) = declaration(&document[at + DECLARATION.len()..]) else {
            continue;
        };
        let inside: u64 = references(value).filter_map(|name| lengths.get(name)).sum();
        let length = inside + value.len() as u64;
        if length > LARGEST {
            return Err(EntityTooLarge(name.to_owned()));
        }
        lengths.insert(name, length);
    }
    if lengths.is_empty() {
        return Ok(());
    }
    let mut sum = 0;
    for name in references(&document) {
        sum += lengths.get(name).copied().unwrap_or_default();
        if sum > MOST {
            return Err(EntityTooLarge(name.to_owned()));
        }
    }
    Ok(())
}

/// The name and the value of a declaration.
fn declaration(text: &str) -> Option<(&str, &str)> {
    let (name, rest) = text.trim_start().split_once(|c: char| c.is_ascii_whitespace())?;
    let rest = rest.trim_start();
    let quote = rest.chars().next().filter(|quote| ['"', '\''].contains(quote))?;
    Some((name, rest[1..].split_once(quote)?.0))
}

/// The names in `&name;`.
fn references(text: &str) -> impl Iterator<Item = &str> {
    text.split('&').skip(1).filter_map(|rest| {
        let end = rest.find(|c: char| c == ';' || c.is_whitespace())?;
        rest[end..].starts_with(';').then(|| &rest[..end])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(declarations: &str, body: &str, expected: Option<&str>) {
        let document = format!("<!DOCTYPE rdf:RDF [{declarations}]><rdf:RDF>{body}</rdf:RDF>");
        let error = ensure_bounded(document.as_bytes()).err().map(|EntityTooLarge(name)| name);
        assert_eq!(error.as_deref(), expected, "{declarations:.80}");
    }

    #[test]
    fn entities_that_grow_out_of_each_other_are_refused() {
        check("", "&amp;&lt;", None);
        check("<!ENTITY w3 \"http://www.w3.org/\"><!ENTITY owl \"&w3;owl#\">", "&owl;Class", None);
        let mut bomb = "<!ENTITY e0 'lol'>".to_owned();
        for level in 1..10 {
            let inside = format!("&e{};", level - 1).repeat(10);
            bomb += &format!("<!ENTITY e{level} \"{inside}\">");
        }
        check(&bomb, "&e9;", Some("e6"));
        let large = format!("<!ENTITY large \"{}\">", "x".repeat(1 << 19));
        check(&large, &"&large;".repeat(100), None);
        check(&large, &"&large;".repeat(1000), Some("large"));
    }
}
