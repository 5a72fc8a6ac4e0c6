//! The distinct origins of each tie: opaque numbers, in rows.

use super::{GraphError, TieId};

/// For each tie, the set of origins that attest it.
///
/// Two copies of one dataset are one origin: the caller numbers origins accordingly, and gives an
/// empty set to a tie that is only recalled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins {
    offsets: Vec<u32>,
    origins: Vec<u32>,
}

impl Origins {
    /// One set a tie, by tie number; repeated origins count once.
    ///
    /// # Errors
    /// More sets than `u32` numbers reach.
    pub fn new(sets: impl IntoIterator<Item = Vec<u32>>) -> Result<Self, GraphError> {
        let mut rows = Self { offsets: vec![0], origins: Vec::new() };
        for mut set in sets {
            set.sort_unstable();
            set.dedup();
            rows.origins.extend(set);
            let limit = u32::MAX as usize;
            let count = rows.origins.len();
            let end = u32::try_from(count).map_err(|_| GraphError::TooMany {
                what: "origins",
                count,
                limit,
            })?;
            rows.offsets.push(end);
        }
        Ok(rows)
    }

    /// The origins of a tie, sorted; none if the tie is not listed.
    pub fn of(&self, tie: TieId) -> &[u32] {
        let place = tie as usize;
        match (self.offsets.get(place), self.offsets.get(place + 1)) {
            (Some(&start), Some(&end)) => &self.origins[start as usize..end as usize],
            _ => &[],
        }
    }

    /// How many ties are listed.
    pub fn len(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// Whether no tie is listed.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All origins, sorted, each once.
    pub fn distinct(&self) -> Vec<u32> {
        let mut all = self.origins.clone();
        all.sort_unstable();
        all.dedup();
        all
    }
}
