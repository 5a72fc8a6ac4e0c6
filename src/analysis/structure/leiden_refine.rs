//! Taking each community apart and putting it together again, so that only what is well connected
//! stays together.

use super::Groups;
use super::leiden_level::Level;
use crate::analysis::random::Random;

/// θ in the paper: how much chance there is in a merger, in units of the mean weight of a tie.
const RANDOMNESS: f64 = 0.01;

/// A partition within each community, by mergers of single nodes.
pub(super) fn refine(
    level: &Level,
    communities: &Groups,
    resolution: f64,
    random: &mut Random,
) -> Vec<u32> {
    let mut refinement = Refinement::new(level, communities, resolution);
    let mut order: Vec<u32> = (0..level.node_count() as u32).collect();
    random.shuffle(&mut order);
    for node in order {
        if refinement.sizes[refinement.labels[node as usize] as usize] == 1
            && refinement.is_well_connected(node)
        {
            refinement.merge(node, random);
        }
    }
    refinement.labels
}

struct Refinement<'level> {
    level: &'level Level,
    communities: &'level Groups,
    /// γ / 2m.
    pull: f64,
    scale: f64,
    labels: Vec<u32>,
    /// For each part: its nodes, its strength, and its weight to the rest of its community.
    sizes: Vec<u32>,
    totals: Vec<f64>,
    outward: Vec<f64>,
    /// The strength of each community.
    whole: Vec<f64>,
    weights: Vec<f64>,
}

impl<'level> Refinement<'level> {
    fn new(level: &'level Level, communities: &'level Groups, resolution: f64) -> Self {
        let count = level.node_count();
        let mut whole = vec![0.0; communities.sizes.len()];
        communities
            .of
            .iter()
            .zip(&level.strength)
            .for_each(|(&of, strength)| whole[of as usize] += strength);
        let outward = |node: u32| {
            let inside = |next: u32| communities.of[next as usize] == communities.of[node as usize];
            level.arcs(node).iter().filter(|arc| inside(arc.0)).map(|arc| arc.1).sum()
        };
        let arcs: usize = (0..count as u32).map(|node| level.arcs(node).len()).sum();
        Self {
            level,
            communities,
            pull: resolution / level.ends.max(f64::MIN_POSITIVE),
            scale: RANDOMNESS * level.ends / arcs.max(1) as f64,
            labels: (0..count as u32).collect(),
            sizes: vec![1; count],
            totals: level.strength.clone(),
            outward: (0..count as u32).map(outward).collect(),
            whole,
            weights: vec![0.0; count],
        }
    }

    /// Whether a part is tied to the rest of its community as strongly as chance would have it.
    fn is_well_connected(&self, part: u32) -> bool {
        let whole = self.whole[self.communities.of[part as usize] as usize];
        let total = self.totals[part as usize];
        self.outward[part as usize] >= self.pull * total * (whole - total)
    }

    /// Puts a single node into one of the parts that it is tied to, the better the likelier, if any
    /// does not harm.
    fn merge(&mut self, node: u32, random: &mut Random) {
        let parts = self.weigh_parts(node);
        let strength = self.level.strength[node as usize];
        let gain = |part: u32| {
            self.weights[part as usize] - self.pull * strength * self.totals[part as usize]
        };
        let gains: Vec<(u32, f64)> = parts
            .iter()
            .filter(|&&part| self.is_well_connected(part))
            .map(|&part| (part, gain(part)))
            .filter(|&(_, gain)| gain >= 0.0)
            .collect();
        if let Some(part) = choose(&gains, self.scale, random) {
            self.labels[node as usize] = part;
            self.sizes[part as usize] += 1;
            self.sizes[node as usize] = 0;
            self.totals[part as usize] += strength;
            self.outward[part as usize] +=
                self.outward[node as usize] - 2.0 * self.weights[part as usize];
        }
        parts.into_iter().for_each(|part| self.weights[part as usize] = 0.0);
    }

    /// The other parts of its community that a node is tied to; their weights are set.
    fn weigh_parts(&mut self, node: u32) -> Vec<u32> {
        let mut parts = Vec::new();
        for &(next, weight) in self.level.arcs(node) {
            if self.communities.of[next as usize] == self.communities.of[node as usize] {
                let part = self.labels[next as usize];
                if self.weights[part as usize] == 0.0 {
                    parts.push(part);
                }
                self.weights[part as usize] += weight;
            }
        }
        parts.sort_unstable();
        parts.dedup();
        parts
    }
}

/// Draws a part with a chance in proportion to exp(gain / scale).
fn choose(gains: &[(u32, f64)], scale: f64, random: &mut Random) -> Option<u32> {
    let most = gains.iter().map(|gain| gain.1).fold(0.0, f64::max);
    let chance = |gain: f64| ((gain - most) / scale.max(f64::MIN_POSITIVE)).exp();
    let sum: f64 = gains.iter().map(|gain| chance(gain.1)).sum();
    let mut drawn = random.unit() * sum;
    for &(part, gain) in gains {
        drawn -= chance(gain);
        if drawn < 0.0 {
            return Some(part);
        }
    }
    gains.last().map(|gain| gain.0)
}
