//! The distinct origins of each tie: opaque numbers, in rows.

use super::{GraphError, TieId};

/// For each tie, the claims that it rests on; for each claim, the set of origins that attest it.
///
/// A tie may need several claims: two states share an alliance if the one is a member and the other is. Such a
/// tie is as well attested as its weakest claim, and goes when any of its claims goes.
///
/// Two copies of one dataset are one origin: the caller numbers origins accordingly, and gives an
/// empty set to a claim that is only recalled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins {
    /// Where the claims of each tie begin.
    claims: Vec<u32>,
    /// Where the origins of each claim begin.
    offsets: Vec<u32>,
    numbers: Vec<u32>,
}

impl Origins {
    /// One claim a tie, by tie number; repeated origins count once.
    ///
    /// # Errors
    /// More origins than `u32` numbers reach.
    pub fn new(sets: impl IntoIterator<Item = Vec<u32>>) -> Result<Self, GraphError> {
        Self::of_claims(sets.into_iter().map(|set| vec![set]))
    }

    /// Any number of claims a tie, by tie number; repeated origins of a claim count once.
    ///
    /// # Errors
    /// More origins than `u32` numbers reach.
    ///
    /// # Example
    /// ```
    /// use comity::graph::Origins;
    /// let origins = Origins::of_claims([vec![vec![1, 2], vec![2]]])?;
    /// assert_eq!(origins.of(0), [2]);
    /// assert!(origins.rests_on(0, 2) && !origins.rests_on(0, 1));
    /// # Ok::<(), comity::graph::GraphError>(())
    /// ```
    pub fn of_claims(ties: impl IntoIterator<Item = Vec<Vec<u32>>>) -> Result<Self, GraphError> {
        let mut rows = Self { claims: vec![0], offsets: vec![0], numbers: Vec::new() };
        for claims in ties {
            for mut set in claims {
                set.sort_unstable();
                set.dedup();
                rows.numbers.extend(set);
                rows.offsets.push(number(rows.numbers.len())?);
            }
            rows.claims.push(number(rows.offsets.len() - 1)?);
        }
        Ok(rows)
    }

    /// The origins of the weakest claim of a tie, sorted; of the first of several equally weak ones. None if the tie
    /// is not listed or rests on nothing.
    pub fn of(&self, tie: TieId) -> &[u32] {
        self.claims_of(tie).min_by_key(|claim| claim.len()).unwrap_or_default()
    }

    /// Whether a tie would go if this origin were left out: one of its claims has no other.
    pub fn rests_on(&self, tie: TieId, origin: u32) -> bool {
        self.claims_of(tie).any(|claim| claim == [origin])
    }

    /// The same for some of the ties, numbered anew in the order given.
    ///
    /// # Errors
    /// Those of [`Origins::new`].
    pub fn select(&self, ties: &[TieId]) -> Result<Self, GraphError> {
        let claims = |&tie: &TieId| self.claims_of(tie).map(<[u32]>::to_vec).collect();
        Self::of_claims(ties.iter().map(claims))
    }

    /// The origins of each claim of a tie.
    fn claims_of(&self, tie: TieId) -> impl Iterator<Item = &[u32]> {
        let place = tie as usize;
        let claims = match (self.claims.get(place), self.claims.get(place + 1)) {
            (Some(&start), Some(&end)) => start as usize..end as usize,
            _ => 0..0,
        };
        claims.map(|claim| {
            &self.numbers[self.offsets[claim] as usize..self.offsets[claim + 1] as usize]
        })
    }

    /// How many ties are listed.
    pub fn len(&self) -> usize {
        self.claims.len().saturating_sub(1)
    }

    /// Whether no tie is listed.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All origins, sorted, each once.
    pub fn distinct(&self) -> Vec<u32> {
        let mut all = self.numbers.clone();
        all.sort_unstable();
        all.dedup();
        all
    }
}

fn number(count: usize) -> Result<u32, GraphError> {
    let limit = u32::MAX as usize;
    u32::try_from(count).map_err(|_| GraphError::TooMany { what: "origins", count, limit })
}
