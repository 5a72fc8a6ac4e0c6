//! Rows in columns: what flows between the parts of a plan.

use std::borrow::Cow;
use std::collections::BTreeSet;

/// A variable of a plan, by number. Variables of one name in different scopes have different numbers.
pub(super) type Slot = u32;

/// Several variables.
pub(super) type Slots = BTreeSet<Slot>;

/// The id of no term: the variable is unbound.
pub(super) const UNBOUND: u32 = 0;

/// Rows of term ids, column by column.
///
/// A row may stand for several equal ones: its weight says for how many. Without weights each stands for one.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    slots: Vec<Slot>,
    columns: Vec<Vec<u32>>,
    len: usize,
    weights: Option<Vec<u64>>,
}

impl Table {
    /// One row without columns: the answer of the empty pattern.
    pub(super) fn unit() -> Self {
        Self { len: 1, ..Self::default() }
    }

    /// No row.
    pub(super) fn empty(slots: impl IntoIterator<Item = Slot>) -> Self {
        let slots: Vec<Slot> = slots.into_iter().collect();
        let columns = vec![Vec::new(); slots.len()];
        Self { slots, columns, len: 0, weights: None }
    }

    /// Columns of equal length; the number of rows is said, since there may be no column.
    pub(super) fn new(slots: Vec<Slot>, columns: Vec<Vec<u32>>, len: usize) -> Self {
        debug_assert!(columns.iter().all(|column| column.len() == len));
        Self { slots, columns, len, weights: None }
    }

    pub(super) fn with_weights(mut self, weights: Option<Vec<u64>>) -> Self {
        self.weights = weights;
        self
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether this is the one row without columns.
    pub(super) fn is_unit(&self) -> bool {
        self.len == 1 && self.slots.is_empty() && self.weights.is_none()
    }

    pub(super) fn slots(&self) -> &[Slot] {
        &self.slots
    }

    pub(super) fn has(&self, slot: Slot) -> bool {
        self.slots.contains(&slot)
    }

    /// The values of a variable; `None` where no row binds it.
    pub(super) fn column(&self, slot: Slot) -> Option<&[u32]> {
        let place = self.slots.iter().position(|other| *other == slot)?;
        Some(&self.columns[place])
    }

    /// The values of a variable in all rows, unbound where there is no such column.
    pub(super) fn values(&self, slot: Slot) -> Cow<'_, [u32]> {
        match self.column(slot) {
            Some(column) => Cow::Borrowed(column),
            None => Cow::Owned(vec![UNBOUND; self.len]),
        }
    }

    /// The value of a variable in a row.
    pub(super) fn value(&self, slot: Slot, row: usize) -> u32 {
        self.column(slot).map_or(UNBOUND, |column| column[row])
    }

    pub(super) fn weights(&self) -> Option<&[u64]> {
        self.weights.as_deref()
    }

    /// For how many rows a row stands.
    pub(super) fn weight(&self, row: usize) -> u64 {
        self.weights.as_ref().map_or(1, |weights| weights[row])
    }

    /// Adds or replaces a column.
    pub(super) fn set(&mut self, slot: Slot, column: Vec<u32>) {
        debug_assert_eq!(column.len(), self.len);
        match self.slots.iter().position(|other| *other == slot) {
            Some(place) => self.columns[place] = column,
            None => {
                self.slots.push(slot);
                self.columns.push(column);
            }
        }
    }

    /// Forgets a column.
    pub(super) fn take(&mut self, slot: Slot) -> Option<Vec<u32>> {
        let place = self.slots.iter().position(|other| *other == slot)?;
        self.slots.remove(place);
        Some(self.columns.remove(place))
    }

    /// Forgets all columns but some.
    pub(super) fn keep(&mut self, wanted: impl Fn(Slot) -> bool) {
        let mut place = 0;
        while place < self.slots.len() {
            if wanted(self.slots[place]) {
                place += 1;
            } else {
                self.slots.remove(place);
                self.columns.remove(place);
            }
        }
    }

    /// The rows at some places, in that order; a place may come several times.
    pub(super) fn select(&self, rows: &[u32]) -> Self {
        let columns = self
            .columns
            .iter()
            .map(|column| rows.iter().map(|&row| column[row as usize]).collect())
            .collect();
        let weights = self
            .weights
            .as_ref()
            .map(|weights| rows.iter().map(|&row| weights[row as usize]).collect());
        Self { slots: self.slots.clone(), columns, len: rows.len(), weights }
    }

    /// The rows of a range.
    pub(super) fn slice(&self, rows: std::ops::Range<usize>) -> Self {
        Self {
            slots: self.slots.clone(),
            columns: self.columns.iter().map(|column| column[rows.clone()].to_vec()).collect(),
            len: rows.len(),
            weights: self.weights.as_ref().map(|weights| weights[rows].to_vec()),
        }
    }

    /// Splits into tables of at most so many rows.
    pub(super) fn chunks(self, size: usize) -> Vec<Self> {
        if self.len <= size {
            return vec![self];
        }
        (0..self.len)
            .step_by(size)
            .map(|start| self.slice(start..(start + size).min(self.len)))
            .collect()
    }

    /// Appends rows; columns that only one side has are unbound on the other.
    pub(super) fn append(&mut self, more: Self) {
        if self.len == 0 && self.slots.iter().all(|slot| more.has(*slot)) {
            *self = more;
            return;
        }
        if self.weights.is_some() || more.weights.is_some() {
            let mut weights = self.weights.take().unwrap_or_else(|| vec![1; self.len]);
            match &more.weights {
                Some(others) => weights.extend_from_slice(others),
                None => weights.resize(self.len + more.len, 1),
            }
            self.weights = Some(weights);
        }
        let len = self.len + more.len;
        for (slot, column) in self.slots.iter().zip(&mut self.columns) {
            match more.column(*slot) {
                Some(others) => column.extend_from_slice(others),
                None => column.resize(len, UNBOUND),
            }
        }
        for (slot, others) in more.slots.into_iter().zip(more.columns) {
            if !self.slots.contains(&slot) {
                let mut column = vec![UNBOUND; self.len];
                column.extend(others);
                self.slots.push(slot);
                self.columns.push(column);
            }
        }
        self.len = len;
    }

    /// All rows of several tables, one after the other.
    pub(super) fn concat(tables: impl IntoIterator<Item = Self>) -> Self {
        let mut tables = tables.into_iter();
        let mut all = tables.next().unwrap_or_default();
        tables.for_each(|table| all.append(table));
        all
    }

    /// Every row as often as its weight says.
    pub(super) fn unweighted(self) -> Self {
        let Some(weights) = &self.weights else { return self };
        let rows: Vec<u32> = (0_u32..)
            .zip(weights)
            .flat_map(|(row, &weight)| std::iter::repeat_n(row, weight as usize))
            .collect();
        let mut table = self.select(&rows);
        table.weights = None;
        table
    }

    /// Memory of the columns, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.len * (self.columns.len() * 4 + if self.weights.is_some() { 8 } else { 0 })
    }
}
