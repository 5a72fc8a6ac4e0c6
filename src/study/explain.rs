//! Do the ties of one layer go with those of others, beyond what it makes that all ties of a node have a node in
//! common?

use std::sync::Arc;

use super::coverage::layers_for;
use super::network::{covered_by, network};
use super::on_days::tied;
use super::{Answer, Completeness, StudyError};
use crate::analysis::pattern::{MrqapRequest, mrqap};
use crate::graph::{Day, Direction, Interval};
use crate::projection::{Layer, text_of_day, watch};
use crate::query::Snapshot;

/// How many times nodes are permuted, where nobody says.
pub const PERMUTATIONS: u32 = 1000;

/// What to explain by what.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The layer whose ties are explained.
    pub layer: Layer,
    /// The layers that explain them.
    pub by: Vec<Layer>,
    /// Only ties that hold on this day.
    pub as_of: Option<Day>,
    /// How many times the nodes are permuted.
    pub permutations: u32,
    /// Where chance starts.
    pub seed: u64,
}

/// A coefficient.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The layer; `constant` for the constant.
    pub term: String,
    /// By how much the weight of a tie of the explained layer grows with that of this one.
    pub coefficient: f64,
    /// Its t value, which is not distributed as t, since the ties of a node are not independent.
    pub t: f64,
    /// The share of permutations with a t value at least as great in size; none for the constant.
    pub p: Option<f64>,
}

/// A regression over all pairs of nodes that have a tie in any of the layers (MRQAP with double semi-partialling).
/// The weights of parallel ties add up; a pair without a tie has 0. If any layer is directed, pairs are ordered.
///
/// # Errors
///
/// See [`StudyError`]. A day outside the covered span is no error: the answer says that it is not covered.
pub fn explain(snapshot: &Arc<Snapshot>, request: &Request) -> Result<Answer<Row>, StudyError> {
    let mut answer = Answer::complete("explain", parameters(request), snapshot, Vec::new());
    let mut networks = Vec::new();
    for layer in std::iter::once(&request.layer).chain(&request.by) {
        let layers = std::slice::from_ref(layer);
        let whole = network(snapshot, layers, request.as_of)?;
        if let Some(day) = request.as_of {
            let span = covered_by(snapshot, layers, &whole, Some(day))?;
            let completeness = layers_for(snapshot, layers, span, Interval::day(day))?;
            if let Completeness::NotCovered(covered) = completeness {
                let covered = format!("{}: {covered}", layer.name);
                answer.completeness = Completeness::NotCovered(covered);
                return Ok(answer);
            }
        }
        let holds = |tie| request.as_of.is_none_or(|day| whole.graph.holds(tie, day));
        let part = tied(&whole.graph.select(|_| true, holds));
        let iris: Vec<String> =
            part.nodes.iter().map(|&node| whole.nodes[node as usize].clone()).collect();
        networks.push((part.graph, iris));
    }
    let mut nodes: Vec<&String> = networks.iter().flat_map(|(_, iris)| iris).collect();
    nodes.sort_unstable();
    nodes.dedup();
    let is_directed = networks.iter().any(|(graph, _)| graph.is_directed());
    let mut matrices: Vec<Vec<f64>> = networks
        .iter()
        .map(|(graph, iris)| {
            let place = |node: u32| nodes.binary_search(&&iris[node as usize]).unwrap_or_default();
            let mut matrix = vec![0.0; nodes.len() * nodes.len()];
            for node in graph.nodes() {
                for (to, tie) in graph.arcs(node) {
                    matrix[place(node) * nodes.len() + place(to)] += graph.weight(tie);
                }
            }
            matrix
        })
        .collect();
    let explained = matrices.remove(0);
    let direction = if is_directed { Direction::Directed } else { Direction::Undirected };
    let regression =
        MrqapRequest { direction, permutations: request.permutations, seed: request.seed };
    let found = mrqap(nodes.len(), &explained, &matrices, regression, &watch())?;
    answer.parameters.extend([
        ("nodes", nodes.len().to_string()),
        ("pairs", found.dyads.to_string()),
        ("rSquared", found.r_squared.to_string()),
    ]);
    let terms = std::iter::once("constant").chain(request.by.iter().map(|by| by.name.as_str()));
    answer.rows = terms
        .enumerate()
        .map(|(place, term)| Row {
            term: term.to_owned(),
            coefficient: found.coefficients[place],
            t: found.t[place],
            p: Some(found.p[place]).filter(|p| p.is_finite()),
        })
        .collect();
    Ok(answer)
}

fn parameters(request: &Request) -> Vec<(&'static str, String)> {
    let by: Vec<&str> = request.by.iter().map(|layer| layer.name.as_str()).collect();
    let mut parameters = vec![
        ("layer", request.layer.name.clone()),
        ("by", by.join(",")),
        ("permutations", request.permutations.to_string()),
        ("seed", request.seed.to_string()),
    ];
    parameters.extend(request.as_of.map(|day| ("asOf", text_of_day(day))));
    parameters
}
