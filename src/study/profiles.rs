//! What each node of a layer does, as lists that can be compared.

use super::StudyError;
use crate::analysis::similarity::{
    Agreement, Difference, Overlap, Scale, agreement, overlap, portfolios,
};
use crate::graph::{Interval, NodeId};
use crate::projection::{Layer, Network, ProjectionKind, Rows, TwoMode};

/// How two nodes are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    /// The share of equal entries.
    Share,
    /// Cohen's kappa.
    Kappa,
    /// Scott's pi.
    Pi,
    /// Signorino and Ritter's S.
    S,
    /// The share of targets that both have among those that either has.
    Jaccard,
}

impl Measure {
    /// All measures.
    pub(super) const ALL: [Self; 5] = [Self::Share, Self::Kappa, Self::Pi, Self::S, Self::Jaccard];

    /// Its name.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Share => "share",
            Self::Kappa => "kappa",
            Self::Pi => "pi",
            Self::S => "s",
            Self::Jaccard => "jaccard",
        }
    }

    fn of(self, found: &Agreement) -> Option<f64> {
        match self {
            Self::Share => found.share,
            Self::Kappa => found.kappa,
            Self::Pi => found.pi,
            Self::S => found.s,
            Self::Jaccard => None,
        }
    }
}

/// What the nodes of a layer do in a span of days.
#[derive(Debug)]
pub(super) struct Profiles {
    /// IRIs of the nodes that do anything, in order.
    pub(super) nodes: Vec<String>,
    /// For each node its entries, as many for each.
    entries: Vec<Vec<Option<f64>>>,
    /// Choices that were left out, because a node made different ones on the same question at once.
    pub(super) contested: usize,
}

/// A node, a body or question, the weight, and when.
type Incidence = (NodeId, u32, f64, Interval);

impl Profiles {
    /// The profiles of a layer's rows.
    ///
    /// A question has the choice of a node that begins last. A body has a member or not. A node's portfolio has
    /// its tie with each node, the strongest of several, 0 for none, and `own` with itself.
    pub(super) fn new(layer: &Layer, rows: Rows, own: f64) -> Result<Self, StudyError> {
        match layer.projection {
            ProjectionKind::None => Self::of_ties(layer, rows, own),
            ProjectionKind::Sources => {
                Ok(Self::of_lists(TwoMode::from_rows(&rows), Some(0.0), strongest))
            }
            ProjectionKind::Agreement => {
                Ok(Self::of_lists(TwoMode::from_rows(&rows), None, latest))
            }
        }
    }

    fn of_ties(layer: &Layer, rows: Rows, own: f64) -> Result<Self, StudyError> {
        let Network { graph, nodes, .. } =
            Network::from_rows(layer.direction, vec![(layer, rows)])?;
        let acts = |node: &NodeId| !graph.neighbours(*node).is_empty();
        let entries = portfolios(&graph, own);
        let (nodes, entries) = graph
            .nodes()
            .zip(nodes.into_iter().zip(entries))
            .filter(|(node, _)| acts(node))
            .map(|(_, both)| both)
            .unzip();
        Ok(Self { nodes, entries, contested: 0 })
    }

    /// One entry a body or question, `absent` where a node has none.
    fn of_lists(
        two_mode: TwoMode,
        absent: Option<f64>,
        choose: fn(&[Incidence]) -> Option<f64>,
    ) -> Self {
        let TwoMode { members, bodies, mut incidences, .. } = two_mode;
        incidences.sort_by_key(|&(member, body, _, interval)| (member, body, interval.start));
        let mut entries = vec![vec![absent; bodies.len()]; members.len()];
        let mut contested = 0;
        for same in incidences.chunk_by(|one, other| (one.0, one.1) == (other.0, other.1)) {
            let choice = choose(same);
            contested += usize::from(choice.is_none());
            entries[same[0].0 as usize][same[0].1 as usize] = choice;
        }
        Self { nodes: members, entries, contested }
    }

    /// For each node its choices on all questions, with the nodes.
    pub(super) fn into_choices(self) -> (Vec<String>, Vec<Vec<Option<f64>>>) {
        (self.nodes, self.entries)
    }

    /// The place of a node.
    pub(super) fn place(&self, iri: &str) -> Option<usize> {
        self.nodes.binary_search_by(|node| node.as_str().cmp(iri)).ok()
    }

    /// How alike two nodes are, and on how many entries that rests.
    pub(super) fn compare(
        &self,
        one: usize,
        other: usize,
        measure: Measure,
        scale: Scale,
    ) -> Result<(Option<f64>, usize), StudyError> {
        if measure == Measure::Jaccard {
            let Overlap { either, jaccard, .. } = overlap(&self.targets(one), &self.targets(other));
            return Ok((jaccard, either));
        }
        let found = agreement(&self.entries[one], &self.entries[other], scale)?;
        Ok((measure.of(&found), found.compared))
    }

    /// With whom or what a node has a tie.
    fn targets(&self, node: usize) -> Vec<u32> {
        (0..)
            .zip(&self.entries[node])
            .filter(|(_, value)| value.is_some_and(|value| value != 0.0))
            .map(|(place, _)| place)
            .collect()
    }
}

/// The strongest of several memberships in the same body.
fn strongest(same: &[Incidence]) -> Option<f64> {
    same.iter().map(|incidence| incidence.2).max_by(f64::total_cmp)
}

/// The choice that begins last; none if different ones do.
fn latest(same: &[Incidence]) -> Option<f64> {
    let last = same.last()?;
    let at_once = same.iter().filter(|incidence| incidence.3.start == last.3.start);
    let mut weights = at_once.map(|incidence| incidence.2);
    weights.all(|weight| weight == last.2).then_some(last.2)
}

/// The values that the entries of a layer can have, and how they are compared.
///
/// Choices run from the least to the greatest of the layer at any time, and differ or do not. Ties run from 0 to
/// the strongest, and differ by the square of their distance.
pub(super) fn scale(layer: &Layer, rows: &Rows) -> Scale {
    let weights = || rows.rows.iter().map(|row| row.weight);
    let greatest = weights().max_by(f64::total_cmp).unwrap_or(1.0);
    let (lowest, difference) = match layer.projection {
        ProjectionKind::Agreement => {
            (weights().min_by(f64::total_cmp).unwrap_or(0.0), Difference::Nominal)
        }
        _ => (0.0, Difference::Squared),
    };
    let highest = if greatest > lowest { greatest } else { lowest + 1.0 };
    Scale { lowest, highest, difference }
}
