//! The SHACL shapes of `ontology/shapes/`: read by rudof, applied to the snapshot as it stands.
//!
//! rudof's own validator copies the data into a graph of its own and remembers an outcome for each pair of a
//! node and a shape. On the bundle that took 9 s and 1 GB, thirty times what the snapshot itself takes; so
//! the walk over the data is ours. Reading the shapes, judging literals and matching patterns remain
//! rudof's, and a test holds the findings against those of its validator.

mod evaluate;
mod schema;

use std::sync::Arc;

use oxrdf::Term;
use rust_embed::RustEmbed;

use self::evaluate::{Breach, Evaluator};
use self::schema::Schema;
use super::{Finding, ValidateError, name_of};
use crate::query::graphs::GraphFinder;
use crate::query::labels::compact;
use crate::store::snapshot::Snapshot;

#[derive(RustEmbed)]
#[folder = "ontology/shapes/"]
#[include = "*.ttl"]
struct Files;

pub(super) fn findings(
    snapshot: &Arc<Snapshot>,
    finder: &GraphFinder,
    shapes: &[u8],
) -> Result<Vec<Finding>, ValidateError> {
    let schema = Schema::read(shapes, snapshot)?;
    let breaches = Evaluator::new(&schema, snapshot).breaches();
    Ok(breaches.iter().map(|breach| finding(snapshot, &schema, breach, finder)).collect())
}

/// Our own shapes together, as Turtle.
pub(super) fn bundled() -> Vec<u8> {
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

/// The shape's words, then the value at fault.
fn finding(
    snapshot: &Arc<Snapshot>,
    schema: &Schema,
    breach: &Breach,
    finder: &GraphFinder,
) -> Finding {
    let shape = &schema.shapes[breach.shape];
    let focus = snapshot.dictionary().term(breach.focus);
    let (graph, file) = focus.as_ref().map(|node| finder.place_of(node)).unwrap_or_default();
    let (node, label) = focus.as_ref().map(|node| name_of(snapshot, node)).unwrap_or_default();
    let message = match breach.value.and_then(|value| snapshot.dictionary().term(value)) {
        Some(value) => format!("{}: {}", shape.message, text_of(&value)),
        None => shape.message.clone(),
    };
    Finding {
        severity: shape.severity,
        node,
        label,
        rule: shape.name.clone(),
        message,
        graph,
        file,
    }
}

fn text_of(value: &Term) -> String {
    match value {
        Term::NamedNode(node) => compact(node.as_str()),
        Term::Literal(literal) => literal.value().to_owned(),
        other => other.to_string(),
    }
}
