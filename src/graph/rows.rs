//! Compressed sparse rows: for each node a run of entries in one list.

use super::tie::{NodeId, TieId};

/// For each node the nodes at the other ends of some of its ties.
#[derive(Clone, Debug)]
pub(super) struct Rows {
    pub(super) offsets: Box<[u32]>,
    pub(super) nodes: Box<[NodeId]>,
    /// Absent where a tie's number is its place in the rows.
    pub(super) ties: Option<Box<[TieId]>>,
}

impl Rows {
    /// Rows by source; a tie's number is its place.
    pub(super) fn sources(node_count: usize, ends: &[[NodeId; 2]]) -> Self {
        Self {
            offsets: offsets(node_count, ends.iter().map(|end| end[0])),
            nodes: ends.iter().map(|end| end[1]).collect(),
            ties: None,
        }
    }

    /// Rows by target.
    pub(super) fn targets(node_count: usize, ends: &[[NodeId; 2]]) -> Self {
        let offsets = offsets(node_count, ends.iter().map(|end| end[1]));
        Self::fill(offsets, ends.iter().enumerate().map(|(tie, end)| (end[1], end[0], tie)))
    }

    /// Rows by either end. Ties come by their smaller end, so that each row fills in order.
    pub(super) fn both(node_count: usize, ends: &[[NodeId; 2]]) -> Self {
        let others = ends.iter().filter(|end| end[0] != end[1]).map(|end| end[1]);
        let offsets = offsets(node_count, ends.iter().map(|end| end[0]).chain(others));
        let arcs = ends.iter().enumerate().flat_map(|(tie, &[low, high])| {
            let back = (low != high).then_some((high, low, tie));
            std::iter::once((low, high, tie)).chain(back)
        });
        Self::fill(offsets, arcs)
    }

    fn fill(offsets: Box<[u32]>, arcs: impl Iterator<Item = (NodeId, NodeId, usize)>) -> Self {
        let length = offsets[offsets.len() - 1] as usize;
        let mut next = offsets.clone();
        let mut nodes = vec![0; length].into_boxed_slice();
        let mut ties = vec![0; length].into_boxed_slice();
        for (row, node, tie) in arcs {
            let place = &mut next[row as usize];
            nodes[*place as usize] = node;
            ties[*place as usize] = tie as TieId;
            *place += 1;
        }
        Self { offsets, nodes, ties: Some(ties) }
    }

    pub(super) fn range(&self, node: NodeId) -> std::ops::Range<usize> {
        self.offsets[node as usize] as usize..self.offsets[node as usize + 1] as usize
    }

    pub(super) fn arcs(
        &self,
        node: NodeId,
    ) -> impl ExactSizeIterator<Item = (NodeId, TieId)> + Clone + '_ {
        self.part(node, 0..usize::MAX)
    }

    /// Some of a node's entries, by their places in its run; places beyond its end are none.
    pub(super) fn part(
        &self,
        node: NodeId,
        places: std::ops::Range<usize>,
    ) -> impl ExactSizeIterator<Item = (NodeId, TieId)> + Clone + '_ {
        let run = self.range(node);
        let end = run.start.saturating_add(places.end).min(run.end);
        let ties = self.ties.as_deref();
        (run.start.saturating_add(places.start)..end)
            .map(move |place| (self.nodes[place], ties.map_or(place as TieId, |ties| ties[place])))
    }
}

/// Where each node's run starts, and where the last ends.
pub(super) fn offsets(node_count: usize, rows: impl Iterator<Item = NodeId>) -> Box<[u32]> {
    let mut offsets = vec![0; node_count + 1];
    rows.for_each(|row| offsets[row as usize + 1] += 1);
    for node in 0..node_count {
        offsets[node + 1] += offsets[node];
    }
    offsets.into_boxed_slice()
}

/// Sorts tie numbers by a node, and leaves the order of equals as it is.
pub(super) fn counting_sort(
    ties: Vec<u32>,
    node_count: usize,
    key: impl Fn(u32) -> NodeId,
) -> Vec<u32> {
    let mut next = offsets(node_count, ties.iter().map(|&tie| key(tie)));
    let mut sorted = vec![0; ties.len()];
    for tie in ties {
        let place = &mut next[key(tie) as usize];
        sorted[*place as usize] = tie;
        *place += 1;
    }
    sorted
}
