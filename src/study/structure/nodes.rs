//! Measures of each node.

use super::Measured;
use crate::analysis::structure::{clustering, core_numbers, cuts, structural_holes};
use crate::study::on_days::Part;

pub(super) fn measures(part: &Part<'_>) -> Vec<Measured> {
    let graph = &part.selection.graph;
    let cores = core_numbers(graph);
    let clustering = clustering(graph).local;
    let holes = structural_holes(graph);
    let points = cuts(graph).articulation_points;
    let of_node = |node: u32| {
        let place = node as usize;
        [
            ("core", f64::from(cores[place])),
            ("clustering", clustering[place]),
            ("constraint", holes.constraint[place]),
            ("effective-size", holes.effective_size[place]),
            ("articulation-point", f64::from(u8::from(points.contains(&node)))),
        ]
        .map(|(measure, value)| Measured::of_node(part, node, measure, Some(value)))
    };
    graph.nodes().flat_map(of_node).collect()
}
