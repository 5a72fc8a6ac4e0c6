//! How does a network hang together: how dense, how wide, how clustered, and where would it fall apart?

use std::sync::Arc;

use super::on_day::{OnDay, on_day};
use super::{Answer, Node, StudyError};
use crate::analysis::Cost;
use crate::analysis::structure::{
    clustering, core_numbers, cuts, degree_assortativity, density, distances, reciprocity,
    strong_components, structural_holes, weak_components,
};
use crate::graph::{Combine, Day, Graph};
use crate::projection::{Layer, text_of_day};
use crate::query::Snapshot;

/// What to measure.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The layers whose ties count.
    pub layers: Vec<Layer>,
    /// Only ties that hold on this day.
    pub as_of: Option<Day>,
    /// Each node in place of the whole.
    pub by_node: bool,
}

/// A measure of the whole, or of a node.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The node; none for the whole.
    pub node: Option<Node>,
    /// What is measured.
    pub measure: &'static str,
    /// How much it is; none where it is not defined.
    pub value: Option<f64>,
}

/// Measures the whole, or each node in order of IRIs.
///
/// Distances are hops between nodes that a path connects; `connected` is the share of such pairs. Bridges are
/// ties, so that one of several between the same two nodes is none.
///
/// # Errors
///
/// See [`StudyError`]. A day outside the covered span is no error: the answer says that it is not covered.
pub fn structure(snapshot: &Arc<Snapshot>, request: &Request) -> Result<Answer<Row>, StudyError> {
    let OnDay { graph, nodes, completeness } = on_day(snapshot, &request.layers, request.as_of)?;
    let mut answer = Answer::complete("structure", parameters(request), snapshot, Vec::new());
    answer.completeness = completeness;
    if graph.tie_count() == 0 {
        return Ok(answer);
    }
    answer.rows =
        if request.by_node { of_nodes(snapshot, &graph, &nodes) } else { of_whole(&graph)? };
    Ok(answer)
}

fn of_whole(graph: &Graph) -> Result<Vec<Row>, StudyError> {
    let distances = distances(graph, Cost::Hops)?;
    let clustering = clustering(graph);
    let components = weak_components(graph);
    let cuts = cuts(graph);
    let is_directed = graph.is_directed();
    let count = |count: usize| Some(count as f64);
    let mut measures = vec![
        ("nodes", count(graph.node_count())),
        ("ties", count(graph.tie_count())),
        ("tied-pairs", count(graph.simplified(Combine::One).graph.tie_count())),
        ("density", Some(density(graph))),
    ];
    if is_directed {
        measures.push(("reciprocity", reciprocity(graph)));
    }
    measures.push(("components", count(components.sizes.len())));
    if is_directed {
        measures.push(("strong-components", count(strong_components(graph).sizes.len())));
    }
    measures.extend([
        ("largest-component", components.sizes.iter().max().copied().map(f64::from)),
        ("connected", Some(distances.connected)),
        ("diameter", Some(distances.diameter)),
        ("average-path-length", Some(distances.average)),
        ("efficiency", Some(distances.efficiency)),
        ("transitivity", Some(clustering.transitivity)),
        ("average-clustering", Some(clustering.average)),
        ("degree-assortativity", degree_assortativity(graph)),
        ("greatest-core", core_numbers(graph).into_iter().max().map(f64::from)),
        ("bridges", count(cuts.bridges.len())),
        ("articulation-points", count(cuts.articulation_points.len())),
    ]);
    Ok(measures
        .into_iter()
        .map(|(measure, value)| Row { node: None, measure, value: value.filter(|v| v.is_finite()) })
        .collect())
}

fn of_nodes(snapshot: &Arc<Snapshot>, graph: &Graph, iris: &[String]) -> Vec<Row> {
    let cores = core_numbers(graph);
    let clustering = clustering(graph).local;
    let holes = structural_holes(graph);
    let points = cuts(graph).articulation_points;
    let measures = |(place, iri): (usize, &String)| {
        let node = Node::new(snapshot, iri);
        let is_point = points.iter().any(|&point| point as usize == place);
        [
            ("core", f64::from(cores[place])),
            ("clustering", clustering[place]),
            ("constraint", holes.constraint[place]),
            ("effective-size", holes.effective_size[place]),
            ("articulation-point", f64::from(u8::from(is_point))),
        ]
        .map(|(measure, value)| Row {
            node: Some(node.clone()),
            measure,
            value: Some(value).filter(|value| value.is_finite()),
        })
    };
    iris.iter().enumerate().flat_map(measures).collect()
}

fn parameters(request: &Request) -> Vec<(&'static str, String)> {
    let layers: Vec<&str> = request.layers.iter().map(|layer| layer.name.as_str()).collect();
    let mut parameters = vec![("layer", layers.join(",")), ("byNode", request.by_node.to_string())];
    if let Some(day) = request.as_of {
        parameters.push(("asOf", text_of_day(day)));
    }
    parameters
}
