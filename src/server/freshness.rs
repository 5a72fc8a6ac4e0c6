//! Whether an answer that somebody keeps is still the answer.

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use spargebra::Query;
use xxhash_rust::xxh3::Xxh3;

use super::DATA_VERSION;
use crate::query::DataVersion;
use crate::store::build;
use crate::vocab;

/// The value of an `ETag`: a hash of all that an answer depends on. It is weak, since the same answer may be packed in
/// several ways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag(String);

impl Tag {
    /// The tag of an answer on a version of the data, given by what was asked for and in which format.
    pub(super) fn new(version: DataVersion, parts: &[&str]) -> Self {
        let mut hasher = Xxh3::new();
        hasher.update(&build().to_le_bytes());
        for part in [version.to_string().as_str()].iter().chain(parts) {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        Self(format!("{:032x}", hasher.digest128()))
    }

    /// Whether the request's `If-None-Match` has it.
    pub(super) fn is_known_to(&self, headers: &HeaderMap) -> bool {
        self.is_among(headers, &header::IF_NONE_MATCH)
    }

    /// Whether a header lists the tag, or any.
    ///
    /// Tags are compared by what they say, weak or not: a change of the data changes every one.
    pub(super) fn is_among(&self, headers: &HeaderMap, name: &HeaderName) -> bool {
        let is_this = |tag: &str| {
            let tag = tag.trim();
            tag == "*" || tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"') == self.0
        };
        headers
            .get_all(name)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .any(|value| value.split(',').any(is_this))
    }

    /// 304: the client has the answer.
    pub(super) fn not_modified(&self, version: DataVersion) -> Response {
        let mut response = StatusCode::NOT_MODIFIED.into_response();
        stamp(response.headers_mut(), Some(self), version);
        response
    }
}

/// Says on which version of the data an answer rests, and whether it may be kept: without a tag, it may not.
///
/// A cache has to ask each time whether what it keeps is still right, which costs a 304.
pub(super) fn stamp(fields: &mut HeaderMap, tag: Option<&Tag>, version: DataVersion) {
    let kept = match tag {
        Some(_) => "public, no-cache",
        None => "no-store",
    };
    fields.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    fields.insert(header::VARY, HeaderValue::from_static("Accept"));
    let tag = tag.and_then(|Tag(hash)| HeaderValue::from_str(&format!("W/\"{hash}\"")).ok());
    if let Some(tag) = tag {
        fields.insert(header::ETAG, tag);
    }
    if let Ok(version) = HeaderValue::from_str(&version.to_string()) {
        fields.insert(DATA_VERSION, version);
    }
}

/// What makes an answer one of the moment: functions, and services that are not ours.
///
/// They are looked for in the query's normal text. One that only stands in a literal makes the answer one that is not
/// kept, which is no harm.
pub(super) fn is_momentary(query: &Query) -> bool {
    let text = query.to_string();
    ["NOW(", "RAND(", "UUID(", "BNODE("].iter().any(|function| text.contains(function))
        || text.match_indices("SERVICE ").any(|(at, keyword)| {
            let service = text[at + keyword.len()..].trim_start_matches("SILENT ");
            !service.starts_with(&format!("<{}", vocab::SERVICE))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    fn check(text: &str, expected: bool) {
        assert_eq!(is_momentary(&parse(text, None).unwrap()), expected, "{text}");
    }

    #[test]
    fn answers_of_the_moment_are_told_from_those_of_the_data() {
        check("SELECT * { ?s ?p ?o }", false);
        check("SELECT (NOW() AS ?x) {}", true);
        check("SELECT * { ?s ?p ?o FILTER(RAND() > 0.5) }", true);
        check("SELECT * { BIND(STRUUID() AS ?x) }", true);
        check("SELECT * { ?s ?p ?o } ORDER BY BNODE()", true);
        check("SELECT * { SERVICE <http://e.org/sparql> { ?s ?p ?o } }", true);
        check("SELECT * { SERVICE SILENT ?where { ?s ?p ?o } }", true);
        check("SELECT * { SERVICE <https://w3id.org/comity/service#path> { ?s ?p ?o } }", false);
    }

    #[test]
    fn a_tag_is_recognised_weak_or_not_and_in_a_list() {
        let tag = Tag::new(DataVersion::default(), &["ASK {}"]);
        let check = |value: String, expected: bool| {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_NONE_MATCH, value.parse().unwrap());
            assert_eq!(tag.is_known_to(&headers), expected, "{value}");
        };
        check(format!("W/\"{}\"", tag.0), true);
        check(format!("\"other\", \"{}\"", tag.0), true);
        check("*".to_owned(), true);
        check("\"other\"".to_owned(), false);
        assert!(!tag.is_known_to(&HeaderMap::new()));
        assert_ne!(tag, Tag::new(DataVersion::default(), &["ASK", " {}"]));
    }
}
