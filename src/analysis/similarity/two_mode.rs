//! From members and bodies to ties between members: the projection of a two-mode network.

use crate::analysis::AnalysisError;
use crate::graph::{Direction, Graph, GraphError, Interval, NodeId, Tie};

/// A member in a body, and when.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Membership {
    /// Who; a node of the projection.
    pub member: NodeId,
    /// In what.
    pub body: u32,
    /// When.
    pub interval: Interval,
}

/// What a shared body is worth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Weighting {
    /// 1.
    #[default]
    Count,
    /// 1 / (members - 1): in a small body members know each other better. A member's weights then
    /// add up to the number of its bodies that have other members (Newman 2001).
    Newman,
}

/// How to project.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TwoModeRequest {
    /// How many members there are.
    pub member_count: usize,
    /// What a shared body is worth.
    pub weighting: Weighting,
    /// Bodies that have more than this share of all members are left out: the universal ones make a
    /// complete graph. 1 keeps all.
    pub greatest_share: f64,
}

/// A network of members in which every shared body is a tie of its own.
#[derive(Clone, Debug)]
pub struct Projection {
    /// Members, with parallel ties; a tie holds while both are members.
    pub graph: Graph,
    /// The body that each tie goes through, by tie number.
    pub via: Vec<u32>,
    /// The places of the two memberships that each tie rests on, by tie number: of several that overlap, the one that
    /// begins first.
    pub rests_on: Vec<[u32; 2]>,
    /// Bodies that were left out as too large, in order.
    pub left_out: Vec<u32>,
}

/// Ties between members that share a body.
///
/// Two memberships that never overlap in time make no tie. Memberships of one member in one body that overlap, as where
/// two sources state the same one with different dates, are one. A body's members are counted over all
/// that is given, so that for weights as of a date, memberships of that date must be given. Merge
/// parallel ties with [`Graph::simplified`](crate::graph::Graph::simplified) for one weight a pair.
///
/// Cost: O(Σ over bodies of members²).
///
/// # Errors
/// A member that is not below `member_count`, a share outside (0, 1], or more ties than a graph
/// holds.
///
/// # Example
/// ```
/// use comity::analysis::similarity::{Membership, TwoModeRequest, Weighting, project};
/// use comity::graph::{Combine, Interval};
/// let member = |member, body| Membership { member, body, interval: Interval::ALWAYS };
/// let all = [member(0, 7), member(1, 7), member(0, 8), member(1, 8), member(2, 8)];
/// let weighting = Weighting::Newman;
/// let request = TwoModeRequest { member_count: 3, weighting, greatest_share: 1.0 };
/// let projection = project(&all, request)?;
/// assert_eq!(projection.via, [7, 8, 8, 8]);
/// assert_eq!(projection.graph.simplified(Combine::Sum).graph.weight(0), 1.5);
/// # Ok::<(), comity::analysis::AnalysisError>(())
/// ```
///
/// Literature: M. E. J. Newman, "Scientific collaboration networks II" (2001); R. L. Breiger, "The
/// duality of persons and groups" (1974).
pub fn project(
    memberships: &[Membership],
    request: TwoModeRequest,
) -> Result<Projection, AnalysisError> {
    let TwoModeRequest { member_count, weighting, greatest_share } = request;
    let valid = greatest_share > 0.0 && greatest_share <= 1.0;
    AnalysisError::check_parameter(
        valid,
        "greatest_share",
        "above 0 and at most 1",
        greatest_share,
    )?;
    memberships
        .iter()
        .try_for_each(|membership| AnalysisError::check_node(membership.member, member_count))?;
    let spells = spells(memberships);
    let (mut ties, mut rests_on, mut left_out) = (Vec::new(), Vec::new(), Vec::new());
    for body in spells.chunk_by(|(one, _), (other, _)| one.body == other.body) {
        let members = body.chunk_by(|(one, _), (other, _)| one.member == other.member).count();
        if members as f64 > greatest_share * member_count as f64 {
            left_out.push(body[0].0.body);
            continue;
        }
        let weight = match weighting {
            Weighting::Count => 1.0,
            Weighting::Newman => 1.0 / (members.max(2) - 1) as f64,
        };
        for (tie, pair) in shared(body, weight) {
            ties.push(tie);
            rests_on.push(pair);
        }
    }
    let (graph, order) =
        Graph::from_ties(Direction::Undirected, member_count, &ties).map_err(graph_error)?;
    let rests_on: Vec<[u32; 2]> = order.into_iter().map(|given| rests_on[given as usize]).collect();
    let via = rests_on.iter().map(|&[one, _]| memberships[one as usize].body).collect();
    Ok(Projection { graph, via, rests_on, left_out })
}

/// A time in which a member belonged to a body without a break, and the place of the membership that it begins with.
type Spell = (Membership, u32);

/// Memberships in order of body and member, with those that overlap made one.
fn spells(memberships: &[Membership]) -> Vec<Spell> {
    let mut sorted: Vec<Spell> = memberships.iter().copied().zip(0..).collect();
    sorted
        .sort_by_key(|(Membership { member, body, interval }, _)| (*body, *member, interval.start));
    let mut spells: Vec<Spell> = Vec::with_capacity(sorted.len());
    for (next, place) in sorted {
        match spells.last_mut() {
            Some((last, _))
                if (last.body, last.member) == (next.body, next.member)
                    && last.interval.intersection(next.interval).is_some() =>
            {
                let ends = last.interval.end.zip(next.interval.end);
                last.interval.end = ends.map(|(last, next)| last.max(next));
            }
            _ => spells.push((next, place)),
        }
    }
    spells
}

/// Ties between the members of one body, while both belong to it, each with the two memberships.
fn shared(body: &[Spell], weight: f64) -> impl Iterator<Item = (Tie, [u32; 2])> + '_ {
    body.iter().enumerate().flat_map(move |(at, (one, place))| {
        let others = body[at + 1..].iter().filter(|(other, _)| other.member != one.member);
        others.filter_map(move |(other, other_place)| {
            let interval = one.interval.intersection(other.interval)?;
            let tie = Tie { interval, ..Tie::weighted(one.member, other.member, weight) };
            Some((tie, [*place, *other_place]))
        })
    })
}

fn graph_error(_: GraphError) -> AnalysisError {
    AnalysisError::Undefined {
        measure: "the projection",
        reason: "it has more ties than a graph holds",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_at_different_times_share_nothing() {
        let member = |member, start, end| Membership {
            member,
            body: 0,
            interval: Interval::new(start, end),
        };
        let all =
            [member(0, None, Some(9)), member(1, Some(10), None), member(2, Some(5), Some(20))];
        let request =
            TwoModeRequest { member_count: 3, weighting: Weighting::Count, greatest_share: 1.0 };
        let graph = project(&all, request).unwrap().graph;
        let ties: Vec<_> =
            graph.ties().map(|(tie, one, other)| (one, other, graph.interval(tie))).collect();
        assert_eq!(
            ties,
            [(0, 2, Interval::new(Some(5), Some(9))), (1, 2, Interval::new(Some(10), Some(20)))]
        );
    }

    #[test]
    fn a_membership_that_two_sources_state_ties_once() {
        let member = |member, start, end| Membership {
            member,
            body: 0,
            interval: Interval::new(start, end),
        };
        let all = [
            member(0, None, None),
            member(1, Some(5), Some(20)),
            member(1, Some(4), Some(9)),
            member(1, Some(9), Some(22)),
            member(1, Some(30), Some(40)),
        ];
        let request =
            TwoModeRequest { member_count: 2, weighting: Weighting::Newman, greatest_share: 1.0 };
        let projection = project(&all, request).unwrap();
        let graph = &projection.graph;
        let ties: Vec<_> = graph
            .ties()
            .zip(&projection.rests_on)
            .map(|((tie, ..), rests_on)| (graph.interval(tie), *rests_on, graph.weight(tie)))
            .collect();
        assert_eq!(
            ties,
            [
                (Interval::new(Some(4), Some(22)), [0, 2], 1.0),
                (Interval::new(Some(30), Some(40)), [0, 4], 1.0)
            ]
        );
    }

    #[test]
    fn universal_bodies_are_left_out_and_named() {
        let all: Vec<Membership> = (0..4)
            .map(|member| Membership { member, body: 3, interval: Interval::ALWAYS })
            .collect();
        let request =
            TwoModeRequest { member_count: 4, weighting: Weighting::Count, greatest_share: 0.9 };
        let projection = project(&all, request).unwrap();
        assert_eq!((projection.graph.tie_count(), projection.left_out), (0, vec![3]));
    }
}
