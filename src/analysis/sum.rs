//! Sums and maps in a fixed order, whatever the number of threads.

use rayon::prelude::*;

/// Entries that one task takes; fixed, so that partial sums do not depend on the machine.
const BLOCK: usize = 1024;

/// Below this many entries, a few operations each are done sooner than shared out.
const LIGHT: usize = 1 << 15;

/// The sum of a cheap `term` over `0..count`: by blocks, and the blocks in order.
pub(super) fn blocked_sum(count: usize, term: impl Fn(usize) -> f64 + Sync) -> f64 {
    let block = |start: usize| (start..count.min(start + BLOCK)).map(&term).sum::<f64>();
    if count <= LIGHT {
        return (0..count).step_by(BLOCK).map(block).sum();
    }
    let starts: Vec<usize> = (0..count).step_by(BLOCK).collect();
    starts.into_par_iter().map(block).collect::<Vec<_>>().into_iter().sum()
}

/// A list from a cheap `entry`.
pub(super) fn list(count: usize, entry: impl Fn(usize) -> f64 + Sync + Send) -> Vec<f64> {
    if count <= LIGHT {
        (0..count).map(entry).collect()
    } else {
        (0..count).into_par_iter().map(entry).collect()
    }
}

/// Computes every entry of `values` from its place.
pub(super) fn fill(values: &mut [f64], entry: impl Fn(usize) -> f64 + Sync) {
    fill_and_sum(values, |place| (entry(place), 0.0));
}

/// Computes every entry of `values` from its place, and the sum of what comes with it, in one go.
pub(super) fn fill_and_sum(values: &mut [f64], entry: impl Fn(usize) -> (f64, f64) + Sync) -> f64 {
    let block = |(block, chunk): (usize, &mut [f64])| {
        let first = block * BLOCK;
        let mut sum = 0.0;
        for (place, value) in chunk.iter_mut().enumerate() {
            let (new, term) = entry(first + place);
            *value = new;
            sum += term;
        }
        sum
    };
    if values.len() <= BLOCK {
        return block((0, values));
    }
    values.par_chunks_mut(BLOCK).enumerate().map(block).collect::<Vec<f64>>().into_iter().sum()
}

/// Adds `added` to `total`, entry by entry.
pub(super) fn add_to(total: &mut [f64], added: &[f64]) {
    total.iter_mut().zip(added).for_each(|(total, added)| *total += added);
}
