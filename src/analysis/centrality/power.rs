//! What iterations have in common: when they have settled.

use crate::analysis::AnalysisError;

/// How long to iterate, and how exact to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Iteration {
    /// The most steps.
    pub most: usize,
    /// The greatest error that a score may be expected to have.
    pub tolerance: f64,
}

impl Default for Iteration {
    fn default() -> Self {
        Self { most: 10_000, tolerance: 1e-12 }
    }
}

/// Watches how fast an iteration settles.
///
/// Changes shrink by about the same ratio at each step, so that what is still to come is a
/// geometric series: the change times ratio / (1 - ratio).
pub(super) struct Settling {
    iteration: Iteration,
    measure: &'static str,
    steps: usize,
    change: f64,
    ratio: f64,
}

impl Settling {
    pub(super) fn new(iteration: Iteration, measure: &'static str) -> Self {
        Self { iteration, measure, steps: 0, change: f64::INFINITY, ratio: 1.0 }
    }

    /// Whether the error is below the tolerance after a step that changed a score by `change` at
    /// most.
    pub(super) fn has_settled(&mut self, change: f64) -> Result<bool, AnalysisError> {
        self.steps += 1;
        let ratio = (change / self.change).min(1.0);
        // The greater of two ratios in a row, so that one lucky step does not end the iteration.
        let cautious = ratio.max(self.ratio).min(1.0 - 1e-6);
        (self.change, self.ratio) = (change, ratio);
        if change * cautious.max(0.5) / (1.0 - cautious) < self.iteration.tolerance || change == 0.0
        {
            return Ok(true);
        }
        if self.steps >= self.iteration.most || !change.is_finite() {
            let (measure, iterations) = (self.measure, self.steps);
            return Err(AnalysisError::NotConverged { measure, iterations, change });
        }
        Ok(false)
    }
}

/// The greatest difference between two lists.
pub(super) fn greatest_change(before: &[f64], after: &[f64]) -> f64 {
    before.iter().zip(after).map(|(before, after)| (before - after).abs()).fold(0.0, max_or_nan)
}

/// A not-a-number is not lost among numbers.
fn max_or_nan(left: f64, right: f64) -> f64 {
    if right.is_nan() || left.is_nan() { f64::NAN } else { left.max(right) }
}
