//! The SHACL shapes of `ontology/shapes/`, applied by rudof's validator.

use std::sync::Arc;

use oxrdf::{NamedOrBlankNode, Term};
use oxttl::TurtleParser;
use rudof_rdf::rdf_core::RDFFormat;
use rudof_rdf::rdf_core::term::Object;
use rudof_rdf::rdf_impl::OxigraphInMemory;
use rust_embed::RustEmbed;
use rustc_hash::FxHashMap;
use shacl::ir::IRSchema;
use shacl::types::Severity as ShaclSeverity;
use shacl::validator::processor::{GraphValidation, ShaclProcessor};
use shacl::validator::report::ValidationResult;
use shacl::validator::store::{Graph, ShaclDataManager};
use shacl::validator::{ShaclConfig, ShaclValidationMode};

use super::{Finding, Severity, ValidateError, name_of};
use crate::query::graphs::GraphFinder;
use crate::query::labels::compact;
use crate::store::snapshot::{GraphFilter, Pattern, Snapshot};
use crate::vocab;

#[derive(RustEmbed)]
#[folder = "ontology/shapes/"]
#[include = "*.ttl"]
struct Files;

pub(super) fn findings(
    snapshot: &Arc<Snapshot>,
    finder: &GraphFinder,
) -> Result<Vec<Finding>, ValidateError> {
    let text = shapes();
    let schema = compile(&text)?;
    let mut validation = GraphValidation::new(Graph::from(graph(snapshot)?));
    let report = validation
        .validate(&schema, &ShaclValidationMode::Native, &ShaclConfig::new())
        .map_err(|error| ValidateError::Shapes(error.to_string()))?;
    let messages = messages(&text)?;
    let findings = report
        .results()
        .iter()
        .map(|result| finding(snapshot, result, finder, &messages))
        .collect();
    Ok(findings)
}

/// All shapes together, as Turtle.
fn shapes() -> Vec<u8> {
    let mut names: Vec<_> = Files::iter().collect();
    names.sort();
    let mut text = Vec::new();
    for name in names {
        if let Some(file) = Files::get(&name) {
            text.extend_from_slice(&file.data);
            text.push(b'\n');
        }
    }
    text
}

/// What each shape says of data that do not fit it. The validator itself leaves the words of some kinds of
/// constraint out.
fn messages(shapes: &[u8]) -> Result<FxHashMap<String, String>, ValidateError> {
    let mut messages = FxHashMap::default();
    for triple in TurtleParser::new().for_slice(shapes) {
        let triple = triple.map_err(|error| ValidateError::Shapes(error.to_string()))?;
        if let (NamedOrBlankNode::NamedNode(shape), Term::Literal(message)) =
            (triple.subject, triple.object)
            && triple.predicate == vocab::sh::MESSAGE
        {
            messages.insert(shape.into_string(), message.value().to_owned());
        }
    }
    Ok(messages)
}

fn compile(shapes: &[u8]) -> Result<IRSchema, ValidateError> {
    let mut reader = shapes;
    ShaclDataManager::load(&mut reader, "ontology/shapes", &RDFFormat::Turtle, None)
        .map_err(|error| ValidateError::Shapes(error.to_string()))
}

/// The merge of all graphs, in the form that the validator reads.
fn graph(snapshot: &Arc<Snapshot>) -> Result<OxigraphInMemory, ValidateError> {
    let mut graph = OxigraphInMemory::new();
    for quad in snapshot.quads_in(Pattern::default(), GraphFilter::Union) {
        graph
            .add_triple_ref(&quad.subject, &quad.predicate, &quad.object)
            .map_err(|error| ValidateError::Shapes(error.to_string()))?;
    }
    Ok(graph)
}

fn finding(
    snapshot: &Arc<Snapshot>,
    result: &ValidationResult,
    finder: &GraphFinder,
    messages: &FxHashMap<String, String>,
) -> Finding {
    let focus = term(result.focus_node());
    let (graph, file) = focus.as_ref().map(|node| finder.place_of(node)).unwrap_or_default();
    let (node, label) = focus
        .as_ref()
        .map_or_else(|| (object_text(result.focus_node()), None), |node| name_of(snapshot, node));
    Finding {
        severity: match result.severity() {
            ShaclSeverity::Violation => Severity::Error,
            _ => Severity::Warning,
        },
        node,
        label,
        rule: result.source().map(rule_name).unwrap_or_default(),
        message: message(result, messages),
        graph,
        file,
    }
}

/// The shape's words, then the value at fault.
fn message(result: &ValidationResult, messages: &FxHashMap<String, String>) -> String {
    let of_shape = result.source().and_then(|source| messages.get(&object_text(source)).cloned());
    let of_result = || result.message().iter().map(|(_, text)| text.clone()).min();
    let mut message =
        of_shape.or_else(of_result).unwrap_or_else(|| object_text(result.constraint_component()));
    if let Some(value) = result.value() {
        message += &format!(": {}", compact(&object_text(value)));
    }
    message
}

fn rule_name(source: &Object) -> String {
    let name = object_text(source);
    match name.strip_prefix(vocab::SHAPE) {
        Some(shape) => format!("shape/{shape}"),
        None => name,
    }
}

fn object_text(object: &Object) -> String {
    match object {
        Object::Iri(iri) => iri.as_str().to_owned(),
        Object::Literal(literal) => literal.lexical_form(),
        other => other.to_string(),
    }
}

fn term(object: &Object) -> Option<Term> {
    match object {
        Object::Iri(iri) => Some(oxrdf::NamedNode::new(iri.as_str()).ok()?.into()),
        Object::BlankNode(label) => Some(oxrdf::BlankNode::new(label).ok()?.into()),
        _ => None,
    }
}
