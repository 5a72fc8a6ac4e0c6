//! The thing of a layer that a name means.

use std::sync::Arc;

use super::{Node, StudyError};
use crate::projection::{Layer, ProjectionKind, Rows, read};
use crate::query::Snapshot;
use crate::query::names::{Kind, NameIndex};

/// The IRI that a name means, among those that `is_in` says the layers have.
///
/// An IRI of the layers' own need not be in the data. A state is meant before a thing of another kind that bears
/// the same name.
pub(super) fn named(
    snapshot: &Arc<Snapshot>,
    layers: &[Layer],
    name: &str,
    is_in: impl Fn(&str) -> bool,
) -> Result<String, StudyError> {
    let given = name.trim_start_matches('<').trim_end_matches('>');
    if is_in(given) {
        return Ok(given.to_owned());
    }
    let iri = NameIndex::new(snapshot, Kind::State)
        .resolve(name)
        .or_else(|_| NameIndex::new(snapshot, Kind::Entity).resolve(name))?;
    if is_in(iri.as_str()) {
        return Ok(iri.into_string());
    }
    let names: Vec<&str> = layers.iter().map(|layer| layer.name.as_str()).collect();
    let node = Node::new(snapshot, iri.as_str());
    Err(StudyError::NotInLayer {
        label: node.label.unwrap_or(node.short),
        layer: names.join(", "),
        elsewhere: layers_with(snapshot, iri.as_str()),
    })
}

/// Whether a node does anything in a layer: questions and bodies do not.
pub(super) fn is_in(layer: &Layer, rows: &Rows, iri: &str) -> bool {
    let has_nodes_at_both_ends = layer.projection == ProjectionKind::None;
    rows.rows.iter().any(|row| {
        row.source.as_str() == iri || has_nodes_at_both_ends && row.target.as_str() == iri
    })
}

/// The layers that have a node, by name.
fn layers_with(snapshot: &Arc<Snapshot>, iri: &str) -> Option<String> {
    let has = |name: &String| {
        Layer::find(name)
            .is_ok_and(|layer| read(snapshot, &layer).is_ok_and(|rows| is_in(&layer, &rows, iri)))
    };
    let having: Vec<String> = Layer::names().into_iter().filter(has).collect();
    (!having.is_empty()).then(|| having.join(", "))
}
