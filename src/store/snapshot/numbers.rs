//! A column of numbers in two bytes each, or in four once one of them needs it.

use std::ops::Range;

use super::triples::Column;

/// Numbers that are mostly small: places of predicates and of sets of graphs, of which there are few.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Numbers {
    Short(Vec<u16>),
    Long(Vec<u32>),
}

impl Default for Numbers {
    fn default() -> Self {
        Self::Short(Vec::new())
    }
}

impl Numbers {
    /// Whether numbers below a bound fit in two bytes.
    pub(super) fn are_short(bound: usize) -> bool {
        bound <= usize::from(u16::MAX) + 1
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Self::Short(numbers) => numbers.len(),
            Self::Long(numbers) => numbers.len(),
        }
    }

    #[inline]
    pub(super) fn get(&self, row: usize) -> u32 {
        match self {
            Self::Short(numbers) => numbers[row].into(),
            Self::Long(numbers) => numbers[row],
        }
    }

    pub(super) fn push(&mut self, number: u32) {
        match (&mut *self, u16::try_from(number)) {
            (Self::Short(numbers), Ok(number)) => numbers.push(number),
            (Self::Short(numbers), Err(_)) => {
                let mut long: Vec<u32> = numbers.iter().map(|&number| number.into()).collect();
                long.push(number);
                *self = Self::Long(long);
            }
            (Self::Long(numbers), _) => numbers.push(number),
        }
    }

    pub(super) fn column(&self) -> Column<'_> {
        match self {
            Self::Short(numbers) => Column::Short(numbers),
            Self::Long(numbers) => Column::Long(numbers),
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = u32> {
        (0..self.len()).map(|row| self.get(row))
    }

    /// The rows of a sorted range that hold a number. O(log n).
    pub(super) fn run(&self, range: Range<usize>, number: u32) -> Range<usize> {
        match (self, u16::try_from(number)) {
            (Self::Short(numbers), Ok(number)) => run(numbers, range, number),
            (Self::Short(_), Err(_)) => range.end..range.end,
            (Self::Long(numbers), _) => run(numbers, range, number),
        }
    }

    /// Puts another number, no longer than the longest, in the place of each.
    pub(super) fn replace(&mut self, others: &[u32]) {
        match self {
            Self::Short(numbers) => {
                numbers.iter_mut().for_each(|number| *number = others[usize::from(*number)] as u16);
            }
            Self::Long(numbers) => {
                numbers.iter_mut().for_each(|number| *number = others[*number as usize]);
            }
        }
    }

    /// Gives back memory that was reserved while the column grew.
    pub(super) fn shrink(&mut self) {
        match self {
            Self::Short(numbers) => numbers.shrink_to_fit(),
            Self::Long(numbers) => numbers.shrink_to_fit(),
        }
    }
}

/// The rows of a sorted range of a column that hold a value. O(log n).
pub(super) fn run<T: Ord + Copy>(column: &[T], range: Range<usize>, value: T) -> Range<usize> {
    let rows = &column[range.clone()];
    let start = rows.partition_point(|other| *other < value);
    let length = rows[start..].partition_point(|other| *other == value);
    range.start + start..range.start + start + length
}
