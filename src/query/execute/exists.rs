//! `EXISTS`: which rows have a solution of a pattern.

use spargebra::algebra::GraphPattern;

use super::Context;
use super::keys::Keys;
use super::lower::Lowering;
use super::node::Node;
use super::sink::{Any, Marks, Multiplicity, Stop, Want};
use super::table::{Slot, Slots, Table};

/// A pattern that rows are asked for.
#[derive(Debug)]
pub(super) struct Exists {
    node: Node,
    slots: Slots,
    /// Numbers the rows that are asked for.
    row: Slot,
}

impl Exists {
    /// `None` where the pattern cannot be evaluated for rows at hand.
    pub(super) fn compile(pattern: &GraphPattern, lowering: &mut Lowering<'_>) -> Option<Self> {
        let node = lowering.lower(pattern);
        if !node.is_correlated() {
            return None;
        }
        let mut slots = node.possible_slots();
        node.seen_by_conditions(&mut slots);
        Some(Self { node, slots, row: lowering.fresh() })
    }

    /// The variables of the pattern.
    pub(super) fn slots(&self) -> impl Iterator<Item = Slot> {
        self.slots.iter().copied()
    }

    /// For each row whether the pattern has a solution. Rows that agree in what the pattern looks at are asked for once.
    pub(super) fn marks(&self, context: &Context, table: &Table) -> Vec<bool> {
        let shared: Vec<Slot> =
            table.slots().iter().copied().filter(|slot| self.slots.contains(slot)).collect();
        let result = if shared.is_empty() {
            self.any(context, table.len())
        } else {
            partners(context, &self.node, self.row, table, &shared)
        };
        result.unwrap_or_else(|stop| {
            context.fail(stop);
            vec![false; table.len()]
        })
    }

    fn any(&self, context: &Context, rows: usize) -> Result<Vec<bool>, Stop> {
        let want = Want { slots: Slots::new(), multiplicity: Multiplicity::Once };
        let mut any = Any::default();
        match context.run(&self.node, Table::unit(), &want, &mut any) {
            std::ops::ControlFlow::Break(Stop::Failed(error)) => Err(Stop::Failed(error)),
            _ => Ok(vec![any.0; rows]),
        }
    }
}

/// For each row whether a part of a plan has a solution that fits its values of some variables. Rows that agree in these
/// are asked for once.
pub(super) fn partners(
    context: &Context,
    node: &Node,
    row: Slot,
    table: &Table,
    shared: &[Slot],
) -> Result<Vec<bool>, Stop> {
    let columns: Vec<_> = shared.iter().map(|slot| table.values(*slot)).collect();
    let mut keys = Keys::new(shared.len());
    let places = keys.insert_rows(&columns, table.len());
    let count = keys.len();
    let mut seeds = Table::new(Vec::new(), Vec::new(), count);
    for (part, slot) in shared.iter().enumerate() {
        seeds.set(*slot, (0..count as u32).map(|place| keys.key(place)[part]).collect());
    }
    seeds.set(row, (1..=count as u32).collect());
    let want = Want { slots: [row].into(), multiplicity: Multiplicity::Once };
    let mut marks = Marks { slot: row, ..Marks::default() };
    if let std::ops::ControlFlow::Break(stop) = context.run(node, seeds, &want, &mut marks)
        && let Stop::Failed(_) = stop
    {
        return Err(stop);
    }
    Ok(places.into_iter().map(|place| marks.seen.contains(&(place + 1))).collect())
}
