//! Where members stand on one dimension, by how they vote.

use rayon::prelude::*;

use super::logistic::{Model, Votes, standardised};
use crate::analysis::AnalysisError;
use crate::analysis::random::Random;
use crate::graph::{NodeId, Watch};

/// Which way is up, and how uncertainty is found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IdealPointsRequest {
    /// A member at the low end, and one at the high end: they fix the direction, not the scale.
    pub anchors: (NodeId, NodeId),
    /// How many times the votes are drawn anew, with repetition, to see how far the points move.
    pub replicates: u32,
    /// Seed of the draws.
    pub seed: u64,
}

/// A member's place; places have mean 0 and standard deviation 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IdealPoint {
    /// The place.
    pub point: f64,
    /// The standard deviation over replicates; none with fewer than two.
    pub error: Option<f64>,
    /// The 5th and the 95th percentile over replicates.
    pub range: Option<(f64, f64)>,
    /// How many votes it rests on.
    pub votes: usize,
}

const STEPS: usize = 500;
const REPLICATE_STEPS: usize = 50;

/// Fits a two-parameter logistic model: each vote has a difficulty and a discrimination, each
/// member a point.
///
/// `votes[member][item]` is yes, no, or none; what becomes of abstentions is the caller's decision.
/// Items on which all agree say nothing and are left out. The start is the first principal
/// component of agreement, so that the fit itself has no chance in it; the seed serves the
/// replicates, each of which starts from the fit. The watch is looked at once a replicate.
///
/// Cost: O(members · items) a step, some tens of steps; replicates in parallel.
///
/// # Errors
/// Rows of different lengths, anchors that are not members or are the same, no item on which
/// members differ.
///
/// # Example
/// ```
/// use comity::analysis::similarity::{IdealPointsRequest, ideal_points};
/// use comity::graph::Watch;
/// let votes: Vec<Vec<Option<bool>>> =
///     (0..5).map(|member| (0..20).map(|item| Some(member * 4 > item)).collect()).collect();
/// let request = IdealPointsRequest { anchors: (0, 4), replicates: 0, seed: 1 };
/// let points = ideal_points(&votes, request, &Watch::default())?;
/// assert!(points.windows(2).all(|pair| pair[0].point < pair[1].point));
/// # Ok::<(), comity::analysis::AnalysisError>(())
/// ```
///
/// Literature: J. Clinton, S. Jackman and D. Rivers, "The statistical analysis of roll call data"
/// (2004); M. A. Bailey, A. Strezhnev and E. Voeten, "Estimating dynamic state preferences from
/// United Nations voting data" (2017).
pub fn ideal_points(
    votes: &[Vec<Option<bool>>],
    request: IdealPointsRequest,
    watch: &Watch,
) -> Result<Vec<IdealPoint>, AnalysisError> {
    let columns = check(votes, request)?;
    let (low, high) = request.anchors;
    let up =
        |points: &[f64]| if points[high as usize] >= points[low as usize] { 1.0 } else { -1.0 };
    let mut model = Model::new(first_component(votes, &columns), columns.len());
    model.fit(votes, &columns, STEPS, 1e-8);
    let sign = up(&model.points);
    let replicate = |number: u32| {
        watch.look();
        let mut random = Random::for_task(request.seed, u64::from(number));
        let drawn: Vec<usize> =
            columns.iter().map(|_| columns[random.place(columns.len())]).collect();
        let mut replicate = Model::new(model.points.clone(), drawn.len());
        replicate.fit(votes, &drawn, REPLICATE_STEPS, 1e-4);
        let sign = up(&replicate.points);
        replicate.points.into_iter().map(|point| sign * point).collect::<Vec<f64>>()
    };
    let replicates: Vec<Vec<f64>> =
        (0..request.replicates).into_par_iter().map(replicate).collect();
    Ok((0..votes.len())
        .map(|member| summed(member, sign * model.points[member], votes, &columns, &replicates))
        .collect())
}

fn summed(
    member: usize,
    point: f64,
    votes: &Votes,
    columns: &[usize],
    replicates: &[Vec<f64>],
) -> IdealPoint {
    let mut values: Vec<f64> = replicates.iter().map(|points| points[member]).collect();
    values.sort_by(f64::total_cmp);
    let count = values.len();
    let mean = values.iter().sum::<f64>() / count as f64;
    let square = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>();
    let percentile = |share: f64| values[((count - 1) as f64 * share).round() as usize];
    IdealPoint {
        point,
        error: (count > 1).then(|| (square / (count - 1) as f64).sqrt()),
        range: (count > 1).then(|| (percentile(0.05), percentile(0.95))),
        votes: columns.iter().filter(|&&column| votes[member][column].is_some()).count(),
    }
}

/// The items that say something.
fn check(votes: &Votes, request: IdealPointsRequest) -> Result<Vec<usize>, AnalysisError> {
    let (low, high) = request.anchors;
    AnalysisError::check_node(low, votes.len())?;
    AnalysisError::check_node(high, votes.len())?;
    AnalysisError::check_parameter(
        low != high,
        "anchors",
        "two different members",
        f64::from(low),
    )?;
    let items = votes[0].len();
    votes.iter().try_for_each(|row| AnalysisError::check_length("votes", row.len(), items))?;
    let divided = |item: &usize| {
        let cast = |yes: bool| votes.iter().any(|row| row[*item] == Some(yes));
        cast(true) && cast(false)
    };
    let columns: Vec<usize> = (0..items).filter(divided).collect();
    if columns.is_empty() {
        return Err(AnalysisError::Undefined {
            measure: "ideal points",
            reason: "members differ on no item",
        });
    }
    Ok(columns)
}

/// The first principal component of the votes, by repeated multiplication; missing votes count as
/// the item's mean.
fn first_component(votes: &Votes, columns: &[usize]) -> Vec<f64> {
    let means: Vec<f64> = columns.iter().map(|&column| mean(votes, column)).collect();
    let value =
        |vote: Option<bool>, mean: f64| vote.map_or(0.0, |yes| f64::from(u8::from(yes)) - mean);
    let row = |member: usize| {
        columns.iter().zip(&means).map(move |(&column, &mean)| value(votes[member][column], mean))
    };
    // Any start will do that is not at right angles to the component; equal steps make it the same
    // each time.
    let mut points = standardised(
        &(0..votes.len()).map(|member| (member as f64 * 0.7 + 0.3).sin()).collect::<Vec<_>>(),
    );
    for _ in 0..100 {
        let mut items = vec![0.0; columns.len()];
        for (member, &point) in points.iter().enumerate() {
            items.iter_mut().zip(row(member)).for_each(|(sum, value)| *sum += value * point);
        }
        let next: Vec<f64> = (0..votes.len())
            .map(|member| row(member).zip(&items).map(|(value, item)| value * item).sum())
            .collect();
        points = standardised(&next);
    }
    points
}

fn mean(votes: &Votes, column: usize) -> f64 {
    let cast: Vec<bool> = votes.iter().filter_map(|row| row[column]).collect();
    cast.iter().filter(|&&yes| yes).count() as f64 / cast.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Votes drawn from the model itself, with one in ten missing.
    fn drawn(members: usize, items: usize, seed: u64) -> (Vec<f64>, Vec<Vec<Option<bool>>>) {
        let mut random = Random::new(seed);
        let points: Vec<f64> =
            standardised(&(0..members).map(|_| random.normal()).collect::<Vec<_>>());
        let mut votes = vec![Vec::new(); members];
        for _ in 0..items {
            let (alpha, beta) = (random.normal(), 2.0 * random.normal());
            for (row, point) in votes.iter_mut().zip(&points) {
                let chance = 1.0 / (1.0 + (-(alpha + beta * point)).exp());
                let yes = random.unit() < chance;
                row.push((random.place(10) > 0).then_some(yes));
            }
        }
        (points, votes)
    }

    #[test]
    fn points_behind_simulated_votes_are_found_again() {
        let (points, votes) = drawn(40, 400, 3);
        let extreme = |sign: f64| {
            (0..40)
                .max_by(|&one, &other| (sign * points[one]).total_cmp(&(sign * points[other])))
                .unwrap()
        };
        let request = IdealPointsRequest {
            anchors: (extreme(-1.0) as u32, extreme(1.0) as u32),
            replicates: 20,
            seed: 9,
        };
        let found = ideal_points(&votes, request, &Watch::default()).unwrap();
        let pairs: Vec<(f64, f64)> = found.iter().map(|found| found.point).zip(points).collect();
        let correlation = crate::analysis::structure::correlation(&pairs).unwrap();
        assert!(correlation > 0.98, "{correlation}");
        assert!(
            found.iter().all(|found| found.error.is_some_and(|error| error < 0.5)),
            "{found:?}"
        );
        assert_eq!(found, ideal_points(&votes, request, &Watch::default()).unwrap());
        let turned =
            IdealPointsRequest { anchors: (request.anchors.1, request.anchors.0), ..request };
        assert_eq!(
            ideal_points(&votes, turned, &Watch::default()).unwrap()[3].point,
            -found[3].point
        );
    }

    #[test]
    fn votes_on_which_all_agree_say_nothing() {
        let votes = vec![vec![Some(true)]; 3];
        let request = IdealPointsRequest { anchors: (0, 1), replicates: 0, seed: 0 };
        assert_eq!(
            ideal_points(&votes, request, &Watch::default()).unwrap_err().to_string(),
            "ideal points cannot be computed: members differ on no item"
        );
    }
}
