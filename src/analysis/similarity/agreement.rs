//! Agreement between two lists of categories, such as votes or alliance portfolios.

use rayon::prelude::*;

use crate::analysis::AnalysisError;
use crate::graph::{Graph, NodeId};

/// How far two categories are apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Difference {
    /// 0 if they are the same, else 1.
    #[default]
    Nominal,
    /// The distance between their values.
    Absolute,
    /// The square of that.
    Squared,
}

/// The values that categories have, and how they are compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// The least value that there could be.
    pub lowest: f64,
    /// The greatest.
    pub highest: f64,
    /// How far two values are apart, for kappa and pi.
    pub difference: Difference,
}

impl Scale {
    /// Votes as yes = 1, abstention = 2, no = 3.
    pub const VOTES: Self = Self { lowest: 1.0, highest: 3.0, difference: Difference::Nominal };
}

/// How far two lists agree on the entries that both of them have.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Agreement {
    /// How many entries both have.
    pub compared: usize,
    /// On how many they are the same.
    pub agreed: usize,
    /// The share of those; none if nothing could be compared.
    pub share: Option<f64>,
    /// Cohen's κ: agreement beyond what the two lists' own frequencies make likely.
    pub kappa: Option<f64>,
    /// Scott's π: agreement beyond what the frequencies of both lists together make likely.
    pub pi: Option<f64>,
    /// Signorino and Ritter's S with absolute distances: 1 if the same throughout, -1 if as far
    /// apart as can be.
    pub s: Option<f64>,
}

/// Compares two lists; entries that either lacks are left out.
///
/// κ and π are 1 - (observed difference) / (expected difference); they are none where chance alone
/// would make no difference, as when all entries are the same. With nominal differences they are
/// the usual coefficients, with squared ones those that Häge proposes for alliance portfolios. S =
/// 1 - 2 Σ |a - b| / (n · greatest distance).
///
/// Cost: O(entries + categories²).
///
/// # Errors
/// Lists of different lengths, a scale without extent, or a value outside of it.
///
/// # Example
/// ```
/// use comity::analysis::similarity::{Scale, agreement};
/// let vote = |letter: char| letter.to_digit(10).map(f64::from);
/// let votes = |text: &str| text.chars().map(vote).collect::<Vec<Option<f64>>>();
/// let found = agreement(&votes("1131-"), &votes("11213"), Scale::VOTES)?;
/// assert_eq!((found.compared, found.agreed), (4, 3));
/// assert_eq!(found.s, Some(0.75));
/// # Ok::<(), comity::analysis::AnalysisError>(())
/// ```
///
/// Literature: J. Cohen, "A coefficient of agreement for nominal scales" (1960); W. A. Scott,
/// "Reliability of content analysis" (1955); C. S. Signorino and J. M. Ritter, "Tau-b or not tau-b"
/// (1999); F. M. Häge, "Choice or circumstance? Adjusting measures of foreign policy similarity for
/// chance agreement" (2011).
pub fn agreement(
    one: &[Option<f64>],
    other: &[Option<f64>],
    scale: Scale,
) -> Result<Agreement, AnalysisError> {
    AnalysisError::check_length("other", other.len(), one.len())?;
    let extent = scale.highest - scale.lowest;
    AnalysisError::check_parameter(
        extent > 0.0 && extent.is_finite(),
        "highest",
        "above `lowest`",
        scale.highest,
    )?;
    for value in one.iter().chain(other).flatten() {
        let within = (scale.lowest..=scale.highest).contains(value);
        AnalysisError::check_parameter(within, "value", "within the scale", *value)?;
    }
    let pairs: Vec<(f64, f64)> =
        one.iter().zip(other).filter_map(|(one, other)| Some(((*one)?, (*other)?))).collect();
    if pairs.is_empty() {
        return Ok(Agreement::default());
    }
    let count = pairs.len() as f64;
    let agreed = pairs.iter().filter(|pair| pair.0 == pair.1).count();
    let apart: f64 = pairs.iter().map(|pair| (pair.0 - pair.1).abs()).sum();
    let [own, others] = [
        frequencies(pairs.iter().map(|pair| pair.0)),
        frequencies(pairs.iter().map(|pair| pair.1)),
    ];
    let pooled = frequencies(pairs.iter().flat_map(|pair| [pair.0, pair.1]));
    let observed =
        pairs.iter().map(|pair| scale.difference.of(pair.0, pair.1)).sum::<f64>() / count;
    let beyond = |expected: f64| (expected > 0.0).then(|| 1.0 - observed / expected);
    Ok(Agreement {
        compared: pairs.len(),
        agreed,
        share: Some(agreed as f64 / count),
        kappa: beyond(expected(&own, &others, scale.difference)),
        pi: beyond(expected(&pooled, &pooled, scale.difference)),
        s: Some(1.0 - 2.0 * apart / (count * extent)),
    })
}

/// Compares every pair of lists, in parallel: (0, 1), (0, 2) ... (1, 2) ...
///
/// # Errors
/// Those of [`agreement`].
pub fn agreements(
    lists: &[Vec<Option<f64>>],
    scale: Scale,
) -> Result<Vec<(usize, usize, Agreement)>, AnalysisError> {
    let row = |one: usize| {
        let compare =
            move |other: usize| Ok((one, other, agreement(&lists[one], &lists[other], scale)?));
        (one + 1..lists.len()).map(compare).collect::<Result<Vec<_>, AnalysisError>>()
    };
    let rows: Vec<Vec<_>> = (0..lists.len()).into_par_iter().map(row).collect::<Result<_, _>>()?;
    Ok(rows.into_iter().flatten().collect())
}

/// For each node its ties with every node as a list: the greatest weight of the ties that lead
/// there, 0 for none, and `own` for itself, since a state is its own best ally.
pub fn portfolios(graph: &Graph, own: f64) -> Vec<Vec<Option<f64>>> {
    let portfolio = |node: NodeId| {
        let mut values = vec![0.0; graph.node_count()];
        graph
            .arcs(node)
            .for_each(|(to, tie)| values[to as usize] = graph.weight(tie).max(values[to as usize]));
        values[node as usize] = own;
        values.into_iter().map(Some).collect()
    };
    graph.nodes().map(portfolio).collect()
}

impl Difference {
    fn of(self, one: f64, other: f64) -> f64 {
        match self {
            Self::Nominal => f64::from(u8::from(one != other)),
            Self::Absolute => (one - other).abs(),
            Self::Squared => (one - other).powi(2),
        }
    }
}

/// Each value with its share, in order.
fn frequencies(values: impl Iterator<Item = f64>) -> Vec<(f64, f64)> {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    let count = sorted.len() as f64;
    sorted
        .chunk_by(|one, other| one == other)
        .map(|same| (same[0], same.len() as f64 / count))
        .collect()
}

/// The mean difference between two values drawn independently.
fn expected(one: &[(f64, f64)], other: &[(f64, f64)], difference: Difference) -> f64 {
    let against = |&(value, share): &(f64, f64)| {
        other
            .iter()
            .map(|&(against, part)| share * part * difference.of(value, against))
            .sum::<f64>()
    };
    one.iter().map(against).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(one: &str, other: &str, scale: Scale, [share, kappa, pi, s]: [f64; 4]) {
        let list = |text: &str| {
            text.chars().map(|value| value.to_digit(10).map(f64::from)).collect::<Vec<_>>()
        };
        let found = agreement(&list(one), &list(other), scale).unwrap();
        for (value, expected) in
            [(found.share, share), (found.kappa, kappa), (found.pi, pi), (found.s, s)]
        {
            assert!(
                (value.unwrap_or(f64::NAN) - expected).abs() < 1e-12,
                "{found:?}, expected {expected}"
            );
        }
    }

    /// Cohen's κ of the 2 x 2 table 20, 5, 10, 15 is 0.4, with chance agreement 0.5.
    #[test]
    fn a_textbook_table_has_its_published_kappa() {
        let one = "1".repeat(25) + &"2".repeat(25);
        let other = "1".repeat(20) + &"2".repeat(5) + &"1".repeat(10) + &"2".repeat(15);
        let pooled = 0.55f64.powi(2) + 0.45f64.powi(2);
        let scale = Scale { highest: 2.0, ..Scale::VOTES };
        check(
            &one,
            &other,
            scale,
            [0.7, 0.4, (0.7 - pooled) / (1.0 - pooled), 1.0 - 2.0 * 15.0 / 50.0],
        );
    }

    #[test]
    fn opposites_are_as_far_apart_as_can_be() {
        check("1313", "3131", Scale::VOTES, [0.0, -1.0, -1.0, -1.0]);
    }

    #[test]
    fn the_same_throughout_leaves_nothing_to_chance() {
        let all_yes = vec![Some(1.0); 4];
        let found = agreement(&all_yes, &all_yes, Scale::VOTES).unwrap();
        assert_eq!((found.share, found.kappa, found.s), (Some(1.0), None, Some(1.0)));
        assert_eq!(agreement(&[None], &[Some(1.0)], Scale::VOTES).unwrap(), Agreement::default());
    }

    #[test]
    fn a_value_outside_the_scale_is_named() {
        let error = agreement(&[Some(9.0)], &[Some(1.0)], Scale::VOTES).unwrap_err();
        assert_eq!(error.to_string(), "`value` must be within the scale: 9");
    }
}
