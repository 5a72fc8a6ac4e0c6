//! `ORDER BY`, and the first rows of an order without sorting all.

use std::cmp::Ordering;

use super::Context;
use super::expression::{Cell, Expr};
use super::sink::{Flow, Piece, Sink, Stop};
use super::table::Table;
use super::terms::Kind;
use super::value::Value;

/// Sorts rows; keeps no more than are asked for.
pub(super) struct Sorted<'a> {
    keys: &'a [(Expr, bool)],
    /// How many rows are wanted.
    limit: Option<usize>,
    table: Table,
    cells: Vec<Vec<Cell>>,
}

/// From this many rows on, those that cannot be among the first are dropped.
const SPARE: usize = 1 << 15;

impl<'a> Sorted<'a> {
    pub(super) fn new(keys: &'a [(Expr, bool)], limit: Option<usize>) -> Self {
        let cells = keys.iter().map(|_| Vec::new()).collect();
        Self { keys, limit, table: Table::default(), cells }
    }

    /// The rows in order.
    pub(super) fn finish(mut self, context: &Context) -> Table {
        self.sort(context);
        self.table
    }

    fn sort(&mut self, context: &Context) {
        let mut rows: Vec<u32> = (0..self.table.len() as u32).collect();
        let compare = |a: &u32, b: &u32| {
            for ((_, is_descending), cells) in self.keys.iter().zip(&self.cells) {
                let order = order(context, cells[*a as usize], cells[*b as usize]);
                let order = if *is_descending { order.reverse() } else { order };
                if order.is_ne() {
                    return order;
                }
            }
            a.cmp(b)
        };
        if let Some(limit) = self.limit
            && limit < rows.len()
            && limit > 0
        {
            rows.select_nth_unstable_by(limit - 1, compare);
            rows.truncate(limit);
        }
        rows.sort_unstable_by(compare);
        self.table = self.table.select(&rows);
        for cells in &mut self.cells {
            *cells = rows.iter().map(|&row| cells[row as usize]).collect();
        }
    }
}

impl Sink for Sorted<'_> {
    fn prepare(&self, _: &Context, table: Table) -> Result<Piece, Stop> {
        Ok(Piece::Rows(table.unweighted()))
    }

    fn consume(&mut self, context: &Context, piece: Piece) -> Flow {
        let Piece::Rows(table) = piece else { return Flow::Continue(()) };
        if table.is_empty() {
            return Flow::Continue(());
        }
        context.hold(table.bytes() + table.len() * self.keys.len() * size_of::<Cell>())?;
        for ((key, _), cells) in self.keys.iter().zip(&mut self.cells) {
            cells.extend(key.cells(context, &table));
        }
        self.table.append(table);
        if self.limit.is_some_and(|limit| self.table.len() > limit.max(SPARE) * 2) {
            self.sort(context);
        }
        Flow::Continue(())
    }
}

/// The order of any two values, as `ORDER BY` has it: unbound, blank nodes, IRIs, literals, triples.
pub(super) fn order(context: &Context, a: Cell, b: Cell) -> Ordering {
    let terms = &context.terms;
    let (a, b) = (a.settled(context), b.settled(context));
    if let (Cell::Id(a), Cell::Id(b)) = (a, b) {
        if a == b {
            return Ordering::Equal;
        }
        if terms.are_ordered_by_id(a, b) {
            return a.cmp(&b);
        }
    }
    let rank = |cell: Cell| match cell {
        Cell::Unbound => 0,
        Cell::Value(_) | Cell::Loose(_) => 3,
        Cell::Id(id) => match terms.kind(id) {
            Kind::Blank => 1,
            Kind::Iri => 2,
            Kind::Text | Kind::Tagged | Kind::Typed => 3,
            Kind::Triple => 4,
        },
    };
    let (x, y) = (rank(a), rank(b));
    if x != y {
        return x.cmp(&y);
    }
    if x == 3 {
        let (x, y) = (a.value(terms), b.value(terms));
        if !matches!(x, Value::Other)
            && !matches!(y, Value::Other)
            && let Some(order) = x.compare(y)
        {
            return order;
        }
    }
    by_text(context, a, b)
}

/// Literals that have no order of their own: by their text, then by datatype and language.
fn by_text(context: &Context, a: Cell, b: Cell) -> Ordering {
    use oxrdf::Term;
    let term = |cell: Cell| context.terms.term(cell.id(context));
    match (term(a), term(b)) {
        (Some(Term::Literal(a)), Some(Term::Literal(b))) => {
            let key = |l: &oxrdf::Literal| {
                let language = l.language().map(str::to_owned);
                (l.value().to_owned(), l.datatype().as_str().to_owned(), language)
            };
            context.foreign_order(&a, &b).unwrap_or_else(|| key(&a).cmp(&key(&b)))
        }
        (Some(a), Some(b)) => a.to_string().cmp(&b.to_string()),
        (a, b) => a.is_some().cmp(&b.is_some()),
    }
}
