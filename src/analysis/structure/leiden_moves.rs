//! Moving single nodes to the community where they do most good.

use std::collections::VecDeque;

use super::leiden_level::Level;
use crate::analysis::random::Random;

/// Moves nodes, from a queue in random order, until no move improves the partition. Labels are
/// below the node count.
pub(super) fn improve(level: &Level, labels: &mut [u32], resolution: f64, random: &mut Random) {
    if level.ends > 0.0 {
        Moves::new(level, labels, resolution).run(random);
    }
}

struct Moves<'level> {
    level: &'level Level,
    labels: &'level mut [u32],
    resolution: f64,
    /// The strength and the size of each community.
    totals: Vec<f64>,
    sizes: Vec<u32>,
    /// Labels without nodes.
    empty: Vec<u32>,
    /// The weight between the node at hand and each community; 0 between moves.
    weights: Vec<f64>,
    touched: Vec<u32>,
}

impl<'level> Moves<'level> {
    fn new(level: &'level Level, labels: &'level mut [u32], resolution: f64) -> Self {
        let count = level.node_count();
        let (mut totals, mut sizes) = (vec![0.0; count], vec![0; count]);
        for (node, &label) in labels.iter().enumerate() {
            totals[label as usize] += level.strength[node];
            sizes[label as usize] += 1;
        }
        let empty = (0..count as u32).rev().filter(|&label| sizes[label as usize] == 0).collect();
        Self {
            level,
            labels,
            resolution,
            totals,
            sizes,
            empty,
            weights: vec![0.0; count],
            touched: Vec::new(),
        }
    }

    fn run(&mut self, random: &mut Random) {
        let mut order: Vec<u32> = (0..self.level.node_count() as u32).collect();
        random.shuffle(&mut order);
        let mut queue = VecDeque::from(order);
        let mut queued = vec![true; self.level.node_count()];
        while let Some(node) = queue.pop_front() {
            queued[node as usize] = false;
            let old = self.labels[node as usize];
            let new = self.best(node);
            if new == old {
                continue;
            }
            self.relabel(node, old, new);
            for &(next, _) in self.level.arcs(node) {
                if self.labels[next as usize] != new && !queued[next as usize] {
                    queued[next as usize] = true;
                    queue.push_back(next);
                }
            }
        }
    }

    /// The community where the node does most good: its own among equals, else the first
    /// that it has a tie with.
    fn best(&mut self, node: u32) -> u32 {
        let own = self.labels[node as usize];
        for &(next, weight) in self.level.arcs(node) {
            let label = self.labels[next as usize];
            if self.weights[label as usize] == 0.0 {
                self.touched.push(label);
            }
            self.weights[label as usize] += weight;
        }
        let strength = self.level.strength[node as usize];
        let part = self.resolution * strength / self.level.ends;
        let gain = |label: u32| {
            let others = self.totals[label as usize] - if label == own { strength } else { 0.0 };
            self.weights[label as usize] - part * others
        };
        let (mut best, mut most) = (own, gain(own));
        // Gains within rounding are equal, so that no node moves to and fro for ever.
        let slack = 1e-12 * strength.max(f64::MIN_POSITIVE);
        for &label in &self.touched {
            let found = gain(label);
            if found > most + slack {
                (best, most) = (label, found);
            }
        }
        if most < -slack && self.sizes[own as usize] > 1 {
            best = self.empty.last().copied().unwrap_or(best);
        }
        self.touched.drain(..).for_each(|label| self.weights[label as usize] = 0.0);
        best
    }

    fn relabel(&mut self, node: u32, old: u32, new: u32) {
        let strength = self.level.strength[node as usize];
        self.labels[node as usize] = new;
        self.totals[old as usize] -= strength;
        self.totals[new as usize] += strength;
        self.sizes[old as usize] -= 1;
        self.sizes[new as usize] += 1;
        if self.empty.last() == Some(&new) {
            self.empty.pop();
        }
        if self.sizes[old as usize] == 0 {
            self.totals[old as usize] = 0.0;
            self.empty.push(old);
        }
    }
}
