//! Which parts of a network have more ties within them than chance would make?

use std::cmp::Reverse;
use std::sync::Arc;

use super::on_days::{OnDays, Part, When, on_days};
use super::{Answer, Node, StudyError};
use crate::analysis::structure::{Groups, LeidenRequest, leiden};
use crate::projection::Layer;
use crate::query::Snapshot;

/// What to look for.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The layers whose ties count; their directions do not.
    pub layers: Vec<Layer>,
    /// Which of their ties.
    pub when: When,
    /// Where chance starts; another seed may find other communities of nearly the same quality.
    pub seed: u64,
    /// Above 1 for more and smaller communities.
    pub resolution: f64,
}

/// A node and its community.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The year, of a series.
    pub year: Option<i16>,
    /// The node.
    pub node: Node,
    /// The number of its community: from 1, the largest first; equal ones by their first IRI.
    pub community: u32,
}

/// Looks for communities by the Leiden algorithm; community by community, in order of IRIs. Their modularity
/// stands among the answer's parameters, unless it is a series. In a series the communities of each year are found
/// and numbered for themselves.
///
/// # Errors
///
/// See [`StudyError`]. A day outside the covered span is no error: the answer says that it is not covered.
pub fn communities(snapshot: &Arc<Snapshot>, request: &Request) -> Result<Answer<Row>, StudyError> {
    let LeidenRequest { runs, passes, .. } = LeidenRequest::default();
    let leiden_request =
        LeidenRequest { resolution: request.resolution, seed: request.seed, runs, passes };
    let of = |part: &Part<'_>| {
        let found = leiden(&part.selection.graph, leiden_request)?;
        let numbers = numbers(&found.groups);
        let mut members: Vec<(u32, String)> = part
            .selection
            .graph
            .nodes()
            .map(|node| {
                let group = found.groups.of[node as usize] as usize;
                (numbers[group], part.iri(node).to_owned())
            })
            .collect();
        members.sort_by_key(|(community, _)| *community);
        Ok(Found { members, communities: numbers.len(), modularity: found.modularity })
    };
    let OnDays { found, completeness } =
        on_days(snapshot, (&request.layers, &[]), request.when, of)?;
    let mut answer = Answer::complete("communities", parameters(request), snapshot, Vec::new());
    answer.completeness = completeness;
    for (year, Found { members, communities, modularity }) in found {
        if year.is_none() {
            answer.parameters.push(("communities", communities.to_string()));
            answer.parameters.push(("modularity", modularity.to_string()));
        }
        answer.rows.extend(members.into_iter().map(|(community, iri)| Row {
            year,
            node: Node::new(snapshot, &iri),
            community,
        }));
    }
    Ok(answer)
}

/// The communities of one day.
struct Found {
    members: Vec<(u32, String)>,
    communities: usize,
    modularity: f64,
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
    parameters.extend(request.when.parameter());
    parameters
}
