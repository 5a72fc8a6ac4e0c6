//! The two-parameter logistic model of voting, fitted by expectation and maximisation.
//!
//! Member i votes yes on j with log-odds `α_j` + `β_j` `x_i`. With x, α and β under normal priors, the
//! expectation of the Pólya-Gamma variable that makes the likelihood quadratic is tanh(m / 2) / 2m
//! at log-odds m, so that every step is a weighted least-squares problem of one or two unknowns
//! with a solution in closed form.
//!
//! Literature: N. G. Polson, J. G. Scott and J. Windle, "Bayesian inference for logistic models
//! using Pólya-Gamma latent variables" (2013); K. Imai, J. Lo and J. Olmsted, "Fast estimation of
//! ideal points with massive data" (2016).

/// Votes by member: yes, no or none.
pub(super) type Votes = [Vec<Option<bool>>];

/// Precision of the priors of α and β; that of x is 1.
const ITEM_PRECISION: f64 = 0.04;

/// A fitted model.
#[derive(Clone, Debug)]
pub(super) struct Model {
    pub(super) points: Vec<f64>,
    items: Vec<[f64; 2]>,
}

impl Model {
    /// Starts from points; items follow from them.
    pub(super) fn new(points: Vec<f64>, items: usize) -> Self {
        Self { points, items: vec![[0.0; 2]; items] }
    }

    /// Steps until points move by less than `tolerance`, or `most` steps are made. `columns` says
    /// which votes count, one entry a time.
    pub(super) fn fit(&mut self, votes: &Votes, columns: &[usize], most: usize, tolerance: f64) {
        for _ in 0..most {
            for (item, &column) in columns.iter().enumerate() {
                self.items[item] = self.item_step(votes, item, column);
            }
            let points: Vec<f64> = (0..votes.len())
                .map(|member| self.point_step(&votes[member], columns, member))
                .collect();
            let points = standardised(&points);
            let moved = points
                .iter()
                .zip(&self.points)
                .map(|(new, old)| (new - old).abs())
                .fold(0.0, f64::max);
            self.points = points;
            if moved < tolerance {
                break;
            }
        }
    }

    fn item_step(&self, votes: &Votes, item: usize, column: usize) -> [f64; 2] {
        let [alpha, beta] = self.items[item];
        let (mut aa, mut ab, mut bb) = (ITEM_PRECISION, 0.0, ITEM_PRECISION);
        let (mut a, mut b) = (0.0, 0.0);
        for (vote, &point) in votes.iter().map(|row| row[column]).zip(&self.points) {
            let Some(yes) = vote else { continue };
            let weight = curvature(alpha + beta * point);
            aa += weight;
            ab += weight * point;
            bb += weight * point * point;
            let half = if yes { 0.5 } else { -0.5 };
            a += half;
            b += half * point;
        }
        let determinant = aa * bb - ab * ab;
        [(a * bb - b * ab) / determinant, (b * aa - a * ab) / determinant]
    }

    fn point_step(&self, row: &[Option<bool>], columns: &[usize], member: usize) -> f64 {
        let point = self.points[member];
        let (mut precision, mut sum) = (1.0, 0.0);
        for (&[alpha, beta], &column) in self.items.iter().zip(columns) {
            let Some(yes) = row[column] else { continue };
            let weight = curvature(alpha + beta * point);
            precision += weight * beta * beta;
            sum += beta * (if yes { 0.5 } else { -0.5 } - weight * alpha);
        }
        sum / precision
    }
}

/// tanh(m / 2) / 2m, which is 1/4 at 0.
fn curvature(log_odds: f64) -> f64 {
    if log_odds.abs() < 1e-4 { 0.25 } else { (log_odds / 2.0).tanh() / (2.0 * log_odds) }
}

/// With mean 0 and standard deviation 1; all 0 if there is no variation.
pub(super) fn standardised(values: &[f64]) -> Vec<f64> {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let deviation = (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count).sqrt();
    values
        .iter()
        .map(|value| if deviation > 0.0 { (value - mean) / deviation } else { 0.0 })
        .collect()
}
