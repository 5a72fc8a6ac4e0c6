//! Expressions over whole tables, column by column.
//!
//! Comparisons, logic and arithmetic of known values are done here. Every function, and every operation on values that
//! [`Value`] does not know, is asked of the evaluator, once for each distinct input ([`Call`]).

use std::cmp::Ordering;
use std::sync::Mutex;

use oxrdf::Variable;
use spargebra::algebra::{Expression, Function};

use super::Context;
use super::exists::Exists;
use super::keys::Keys;
use super::lower::Lowering;
use super::table::{Slot, Slots, Table, UNBOUND};
use super::terms::{Kind, Terms};
use super::value::Value;
use super::{foreign, functions};

/// The value of an expression in a row.
#[derive(Debug, Clone, Copy)]
pub(super) enum Cell {
    /// Unbound, or an error.
    Unbound,
    Id(u32),
    /// A term that a function made and that has no id yet.
    Loose(u32),
    Value(Value),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// An expression whose variables are slots.
#[derive(Debug)]
pub(super) enum Expr {
    Slot(Slot),
    Constant(u32),
    Bound(Slot),
    Not(Box<Self>),
    And(Vec<Self>),
    Or(Vec<Self>),
    Same(Box<Self>, Box<Self>),
    Equal(Box<[Self; 2]>, Call),
    Compare(Comparison, Box<[Self; 2]>, Call),
    Arithmetic(Arithmetic, Box<[Self; 2]>, Call),
    If(Box<[Self; 3]>),
    Coalesce(Vec<Self>),
    Exists(Box<Exists>),
    Call(Vec<Self>, Call),
}

/// An operation that is looked up once for each input, with the results that are known already.
#[derive(Debug)]
pub(super) struct Call {
    /// The function, where it may be one that is done here.
    function: Option<Function>,
    /// The operation on variables of its own.
    expression: Expression,
    variables: Vec<Variable>,
    /// The arguments: variables by their places, or constants.
    arguments: Vec<Result<usize, oxrdf::Term>>,
    known: Mutex<(Keys, Vec<Cell>)>,
}

/// Marks the part of a key that is a term without an id.
const LOOSE: u32 = 1 << 31;

impl Call {
    fn new(count: usize, expression: impl FnOnce(Vec<Expression>) -> Expression) -> Self {
        let variables: Vec<Variable> = (0..count).map(argument).collect();
        let expression = expression(variables.iter().cloned().map(Expression::Variable).collect());
        Self {
            function: None,
            expression,
            variables,
            arguments: Vec::new(),
            known: Mutex::new((Keys::new(count), Vec::new())),
        }
    }

    /// A call of a function. Arguments that are constants stay in it, so that a regular expression is read once.
    fn of_function(function: &Function, arguments: &[Expression]) -> Self {
        let mut variables = Vec::new();
        let mut places = Vec::new();
        let mut own = Vec::new();
        for expression in arguments {
            match expression {
                Expression::NamedNode(node) => places.push(Err(node.clone().into())),
                Expression::Literal(literal) => places.push(Err(literal.clone().into())),
                _ => {
                    places.push(Ok(variables.len()));
                    variables.push(argument(variables.len()));
                    own.push(Expression::Variable(argument(variables.len() - 1)));
                    continue;
                }
            }
            own.push(expression.clone());
        }
        let width = variables.len();
        Self {
            function: Some(function.clone()),
            expression: Expression::FunctionCall(function.clone(), own),
            variables,
            arguments: places,
            known: Mutex::new((Keys::new(width), Vec::new())),
        }
    }

    /// The results for some inputs, one input after the other in `inputs`.
    fn results(&self, context: &Context, inputs: &[u32]) -> Vec<Cell> {
        let width = self.variables.len();
        if width == 0 || inputs.is_empty() {
            return Vec::new();
        }
        let mut asked = Keys::new(width);
        let places: Vec<u32> = inputs.chunks_exact(width).map(|key| asked.insert(key).0).collect();
        let mut found = vec![None; asked.len()];
        {
            let known = self.known.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            for (place, result) in (0_u32..).zip(&mut found) {
                *result = known.0.find(asked.key(place)).map(|place| known.1[place as usize]);
            }
        }
        let missing: Vec<u32> =
            (0_u32..).zip(&found).filter(|(_, result)| result.is_none()).map(|(p, _)| p).collect();
        if !missing.is_empty() {
            let terms = |place: u32| -> foreign::Row {
                asked.key(place).iter().map(|&part| part_term(context, part)).collect()
            };
            let results =
                self.compute(context, missing.iter().map(|&place| terms(place)).collect());
            let mut known = self.known.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            for (place, cell) in missing.into_iter().zip(results) {
                found[place as usize] = Some(cell);
                if known.0.insert(asked.key(place)).1 {
                    known.1.push(cell);
                }
            }
        }
        places.into_iter().map(|place| found[place as usize].unwrap_or(Cell::Unbound)).collect()
    }

    /// A function of one value, done value by value where it can be.
    fn quick(&self, context: &Context, function: &Function, column: &[Cell]) -> Vec<Cell> {
        let mut cells = Vec::with_capacity(column.len());
        let mut others = Others::default();
        for (row, &cell) in column.iter().enumerate() {
            let result = match cell.or_unbound() {
                None => Some(Cell::Unbound),
                Some(cell) => functions::quick(context, function, cell),
            };
            cells.push(result.unwrap_or(Cell::Unbound));
            if result.is_none() {
                others.ask(row, &[cell.part(context)]);
            }
        }
        others.answer(context, self, |row, cell| cells[row] = cell);
        cells
    }

    /// Does the operation: here where it is one of [`functions`], else by the evaluator.
    fn compute(&self, context: &Context, inputs: Vec<foreign::Row>) -> Vec<Cell> {
        let mut cells = vec![Cell::Unbound; inputs.len()];
        let mut others = (Vec::new(), Vec::new());
        for (place, input) in inputs.into_iter().enumerate() {
            let own = self.function.as_ref().and_then(|function| {
                let arguments: Vec<Option<oxrdf::Term>> = self
                    .arguments
                    .iter()
                    .map(|argument| match argument {
                        Ok(place) => input[*place].clone(),
                        Err(term) => Some(term.clone()),
                    })
                    .collect();
                functions::of_terms(context, function, &arguments)
            });
            match own {
                Some(cell) => cells[place] = cell.unwrap_or(Cell::Unbound),
                None => {
                    others.0.push(place);
                    others.1.push(input);
                }
            }
        }
        if !others.0.is_empty() {
            let values = context.foreign.values(&self.expression, &self.variables, others.1);
            for (place, term) in others.0.into_iter().zip(values) {
                cells[place] = term.map_or(Cell::Unbound, |term| Cell::of(context.terms.id(term)));
            }
        }
        cells
    }
}

fn argument(place: usize) -> Variable {
    Variable::new_unchecked(format!("a{place}"))
}

fn part_term(context: &Context, part: u32) -> Option<oxrdf::Term> {
    match part & LOOSE {
        0 => context.terms.term(part),
        _ => context.terms.loose_term(part & !LOOSE),
    }
}

impl Expr {
    /// Compiles an expression; `None` when a part of it cannot be done here.
    pub(super) fn compile(expression: &Expression, lowering: &mut Lowering<'_>) -> Option<Self> {
        let mut one = |expression: &Expression| Self::compile(expression, lowering);
        let pair = |a: Option<Self>, b: Option<Self>| Some(Box::new([a?, b?]));
        Some(match expression {
            Expression::NamedNode(node) => Self::Constant(lowering.constant(node.clone().into())),
            Expression::Literal(literal) => {
                Self::Constant(lowering.constant(literal.clone().into()))
            }
            Expression::Variable(variable) => Self::Slot(lowering.slot(variable)),
            Expression::Bound(variable) => Self::Bound(lowering.slot(variable)),
            Expression::Not(inner) => Self::Not(Box::new(one(inner)?)),
            Expression::And(a, b) => Self::And(vec![one(a)?, one(b)?]),
            Expression::Or(a, b) => Self::Or(vec![one(a)?, one(b)?]),
            Expression::SameTerm(a, b) => Self::Same(Box::new(one(a)?), Box::new(one(b)?)),
            Expression::Equal(a, b) => Self::equal(one(a)?, one(b)?),
            Expression::Greater(a, b) => Self::compare(Comparison::Greater, pair(one(a), one(b))?),
            Expression::GreaterOrEqual(a, b) => {
                Self::compare(Comparison::GreaterOrEqual, pair(one(a), one(b))?)
            }
            Expression::Less(a, b) => Self::compare(Comparison::Less, pair(one(a), one(b))?),
            Expression::LessOrEqual(a, b) => {
                Self::compare(Comparison::LessOrEqual, pair(one(a), one(b))?)
            }
            Expression::In(needle, hay) => match hay.as_slice() {
                [] => {
                    let no = lowering.constant(oxrdf::Literal::from(false).into());
                    let needle = Self::compile(needle, lowering)?;
                    Self::If(Box::new([needle, Self::Constant(no), Self::Constant(no)]))
                }
                hay => Self::Or(
                    hay.iter()
                        .map(|straw| Some(Self::equal(one(needle)?, one(straw)?)))
                        .collect::<Option<_>>()?,
                ),
            },
            Expression::Add(a, b) => Self::reckon(Arithmetic::Add, pair(one(a), one(b))?),
            Expression::Subtract(a, b) => Self::reckon(Arithmetic::Subtract, pair(one(a), one(b))?),
            Expression::Multiply(a, b) => Self::reckon(Arithmetic::Multiply, pair(one(a), one(b))?),
            Expression::Divide(a, b) => Self::reckon(Arithmetic::Divide, pair(one(a), one(b))?),
            Expression::UnaryPlus(inner) => {
                let call = Call::new(1, |mut a| Expression::UnaryPlus(Box::new(a.remove(0))));
                Self::Call(vec![one(inner)?], call)
            }
            Expression::UnaryMinus(inner) => {
                let call = Call::new(1, |mut a| Expression::UnaryMinus(Box::new(a.remove(0))));
                Self::Call(vec![one(inner)?], call)
            }
            Expression::If(a, b, c) => Self::If(Box::new([one(a)?, one(b)?, one(c)?])),
            Expression::Coalesce(parts) => {
                Self::Coalesce(parts.iter().map(one).collect::<Option<_>>()?)
            }
            Expression::Exists(pattern) => {
                Self::Exists(Box::new(Exists::compile(pattern, lowering)?))
            }
            Expression::FunctionCall(function, arguments) => {
                if matches!(function, Function::Custom(_)) {
                    lowering.calls_by_name = true;
                }
                if *function == Function::Now {
                    return Some(Self::Constant(lowering.now()));
                }
                if !is_repeatable(function) {
                    lowering.refuse();
                }
                if arguments.is_empty() {
                    return None;
                }
                let one = |expression: &Expression| Self::compile(expression, lowering);
                let call = Call::of_function(function, arguments);
                if call.variables.is_empty() {
                    let arguments = arguments.iter().map(one).collect::<Option<_>>()?;
                    let function = function.clone();
                    let count = call.arguments.len();
                    let call = Call::new(count, |a| Expression::FunctionCall(function, a));
                    return Some(Self::Call(arguments, call));
                }
                let is_constant = |e: &&Expression| {
                    matches!(e, Expression::NamedNode(_) | Expression::Literal(_))
                };
                let arguments: Vec<Self> = arguments
                    .iter()
                    .filter(|argument| !is_constant(argument))
                    .map(one)
                    .collect::<Option<_>>()?;
                Self::Call(arguments, call)
            }
        })
    }

    fn equal(a: Self, b: Self) -> Self {
        let call = Call::new(2, |mut a| {
            let last = a.remove(1);
            Expression::Equal(Box::new(a.remove(0)), Box::new(last))
        });
        Self::Equal(Box::new([a, b]), call)
    }

    fn compare(comparison: Comparison, sides: Box<[Self; 2]>) -> Self {
        let call = Call::new(2, |mut a| {
            let (b, a) = (Box::new(a.remove(1)), Box::new(a.remove(0)));
            match comparison {
                Comparison::Less => Expression::Less(a, b),
                Comparison::LessOrEqual => Expression::LessOrEqual(a, b),
                Comparison::Greater => Expression::Greater(a, b),
                Comparison::GreaterOrEqual => Expression::GreaterOrEqual(a, b),
            }
        });
        Self::Compare(comparison, sides, call)
    }

    fn reckon(operation: Arithmetic, sides: Box<[Self; 2]>) -> Self {
        let call = Call::new(2, |mut a| {
            let (b, a) = (Box::new(a.remove(1)), Box::new(a.remove(0)));
            match operation {
                Arithmetic::Add => Expression::Add(a, b),
                Arithmetic::Subtract => Expression::Subtract(a, b),
                Arithmetic::Multiply => Expression::Multiply(a, b),
                Arithmetic::Divide => Expression::Divide(a, b),
            }
        });
        Self::Arithmetic(operation, sides, call)
    }

    /// The variables that an expression looks at.
    pub(super) fn slots(&self, slots: &mut Slots) {
        match self {
            Self::Slot(slot) | Self::Bound(slot) => {
                slots.insert(*slot);
            }
            Self::Constant(_) => {}
            Self::Not(inner) => inner.slots(slots),
            Self::And(parts) | Self::Or(parts) | Self::Coalesce(parts) | Self::Call(parts, _) => {
                parts.iter().for_each(|part| part.slots(slots));
            }
            Self::Same(a, b) => {
                a.slots(slots);
                b.slots(slots);
            }
            Self::Equal(sides, _) | Self::Compare(_, sides, _) | Self::Arithmetic(_, sides, _) => {
                sides.iter().for_each(|side| side.slots(slots));
            }
            Self::If(parts) => parts.iter().for_each(|part| part.slots(slots)),
            Self::Exists(exists) => slots.extend(exists.slots()),
        }
    }

    /// The parts that must all be true.
    pub(super) fn conjuncts(self) -> Vec<Self> {
        match self {
            Self::And(parts) => parts.into_iter().flat_map(Self::conjuncts).collect(),
            other => vec![other],
        }
    }

    /// The value in each row.
    pub(super) fn cells(&self, context: &Context, table: &Table) -> Vec<Cell> {
        if let Some((few, places)) = self.fewer_rows(table) {
            let cells = self.cells_of(context, &few);
            return places.into_iter().map(|place| cells[place as usize]).collect();
        }
        self.cells_of(context, table)
    }

    /// The distinct values of the one variable that the expression looks at, where they are far fewer than the rows, and
    /// the place among them of each row.
    fn fewer_rows(&self, table: &Table) -> Option<(Table, Vec<u32>)> {
        const MANY: usize = 64;
        if table.len() < MANY
            || !matches!(self, Self::Arithmetic(..) | Self::Call(..) | Self::If(_))
        {
            return None;
        }
        let mut slots = Slots::new();
        self.slots(&mut slots);
        let slot = *slots.first().filter(|_| slots.len() == 1)?;
        let column = table.column(slot)?;
        let runs =
            column.windows(2).filter(|pair| pair[0] != pair[1]).take(table.len() / 2).count();
        // Rows in no order tell by a sample whether values repeat.
        let sample = &column[..column.len().min(1024)];
        let mut seen = Keys::new(1);
        seen.insert_rows(&[sample], sample.len());
        if runs >= table.len() / 2 && seen.len() > sample.len() / 2 {
            return None;
        }
        let mut keys = Keys::new(1);
        let places = keys.insert_rows(&[column], column.len());
        let values = (0..keys.len() as u32).map(|place| keys.key(place)[0]).collect();
        Some((Table::new(vec![slot], vec![values], keys.len()), places))
    }

    fn cells_of(&self, context: &Context, table: &Table) -> Vec<Cell> {
        let rows = table.len();
        match self {
            Self::Slot(slot) => match table.column(*slot) {
                Some(column) => column.iter().map(|&id| Cell::of(id)).collect(),
                None => vec![Cell::Unbound; rows],
            },
            Self::Constant(id) => vec![Cell::of(*id); rows],
            Self::Arithmetic(operation, sides, call) => {
                let (left, right) =
                    (sides[0].cells(context, table), sides[1].cells(context, table));
                let mut cells = Vec::with_capacity(rows);
                let mut others = Others::default();
                for (row, (a, b)) in left.into_iter().zip(right).enumerate() {
                    let (a, b) = (a.or_unbound(), b.or_unbound());
                    let (Some(a), Some(b)) = (a, b) else {
                        cells.push(Cell::Unbound);
                        continue;
                    };
                    let (x, y) = (a.value(&context.terms), b.value(&context.terms));
                    if x.is_number() && y.is_number() {
                        let value = match operation {
                            Arithmetic::Add => x.add(y),
                            Arithmetic::Subtract => x.subtract(y),
                            Arithmetic::Multiply => x.multiply(y),
                            Arithmetic::Divide => x.divide(y),
                        };
                        cells.push(value.map_or(Cell::Unbound, Cell::Value));
                    } else {
                        cells.push(Cell::Unbound);
                        others.ask(row, &[a.part(context), b.part(context)]);
                    }
                }
                others.answer(context, call, |row, cell| cells[row] = cell);
                cells
            }
            Self::If(parts) => {
                let truths = parts[0].truths(context, table);
                let (yes, no) = (parts[1].cells(context, table), parts[2].cells(context, table));
                let choose = |(truth, (yes, no))| match truth {
                    Some(true) => yes,
                    Some(false) => no,
                    None => Cell::Unbound,
                };
                truths.into_iter().zip(yes.into_iter().zip(no)).map(choose).collect()
            }
            Self::Coalesce(parts) => {
                let mut cells = vec![Cell::Unbound; rows];
                for part in parts {
                    if !cells.iter().any(|cell| matches!(cell, Cell::Unbound)) {
                        break;
                    }
                    for (cell, other) in cells.iter_mut().zip(part.cells(context, table)) {
                        if matches!(cell, Cell::Unbound) {
                            *cell = other;
                        }
                    }
                }
                cells
            }
            Self::Call(arguments, call) => {
                let columns: Vec<Vec<Cell>> =
                    arguments.iter().map(|argument| argument.cells(context, table)).collect();
                if let [column] = columns.as_slice()
                    && let Some(function) = &call.function
                    && functions::is_quick(function)
                {
                    return call.quick(context, function, column);
                }
                let mut inputs = Vec::with_capacity(rows * columns.len());
                for row in 0..rows {
                    inputs.extend(columns.iter().map(|column| column[row].part(context)));
                }
                call.results(context, &inputs)
            }
            _ => self.truths(context, table).into_iter().map(Cell::truth).collect(),
        }
    }

    /// The value in each row as a term.
    pub(super) fn ids(&self, context: &Context, table: &Table) -> Vec<u32> {
        match self {
            Self::Slot(slot) => table.values(*slot).into_owned(),
            Self::Constant(id) => vec![*id; table.len()],
            _ => {
                if let Some((few, places)) = self.fewer_rows(table) {
                    let ids = self.ids_of(context, &few);
                    return places.into_iter().map(|place| ids[place as usize]).collect();
                }
                self.ids_of(context, table)
            }
        }
    }

    fn ids_of(&self, context: &Context, table: &Table) -> Vec<u32> {
        self.cells_of(context, table).into_iter().map(|cell| cell.id(context)).collect()
    }

    /// The effective boolean value in each row; none where there is an error.
    pub(super) fn truths(&self, context: &Context, table: &Table) -> Vec<Option<bool>> {
        let rows = table.len();
        match self {
            Self::Bound(slot) => match table.column(*slot) {
                Some(column) => column.iter().map(|&id| Some(id != UNBOUND)).collect(),
                None => vec![Some(false); rows],
            },
            Self::Not(inner) => {
                let truths = inner.truths(context, table);
                truths.into_iter().map(|truth| truth.map(|truth| !truth)).collect()
            }
            Self::And(parts) => {
                let mut all = vec![Some(true); rows];
                for part in parts {
                    for (truth, other) in all.iter_mut().zip(part.truths(context, table)) {
                        *truth = match (*truth, other) {
                            (Some(false), _) | (_, Some(false)) => Some(false),
                            (Some(true), Some(true)) => Some(true),
                            _ => None,
                        };
                    }
                }
                all
            }
            Self::Or(parts) => {
                let mut any = vec![Some(false); rows];
                for part in parts {
                    for (truth, other) in any.iter_mut().zip(part.truths(context, table)) {
                        *truth = match (*truth, other) {
                            (Some(true), _) | (_, Some(true)) => Some(true),
                            (Some(false), Some(false)) => Some(false),
                            _ => None,
                        };
                    }
                }
                any
            }
            Self::Same(a, b) => {
                let (a, b) = (a.ids(context, table), b.ids(context, table));
                let same = |(a, b)| (a != UNBOUND && b != UNBOUND).then_some(a == b);
                a.into_iter().zip(b).map(same).collect()
            }
            Self::Equal(sides, _) if let Some(truths) = equal_ids(context, table, sides) => truths,
            Self::Equal(sides, call) => {
                decide(context, table, sides, call, |a, b| equal(context, a, b))
            }
            Self::Compare(comparison, sides, call) => {
                decide(context, table, sides, call, |a, b| match order(context, a, b)? {
                    Some(order) => Some(Some(comparison.holds(order))),
                    None => Some(None),
                })
            }
            Self::Exists(exists) => exists.marks(context, table).into_iter().map(Some).collect(),
            _ => {
                let cells = self.cells(context, table);
                cells.into_iter().map(|cell| cell.as_truth(context)).collect()
            }
        }
    }
}

/// The truth of an operation on two values: decided here where `here` can, else by the evaluator.
fn decide(
    context: &Context,
    table: &Table,
    sides: &[Expr; 2],
    call: &Call,
    here: impl Fn(Cell, Cell) -> Option<Option<bool>>,
) -> Vec<Option<bool>> {
    let (left, right) = (sides[0].cells(context, table), sides[1].cells(context, table));
    let mut truths = Vec::with_capacity(table.len());
    let mut others = Others::default();
    for (row, (a, b)) in left.into_iter().zip(right).enumerate() {
        let (Some(a), Some(b)) = (a.or_unbound(), b.or_unbound()) else {
            truths.push(None);
            continue;
        };
        match here(a, b) {
            Some(truth) => truths.push(truth),
            None => {
                truths.push(None);
                others.ask(row, &[a.part(context), b.part(context)]);
            }
        }
    }
    others.answer(context, call, |row, cell| truths[row] = cell.as_truth(context));
    truths
}

/// Rows whose operation the evaluator has to do.
#[derive(Default)]
struct Others {
    rows: Vec<usize>,
    inputs: Vec<u32>,
}

impl Others {
    fn ask(&mut self, row: usize, input: &[u32]) {
        self.rows.push(row);
        self.inputs.extend_from_slice(input);
    }

    fn answer(self, context: &Context, call: &Call, mut set: impl FnMut(usize, Cell)) {
        for (row, cell) in self.rows.into_iter().zip(call.results(context, &self.inputs)) {
            set(row, cell);
        }
    }
}

impl Cell {
    pub(super) fn of(id: u32) -> Self {
        if id == UNBOUND { Self::Unbound } else { Self::Id(id) }
    }

    fn truth(truth: Option<bool>) -> Self {
        truth.map_or(Self::Unbound, |truth| Self::Value(Value::Boolean(truth)))
    }

    pub(super) fn or_unbound(self) -> Option<Self> {
        (!matches!(self, Self::Unbound)).then_some(self)
    }

    pub(super) fn value(self, terms: &Terms) -> Value {
        match self {
            Self::Unbound => Value::Other,
            Self::Id(id) => terms.value(id),
            Self::Loose(place) => terms.loose_term(place).map_or(Value::Other, Value::of),
            Self::Value(value) => value,
        }
    }

    /// The same value, with an id if it is a term.
    pub(super) fn settled(self, context: &Context) -> Self {
        match self {
            Self::Loose(_) => Self::of(self.id(context)),
            other => other,
        }
    }

    /// The part of a key that stands for this value.
    fn part(self, context: &Context) -> u32 {
        match self {
            Self::Loose(place) => place | LOOSE,
            other => other.id(context),
        }
    }

    /// The term as an id.
    pub(super) fn id(self, context: &Context) -> u32 {
        match self {
            Self::Unbound => UNBOUND,
            Self::Id(id) => id,
            Self::Loose(place) => context.terms.loose_id(place),
            Self::Value(value) => value.term().map_or(UNBOUND, |term| context.terms.id(term)),
        }
    }

    fn as_truth(self, context: &Context) -> Option<bool> {
        match self {
            Self::Unbound => None,
            Self::Value(value) => value.truth(),
            Self::Id(id) if context.terms.kind(id) == Kind::Text => {
                context.terms.text(id).map(|text| !text.is_empty())
            }
            Self::Id(id) => context.terms.value(id).truth(),
            Self::Loose(_) => Self::of(self.id(context)).as_truth(context),
        }
    }
}

/// `=` between two variables, or a variable and a constant, whose terms are all equal only to themselves.
fn equal_ids(context: &Context, table: &Table, sides: &[Expr; 2]) -> Option<Vec<Option<bool>>> {
    let column = |side: &Expr| match side {
        Expr::Slot(slot) => table.column(*slot),
        _ => None,
    };
    let plain = |ids: &[u32]| context.terms.are_plain(ids);
    let same = |a: u32, b: u32| (a != UNBOUND && b != UNBOUND).then_some(a == b);
    match (column(&sides[0]), column(&sides[1]), &sides[0], &sides[1]) {
        (Some(a), Some(b), ..) if plain(a) || plain(b) => {
            Some(a.iter().zip(b).map(|(&a, &b)| same(a, b)).collect())
        }
        (Some(a), None, _, Expr::Constant(b)) | (None, Some(a), Expr::Constant(b), _)
            if plain(&[*b]) =>
        {
            Some(a.iter().map(|&a| same(a, *b)).collect())
        }
        _ => None,
    }
}

/// `=`: outer none where the evaluator has to decide, inner none for an error.
fn equal(context: &Context, a: Cell, b: Cell) -> Option<Option<bool>> {
    let terms = &context.terms;
    let (a, b) = (a.settled(context), b.settled(context));
    if let (Cell::Id(a), Cell::Id(b)) = (a, b) {
        let (x, y) = (terms.kind(a), terms.kind(b));
        if x == Kind::Triple || y == Kind::Triple {
            return None;
        }
        if x != Kind::Typed && y != Kind::Typed {
            return Some(Some(a == b));
        }
        if matches!(x, Kind::Iri | Kind::Blank) || matches!(y, Kind::Iri | Kind::Blank) {
            return Some(Some(false));
        }
    }
    let (a, b) = (a.value(terms), b.value(terms));
    if matches!(a, Value::Other) || matches!(b, Value::Other) {
        return None;
    }
    Some(a.equals(b))
}

/// The order that `<` sees: outer none where the evaluator has to decide, inner none for an error.
fn order(context: &Context, a: Cell, b: Cell) -> Option<Option<Ordering>> {
    let terms = &context.terms;
    let (a, b) = (a.settled(context), b.settled(context));
    let (x, y) = (a.value(terms), b.value(terms));
    if !matches!(x, Value::Other) && !matches!(y, Value::Other) {
        return Some(x.compare(y));
    }
    if let (Cell::Id(a), Cell::Id(b)) = (a, b)
        && terms.kind(a) == Kind::Text
        && terms.are_ordered_by_id(a, b)
    {
        return Some(Some(a.cmp(&b)));
    }
    None
}

/// Whether a function gives the same for the same input, at any time and whatever the query's base.
fn is_repeatable(function: &Function) -> bool {
    !matches!(function, Function::BNode | Function::Rand | Function::Uuid | Function::StrUuid)
}
