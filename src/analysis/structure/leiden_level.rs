//! A weighted graph whose nodes stand for sets of nodes.

use super::Groups;
use crate::graph::Graph;

#[derive(Clone, Debug)]
pub(super) struct Level {
    offsets: Vec<usize>,
    arcs: Vec<(u32, f64)>,
    /// The weight of the ends of ties at each node, those within it included.
    pub(super) strength: Vec<f64>,
    /// The weight of ties within each node.
    within: Vec<f64>,
    /// The weight of all ends.
    pub(super) ends: f64,
}

impl Level {
    /// The graph itself, undirected.
    pub(super) fn ground(graph: &Graph) -> Self {
        let mut level = Self::empty();
        for node in graph.nodes() {
            let arcs = graph.arcs(node).map(|(next, tie)| (next, graph.weight(tie)));
            let (loops, others): (Vec<_>, Vec<_>) = arcs.partition(|&(next, _)| next == node);
            level.push(others, loops.iter().map(|(_, weight)| weight).sum());
        }
        level
    }

    /// The level above: each group becomes a node.
    pub(super) fn aggregate(&self, groups: &Groups) -> Self {
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); groups.sizes.len()];
        groups
            .of
            .iter()
            .enumerate()
            .for_each(|(node, &group)| members[group as usize].push(node as u32));
        let mut sums = vec![0.0; groups.sizes.len()];
        let mut level = Self::empty();
        for (group, members) in members.iter().enumerate() {
            let (mut touched, mut within) = (Vec::new(), 0.0);
            for &node in members {
                within += self.within[node as usize];
                for &(next, weight) in self.arcs(node) {
                    let other = groups.of[next as usize];
                    if other as usize == group {
                        within += weight / 2.0;
                    } else {
                        if sums[other as usize] == 0.0 {
                            touched.push(other);
                        }
                        sums[other as usize] += weight;
                    }
                }
            }
            touched.sort_unstable();
            touched.dedup();
            level.push(
                touched.into_iter().map(|other| (other, std::mem::take(&mut sums[other as usize]))),
                within,
            );
        }
        level
    }

    fn empty() -> Self {
        Self {
            offsets: vec![0],
            arcs: Vec::new(),
            strength: Vec::new(),
            within: Vec::new(),
            ends: 0.0,
        }
    }

    fn push(&mut self, arcs: impl IntoIterator<Item = (u32, f64)>, within: f64) {
        let first = self.arcs.len();
        self.arcs.extend(arcs);
        self.offsets.push(self.arcs.len());
        let strength =
            self.arcs[first..].iter().map(|(_, weight)| weight).sum::<f64>() + 2.0 * within;
        self.strength.push(strength);
        self.within.push(within);
        self.ends += strength;
    }

    pub(super) fn node_count(&self) -> usize {
        self.strength.len()
    }

    /// The other nodes that a node has ties with, with the weight of each tie.
    pub(super) fn arcs(&self, node: u32) -> &[(u32, f64)] {
        &self.arcs[self.offsets[node as usize]..self.offsets[node as usize + 1]]
    }

    /// Modularity of a partition of this level's nodes.
    pub(super) fn quality(&self, labels: &[u32], resolution: f64) -> f64 {
        if self.ends == 0.0 {
            return 0.0;
        }
        let mut totals = vec![0.0; labels.len()];
        let mut within = 0.0;
        for (node, &label) in labels.iter().enumerate() {
            totals[label as usize] += self.strength[node];
            let inside =
                self.arcs(node as u32).iter().filter(|&&(next, _)| labels[next as usize] == label);
            within += 2.0 * self.within[node] + inside.map(|(_, weight)| weight).sum::<f64>();
        }
        let expected: f64 = totals.iter().map(|total| (total / self.ends).powi(2)).sum();
        within / self.ends - resolution * expected
    }
}
