//! Where the nodes of a network stand: springs between tied nodes, repulsion between all.
//!
//! Fruchterman and Reingold, "Graph drawing by force-directed placement", Software: Practice and Experience 21
//! (1991), begun on a circle in the order of the nodes and with a pull to the middle that keeps separate parts in
//! sight. Nothing is random: the same network gives the same drawing.

const ROUNDS: usize = 400;
/// How strongly the middle pulls: enough that parts without a tie between them stay on one sheet.
const GRAVITY: f64 = 2.0;

/// Places within the unit square. O(rounds · (nodes² + edges)).
pub(super) fn layout(
    nodes: usize,
    edges: &[(usize, usize)],
    fixed: Option<usize>,
) -> Vec<(f64, f64)> {
    if nodes == 0 {
        return Vec::new();
    }
    let ideal = 1.0 / (nodes as f64).sqrt();
    let mut places: Vec<(f64, f64)> = (0..nodes)
        .map(|node| {
            // The golden angle keeps neighbours in the list apart from the start.
            let angle = node as f64 * 2.399_963_229_728_653;
            let radius = 0.5 * ((node as f64 + 0.5) / nodes as f64).sqrt();
            (radius * angle.cos(), radius * angle.sin())
        })
        .collect();
    for round in 0..ROUNDS {
        let heat = 0.1 * (1.0 - round as f64 / ROUNDS as f64) + 0.0005;
        let forces = forces(&places, edges, ideal);
        for (node, (place, (fx, fy))) in places.iter_mut().zip(forces).enumerate() {
            let size = fx.hypot(fy).max(1e-9);
            if fixed == Some(node) {
                *place = (0.0, 0.0);
            } else {
                place.0 += fx / size * size.min(heat);
                place.1 += fy / size * size.min(heat);
            }
        }
    }
    into_unit_square(&places)
}

fn forces(places: &[(f64, f64)], edges: &[(usize, usize)], ideal: f64) -> Vec<(f64, f64)> {
    let mut forces: Vec<(f64, f64)> =
        places.iter().map(|(x, y)| (-x * ideal * GRAVITY, -y * ideal * GRAVITY)).collect();
    for one in 0..places.len() {
        for other in one + 1..places.len() {
            let (dx, dy) = between(places[one], places[other], one);
            let push = ideal * ideal / (dx * dx + dy * dy);
            forces[one].0 += dx * push;
            forces[one].1 += dy * push;
            forces[other].0 -= dx * push;
            forces[other].1 -= dy * push;
        }
    }
    let mut degrees = vec![0.0_f64; places.len()];
    for &(one, other) in edges {
        degrees[one] += 1.0;
        degrees[other] += 1.0;
    }
    for &(one, other) in edges {
        let (dx, dy) = between(places[one], places[other], one);
        // A hub of many ties must not draw all its neighbours into one point.
        let pull = dx.hypot(dy) / ideal / degrees[one].min(degrees[other]).sqrt();
        forces[one].0 -= dx * pull;
        forces[one].1 -= dy * pull;
        forces[other].0 += dx * pull;
        forces[other].1 += dy * pull;
    }
    forces
}

/// The way from one place to another; two nodes on one spot are told apart by their numbers.
fn between((ax, ay): (f64, f64), (bx, by): (f64, f64), seed: usize) -> (f64, f64) {
    let (dx, dy) = (ax - bx, ay - by);
    if dx.hypot(dy) > 1e-6 {
        return (dx, dy);
    }
    let angle = seed as f64;
    (1e-3 * angle.cos(), 1e-3 * angle.sin())
}

fn into_unit_square(places: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let span = |of: fn(&(f64, f64)) -> f64| {
        let low = places.iter().map(of).fold(f64::INFINITY, f64::min);
        let high = places.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
        (low, (high - low).max(1e-9))
    };
    let ((left, width), (top, height)) = (span(|place| place.0), span(|place| place.1));
    places.iter().map(|(x, y)| ((x - left) / width, (y - top) / height)).collect()
}
