//! Sums and maps in a fixed order, whatever the number of threads.

use rayon::prelude::*;

/// Entries that one task takes; fixed, so that partial sums do not depend on the machine.
const BLOCK: usize = 4096;

/// The sum of `term` over `0..count`: by blocks, and the blocks in order.
pub(super) fn blocked_sum(count: usize, term: impl Fn(usize) -> f64 + Sync) -> f64 {
    let block = |start: usize| (start..count.min(start + BLOCK)).map(&term).sum::<f64>();
    if count <= BLOCK {
        return block(0);
    }
    let starts: Vec<usize> = (0..count).step_by(BLOCK).collect();
    starts.into_par_iter().map(block).collect::<Vec<_>>().into_iter().sum()
}

/// Computes every entry of `values` from its place.
pub(super) fn fill(values: &mut [f64], entry: impl Fn(usize) -> f64 + Sync) {
    if values.len() <= BLOCK {
        values.iter_mut().enumerate().for_each(|(place, value)| *value = entry(place));
        return;
    }
    values.par_chunks_mut(BLOCK).enumerate().for_each(|(block, chunk)| {
        let first = block * BLOCK;
        chunk.iter_mut().enumerate().for_each(|(place, value)| *value = entry(first + place));
    });
}

/// Adds `added` to `total`, entry by entry.
pub(super) fn add_to(total: &mut [f64], added: &[f64]) {
    total.iter_mut().zip(added).for_each(|(total, added)| *total += added);
}
