//! Ordinary least squares with few predictors.

/// Coefficients and their t values; none if the predictors are not independent.
pub(super) struct Fit {
    pub(super) coefficients: Vec<f64>,
    pub(super) t: Vec<f64>,
    pub(super) residuals: Vec<f64>,
    /// The share of variance that is explained.
    pub(super) r_squared: f64,
}

/// Regresses `dependent` on `columns`, one of which should be the constant 1. Cost: O(rows ·
/// columns²).
pub(super) fn regress(dependent: &[f64], columns: &[&[f64]]) -> Option<Fit> {
    let dot = |left: &[f64], right: &[f64]| {
        left.iter().zip(right).map(|(left, right)| left * right).sum::<f64>()
    };
    let cross: Vec<Vec<f64>> =
        columns.iter().map(|left| columns.iter().map(|right| dot(left, right)).collect()).collect();
    let inverse = inverted(cross)?;
    let right: Vec<f64> = columns.iter().map(|column| dot(column, dependent)).collect();
    let coefficients: Vec<f64> = inverse.iter().map(|row| dot(row, &right)).collect();
    let predicted = |row: usize| {
        columns.iter().zip(&coefficients).map(|(column, value)| column[row] * value).sum::<f64>()
    };
    let residuals: Vec<f64> =
        dependent.iter().enumerate().map(|(row, value)| value - predicted(row)).collect();
    let mean = dependent.iter().sum::<f64>() / dependent.len() as f64;
    let total: f64 = dependent.iter().map(|value| (value - mean).powi(2)).sum();
    let left = dot(&residuals, &residuals);
    let variance = left / (dependent.len() as f64 - columns.len() as f64);
    let error = |place: usize| (variance * inverse[place][place]).sqrt();
    let t = coefficients.iter().enumerate().map(|(place, value)| value / error(place)).collect();
    let r_squared = if total > 0.0 { 1.0 - left / total } else { 0.0 };
    Some(Fit { coefficients, t, residuals, r_squared })
}

/// The inverse of a symmetric positive matrix, by elimination with the greatest pivot; none if it
/// is singular.
fn inverted(mut matrix: Vec<Vec<f64>>) -> Option<Vec<Vec<f64>>> {
    let size = matrix.len();
    for (place, row) in matrix.iter_mut().enumerate() {
        row.extend((0..size).map(|column| f64::from(u8::from(column == place))));
    }
    let scale: Vec<f64> = (0..size).map(|place| matrix[place][place].abs()).collect();
    for step in 0..size {
        let pivot = (step..size)
            .max_by(|&one, &other| matrix[one][step].abs().total_cmp(&matrix[other][step].abs()))?;
        if matrix[pivot][step].abs() <= 1e-12 * scale[step] {
            return None;
        }
        matrix.swap(step, pivot);
        let divisor = matrix[step][step];
        matrix[step].iter_mut().for_each(|value| *value /= divisor);
        let row = matrix[step].clone();
        for (_, other) in matrix.iter_mut().enumerate().filter(|(place, _)| *place != step) {
            let factor = other[step];
            other.iter_mut().zip(&row).for_each(|(value, pivot)| *value -= factor * pivot);
        }
    }
    Some(matrix.into_iter().map(|row| row[size..].to_vec()).collect())
}
