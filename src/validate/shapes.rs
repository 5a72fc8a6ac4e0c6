//! The SHACL shapes of `ontology/shapes/`, applied by rudof's validator.

use std::sync::Arc;

use oxrdf::Term;
use rudof_rdf::rdf_core::RDFFormat;
use rudof_rdf::rdf_core::term::Object;
use rudof_rdf::rdf_impl::OxigraphInMemory;
use rust_embed::RustEmbed;
use shacl::ir::IRSchema;
use shacl::types::Severity as ShaclSeverity;
use shacl::validator::processor::{GraphValidation, ShaclProcessor};
use shacl::validator::report::ValidationResult;
use shacl::validator::store::{Graph, ShaclDataManager};
use shacl::validator::{ShaclConfig, ShaclValidationMode};

use super::graphs::GraphFinder;
use super::{Finding, Severity, ValidateError};
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
    let schema = schema()?;
    let mut validation = GraphValidation::new(Graph::from(graph(snapshot)?));
    let report = validation
        .validate(&schema, &ShaclValidationMode::Native, &ShaclConfig::new())
        .map_err(|error| ValidateError::Shapes(error.to_string()))?;
    Ok(report.results().iter().map(|result| finding(result, finder)).collect())
}

/// All shapes compiled together.
fn schema() -> Result<IRSchema, ValidateError> {
    let mut names: Vec<_> = Files::iter().collect();
    names.sort();
    let mut text = Vec::new();
    for name in names {
        if let Some(file) = Files::get(&name) {
            text.extend_from_slice(&file.data);
            text.push(b'\n');
        }
    }
    ShaclDataManager::load(&mut text.as_slice(), "ontology/shapes", &RDFFormat::Turtle, None)
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

fn finding(result: &ValidationResult, finder: &GraphFinder) -> Finding {
    let node = term(result.focus_node());
    let (graph, file) = node.as_ref().map(|node| finder.place_of(node)).unwrap_or_default();
    Finding {
        severity: match result.severity() {
            ShaclSeverity::Violation => Severity::Error,
            _ => Severity::Warning,
        },
        node: object_text(result.focus_node()),
        rule: result.source().map(rule_name).unwrap_or_default(),
        message: message(result),
        graph,
        file,
    }
}

/// The shape's words, then the property and the value at fault.
fn message(result: &ValidationResult) -> String {
    let mut message = result
        .message()
        .iter()
        .map(|(_, text)| text.clone())
        .min()
        .unwrap_or_else(|| object_text(result.constraint_component()));
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
