//! What is more than size alone would make of it, and who stands where between groups.

use super::groups::Groups;
use super::{Chance, Measured};
use crate::analysis::AnalysisError;
use crate::analysis::Cost;
use crate::analysis::pattern::{
    NullModelRequest, TRIADS, balance, brokerage, ei_index, null_model as against_chance,
    triad_census,
};
use crate::analysis::structure::{
    clustering, core_numbers, cuts, degree_assortativity, distances, reciprocity, weak_components,
};
use crate::graph::Graph;
use crate::study::on_days::Part;

/// A measure that rewiring changes; not a number where it is not defined.
type Statistic = fn(&Graph) -> Result<f64, AnalysisError>;

/// What the ties of a network, once their number at each node is given, still leave open.
const STATISTICS: [(&str, Statistic); 9] = [
    ("reciprocity", |graph| Ok(reciprocity(graph).unwrap_or(f64::NAN))),
    ("components", |graph| Ok(weak_components(graph).sizes.len() as f64)),
    ("average-path-length", |graph| Ok(distances(graph, Cost::Hops)?.average)),
    ("efficiency", |graph| Ok(distances(graph, Cost::Hops)?.efficiency)),
    ("transitivity", |graph| Ok(clustering(graph).transitivity)),
    ("average-clustering", |graph| Ok(clustering(graph).average)),
    ("degree-assortativity", |graph| Ok(degree_assortativity(graph).unwrap_or(f64::NAN))),
    ("greatest-core", |graph| Ok(f64::from(core_numbers(graph).into_iter().max().unwrap_or(0)))),
    ("articulation-points", |graph| Ok(cuts(graph).articulation_points.len() as f64)),
];

pub(super) fn null_model(
    graph: &Graph,
    samples: u32,
    seed: u64,
) -> Result<Vec<Measured>, AnalysisError> {
    let request = NullModelRequest { samples, seed, ..NullModelRequest::default() };
    let is_defined = |name: &str| graph.is_directed() || name != "reciprocity";
    STATISTICS
        .into_iter()
        .filter(|(name, _)| is_defined(name))
        .map(|(name, statistic)| {
            let found = against_chance(graph, request, statistic)?;
            let measured = Measured::of_whole(name, Some(found.observed));
            // Where it is not defined in all networks, there is nothing to compare.
            let chance = found.mean.is_finite() && measured.value.is_some();
            Ok(Measured { chance: chance.then(|| Chance::from(found)), ..measured })
        })
        .collect()
}

pub(super) fn triads(graph: &Graph) -> Vec<Measured> {
    let census = triad_census(graph);
    let kinds = TRIADS.into_iter().zip(census);
    kinds.map(|(kind, count)| Measured::of_whole(kind, Some(count as f64))).collect()
}

pub(super) fn balanced(graph: &Graph) -> Vec<Measured> {
    let found = balance(graph);
    let names = [
        "triangles-without-hostile",
        "triangles-with-one-hostile",
        "triangles-with-two-hostile",
        "triangles-with-three-hostile",
    ];
    let triangles = names.into_iter().zip(found.triangles.map(|count| Some(count as f64)));
    triangles
        .chain([
            ("balanced", found.balanced),
            ("weakly-balanced", found.weakly_balanced),
            ("two-camps", Some(f64::from(u8::from(found.camps.is_some())))),
        ])
        .map(|(name, value)| Measured::of_whole(name, value))
        .collect()
}

pub(super) fn brokers(part: &Part<'_>, groups: &Groups) -> Result<Vec<Measured>, AnalysisError> {
    let labels = groups.labels(part);
    let found = brokerage(&part.selection.graph, &labels)?;
    let of_node = |(node, roles): (u32, crate::analysis::pattern::Brokerage)| {
        [
            ("coordinator", roles.coordinator),
            ("consultant", roles.consultant),
            ("gatekeeper", roles.gatekeeper),
            ("representative", roles.representative),
            ("liaison", roles.liaison),
            ("all-roles", roles.total()),
        ]
        .map(|(role, count)| Measured {
            group: groups.name(labels[node as usize]),
            ..Measured::of_node(part, node, role, Some(count as f64))
        })
    };
    Ok((0..).zip(found).flat_map(of_node).collect())
}

pub(super) fn ei(part: &Part<'_>, groups: &Groups) -> Result<Vec<Measured>, AnalysisError> {
    let labels = groups.labels(part);
    let found = ei_index(&part.selection.graph, &labels)?;
    let mut measures = vec![
        Measured::of_whole("ei-index", found.whole),
        Measured::of_whole("ei-index-if-all-were-tied", found.expected),
    ];
    // Groups come in the order in which they first occur.
    let mut first: Vec<u32> = Vec::new();
    labels.iter().for_each(|label| {
        if !first.contains(label) {
            first.push(*label);
        }
    });
    let mut of_groups: Vec<(u32, Option<f64>)> = first.into_iter().zip(found.groups).collect();
    of_groups.sort_by_key(|(label, _)| *label);
    measures.extend(of_groups.into_iter().map(|(label, value)| {
        let name =
            if groups.name(label).is_some() { "ei-index-of-group" } else { "ei-index-of-others" };
        Measured { group: groups.name(label), ..Measured::of_whole(name, value) }
    }));
    measures.extend((0..).zip(found.nodes).map(|(node, value)| Measured {
        group: groups.name(labels[node as usize]),
        ..Measured::of_node(part, node, "ei-index", value)
    }));
    Ok(measures)
}
