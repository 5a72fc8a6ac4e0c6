//! How much two sets have in common.

/// Two sets compared.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Overlap {
    /// How many entries both have.
    pub shared: usize,
    /// How many entries at least one has.
    pub either: usize,
    /// Jaccard's coefficient, shared / either; none if both are empty.
    pub jaccard: Option<f64>,
}

/// Compares two sets, each sorted and without repetition. Cost: O(entries).
///
/// # Example
/// ```
/// use comity::analysis::similarity::overlap;
/// let found = overlap(&[1, 2, 3], &[2, 3, 4]);
/// assert_eq!((found.shared, found.either, found.jaccard), (2, 4, Some(0.5)));
/// ```
///
/// Literature: P. Jaccard, "The distribution of the flora in the alpine zone" (1912).
pub fn overlap(one: &[u32], other: &[u32]) -> Overlap {
    let shared = crate::analysis::structure::common(one, other).len();
    let either = one.len() + other.len() - shared;
    Overlap { shared, either, jaccard: (either > 0).then(|| shared as f64 / either as f64) }
}
