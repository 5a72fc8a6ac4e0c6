//! Reading single facts without a query: the objects of a property, and whether a graph has things of a class.

use std::sync::Arc;

use oxrdf::NamedNodeRef;

use crate::store::snapshot::{GraphFilter, Pattern, QuadScan, Snapshot};

/// The objects of a property of a thing, in any graph, in the order of their ids. O(log n) and the number of objects.
pub fn objects(
    snapshot: &Arc<Snapshot>,
    subject: u32,
    predicate: NamedNodeRef<'_>,
) -> impl Iterator<Item = u32> + use<> {
    let pattern = snapshot.dictionary().id_of(predicate.into()).map(|predicate| Pattern {
        subject: Some(subject),
        predicate: Some(predicate),
        ..Pattern::default()
    });
    let snapshot = Arc::clone(snapshot);
    pattern.into_iter().flat_map(move |pattern| {
        QuadScan::new(Arc::clone(&snapshot), pattern, GraphFilter::Union)
            .map(|[_, _, object, _]| object)
    })
}

/// Whether a named graph says of anything that it is of a class.
#[must_use]
pub fn graph_has(snapshot: &Arc<Snapshot>, graph: u32, class: NamedNodeRef<'_>) -> bool {
    let id = |node: NamedNodeRef<'_>| snapshot.dictionary().id_of(node.into());
    let (Some(predicate), Some(object)) = (id(oxrdf::vocab::rdf::TYPE), id(class)) else {
        return false;
    };
    let pattern = Pattern {
        subject: None,
        predicate: Some(predicate),
        object: Some(object),
        graph: Some(graph),
    };
    QuadScan::new(Arc::clone(snapshot), pattern, GraphFilter::All).next().is_some()
}
