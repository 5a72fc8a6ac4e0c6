//! Where rows go: each part of a plan pushes its rows into the next.
//!
//! What can be done to a piece of the rows on its own is done by [`Sink::prepare`], on any thread; what needs the pieces
//! in their order is done by [`Sink::consume`]. So the answer does not depend on how many threads there are.

use std::ops::ControlFlow;

use hashbrown::HashSet;

use super::Context;
use super::aggregate::Groups;
use super::expression::Expr;
use super::keys::Keys;
use super::table::{Slot, Slots, Table};
use crate::query::QueryError;

/// Why no more rows are wanted.
#[derive(Debug)]
pub(super) enum Stop {
    /// There are enough.
    Enough,
    Failed(QueryError),
}

pub(super) type Flow = ControlFlow<Stop>;

/// How often a row matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Multiplicity {
    /// As often as it comes, each time as a row.
    Rows,
    /// As often as it comes, said by weights where that is shorter.
    Weights,
    /// Once; it may come more often.
    Once,
}

/// What a part of a plan has to give.
#[derive(Debug, Clone)]
pub(super) struct Want {
    pub(super) slots: Slots,
    pub(super) multiplicity: Multiplicity,
}

impl Want {
    /// The same, and more variables.
    pub(super) fn and(&self, more: impl IntoIterator<Item = Slot>) -> Self {
        let mut want = self.clone();
        want.slots.extend(more);
        want
    }

    /// The same, and the variables of expressions.
    pub(super) fn and_of(&self, expressions: &[Expr]) -> Self {
        let mut want = self.clone();
        expressions.iter().for_each(|expression| expression.slots(&mut want.slots));
        want
    }
}

/// A piece of the rows on its way.
#[derive(Debug)]
pub(super) enum Piece {
    Rows(Table),
    Groups(Groups),
}

/// The next part of a plan.
pub(super) trait Sink: Sync {
    /// Does what can be done to these rows alone.
    fn prepare(&self, context: &Context, table: Table) -> Result<Piece, Stop>;

    /// Takes the next piece.
    fn consume(&mut self, context: &Context, piece: Piece) -> Flow;
}

/// Pushes rows into a sink.
pub(super) fn push(context: &Context, table: Table, sink: &mut dyn Sink) -> Flow {
    if table.is_empty() {
        return Flow::Continue(());
    }
    match sink.prepare(context, table) {
        Ok(piece) => sink.consume(context, piece),
        Err(stop) => Flow::Break(stop),
    }
}

/// Keeps all rows.
#[derive(Debug, Default)]
pub(super) struct Collect {
    pub(super) tables: Vec<Table>,
}

impl Sink for Collect {
    fn prepare(&self, _: &Context, table: Table) -> Result<Piece, Stop> {
        Ok(Piece::Rows(table.unweighted()))
    }

    fn consume(&mut self, context: &Context, piece: Piece) -> Flow {
        if let Piece::Rows(table) = piece
            && !table.is_empty()
        {
            context.hold(table.bytes())?;
            self.tables.push(table);
        }
        Flow::Continue(())
    }
}

/// Rows for which conditions hold.
pub(super) fn filter(context: &Context, conditions: &[Expr], table: Table) -> Table {
    let mut table = table;
    for condition in conditions {
        if table.is_empty() {
            break;
        }
        let truths = condition.truths(context, &table);
        if truths.iter().all(|truth| *truth == Some(true)) {
            continue;
        }
        let rows: Vec<u32> =
            (0_u32..).zip(&truths).filter(|(_, t)| **t == Some(true)).map(|(row, _)| row).collect();
        table = table.select(&rows);
    }
    table
}

/// Does something to each piece.
pub(super) struct Map<'a, F> {
    pub(super) change: F,
    pub(super) sink: &'a mut dyn Sink,
}

impl<F: Fn(&Context, Table) -> Result<Table, Stop> + Sync> Sink for Map<'_, F> {
    fn prepare(&self, context: &Context, table: Table) -> Result<Piece, Stop> {
        let table = (self.change)(context, table)?;
        if table.is_empty() {
            return Ok(Piece::Rows(table));
        }
        self.sink.prepare(context, table)
    }

    fn consume(&mut self, context: &Context, piece: Piece) -> Flow {
        match piece {
            Piece::Rows(table) if table.is_empty() => Flow::Continue(()),
            piece => self.sink.consume(context, piece),
        }
    }
}

/// Each row once.
pub(super) struct Distinct<'a> {
    slots: Vec<Slot>,
    seen: Keys,
    sink: &'a mut dyn Sink,
}

impl<'a> Distinct<'a> {
    pub(super) fn new(slots: Vec<Slot>, sink: &'a mut dyn Sink) -> Self {
        Self { seen: Keys::new(slots.len()), slots, sink }
    }
}

impl Sink for Distinct<'_> {
    fn prepare(&self, _: &Context, table: Table) -> Result<Piece, Stop> {
        Ok(Piece::Rows(distinct(&table, &self.slots, &mut Keys::new(self.slots.len()))))
    }

    fn consume(&mut self, context: &Context, piece: Piece) -> Flow {
        let Piece::Rows(table) = piece else { return Flow::Continue(()) };
        let before = self.seen.bytes();
        let table = distinct(&table, &self.slots, &mut self.seen);
        context.hold(self.seen.bytes() - before)?;
        push(context, table, self.sink)
    }
}

/// The rows whose key was not seen before.
pub(super) fn distinct(table: &Table, slots: &[Slot], seen: &mut Keys) -> Table {
    let columns: Vec<_> = slots.iter().map(|slot| table.values(*slot)).collect();
    let mut known = seen.len() as u32;
    let mut rows = Vec::new();
    for (row, place) in (0_u32..).zip(seen.insert_rows(&columns, table.len())) {
        if place == known {
            known += 1;
            rows.push(row);
        }
    }
    if rows.len() == table.len() {
        return table.clone().with_weights(None);
    }
    table.select(&rows).with_weights(None)
}

/// The rows from a place on, up to a number.
pub(super) struct Slice<'a> {
    pub(super) skip: usize,
    pub(super) left: Option<usize>,
    pub(super) sink: &'a mut dyn Sink,
}

impl Sink for Slice<'_> {
    fn prepare(&self, _: &Context, table: Table) -> Result<Piece, Stop> {
        Ok(Piece::Rows(table.unweighted()))
    }

    fn consume(&mut self, context: &Context, piece: Piece) -> Flow {
        let Piece::Rows(table) = piece else { return Flow::Continue(()) };
        let start = self.skip.min(table.len());
        self.skip -= start;
        let rest = table.len() - start;
        let length = self.left.map_or(rest, |left| left.min(rest));
        if length > 0 {
            push(context, table.slice(start..start + length), self.sink)?;
        }
        if let Some(left) = &mut self.left {
            *left -= length;
            if *left == 0 {
                return Flow::Break(Stop::Enough);
            }
        }
        Flow::Continue(())
    }
}

/// Whether there is a row.
#[derive(Debug, Default)]
pub(super) struct Any(pub(super) bool);

impl Sink for Any {
    fn prepare(&self, _: &Context, table: Table) -> Result<Piece, Stop> {
        Ok(Piece::Rows(table))
    }

    fn consume(&mut self, _: &Context, piece: Piece) -> Flow {
        match piece {
            Piece::Rows(table) if table.is_empty() => Flow::Continue(()),
            _ => {
                self.0 = true;
                Flow::Break(Stop::Enough)
            }
        }
    }
}

/// Which rows of another table have a partner: the values of one column.
#[derive(Debug, Default)]
pub(super) struct Marks {
    pub(super) slot: Slot,
    pub(super) seen: HashSet<u32, rustc_hash::FxBuildHasher>,
}

impl Sink for Marks {
    fn prepare(&self, _: &Context, table: Table) -> Result<Piece, Stop> {
        Ok(Piece::Rows(table))
    }

    fn consume(&mut self, _: &Context, piece: Piece) -> Flow {
        if let Piece::Rows(table) = piece
            && let Some(column) = table.column(self.slot)
        {
            self.seen.extend(column);
        }
        Flow::Continue(())
    }
}
