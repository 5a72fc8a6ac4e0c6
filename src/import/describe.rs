//! What an imported graph says of itself: the dataset as a source with its citation and terms, what it covers, and the
//! account of its rows.

use oxrdf::vocab::rdf;
use oxrdf::{Literal, NamedNode, NamedNodeRef, Quad, Term};

use super::dataset::TableAccount;
use super::mapping::{Coverage, Mapping};
use crate::vocab::{self, cmt, dcat, dcterms, prov, rdfs, schema, xsd};

/// The variables that every row of a mapping has besides its columns: `?source`, the dataset as a source, and
/// `?coverageStart` and `?coverageEnd`, the first and last day that it covers.
pub(super) fn constants(mapping: &Mapping) -> Vec<(&'static str, Term)> {
    let mut constants = vec![("source", Term::from(source_of(mapping)))];
    if let Some(coverage) = mapping.coverage() {
        let day = |day: jiff::civil::Date| {
            Term::from(Literal::new_typed_literal(day.to_string(), xsd::DATE))
        };
        constants.extend(coverage.span.earliest().map(|start| ("coverageStart", day(start))));
        constants.extend(coverage.span.latest().map(|end| ("coverageEnd", day(end))));
    }
    constants
}

fn source_of(mapping: &Mapping) -> NamedNode {
    NamedNode::new_unchecked(format!("{}source/{}", vocab::ID, mapping.dataset))
}

/// The description of a graph, as quads of the graph that is being filled.
pub(super) fn graph(
    mapping: &Mapping,
    version: Option<&String>,
    graph: &NamedNode,
    tables: &[TableAccount],
) -> Vec<Quad> {
    let mut made = Describer { quads: Vec::new(), graph };
    let source = source_of(mapping);
    let title = match version {
        Some(version) => format!("{}, version {version}", mapping.title),
        None => mapping.title.clone(),
    };
    made.add(graph, rdf::TYPE, dcat::DATASET);
    made.add(graph, dcterms::TITLE, english(&mapping.title));
    if !mapping.description.is_empty() {
        made.add(graph, dcterms::DESCRIPTION, english(&mapping.description));
    }
    made.add(graph, dcterms::SOURCE, source.clone());
    made.add(&source, rdf::TYPE, cmt::DATASET_SOURCE);
    made.add(&source, dcterms::TITLE, english(&title));
    made.add(&source, cmt::CITATION, cmt::DATASET);
    for subject in [graph, &source] {
        if let Some(version) = version {
            made.add(subject, dcterms::HAS_VERSION, Literal::from(version.as_str()));
        }
        if let Some(citation) = &mapping.citation {
            made.add(subject, dcterms::BIBLIOGRAPHIC_CITATION, Literal::from(citation.as_str()));
        }
        if let Some(licence) = &mapping.licence {
            made.add(subject, dcterms::RIGHTS, english(licence));
        }
    }
    if let Some(origin) = &mapping.copy_of
        && let Ok(origin) = NamedNode::new(format!("{}{origin}", vocab::ID))
    {
        made.add(&source, prov::WAS_DERIVED_FROM, origin);
    }
    if let Some(page) = mapping.page.as_ref().and_then(|page| NamedNode::new(page).ok()) {
        made.add(&source, schema::URL, page);
    }
    for (place, coverage) in mapping.coverages.iter().enumerate() {
        made.coverage(mapping, coverage, place, &source);
    }
    for table in tables {
        made.account(graph, table);
    }
    made.quads
}

struct Describer<'g> {
    quads: Vec<Quad>,
    graph: &'g NamedNode,
}

impl Describer<'_> {
    fn add<'p>(
        &mut self,
        subject: &NamedNode,
        predicate: impl Into<NamedNodeRef<'p>>,
        object: impl Into<Term>,
    ) {
        self.quads.push(Quad::new(subject.clone(), predicate.into(), object, self.graph.clone()));
    }

    fn coverage(
        &mut self,
        mapping: &Mapping,
        coverage: &Coverage,
        place: usize,
        source: &NamedNode,
    ) {
        for kind in &coverage.kinds {
            let local = kind.rsplit('#').next().unwrap_or_default();
            let mut slug = mapping.dataset.clone();
            if coverage.kinds.len() > 1 {
                slug += &format!("-{}", hyphened(local));
            }
            if place > 0 {
                slug += &format!("-{}", place + 1);
            }
            let node = NamedNode::new_unchecked(format!("{}coverage/{slug}", vocab::ID));
            let label = format!("{}: {}", mapping.title, hyphened(local).replace('-', " "));
            self.add(&node, rdf::TYPE, cmt::COVERAGE);
            self.add(&node, rdfs::LABEL, english(&label));
            self.add(&node, cmt::SOURCE, source.clone());
            self.add(&node, cmt::COVERS, NamedNode::new_unchecked(kind.clone()));
            let day =
                |day: jiff::civil::Date| Literal::new_typed_literal(day.to_string(), xsd::DATE);
            if let Some(start) = coverage.span.earliest() {
                self.add(&node, cmt::START, day(start));
            }
            if let Some(end) = coverage.span.latest() {
                self.add(&node, cmt::END, day(end));
            }
            if coverage.exhaustive {
                self.add(&node, cmt::EXHAUSTIVE, Literal::from(true));
            }
            match coverage.states.as_deref() {
                Some(scheme @ ("cow" | "gw")) => {
                    let scheme = NamedNode::new_unchecked(format!("{}scheme/{scheme}", vocab::ID));
                    self.add(&node, cmt::COVERS_STATE, scheme);
                }
                Some(words) => {
                    self.add(&node, rdfs::COMMENT, english(&format!("States: {words}.")));
                }
                None => {}
            }
        }
    }

    fn account(&mut self, graph: &NamedNode, table: &TableAccount) {
        let node = NamedNode::new_unchecked(format!("{}#{}", graph.as_str(), table.table));
        let file = table.path.file_name().unwrap_or_default().to_string_lossy();
        let counts = &table.counts;
        self.add(graph, dcterms::HAS_PART, node.clone());
        self.add(&node, rdf::TYPE, cmt::IMPORTED_TABLE);
        self.add(&node, dcterms::TITLE, Literal::from(&*file));
        for (predicate, count) in [
            (cmt::ROWS_READ, counts.read),
            (cmt::ROWS_IMPORTED, counts.imported),
            (cmt::ROWS_SKIPPED, counts.skipped),
            (cmt::ROWS_REJECTED, counts.rejected),
        ] {
            self.add(&node, predicate, Literal::new_typed_literal(count.to_string(), xsd::INTEGER));
        }
    }
}

fn english(text: &str) -> Term {
    Literal::new_language_tagged_literal_unchecked(text, "en").into()
}

/// `TreatyAction` as `treaty-action`.
fn hyphened(name: &str) -> String {
    let mut text = String::new();
    for character in name.chars() {
        if character.is_uppercase() && !text.is_empty() {
            text.push('-');
        }
        text.extend(character.to_lowercase());
    }
    text
}
