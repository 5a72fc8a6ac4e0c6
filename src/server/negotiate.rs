//! Choosing a media type by the `Accept` header (RFC 9110, section 12.5.1).

use axum::http::{HeaderMap, header};
use oxrdfio::RdfFormat;
use sparesults::QueryResultsFormat;

/// Formats of rows and truth values, the preferred first.
pub(super) const RESULTS: [(&str, QueryResultsFormat); 8] = [
    ("application/sparql-results+json", QueryResultsFormat::Json),
    ("application/json", QueryResultsFormat::Json),
    ("application/sparql-results+xml", QueryResultsFormat::Xml),
    ("application/xml", QueryResultsFormat::Xml),
    ("text/csv", QueryResultsFormat::Csv),
    ("text/tab-separated-values", QueryResultsFormat::Tsv),
    ("text/xml", QueryResultsFormat::Xml),
    ("text/plain", QueryResultsFormat::Csv),
];

/// Formats of graphs, the preferred first.
pub(super) const GRAPHS: [(&str, RdfFormat); 8] = [
    ("text/turtle", RdfFormat::Turtle),
    ("application/n-triples", RdfFormat::NTriples),
    ("application/ld+json", RdfFormat::JsonLd { profile: oxrdfio::JsonLdProfileSet::empty() }),
    ("application/rdf+xml", RdfFormat::RdfXml),
    ("application/trig", RdfFormat::TriG),
    ("application/n-quads", RdfFormat::NQuads),
    ("application/xml", RdfFormat::RdfXml),
    ("text/plain", RdfFormat::NTriples),
];

/// The offer that the client likes best; of equals the first. `None` when it accepts none of them.
pub(super) fn choose<'o, F>(
    headers: &HeaderMap,
    offers: &'o [(&'static str, F)],
) -> Option<&'o (&'static str, F)> {
    let accepted: Vec<Range> = headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(Range::parse)
        .collect();
    if accepted.is_empty() {
        return offers.first();
    }
    let mut best: Option<(f32, &(&'static str, F))> = None;
    for offer in offers {
        let quality = quality(&accepted, offer.0);
        if quality > best.map_or(0.0, |(best, _)| best) {
            best = Some((quality, offer));
        }
    }
    best.map(|(_, offer)| offer)
}

/// How much the most specific range that fits a media type likes it.
fn quality(accepted: &[Range], media_type: &str) -> f32 {
    accepted
        .iter()
        .filter_map(|range| Some((range.specificity(media_type)?, range.quality)))
        .max_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)))
        .map_or(0.0, |(_, quality)| quality)
}

struct Range {
    media_type: String,
    quality: f32,
}

impl Range {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let media_type =
            parts.next().filter(|media_type| !media_type.is_empty())?.to_ascii_lowercase();
        let quality = parts
            .filter_map(|parameter| parameter.split_once('='))
            .find(|(name, _)| name.trim().eq_ignore_ascii_case("q"))
            .map_or(Some(1.0), |(_, value)| value.trim().parse().ok())?;
        Some(Self { media_type, quality })
    }

    fn specificity(&self, media_type: &str) -> Option<u8> {
        if self.media_type == media_type {
            return Some(2);
        }
        if self.media_type == "*/*" {
            return Some(0);
        }
        let kind = self.media_type.strip_suffix("/*")?;
        (media_type.split_once('/')?.0 == kind).then_some(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(accept: Option<&str>, expected: Option<&str>) {
        let mut headers = HeaderMap::new();
        if let Some(accept) = accept {
            headers.insert(header::ACCEPT, accept.parse().unwrap());
        }
        assert_eq!(choose(&headers, &RESULTS).map(|offer| offer.0), expected, "{accept:?}");
    }

    #[test]
    fn the_most_specific_range_decides() {
        check(None, Some("application/sparql-results+json"));
        check(Some("*/*"), Some("application/sparql-results+json"));
        check(Some("text/csv"), Some("text/csv"));
        check(Some("text/*"), Some("text/csv"));
        check(Some("application/json;q=0.5, text/csv;q=0.9"), Some("text/csv"));
        check(Some("*/*;q=0.1, application/xml"), Some("application/xml"));
        check(Some("text/csv;q=0, text/*"), Some("text/tab-separated-values"));
        check(Some("image/png"), None);
        check(
            Some("text/html,application/xhtml+xml,*/*;q=0.8"),
            Some("application/sparql-results+json"),
        );
    }
}
