//! The leading eigenvector of a symmetric matrix, by locally optimal conjugate gradients.
//!
//! Each step takes the best vector in the space of the current one, its residual and the last step:
//! one multiplication a step, as for simple repetition, but about the square root of the steps.
//! What is not in the start's own parts in the eigenspaces never comes in, so that where the
//! greatest eigenvalue is not single, the answer is the start's part.
//!
//! Literature: A. V. Knyazev, "Toward the optimal preconditioned eigensolver: locally optimal block
//! preconditioned conjugate gradient method" (2001).

use super::Iteration;
use crate::analysis::AnalysisError;
use crate::analysis::sum::{blocked_sum, list};

/// A vector and its product with the matrix.
#[derive(Clone)]
struct Pair {
    vector: Vec<f64>,
    product: Vec<f64>,
}

/// The eigenvector of the greatest eigenvalue of the matrix behind `multiply`, of length 1.
pub(super) fn leading_vector(
    start: Vec<f64>,
    multiply: impl Fn(&[f64], &mut [f64]),
    iteration: Iteration,
) -> Result<Vec<f64>, AnalysisError> {
    let mut product = vec![0.0; start.len()];
    multiply(&start, &mut product);
    let mut current = Pair { vector: start, product };
    let mut last: Option<Pair> = None;
    // The second greatest eigenvalue is at least this.
    let mut second = f64::NEG_INFINITY;
    let mut change = f64::INFINITY;
    for _ in 0..iteration.most {
        let value = dot(&current.vector, &current.product);
        let mut residual = combined(&[(1.0, &current.product), (-value, &current.vector)]);
        change = dot(&residual, &residual).sqrt();
        let gap = if second.is_finite() { (value - second).max(0.0) } else { 0.0 };
        if change <= (0.1 * iteration.tolerance * gap).max(4.0 * f64::EPSILON * value) {
            return Ok(current.vector.into_iter().map(|score| score.max(0.0)).collect());
        }
        residual = scaled(&residual, 1.0 / change);
        let mut product = vec![0.0; residual.len()];
        multiply(&residual, &mut product);
        let mut basis = vec![current, Pair { vector: residual, product }];
        basis.extend(last.take());
        orthonormalise(&mut basis);
        let (weights, runner_up) = best(&basis);
        second = second.max(runner_up);
        last = Some(Pair::sum(&basis[1..], &weights[1..]));
        current = Pair::sum(&basis, &weights);
        current.scale(1.0 / dot(&current.vector, &current.vector).sqrt());
    }
    Err(AnalysisError::NotConverged {
        measure: "eigenvector centrality",
        iterations: iteration.most,
        change,
    })
}

impl Pair {
    fn sum(pairs: &[Self], weights: &[f64]) -> Self {
        let side = |of: fn(&Self) -> &Vec<f64>| {
            combined(
                &weights
                    .iter()
                    .zip(pairs)
                    .map(|(&weight, pair)| (weight, of(pair).as_slice()))
                    .collect::<Vec<_>>(),
            )
        };
        Self { vector: side(|pair| &pair.vector), product: side(|pair| &pair.product) }
    }

    fn scale(&mut self, factor: f64) {
        self.vector = scaled(&self.vector, factor);
        self.product = scaled(&self.product, factor);
    }
}

/// Makes each vector of length 1 and at right angles to those before it; what has nothing of its
/// own left is dropped.
fn orthonormalise(basis: &mut Vec<Pair>) {
    let mut done: Vec<Pair> = Vec::new();
    for mut pair in basis.drain(..) {
        let before = dot(&pair.vector, &pair.vector).sqrt();
        // Twice, since once leaves rounding.
        for _ in 0..2 {
            for other in &done {
                let part = dot(&other.vector, &pair.vector);
                pair = Pair {
                    vector: combined(&[(1.0, &pair.vector), (-part, &other.vector)]),
                    product: combined(&[(1.0, &pair.product), (-part, &other.product)]),
                };
            }
        }
        let length = dot(&pair.vector, &pair.vector).sqrt();
        if length > 1e-10 * before && length > 0.0 {
            pair.scale(1.0 / length);
            done.push(pair);
        }
    }
    *basis = done;
}

/// The leading eigenvector of the matrix within the basis, and the second eigenvalue there.
fn best(basis: &[Pair]) -> (Vec<f64>, f64) {
    let size = basis.len();
    let mut matrix = [[0.0; 3]; 3];
    for (row, left) in basis.iter().enumerate() {
        for (column, right) in basis.iter().enumerate() {
            matrix[row][column] = dot(&left.vector, &right.product);
        }
    }
    let (values, vectors) = eigen(matrix, size);
    let greatest =
        (0..size).max_by(|&one, &other| values[one].total_cmp(&values[other])).unwrap_or(0);
    let second = (0..size)
        .filter(|&place| place != greatest)
        .map(|place| values[place])
        .fold(f64::NEG_INFINITY, f64::max);
    let sign = if vectors[0][greatest] < 0.0 { -1.0 } else { 1.0 };
    ((0..size).map(|row| sign * vectors[row][greatest]).collect(), second)
}

/// Eigenvalues, and eigenvectors as columns, of a small symmetric matrix, by Jacobi's rotations.
fn eigen(mut matrix: [[f64; 3]; 3], size: usize) -> ([f64; 3], [[f64; 3]; 3]) {
    let mut vectors = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
    for (row, column) in std::iter::repeat_n([(0, 1), (0, 2), (1, 2)], 12).flatten() {
        if column >= size || matrix[row][column] == 0.0 {
            continue;
        }
        let half = (matrix[column][column] - matrix[row][row]) / (2.0 * matrix[row][column]);
        let tangent = half.signum() / (half.abs() + half.hypot(1.0));
        let cosine = 1.0 / tangent.hypot(1.0);
        let sine = tangent * cosine;
        let turn =
            |left: f64, right: f64| (cosine * left - sine * right, sine * left + cosine * right);
        for line in &mut matrix {
            (line[row], line[column]) = turn(line[row], line[column]);
        }
        for place in 0..3 {
            (matrix[row][place], matrix[column][place]) =
                turn(matrix[row][place], matrix[column][place]);
            (vectors[place][row], vectors[place][column]) =
                turn(vectors[place][row], vectors[place][column]);
        }
    }
    ([matrix[0][0], matrix[1][1], matrix[2][2]], vectors)
}

fn dot(left: &[f64], right: &[f64]) -> f64 {
    blocked_sum(left.len(), |place| left[place] * right[place])
}

fn combined(parts: &[(f64, &[f64])]) -> Vec<f64> {
    let length = parts.first().map_or(0, |part| part.1.len());
    match *parts {
        [(one, left), (other, right)] => {
            list(length, |place| one * left[place] + other * right[place])
        }
        _ => {
            list(length, |place| parts.iter().map(|&(weight, vector)| weight * vector[place]).sum())
        }
    }
}

fn scaled(vector: &[f64], factor: f64) -> Vec<f64> {
    list(vector.len(), |place| vector[place] * factor)
}
