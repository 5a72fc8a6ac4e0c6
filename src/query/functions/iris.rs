//! Stable IRIs from parts.

use oxrdf::{NamedNode, Term};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::{Failure, Outcome, string, text, wrong_count};
use crate::vocab;

/// `cmf:iri(kind, part, …)`: the IRI of a thing of the kind whose name is made of the parts, as slugs.
pub(super) fn iri(arguments: &[Term]) -> Outcome {
    let [kind, parts @ ..] = arguments else {
        return Err(wrong_count("iri", "a kind and at least one part", arguments));
    };
    if parts.is_empty() {
        return Err(wrong_count("iri", "a kind and at least one part", arguments));
    }
    let mut iri = format!("{}{}/", vocab::ID, text(kind));
    push_slug(&mut iri, parts)?;
    match NamedNode::new(iri) {
        Ok(node) => Ok(Some(node.into())),
        Err(_) => Err(Failure::new(text(kind), "cannot stand in an IRI as a kind")),
    }
}

/// `cmf:slug(part, …)`: letters and digits of the parts, joined by hyphens.
pub(super) fn slug(arguments: &[Term]) -> Outcome {
    if arguments.is_empty() {
        return Err(wrong_count("slug", "at least one part", arguments));
    }
    let mut slug = String::new();
    push_slug(&mut slug, arguments)?;
    Ok(Some(string(slug)))
}

/// Of an IRI of ours only the last step counts. A part without a letter or digit would make two things one.
fn push_slug(target: &mut String, parts: &[Term]) -> Result<(), Failure> {
    for (index, part) in parts.iter().enumerate() {
        let whole = text(part);
        let word = match part {
            Term::NamedNode(node) => node.as_str().rsplit(['/', '#']).next().unwrap_or_default(),
            _ => whole,
        };
        if index > 0 {
            target.push('-');
        }
        let before = target.len();
        push_word(target, word);
        if target.len() == before {
            return Err(Failure::new(whole, "has no letter or digit for an IRI"));
        }
    }
    Ok(())
}

fn push_word(target: &mut String, word: &str) {
    let start = target.len();
    for character in word.nfkd().filter(|character| !is_combining_mark(*character)) {
        if character.is_alphanumeric() {
            target.push(character);
        } else if character != '\''
            && character != '’'
            && target.len() > start
            && !target.ends_with('-')
        {
            target.push('-');
        }
    }
    if target.len() > start && target.ends_with('-') {
        target.pop();
    }
}
