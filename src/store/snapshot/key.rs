//! Terms as bytes: a byte for the kind, then the text.

use oxrdf::{
    BaseDirection, BlankNode, Literal, LiteralRef, NamedNode, NamedOrBlankNode, Term, TermRef,
    Triple,
};

/// Separates the parts of a literal's key; no byte of UTF-8 has this value.
const SEPARATOR: u8 = 0xFF;

const KIND_IRI: u8 = 1;
const KIND_BLANK: u8 = 2;
const KIND_STRING: u8 = 3;
const KIND_LANGUAGE: u8 = 4;
const KIND_TYPED: u8 = 5;
const KIND_TRIPLE: u8 = 6;

/// Appends the key of a term: a byte for its kind, then its text.
pub(super) fn encode(term: TermRef<'_>, key: &mut Vec<u8>) {
    match term {
        TermRef::NamedNode(node) => {
            key.push(KIND_IRI);
            key.extend_from_slice(node.as_str().as_bytes());
        }
        TermRef::BlankNode(node) => {
            key.push(KIND_BLANK);
            key.extend_from_slice(node.as_str().as_bytes());
        }
        TermRef::Literal(literal) => encode_literal(literal, key),
        TermRef::Triple(triple) => {
            key.push(KIND_TRIPLE);
            let subject = Term::from(triple.subject.clone());
            encode_part(subject.as_ref(), key);
            encode_part(triple.predicate.as_ref().into(), key);
            encode_part(triple.object.as_ref(), key);
        }
    }
}

fn encode_literal(literal: LiteralRef<'_>, key: &mut Vec<u8>) {
    let kind_at = key.len();
    key.push(KIND_STRING);
    key.extend_from_slice(literal.value().as_bytes());
    if let Some(language) = literal.language() {
        key[kind_at] = KIND_LANGUAGE;
        key.push(SEPARATOR);
        key.extend_from_slice(language.as_bytes());
        if let Some(direction) = literal.direction() {
            key.push(SEPARATOR);
            key.push(match direction {
                BaseDirection::Ltr => b'l',
                BaseDirection::Rtl => b'r',
            });
        }
    } else if literal.datatype() != oxrdf::vocab::xsd::STRING {
        key[kind_at] = KIND_TYPED;
        key.push(SEPARATOR);
        key.extend_from_slice(literal.datatype().as_str().as_bytes());
    }
}

/// A part of a triple term is its length, then its key.
fn encode_part(term: TermRef<'_>, key: &mut Vec<u8>) {
    let length_at = key.len();
    key.extend_from_slice(&[0; 4]);
    encode(term, key);
    let length = u32::try_from(key.len() - length_at - 4).unwrap_or(u32::MAX);
    key[length_at..length_at + 4].copy_from_slice(&length.to_le_bytes());
}

/// Reads a key back that nobody needs any longer, so that its text becomes the term's where it can.
pub(super) fn decode_whole(mut key: Vec<u8>) -> Option<Term> {
    Some(match *key.first()? {
        KIND_IRI => NamedNode::new_unchecked(text_of(&mut key)?).into(),
        KIND_BLANK => BlankNode::new_unchecked(text_of(&mut key)?).into(),
        KIND_STRING => Literal::new_simple_literal(text_of(&mut key)?).into(),
        _ => decode(&key)?,
    })
}

fn text_of(key: &mut Vec<u8>) -> Option<String> {
    key.remove(0);
    String::from_utf8(std::mem::take(key)).ok()
}

/// Reads a key back. `None` when the bytes are no key.
pub(super) fn decode(key: &[u8]) -> Option<Term> {
    let (&kind, text) = key.split_first()?;
    Some(match kind {
        KIND_IRI => NamedNode::new_unchecked(utf8(text)?).into(),
        KIND_BLANK => BlankNode::new_unchecked(utf8(text)?).into(),
        KIND_STRING => Literal::new_simple_literal(utf8(text)?).into(),
        KIND_LANGUAGE => decode_language(text)?.into(),
        KIND_TYPED => {
            let (value, datatype) = split(text)?;
            Literal::new_typed_literal(value, NamedNode::new_unchecked(datatype)).into()
        }
        KIND_TRIPLE => {
            let (subject, rest) = decode_part(text)?;
            let (predicate, rest) = decode_part(rest)?;
            let (object, _) = decode_part(rest)?;
            let subject = match subject {
                Term::NamedNode(node) => NamedOrBlankNode::from(node),
                Term::BlankNode(node) => node.into(),
                _ => return None,
            };
            let Term::NamedNode(predicate) = predicate else { return None };
            Term::Triple(Box::new(Triple::new(subject, predicate, object)))
        }
        _ => return None,
    })
}

fn decode_language(text: &[u8]) -> Option<Literal> {
    let (value, language) = split(text)?;
    Some(match text.rsplit(|&byte| byte == SEPARATOR).next()? {
        [direction @ (b'l' | b'r')] if is_directional(text) => {
            let direction =
                if *direction == b'l' { BaseDirection::Ltr } else { BaseDirection::Rtl };
            Literal::new_directional_language_tagged_literal_unchecked(value, language, direction)
        }
        _ => Literal::new_language_tagged_literal_unchecked(value, language),
    })
}

/// Whether a language literal's key has a third part.
fn is_directional(text: &[u8]) -> bool {
    text.split(|&byte| byte == SEPARATOR).count() == 3
}

fn decode_part(bytes: &[u8]) -> Option<(Term, &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let (key, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    Some((decode(key)?, rest))
}

fn split(text: &[u8]) -> Option<(&str, &str)> {
    let at = text.iter().position(|&byte| byte == SEPARATOR)?;
    let tail = &text[at + 1..];
    let end = tail.iter().position(|&byte| byte == SEPARATOR).unwrap_or(tail.len());
    Some((utf8(&text[..at])?, utf8(&tail[..end])?))
}

fn utf8(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}
