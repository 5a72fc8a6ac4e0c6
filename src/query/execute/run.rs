//! Evaluating the parts of a plan.

use std::sync::OnceLock;

use oxrdf::Variable;
use spargebra::algebra::GraphPattern;

use super::aggregate::{Aggregate, Grouping};
use super::exists::partners;
use super::expression::Expr;
use super::hash::Built;
use super::node::Node;
use super::order::Sorted;
use super::sink::{
    Collect, Distinct, Flow, Map, Multiplicity, Piece, Sink, Slice, Stop, Want, filter, push,
};
use super::table::{Slot, Slots, Table, UNBOUND};
use super::{Context, foreign, row_of};

impl Context {
    /// Evaluates a part of a plan for rows that are at hand, and pushes what comes of it into a sink.
    pub(super) fn run(&self, node: &Node, input: Table, want: &Want, sink: &mut dyn Sink) -> Flow {
        if input.is_empty() {
            return Flow::Continue(());
        }
        match node {
            Node::Group(group) => self.run_group(group, input, want, sink),
            Node::Union(branches) => {
                for branch in branches {
                    self.run(branch, input.clone(), want, sink)?;
                }
                Flow::Continue(())
            }
            Node::Filter { inner, conditions } => {
                let change = |context: &Context, table| Ok(filter(context, conditions, table));
                self.run(inner, input, &want.and_of(conditions), &mut Map { change, sink })
            }
            Node::Extend { inner, slot, expression } => {
                let change = |context: &Context, mut table: Table| {
                    if want.slots.contains(slot) {
                        let ids = expression.ids(context, &table);
                        table.set(*slot, ids);
                    }
                    Ok(table)
                };
                let inner_want = if want.slots.contains(slot) {
                    want.and_of(std::slice::from_ref(expression))
                } else {
                    want.clone()
                };
                self.run(inner, input, &inner_want, &mut Map { change, sink })
            }
            Node::LeftJoin { left, right, conditions, row } => {
                let mut sink = Optional::new(right, conditions, *row, left, want, sink);
                let inner = want.and(right.possible_slots()).and_of(conditions);
                self.run(left, input, &inner, &mut sink)
            }
            Node::Minus { left, right, row } => {
                let shared = right.possible_slots();
                let mut sink =
                    Without { right, row: *row, built: OnceLock::new(), shared, left, sink };
                let inner = want.and(sink.shared.iter().copied());
                self.run(left, input, &inner, &mut sink)
            }
            Node::Values(table) => {
                let joined = Built::new(table.clone()).join(&input, &|_| true);
                push(self, joined, sink)
            }
            Node::Lateral { left, right } => {
                let inner = want.and(right.possible_slots());
                let change = |context: &Context, table: Table| {
                    let mut rows = Collect::default();
                    let run = context.run(right, table, want, &mut rows);
                    failed(run)?;
                    Ok(Table::concat(rows.tables))
                };
                self.run(left, input, &inner, &mut Map { change, sink })
            }
            Node::Foreign { pattern, variables } => {
                match self.run_foreign(pattern, variables, &input) {
                    Ok(table) => push(self, table, sink),
                    Err(stop) => Flow::Break(stop),
                }
            }
            _ if input.is_unit() => self.run_alone(node, want, sink),
            _ => match self.collect(node, Table::unit()) {
                Ok(table) => push(self, Built::new(table).join(&input, &|_| true), sink),
                Err(stop) => Flow::Break(stop),
            },
        }
    }

    /// Evaluates a part that looks at no other rows.
    fn run_alone(&self, node: &Node, want: &Want, sink: &mut dyn Sink) -> Flow {
        match node {
            Node::Project { inner, slots } => {
                let own: Slots = slots.iter().copied().filter(|s| want.slots.contains(s)).collect();
                let change = |_: &Context, mut table: Table| {
                    table.keep(|slot| own.contains(&slot));
                    Ok(table)
                };
                let want = Want { slots: own.clone(), multiplicity: want.multiplicity };
                self.run(inner, Table::unit(), &want, &mut Map { change, sink })
            }
            Node::Distinct(inner) => {
                let slots = inner.possible_slots();
                let mut sink = Distinct::new(slots.iter().copied().collect(), sink);
                let is_sorted = has_order(inner);
                let multiplicity = if is_sorted { Multiplicity::Rows } else { Multiplicity::Once };
                self.run(inner, Table::unit(), &Want { slots, multiplicity }, &mut sink)
            }
            Node::Slice { inner, start, length } => {
                if *length == Some(0) {
                    return Flow::Continue(());
                }
                let mut slice = Slice { skip: *start, left: *length, sink };
                let want = Want { multiplicity: Multiplicity::Rows, ..want.clone() };
                let limit = length.map(|length| start + length);
                let flow = match sorted_inside(inner) {
                    Some(_) if limit.is_some() => self.run_sorted(inner, limit, &want, &mut slice),
                    _ => self.run(inner, Table::unit(), &want, &mut slice),
                };
                match flow {
                    Flow::Break(Stop::Enough) => Flow::Continue(()),
                    flow => flow,
                }
            }
            Node::Order { .. } => self.run_sorted(node, None, want, sink),
            Node::Aggregate(aggregate) => self.run_aggregate(aggregate, sink),
            _ => Flow::Continue(()),
        }
    }

    /// Sorts, below a projection perhaps, as many rows as are asked for.
    fn run_sorted(
        &self,
        node: &Node,
        limit: Option<usize>,
        want: &Want,
        sink: &mut dyn Sink,
    ) -> Flow {
        match node {
            Node::Project { inner, slots } => {
                let own: Slots = slots.iter().copied().filter(|s| want.slots.contains(s)).collect();
                let change = |_: &Context, mut table: Table| {
                    table.keep(|slot| own.contains(&slot));
                    Ok(table)
                };
                let want = Want { slots: own.clone(), multiplicity: Multiplicity::Rows };
                self.run_sorted(inner, limit, &want, &mut Map { change, sink })
            }
            Node::Order { inner, keys } => {
                let mut sorted = Sorted::new(keys, limit);
                let mut all = want.clone();
                all.multiplicity = Multiplicity::Rows;
                keys.iter().for_each(|(key, _)| key.slots(&mut all.slots));
                self.run(inner, Table::unit(), &all, &mut sorted)?;
                let table = sorted.finish(self);
                for piece in table.chunks(1 << 14) {
                    push(self, piece, sink)?;
                }
                Flow::Continue(())
            }
            other => self.run(other, Table::unit(), want, sink),
        }
    }

    fn run_aggregate(&self, aggregate: &Aggregate, sink: &mut dyn Sink) -> Flow {
        let mut groups = Grouping::new(aggregate);
        self.run(&aggregate.inner, Table::unit(), &aggregate.want(), &mut groups)?;
        let table = groups.finish(self);
        push(self, table, sink)
    }

    fn run_foreign(
        &self,
        pattern: &GraphPattern,
        variables: &[(Variable, Slot)],
        input: &Table,
    ) -> Result<Table, Stop> {
        let shared: Vec<(Variable, Slot)> =
            variables.iter().filter(|(_, slot)| input.has(*slot)).cloned().collect();
        let slots: Vec<Slot> = shared.iter().map(|(_, slot)| *slot).collect();
        let names: Vec<Variable> = shared.into_iter().map(|(name, _)| name).collect();
        let seeds = (0..input.len()).map(|row| row_of(self, input, row, &slots)).collect();
        let wanted: Vec<Variable> = variables.iter().map(|(name, _)| name.clone()).collect();
        let mut origin: Vec<u32> = Vec::new();
        let mut columns: Vec<Vec<u32>> = vec![Vec::new(); wanted.len()];
        let take = |row: usize, terms: foreign::Row| {
            origin.push(row as u32);
            for (column, term) in columns.iter_mut().zip(terms) {
                column.push(term.map_or(UNBOUND, |term| self.terms.id(term)));
            }
        };
        let solved = if names.is_empty() && input.len() == 1 {
            self.foreign.all_solutions(pattern, &wanted, take)
        } else {
            self.foreign.solutions(pattern, &names, seeds, &wanted, take)
        };
        solved.map_err(|error| self.failed(error))?;
        let mut table = input.select(&origin);
        for ((_, slot), column) in variables.iter().zip(columns) {
            table.set(*slot, column);
        }
        Ok(table)
    }
}

fn failed(flow: Flow) -> Result<(), Stop> {
    match flow {
        Flow::Break(stop @ Stop::Failed(_)) => Err(stop),
        _ => Ok(()),
    }
}

/// Whether a part gives its rows in an order that was asked for.
fn has_order(node: &Node) -> bool {
    match node {
        Node::Order { .. } => true,
        Node::Project { inner, .. } | Node::Slice { inner, .. } | Node::Distinct(inner) => {
            has_order(inner)
        }
        _ => false,
    }
}

/// The sorting that a limit around a part reaches.
fn sorted_inside(node: &Node) -> Option<&Node> {
    match node {
        Node::Order { .. } => Some(node),
        Node::Project { inner, .. } => sorted_inside(inner),
        _ => None,
    }
}

/// `OPTIONAL`: rows with what they lead to, and those that lead to nothing as they are.
struct Optional<'a> {
    right: &'a Node,
    conditions: &'a [Expr],
    row: Slot,
    /// Whether the right side is evaluated alone.
    is_alone: bool,
    built: OnceLock<Built>,
    want: Want,
    sink: &'a mut dyn Sink,
}

impl<'a> Optional<'a> {
    fn new(
        right: &'a Node,
        conditions: &'a [Expr],
        row: Slot,
        left: &Node,
        want: &Want,
        sink: &'a mut dyn Sink,
    ) -> Self {
        let is_alone = !right.takes_seeds(&left.possible_slots());
        let mut want = want.and_of(conditions).and([row]);
        want.multiplicity = Multiplicity::Rows;
        Self { right, conditions, row, is_alone, built: OnceLock::new(), want, sink }
    }

    fn matches(&self, context: &Context, table: Table) -> Result<Table, Stop> {
        let joined = if self.is_alone {
            let built = match self.built.get() {
                Some(built) => built,
                None => {
                    let table = context.collect(self.right, Table::unit())?;
                    self.built.get_or_init(|| Built::new(table))
                }
            };
            built.join(&table, &|_| true)
        } else {
            let mut rows = Collect::default();
            failed(context.run(self.right, table, &self.want, &mut rows))?;
            let joined = Table::concat(rows.tables);
            context.release(joined.bytes());
            joined
        };
        Ok(filter(context, self.conditions, joined))
    }
}

impl Sink for Optional<'_> {
    fn prepare(&self, context: &Context, table: Table) -> Result<Piece, Stop> {
        let table = table.unweighted();
        let mut numbered = table.clone();
        numbered.set(self.row, (1..=table.len() as u32).collect());
        let mut joined = self.matches(context, numbered)?;
        let mut is_matched = vec![false; table.len()];
        if let Some(rows) = joined.take(self.row) {
            rows.iter().for_each(|&row| is_matched[row as usize - 1] = true);
        }
        let rest: Vec<u32> =
            (0_u32..).zip(&is_matched).filter(|(_, is)| !**is).map(|(row, _)| row).collect();
        if joined.is_empty() {
            joined = Table::empty(table.slots().iter().copied());
        }
        joined.append(table.select(&rest));
        self.sink.prepare(context, joined)
    }

    fn consume(&mut self, context: &Context, piece: Piece) -> Flow {
        self.sink.consume(context, piece)
    }
}

/// `MINUS`: rows without a partner that shares a variable with them.
struct Without<'a> {
    right: &'a Node,
    row: Slot,
    built: OnceLock<Built>,
    shared: Slots,
    left: &'a Node,
    sink: &'a mut dyn Sink,
}

impl Without<'_> {
    /// Which rows of a table are taken away.
    fn excluded(&self, context: &Context, table: &Table) -> Result<Vec<bool>, Stop> {
        let own = self.left.possible_slots();
        if self.shared.intersection(&own).next().is_none() {
            return Ok(vec![false; table.len()]);
        }
        let certain = (self.left.certain_slots(), self.right.certain_slots());
        let mut both = self.shared.intersection(&own);
        let is_plain = both.all(|slot| certain.0.contains(slot) && certain.1.contains(slot));
        if is_plain && self.right.takes_seeds(&own) {
            // A partner is then a solution for the row's values.
            let shared: Vec<Slot> =
                table.slots().iter().copied().filter(|slot| self.shared.contains(slot)).collect();
            return partners(context, self.right, self.row, table, &shared);
        }
        let built = match self.built.get() {
            Some(built) => built,
            None => {
                let table = context.collect(self.right, Table::unit())?;
                self.built.get_or_init(|| Built::new(table))
            }
        };
        let mut table = table.clone();
        table.keep(|slot| self.shared.contains(&slot));
        Ok(built.excludes(&table))
    }
}

impl Sink for Without<'_> {
    fn prepare(&self, context: &Context, table: Table) -> Result<Piece, Stop> {
        let excluded = self.excluded(context, &table)?;
        let rest: Vec<u32> =
            (0_u32..).zip(&excluded).filter(|(_, is)| !**is).map(|(row, _)| row).collect();
        let table = table.select(&rest);
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
