//! The distinct triples in four sorted orders.
//!
//! No order stores the component that it is led by: where the rows of each subject, object or predicate begin says it.
//! Predicates, of which there are few, are numbered, and a row has the number. Beside each triple stands the number of the
//! set of graphs that hold it (see [`GraphSets`]).

use std::ops::Range;

use super::graphs::GraphSets;
use super::numbers::{Numbers, run};
use super::{DEFAULT_GRAPH_ID, Snapshot};

/// The orders in which a snapshot keeps its triples; the letters name the components.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Subject, predicate, object.
    Spo = 0,
    /// Predicate, subject, object.
    Pso = 1,
    /// Predicate, object, subject.
    Pos = 2,
    /// Object, predicate, subject.
    Ops = 3,
}

impl Order {
    /// All orders, each at its own index.
    pub const ALL: [Self; 4] = [Self::Spo, Self::Pso, Self::Pos, Self::Ops];

    /// Which components of `[subject, predicate, object]` it sorts by, the leading one first.
    #[must_use]
    pub const fn components(self) -> [usize; 3] {
        match self {
            Self::Spo => [0, 1, 2],
            Self::Pso => [1, 0, 2],
            Self::Pos => [1, 2, 0],
            Self::Ops => [2, 1, 0],
        }
    }
}

/// The place of the predicate in a triple.
const PREDICATE: usize = 1;

/// The triples in one order. Predicates are numbers here, not ids.
#[derive(Debug)]
pub(super) struct Triples {
    pub(super) order: Order,
    /// Indexed by the leading component, and one more: where its rows begin.
    pub(super) first_row: Vec<u32>,
    /// The columns of the two components behind the leading one; that of the leading one is empty.
    pub(super) subjects: Vec<u32>,
    pub(super) predicates: Numbers,
    pub(super) objects: Vec<u32>,
    pub(super) graph_sets: Numbers,
}

impl Triples {
    pub(super) fn len(&self) -> usize {
        self.graph_sets.len()
    }

    /// The rows with a leading component. O(1).
    fn led_by(&self, leading: u32) -> Range<usize> {
        match self.first_row.get(leading as usize..) {
            Some(&[start, end, ..]) => start as usize..end as usize,
            _ => 0..0,
        }
    }

    /// The rows whose leading components are these. O(log n) for more than one.
    fn rows(&self, prefix: &[u32]) -> Range<usize> {
        let Some((&leading, rest)) = prefix.split_first() else { return 0..self.len() };
        let mut rows = self.led_by(leading);
        for (component, &value) in self.order.components()[1..].iter().zip(rest) {
            rows = match component {
                0 => run(&self.subjects, rows, value),
                1 => self.predicates.run(rows, value),
                _ => run(&self.objects, rows, value),
            };
        }
        rows
    }

    #[inline]
    fn triple(&self, row: usize, leading: u32) -> [u32; 3] {
        match self.order {
            Order::Spo => [leading, self.predicates.get(row), self.objects[row]],
            Order::Pso | Order::Pos => [self.subjects[row], leading, self.objects[row]],
            Order::Ops => [self.subjects[row], self.predicates.get(row), leading],
        }
    }

    /// One component of all rows.
    pub(super) fn column(&self, component: usize) -> Column<'_> {
        match component {
            component if component == self.order.components()[0] => {
                Column::Leading(&self.first_row)
            }
            0 => Column::Long(&self.subjects),
            1 => self.predicates.column(),
            _ => Column::Long(&self.objects),
        }
    }
}

/// One component of all rows of an order, however it is stored.
#[derive(Debug, Clone, Copy)]
pub(super) enum Column<'a> {
    /// The leading component, by where the rows of each begin.
    Leading(&'a [u32]),
    Short(&'a [u16]),
    Long(&'a [u32]),
}

impl Column<'_> {
    /// Calls a function with the value in each row.
    #[inline]
    pub(super) fn for_each(self, mut visit: impl FnMut(u32)) {
        match self {
            Self::Short(values) => values.iter().for_each(|&value| visit(value.into())),
            Self::Long(values) => values.iter().for_each(|&value| visit(value)),
            Self::Leading(first_row) => {
                for (value, rows) in (0..).zip(first_row.windows(2)) {
                    (rows[0]..rows[1]).for_each(|_| visit(value));
                }
            }
        }
    }
}

/// A place in consecutive rows that knows the leading component there.
#[derive(Debug, Clone)]
pub(super) struct Cursor {
    rows: Range<usize>,
    leading: u32,
    /// Where the rows of the leading component end.
    leading_end: usize,
}

/// How many leading components a cursor steps over before it searches.
const STEPS: u32 = 8;

impl Cursor {
    pub(super) fn new(rows: Range<usize>) -> Self {
        Self { rows, leading: 0, leading_end: 0 }
    }

    /// Goes on with other rows, which lie behind those before.
    pub(super) fn jump(&mut self, rows: Range<usize>) {
        self.rows = rows;
    }

    /// The next row and its triple, its predicate as a number.
    #[inline]
    pub(super) fn next(&mut self, triples: &Triples) -> Option<(usize, [u32; 3])> {
        let row = self.rows.next()?;
        if row >= self.leading_end {
            self.find(triples, row);
        }
        Some((row, triples.triple(row, self.leading)))
    }

    pub(super) fn rows_left(&self) -> usize {
        self.rows.len()
    }

    /// Finds the leading component of a row behind those before. O(log n), or O(1) for one that is near.
    fn find(&mut self, triples: &Triples, row: usize) {
        let first_row = &triples.first_row;
        let mut next = self.leading as usize + 1;
        let near = next + STEPS as usize;
        while first_row[next] as usize <= row {
            next += 1;
            if next == near {
                next += first_row[next..].partition_point(|&first| first as usize <= row);
                break;
            }
        }
        self.leading = (next - 1) as u32;
        self.leading_end = first_row[next] as usize;
    }
}

/// Iterates over `[subject, predicate, object]` of consecutive rows; see [`Snapshot::triples`].
#[derive(Debug, Clone)]
pub struct TripleScan<'a> {
    triples: &'a Triples,
    predicates: &'a [u32],
    cursor: Cursor,
}

impl Iterator for TripleScan<'_> {
    type Item = [u32; 3];

    #[inline]
    fn next(&mut self) -> Option<[u32; 3]> {
        let (_, [subject, predicate, object]) = self.cursor.next(self.triples)?;
        Some([subject, self.predicates[predicate as usize], object])
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.cursor.rows_left(), Some(self.cursor.rows_left()))
    }
}

impl ExactSizeIterator for TripleScan<'_> {}

/// The predicates, by number: their ids, ascending, and how many different subjects and objects each has.
#[derive(Debug, Default)]
pub(super) struct Predicates {
    pub(super) ids: Vec<u32>,
    pub(super) distinct_subjects: Vec<u32>,
    pub(super) distinct_objects: Vec<u32>,
}

impl Predicates {
    fn number(&self, id: u32) -> Option<u32> {
        self.ids.binary_search(&id).ok().map(|number| number as u32)
    }
}

/// Reading triples by order and row, without regard to graphs.
impl Snapshot {
    pub(super) fn order(&self, order: Order) -> &Triples {
        &self.orders[order as usize]
    }

    /// Number of distinct triples.
    #[must_use]
    pub fn triple_count(&self) -> usize {
        self.order(Order::Spo).len()
    }

    /// The rows of an order whose leading components have these ids.
    ///
    /// O(1) for one component, O(log n) of its rows for more.
    #[must_use]
    pub fn rows(&self, order: Order, prefix: &[u32]) -> Range<usize> {
        let mut numbers = [DEFAULT_GRAPH_ID; 3];
        for ((number, &id), component) in numbers.iter_mut().zip(prefix).zip(order.components()) {
            *number = match component {
                PREDICATE => match self.predicates.number(id) {
                    Some(number) => number,
                    None => return 0..0,
                },
                _ => id,
            };
        }
        self.order(order).rows(&numbers[..prefix.len().min(3)])
    }

    /// The subjects of all rows of an order; empty for [`Order::Spo`], which is led by them.
    #[must_use]
    pub fn subjects(&self, order: Order) -> &[u32] {
        &self.order(order).subjects
    }

    /// The objects of all rows of an order; empty for [`Order::Ops`], which is led by them.
    #[must_use]
    pub fn objects(&self, order: Order) -> &[u32] {
        &self.order(order).objects
    }

    /// The triple in a row, as `[subject, predicate, object]`. O(log n) for the component that leads the order.
    ///
    /// # Panics
    ///
    /// When there is no such row.
    #[must_use]
    pub fn triple(&self, order: Order, row: usize) -> [u32; 3] {
        let triples = self.order(order);
        let leading = triples.first_row.partition_point(|&first| first as usize <= row) - 1;
        let [subject, predicate, object] = triples.triple(row, leading as u32);
        [subject, self.predicates.ids[predicate as usize], object]
    }

    /// The triples of consecutive rows. O(1) a row, and O(log n) for the first.
    #[must_use]
    pub fn triples(&self, order: Order, rows: Range<usize>) -> TripleScan<'_> {
        TripleScan {
            triples: self.order(order),
            predicates: &self.predicates.ids,
            cursor: Cursor::new(rows),
        }
    }

    /// The number of the set of graphs that hold the triple in a row.
    #[must_use]
    pub fn graph_set(&self, order: Order, row: usize) -> u32 {
        self.order(order).graph_sets.get(row)
    }

    /// The sets of graphs, and the rows that each graph holds.
    #[must_use]
    pub fn graph_sets(&self) -> &GraphSets {
        &self.graph_sets
    }

    /// The ids of all predicates, ascending, each with the number of its triples.
    pub fn predicates(&self) -> impl Iterator<Item = (u32, usize)> {
        let first_row = &self.order(Order::Pso).first_row;
        let counts = first_row.windows(2).map(|pair| (pair[1] - pair[0]) as usize);
        self.predicates.ids.iter().copied().zip(counts)
    }

    /// Number of different subjects of a predicate. O(log n) in the number of predicates.
    #[must_use]
    pub fn distinct_subjects(&self, predicate: u32) -> usize {
        let number = self.predicates.number(predicate);
        number.map_or(0, |number| self.predicates.distinct_subjects[number as usize] as usize)
    }

    /// Number of different objects of a predicate. O(log n) in the number of predicates.
    #[must_use]
    pub fn distinct_objects(&self, predicate: u32) -> usize {
        let number = self.predicates.number(predicate);
        number.map_or(0, |number| self.predicates.distinct_objects[number as usize] as usize)
    }
}
