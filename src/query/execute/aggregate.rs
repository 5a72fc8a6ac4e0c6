//! `GROUP BY` and its aggregates.

use std::sync::Arc;

use oxrdf::{Literal, Term, Variable};
use oxsdatatypes::{Decimal, Integer};
use spargebra::algebra::{AggregateExpression, AggregateFunction};

use super::Context;
use super::expression::{Cell, Expr};
use super::keys::Keys;
use super::lower::Lowering;
use super::node::Node;
use super::order::order;
use super::sink::{Flow, Multiplicity, Piece, Sink, Stop, Want};
use super::table::{Slot, Slots, Table, UNBOUND};
use super::value::Value;

/// Groups of the solutions of a pattern.
#[derive(Debug)]
pub(super) struct Aggregate {
    pub(super) inner: Node,
    pub(super) keys: Vec<Slot>,
    measures: Vec<Measure>,
}

/// One aggregate.
#[derive(Debug)]
struct Measure {
    slot: Slot,
    kind: Kind,
    /// `None` where whole solutions are counted.
    argument: Option<Expr>,
    is_distinct: bool,
}

#[derive(Debug, Clone)]
enum Kind {
    Count,
    Sum,
    Average,
    Least,
    Greatest,
    Sample,
    Concat(Arc<str>),
}

impl Aggregate {
    /// `None` where an aggregate is not one of SPARQL's own.
    pub(super) fn compile(
        inner: Node,
        keys: &[Variable],
        aggregates: &[(Variable, AggregateExpression)],
        lowering: &mut Lowering<'_>,
    ) -> Option<Self> {
        let keys = keys.iter().map(|key| lowering.slot(key)).collect();
        let mut measures = Vec::new();
        for (variable, aggregate) in aggregates {
            let slot = lowering.slot(variable);
            measures.push(match aggregate {
                AggregateExpression::CountSolutions { distinct } => {
                    Measure { slot, kind: Kind::Count, argument: None, is_distinct: *distinct }
                }
                AggregateExpression::FunctionCall { name, expr, distinct } => {
                    let kind = match name {
                        AggregateFunction::Count => Kind::Count,
                        AggregateFunction::Sum => Kind::Sum,
                        AggregateFunction::Avg => Kind::Average,
                        AggregateFunction::Min => Kind::Least,
                        AggregateFunction::Max => Kind::Greatest,
                        AggregateFunction::Sample => Kind::Sample,
                        AggregateFunction::GroupConcat { separator } => {
                            Kind::Concat(separator.as_deref().unwrap_or(" ").into())
                        }
                        AggregateFunction::Custom(_) => return None,
                    };
                    let argument = Some(Expr::compile(expr, lowering)?);
                    Measure { slot, kind, argument, is_distinct: *distinct }
                }
            });
        }
        Some(Self { inner, keys, measures })
    }

    pub(super) fn slots(&self) -> impl Iterator<Item = Slot> {
        self.keys.iter().copied().chain(self.measures.iter().map(|measure| measure.slot))
    }

    /// What the inner pattern has to give.
    pub(super) fn want(&self) -> Want {
        let mut slots: Slots = self.keys.iter().copied().collect();
        for measure in &self.measures {
            match &measure.argument {
                Some(argument) => argument.slots(&mut slots),
                None if measure.is_distinct => self.inner.possible(&mut slots),
                None => {}
            }
        }
        let is_blind = |measure: &Measure| {
            measure.is_distinct
                || matches!(measure.kind, Kind::Least | Kind::Greatest | Kind::Sample)
        };
        let multiplicity = if self.measures.iter().all(is_blind) {
            Multiplicity::Once
        } else {
            Multiplicity::Weights
        };
        Want { slots, multiplicity }
    }
}

/// What is known of one aggregate of one group.
#[derive(Debug, Clone)]
enum State {
    Count(u64),
    /// The values that are counted once each.
    Set(Keys),
    Sum(Option<Value>),
    Average(Option<Value>, u64),
    /// The least, greatest or first value; an error once a value was one.
    Best(Option<Cell>, bool),
    /// The text so far, an error once a value was none; and whether there was a value.
    Concat(Option<String>, bool),
}

/// Groups, in the order in which they first came.
#[derive(Debug)]
pub(super) struct Groups {
    keys: Keys,
    /// Group after group, a state for each aggregate.
    states: Vec<State>,
}

/// Groups rows.
pub(super) struct Grouping<'a> {
    aggregate: &'a Aggregate,
    groups: Groups,
    /// The slots of whole solutions, where those are counted once each.
    solution: Vec<Slot>,
}

impl<'a> Grouping<'a> {
    pub(super) fn new(aggregate: &'a Aggregate) -> Self {
        let groups = Groups { keys: Keys::new(aggregate.keys.len()), states: Vec::new() };
        let solution = aggregate.inner.possible_slots().into_iter().collect();
        let mut grouping = Self { aggregate, groups, solution };
        if aggregate.keys.is_empty() {
            let groups = &mut grouping.groups;
            groups.keys.insert(&[]);
            groups.states.extend(aggregate.measures.iter().map(|m| m.start(&grouping.solution)));
        }
        grouping
    }

    /// The groups as rows.
    pub(super) fn finish(self, context: &Context) -> Table {
        let Groups { keys, states } = self.groups;
        let count = keys.len();
        let mut table = Table::new(Vec::new(), Vec::new(), count);
        for (part, slot) in self.aggregate.keys.iter().enumerate() {
            table.set(*slot, (0..count as u32).map(|group| keys.key(group)[part]).collect());
        }
        let width = self.aggregate.measures.len();
        for (place, measure) in self.aggregate.measures.iter().enumerate() {
            let ids = (0..count)
                .map(|group| measure.result(context, &states[group * width + place]))
                .collect();
            table.set(measure.slot, ids);
        }
        table
    }
}

impl Sink for Grouping<'_> {
    fn prepare(&self, context: &Context, table: Table) -> Result<Piece, Stop> {
        let aggregate = self.aggregate;
        let columns: Vec<_> = aggregate.keys.iter().map(|slot| table.values(*slot)).collect();
        let mut keys = Keys::new(columns.len());
        let groups = keys.insert_rows(&columns, table.len());
        let width = aggregate.measures.len();
        let mut states = Vec::with_capacity(keys.len() * width);
        for _ in 0..keys.len() {
            states.extend(aggregate.measures.iter().map(|m| m.start(&self.solution)));
        }
        for (place, measure) in aggregate.measures.iter().enumerate() {
            let state = |group: u32| group as usize * width + place;
            measure.take(context, &table, &self.solution, &groups, state, &mut states);
        }
        Ok(Piece::Groups(Groups { keys, states }))
    }

    fn consume(&mut self, context: &Context, piece: Piece) -> Flow {
        let Piece::Groups(more) = piece else { return Flow::Continue(()) };
        let width = self.aggregate.measures.len();
        let before = self.groups.keys.bytes();
        let mut states = more.states.into_iter();
        for group in 0..more.keys.len() as u32 {
            let (own, is_new) = self.groups.keys.insert(more.keys.key(group));
            if is_new {
                self.groups.states.extend(states.by_ref().take(width));
                continue;
            }
            for (place, other) in states.by_ref().take(width).enumerate() {
                let state = &mut self.groups.states[own as usize * width + place];
                self.aggregate.measures[place].merge(context, state, other);
            }
        }
        let grown = self.groups.keys.bytes() - before;
        context.hold(grown + grown / 8 * width * size_of::<State>() / 4)
    }
}

impl Measure {
    fn start(&self, solution: &[Slot]) -> State {
        if self.is_distinct && !matches!(self.kind, Kind::Least | Kind::Greatest | Kind::Sample) {
            let width = if self.argument.is_none() { solution.len() } else { 1 };
            return State::Set(Keys::new(width));
        }
        match &self.kind {
            Kind::Count => State::Count(0),
            Kind::Sum => State::Sum(Some(Value::Integer(Integer::from(0)))),
            Kind::Average => State::Average(Some(Value::Integer(Integer::from(0))), 0),
            Kind::Least | Kind::Greatest | Kind::Sample => State::Best(None, false),
            Kind::Concat(_) => State::Concat(Some(String::new()), false),
        }
    }

    /// Takes the rows of a table into the states of their groups.
    fn take(
        &self,
        context: &Context,
        table: &Table,
        solution: &[Slot],
        groups: &[u32],
        place: impl Fn(u32) -> usize,
        states: &mut [State],
    ) {
        let Some(argument) = &self.argument else {
            let columns: Vec<_> = solution.iter().map(|slot| table.values(*slot)).collect();
            let mut key = vec![0; if self.is_distinct { solution.len() } else { 0 }];
            for (row, &group) in groups.iter().enumerate() {
                match &mut states[place(group)] {
                    State::Count(count) => *count += table.weight(row),
                    State::Set(seen) => {
                        key.iter_mut().zip(&columns).for_each(|(part, column)| *part = column[row]);
                        seen.insert(&key);
                    }
                    _ => {}
                }
            }
            return;
        };
        if self.is_distinct || matches!(self.kind, Kind::Count) {
            let ids = argument.ids(context, table);
            for (row, (&group, &id)) in groups.iter().zip(&ids).enumerate() {
                match &mut states[place(group)] {
                    State::Count(count) => {
                        *count += if id == UNBOUND { 0 } else { table.weight(row) }
                    }
                    // A count leaves errors out; the other aggregates fail by them, as 0 will tell.
                    State::Set(seen) => {
                        if id != UNBOUND || !matches!(self.kind, Kind::Count) {
                            seen.insert(&[id]);
                        }
                    }
                    state => self.add(context, state, Cell::of(id), 1),
                }
            }
            return;
        }
        let cells = argument.cells(context, table);
        for (row, (&group, cell)) in groups.iter().zip(cells).enumerate() {
            self.add(context, &mut states[place(group)], cell, table.weight(row));
        }
    }

    fn add(&self, context: &Context, state: &mut State, cell: Cell, weight: u64) {
        match state {
            State::Count(count) => {
                if cell.or_unbound().is_some() {
                    *count += weight;
                }
            }
            State::Sum(sum) => {
                let more = cell.value(&context.terms).times(weight);
                *sum = sum.zip(more).and_then(|(sum, more)| sum.add(more));
            }
            State::Average(sum, count) => {
                let more = cell.value(&context.terms).times(weight);
                *sum = sum.zip(more).and_then(|(sum, more)| sum.add(more));
                *count += weight;
            }
            State::Best(best, is_error) => match cell.or_unbound() {
                Some(cell) => {
                    if best.is_none_or(|best| self.is_better(context, cell, best)) {
                        *best = Some(cell);
                    }
                }
                None => *is_error = true,
            },
            State::Concat(text, has_some) => {
                let Kind::Concat(separator) = &self.kind else { return };
                let Some(word) = words(context, cell) else {
                    *text = None;
                    return;
                };
                for _ in 0..weight {
                    extend(text, has_some, separator, &word);
                }
            }
            State::Set(seen) => {
                seen.insert(&[cell.id(context)]);
            }
        }
    }

    fn is_better(&self, context: &Context, cell: Cell, best: Cell) -> bool {
        match self.kind {
            Kind::Least => order(context, cell, best).is_lt(),
            Kind::Greatest => order(context, cell, best).is_gt(),
            _ => false,
        }
    }

    fn merge(&self, context: &Context, state: &mut State, other: State) {
        match (state, other) {
            (State::Count(count), State::Count(more)) => *count += more,
            (State::Set(seen), State::Set(more)) => {
                (0..more.len() as u32).for_each(|place| {
                    seen.insert(more.key(place));
                });
            }
            (State::Sum(sum), State::Sum(more)) => {
                *sum = sum.zip(more).and_then(|(sum, more)| sum.add(more));
            }
            (State::Average(sum, count), State::Average(more, n)) => {
                *sum = sum.zip(more).and_then(|(sum, more)| sum.add(more));
                *count += n;
            }
            (State::Best(best, is_error), State::Best(other, failed)) => {
                *is_error |= failed;
                if let Some(cell) = other
                    && best.is_none_or(|best| self.is_better(context, cell, best))
                {
                    *best = Some(cell);
                }
            }
            (State::Concat(text, has_some), State::Concat(more, has_more)) => {
                let Kind::Concat(separator) = &self.kind else { return };
                match more {
                    Some(more) if has_more => extend(text, has_some, separator, &more),
                    Some(_) => {}
                    None => *text = None,
                }
            }
            _ => {}
        }
    }

    /// The result as a term; an error is no term.
    fn result(&self, context: &Context, state: &State) -> u32 {
        let value = |value: Option<Value>| {
            value.and_then(Value::term).map_or(UNBOUND, |term| context.terms.id(term))
        };
        let count = |count: u64| context.terms.id(Literal::from(count as i64).into());
        match state {
            State::Count(n) => count(*n),
            State::Sum(sum) => value(*sum),
            State::Average(sum, n) => value(average(*sum, *n)),
            State::Best(best, is_error) => match best {
                Some(cell) if !is_error || matches!(self.kind, Kind::Sample) => cell.id(context),
                _ => UNBOUND,
            },
            State::Concat(Some(text), _) => {
                context.terms.id(Literal::new_simple_literal(text).into())
            }
            State::Concat(None, _) => UNBOUND,
            State::Set(seen) if matches!(self.kind, Kind::Count) => count(seen.len() as u64),
            State::Set(seen) => {
                let once = Self {
                    slot: self.slot,
                    kind: self.kind.clone(),
                    argument: None,
                    is_distinct: false,
                };
                let mut state = once.start(&[]);
                for place in distinct_values(context, seen) {
                    once.add(context, &mut state, Cell::of(place), 1);
                }
                once.result(context, &state)
            }
        }
    }
}

/// The text of a literal that can be put together with others.
fn words(context: &Context, cell: Cell) -> Option<String> {
    match context.terms.term(cell.id(context))? {
        Term::Literal(literal) => {
            let is_text =
                literal.language().is_some() || literal.datatype() == oxrdf::vocab::xsd::STRING;
            is_text.then(|| literal.destruct().0)
        }
        _ => None,
    }
}

/// Puts one more text behind the others. The result is a simple literal (SPARQL 1.1, 18.5.1.7), whatever the languages.
fn extend(text: &mut Option<String>, has_some: &mut bool, separator: &str, word: &str) {
    let Some(text) = text else { return };
    if std::mem::replace(has_some, true) {
        text.push_str(separator);
    }
    text.push_str(word);
}

/// The ids of a set, without those whose value another has: `1` and `01` are one number.
fn distinct_values(context: &Context, seen: &Keys) -> Vec<u32> {
    let mut canonical = Keys::new(1);
    let mut ids = Vec::new();
    for place in 0..seen.len() as u32 {
        let id = seen.key(place)[0];
        let value = context.terms.value(id);
        let own = value.term().map_or(id, |term| context.terms.id(term));
        if canonical.insert(&[own]).1 {
            ids.push(id);
        }
    }
    ids
}

fn average(sum: Option<Value>, count: u64) -> Option<Value> {
    if count == 0 {
        return Some(Value::Integer(Integer::from(0)));
    }
    let count = Integer::from(i64::try_from(count).ok()?);
    match sum? {
        Value::Integer(sum) => Some(Value::Decimal(Decimal::from(sum).checked_div(count)?)),
        sum => sum.divide(Value::Integer(count)),
    }
}
