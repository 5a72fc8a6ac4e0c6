//! Quads as four columns, sorted in one order.

use std::cmp::Ordering;
use std::ops::Range;

/// The orders in which a snapshot keeps its quads; the letters name the columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Subject, predicate, object, graph.
    Spog = 0,
    /// Predicate, object, subject, graph.
    Posg = 1,
    /// Object, subject, predicate, graph.
    Ospg = 2,
    /// Graph, subject, predicate, object.
    Gspo = 3,
}

impl Order {
    /// All orders, each at its own index.
    pub const ALL: [Self; 4] = [Self::Spog, Self::Posg, Self::Ospg, Self::Gspo];

    /// Which component of `[subject, predicate, object, graph]` stands in each column.
    #[must_use]
    pub const fn components(self) -> [usize; 4] {
        match self {
            Self::Spog => [0, 1, 2, 3],
            Self::Posg => [1, 2, 0, 3],
            Self::Ospg => [2, 0, 1, 3],
            Self::Gspo => [3, 0, 1, 2],
        }
    }
}

/// Sorted columns of equal length.
#[derive(Debug)]
pub struct Permutation {
    columns: [Vec<u32>; 4],
    /// For each component of a quad, the column that holds it.
    column_of: [usize; 4],
}

impl Permutation {
    /// Sorts quads, given as `[subject, predicate, object, graph]`, into the columns of an order.
    pub(super) fn sorted(order: Order, quads: &[[u32; 4]]) -> Self {
        let components = order.components();
        let mut rows: Vec<[u32; 4]> =
            quads.iter().map(|quad| components.map(|component| quad[component])).collect();
        rayon::slice::ParallelSliceMut::par_sort_unstable(rows.as_mut_slice());
        let columns = [0, 1, 2, 3].map(|column| rows.iter().map(|row| row[column]).collect());
        Self::from_columns(order, columns)
    }

    /// Columns that are sorted already.
    pub(super) fn from_columns(order: Order, columns: [Vec<u32>; 4]) -> Self {
        let mut column_of = [0; 4];
        for (column, component) in order.components().into_iter().enumerate() {
            column_of[component] = column;
        }
        Self { columns, column_of }
    }

    /// Number of quads.
    #[must_use]
    pub fn len(&self) -> usize {
        self.columns[0].len()
    }

    /// Whether there is no quad.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One column.
    #[must_use]
    pub fn column(&self, column: usize) -> &[u32] {
        &self.columns[column]
    }

    /// The quad in a row, as `[subject, predicate, object, graph]`.
    #[must_use]
    pub fn quad(&self, row: usize) -> [u32; 4] {
        self.column_of.map(|column| self.columns[column][row])
    }

    /// The rows whose first columns equal a prefix. O(prefix length · log n).
    #[must_use]
    pub fn range(&self, prefix: &[u32]) -> Range<usize> {
        let mut range = 0..self.len();
        for (column, &value) in self.columns.iter().zip(prefix) {
            let rows = &column[range.clone()];
            let start = rows.partition_point(|other| other.cmp(&value) == Ordering::Less);
            let length = rows[start..].partition_point(|&other| other == value);
            range = range.start + start..range.start + start + length;
        }
        range
    }
}
