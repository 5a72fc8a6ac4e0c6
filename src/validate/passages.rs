//! Passages held against the very text that they quote.
//!
//! A source states the SHA-256 of its bytes; a passage is a pair of character offsets into that text. So
//! anyone with the file can check a statement against the words that it rests on, and the words need
//! not be copied.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::ValidateError;
use crate::query::Snapshot;
use crate::query::solutions::{select, text_of};
use crate::query::substitute::Values;

/// Every statement that rests on a passage of a source whose bytes are known.
const STATEMENTS: &str = "
PREFIX cmt: <https://w3id.org/comity/ontology#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?sha256 ?source ?passage ?start ?end ?statement ?label WHERE {
  ?source cmt:sha256 ?sha256 .
  ?passage oa:hasSource ?source ; oa:hasSelector ?selector .
  ?selector oa:start ?start ; oa:end ?end .
  OPTIONAL {
    ?statement cmt:passage ?passage .
    OPTIONAL { ?statement rdfs:label ?label FILTER (LANG(?label) IN (\"en\", \"\")) }
  }
} ORDER BY ?source ?start ?end ?passage ?statement ?label";

/// A statement beside the words that it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotation {
    /// The statement; `None` for a passage that no statement uses.
    pub statement: Option<String>,
    /// The statement's label.
    pub label: Option<String>,
    /// The passage.
    pub passage: String,
    /// First character, counted in Unicode code points from zero.
    pub start: usize,
    /// The character after the last.
    pub end: usize,
    /// The words, or why there are none.
    pub words: Result<String, PassageProblem>,
}

/// A passage cannot be shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PassageProblem {
    /// No file of the folder has the bytes that the source states.
    #[error("no file has the SHA-256 {sha256} of <{source_iri}>")]
    NoSuchFile {
        /// The hash.
        sha256: String,
        /// The source.
        source_iri: String,
    },
    /// The offsets lie outside the text.
    #[error("characters {start} to {end} lie outside a text of {length}")]
    OutsideText {
        /// First character.
        start: usize,
        /// The character after the last.
        end: usize,
        /// Length of the text in characters.
        length: usize,
    },
    /// The words begin or end inside a word of the text.
    #[error("characters {start} to {end} cut a word of the text")]
    CutsWord {
        /// First character.
        start: usize,
        /// The character after the last.
        end: usize,
    },
}

/// A folder of sources cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PassageError {
    /// The file system refused.
    #[error("`{}`: {source}", .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The data could not be asked.
    #[error(transparent)]
    Data(#[from] ValidateError),
}

/// All passages of the sources that state a hash, with the words found in the folder's files.
///
/// # Errors
///
/// When the folder cannot be read. A hash that no file has, or offsets that do not fit, are in the answer.
pub fn quotations(snapshot: &Arc<Snapshot>, folder: &Path) -> Result<Vec<Quotation>, PassageError> {
    let texts = texts_by_hash(folder)?;
    let rows = select(snapshot, STATEMENTS, &Values::new()).map_err(|source| {
        ValidateError::Rule { rule: "passages".to_owned(), source: Box::new(source) }
    })?;
    Ok(rows
        .iter()
        .map(|row| {
            let text = |variable| text_of(row, variable);
            let offset =
                |variable| text(variable).and_then(|o| o.parse().ok()).unwrap_or(usize::MAX);
            let (start, end) = (offset("start"), offset("end"));
            let sha256 = text("sha256").unwrap_or_default().to_lowercase();
            let words = match texts.get(&sha256) {
                Some(characters) => words(characters, start, end),
                None => Err(PassageProblem::NoSuchFile {
                    sha256,
                    source_iri: text("source").unwrap_or_default(),
                }),
            };
            Quotation {
                statement: text("statement"),
                label: text("label"),
                passage: text("passage").unwrap_or_default(),
                start,
                end,
                words,
            }
        })
        .collect())
}

fn words(characters: &[char], start: usize, end: usize) -> Result<String, PassageProblem> {
    let length = characters.len();
    let outside = PassageProblem::OutsideText { start, end, length };
    let span = characters.get(start..end).filter(|span| !span.is_empty()).ok_or(outside)?;
    let cuts = |left: Option<&char>, right: Option<&char>| {
        left.zip(right)
            .is_some_and(|(left, right)| left.is_alphanumeric() && right.is_alphanumeric())
    };
    let before = start.checked_sub(1).and_then(|at| characters.get(at));
    if cuts(before, span.first()) || cuts(span.last(), characters.get(end)) {
        return Err(PassageProblem::CutsWord { start, end });
    }
    Ok(span.iter().collect())
}

/// The characters of every UTF-8 file of a folder, by the hash of its bytes.
fn texts_by_hash(folder: &Path) -> Result<BTreeMap<String, Vec<char>>, PassageError> {
    let io = |path: &Path| {
        let path = path.to_owned();
        move |source| PassageError::Io { path, source }
    };
    let mut texts = BTreeMap::new();
    for entry in fs::read_dir(folder).map_err(io(folder))? {
        let path = entry.map_err(io(folder))?.path();
        if !path.is_file() {
            continue;
        }
        let bytes = fs::read(&path).map_err(io(&path))?;
        let hash = format!("{:x}", Sha256::digest(&bytes));
        if let Ok(text) = String::from_utf8(bytes) {
            texts.insert(hash, text.chars().collect());
        }
    }
    Ok(texts)
}
