//! Measures of the whole.

use super::Measured;
use crate::analysis::structure::{
    clustering, core_numbers, cuts, degree_assortativity, density, distances, reciprocity,
    strong_components, weak_components,
};
use crate::analysis::{AnalysisError, Cost};
use crate::graph::{Combine, Graph};

pub(super) fn measures(graph: &Graph) -> Result<Vec<Measured>, AnalysisError> {
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
    Ok(measures.into_iter().map(|(name, value)| Measured::of_whole(name, value)).collect())
}
