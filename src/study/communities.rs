//! Which parts of a network have more ties within them than chance would make?

use std::cmp::Reverse;
use std::sync::Arc;

use super::on_day::{OnDay, on_day};
use super::{Answer, Node, StudyError};
use crate::analysis::structure::{Groups, LeidenRequest, leiden};
use crate::graph::Day;
use crate::projection::{Layer, text_of_day};
use crate::query::Snapshot;

/// What to look for.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The layers whose ties count; their directions do not.
    pub layers: Vec<Layer>,
    /// Only ties that hold on this day.
    pub as_of: Option<Day>,
    /// Where chance starts; another seed may find other communities of nearly the same quality.
    pub seed: u64,
    /// Above 1 for more and smaller communities.
    pub resolution: f64,
}

/// A node and its community.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The node.
    pub node: Node,
    /// The number of its community: from 1, the largest first; equal ones by their first IRI.
    pub community: u32,
}

/// Looks for communities by the Leiden algorithm; community by community, in order of IRIs. Their modularity
/// stands among the answer's parameters.
///
/// # Errors
///
/// See [`StudyError`]. A day outside the covered span is no error: the answer says that it is not covered.
pub fn communities(snapshot: &Arc<Snapshot>, request: &Request) -> Result<Answer<Row>, StudyError> {
    let OnDay { graph, nodes, completeness } = on_day(snapshot, &request.layers, request.as_of)?;
    let mut answer = Answer::complete("communities", parameters(request), snapshot, Vec::new());
    answer.completeness = completeness;
    let found = leiden(
        &graph,
        LeidenRequest {
            resolution: request.resolution,
            seed: request.seed,
            ..LeidenRequest::default()
        },
    )?;
    if graph.tie_count() == 0 {
        return Ok(answer);
    }
    answer.parameters.push(("communities", found.groups.sizes.len().to_string()));
    answer.parameters.push(("modularity", found.modularity.to_string()));
    let numbers = numbers(&found.groups);
    answer.rows = found
        .groups
        .of
        .iter()
        .zip(&nodes)
        .map(|(&group, iri)| Row {
            node: Node::new(snapshot, iri),
            community: numbers[group as usize],
        })
        .collect();
    answer.rows.sort_by_key(|row| row.community);
    Ok(answer)
}

/// The number of each group by size. Groups come in order of their first nodes, and a stable sort keeps it.
fn numbers(groups: &Groups) -> Vec<u32> {
    let mut by_size: Vec<usize> = (0..groups.sizes.len()).collect();
    by_size.sort_by_key(|&group| Reverse(groups.sizes[group]));
    let mut numbers = vec![0; by_size.len()];
    for (number, group) in (1..).zip(by_size) {
        numbers[group] = number;
    }
    numbers
}

fn parameters(request: &Request) -> Vec<(&'static str, String)> {
    let layers: Vec<&str> = request.layers.iter().map(|layer| layer.name.as_str()).collect();
    let mut parameters = vec![
        ("layer", layers.join(",")),
        ("seed", request.seed.to_string()),
        ("resolution", request.resolution.to_string()),
    ];
    if let Some(day) = request.as_of {
        parameters.push(("asOf", text_of_day(day)));
    }
    parameters
}
