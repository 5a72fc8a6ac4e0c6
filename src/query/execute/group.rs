//! Patterns that are all to match: which comes next is decided with the rows so far at hand.
//!
//! Nothing is estimated from afar. The first pattern is the one with the fewest triples, by exact count. Then each
//! pattern that shares a variable with the rows so far is tried on a few of them, and the one that multiplies them least
//! goes next. Where even that one multiplies them, a pattern from the other side may be far smaller: it and what hangs on it
//! are put together on their own, and both sides are joined by a hash. So the order in which a query is written does not
//! matter.
//!
//! Once there are many rows, they go on in pieces, on all threads, each piece through all that is left.

use std::ops::ControlFlow;
use std::sync::Arc;

use rayon::prelude::*;

use super::Context;
use super::expression::Expr;
use super::hash::Built;
use super::keys::Keys;
use super::node::{Group, Node, PathScan, Scan};
use super::scan::{self, Alone};
use super::sink::{Collect, Flow, Multiplicity, Piece, Sink, Stop, Want, distinct, filter};
use super::table::{Slot, Slots, Table};

/// From this many rows on, they go on in pieces.
const MANY: usize = 1 << 13;
/// So many rows make a piece at most.
const PIECE: usize = 1 << 14;
/// A piece that a step would make larger than this is parted before.
const LARGE: f64 = (1 << 18) as f64;

/// One of the things that are left to be joined.
#[derive(Clone)]
enum Item<'p> {
    Scan(&'p Scan),
    Path(&'p PathScan),
    Node(&'p Node, Arc<Slots>),
    Built(Arc<Built>),
}

impl Item<'_> {
    fn touches(&self, has: impl Fn(Slot) -> bool) -> bool {
        match self {
            Self::Scan(scan) => scan.touches(has),
            Self::Path(path) => path.touches(has),
            Self::Node(_, slots) => slots.iter().any(|slot| has(*slot)),
            Self::Built(built) => built.touches(has),
        }
    }

    /// Whether both are one item of the plan.
    fn is(&self, other: &Item<'_>) -> bool {
        match (self, other) {
            (Self::Scan(a), Item::Scan(b)) => std::ptr::eq(*a, *b),
            (Self::Path(a), Item::Path(b)) => std::ptr::eq(*a, *b),
            (Self::Node(a, _), Item::Node(b, _)) => std::ptr::eq(*a, *b),
            (Self::Built(a), Item::Built(b)) => Arc::ptr_eq(a, b),
            _ => false,
        }
    }

    fn mentions(&self, slot: Slot) -> bool {
        self.touches(|other| other == slot)
    }

    /// How many rows the item has alone.
    fn size(&self, context: &Context) -> f64 {
        match self {
            Self::Scan(scan) => scan.count(context) as f64,
            Self::Path(path) => path.fanout(|_| false),
            Self::Node(..) => 1e7,
            Self::Built(built) => built.table.len() as f64,
        }
    }

    /// How many rows a row leads to on average.
    fn fanout(&self, context: &Context, table: &Table) -> f64 {
        let has = |slot| table.has(slot);
        if !self.touches(has) {
            return self.size(context).max(1.0) * 4.0;
        }
        match self {
            Self::Scan(scan) => scan.fanout(context, table),
            Self::Path(path) => path.fanout(has),
            Self::Node(..) => 8.0,
            Self::Built(built) => built.fanout(table),
        }
    }
}

/// What is left to do for some rows.
#[derive(Clone)]
struct Rest<'p> {
    items: Vec<Item<'p>>,
    conditions: Vec<&'p Expr>,
    /// Variables that every row binds.
    certain: Slots,
}

impl Context {
    /// Evaluates patterns for rows that are at hand.
    pub(super) fn run_group(
        &self,
        group: &Group,
        input: Table,
        want: &Want,
        sink: &mut dyn Sink,
    ) -> Flow {
        let mut rest = match self.prepare(group, &input) {
            Ok(rest) => rest,
            Err(stop) => return Flow::Break(stop),
        };
        if !input.is_unit() || rest.items.is_empty() {
            return self.grow(input, rest, want, sink);
        }
        let first = (0..rest.items.len())
            .min_by(|&a, &b| {
                rest.items[a].size(self).total_cmp(&rest.items[b].size(self)).then(a.cmp(&b))
            })
            .unwrap_or_default();
        let Item::Scan(scan) = rest.items[first].clone() else {
            return self.grow(input, rest, want, sink);
        };
        rest.items.remove(first);
        self.start(scan, rest, want, sink)
    }

    /// What there is to do. Parts that do not depend on other rows are evaluated now.
    fn prepare<'p>(&self, group: &'p Group, input: &Table) -> Result<Rest<'p>, Stop> {
        let mut seeds: Slots = input.slots().iter().copied().collect();
        for scan in &group.scans {
            seeds.extend(scan.slots());
        }
        for path in &group.paths {
            seeds.extend(path.slots());
        }
        let mut items: Vec<Item<'p>> = group.scans.iter().map(Item::Scan).collect();
        items.extend(group.paths.iter().map(Item::Path));
        for (place, part) in group.parts.iter().enumerate() {
            let mut others = seeds.clone();
            for (other, node) in group.parts.iter().enumerate() {
                if other != place {
                    node.possible(&mut others);
                }
            }
            let own = part.possible_slots();
            let is_near = own.iter().any(|slot| others.contains(slot));
            items.push(if is_near && part.takes_seeds(&others) {
                Item::Node(part, Arc::new(own))
            } else if let Node::Foreign { .. } = part
                && !input.is_unit()
            {
                Item::Node(part, Arc::new(own))
            } else {
                Item::Built(Arc::new(Built::new(self.collect(part, Table::unit())?)))
            });
        }
        let certain = input
            .slots()
            .iter()
            .copied()
            .filter(|slot| input.column(*slot).is_some_and(|column| !column.contains(&0)))
            .collect();
        Ok(Rest { items, conditions: group.conditions.iter().collect(), certain })
    }

    /// All rows of a part.
    pub(super) fn collect(&self, node: &Node, input: Table) -> Result<Table, Stop> {
        let slots = node.possible_slots();
        let want = Want { slots: slots.clone(), multiplicity: Multiplicity::Rows };
        let mut rows = Collect::default();
        match self.run(node, input, &want, &mut rows) {
            ControlFlow::Break(stop @ Stop::Failed(_)) => Err(stop),
            _ if rows.tables.is_empty() => Ok(Table::empty(slots)),
            _ => Ok(Table::concat(rows.tables)),
        }
    }

    /// Begins with the triples of a pattern, piece by piece.
    fn start<'p>(
        &self,
        scan: &'p Scan,
        mut rest: Rest<'p>,
        want: &Want,
        sink: &mut dyn Sink,
    ) -> Flow {
        let used = rest.used(want);
        let keeps = |slot: Slot| used.contains(&slot);
        let Some(source) = Alone::new(self, scan, &keeps, want.multiplicity) else {
            return Flow::Continue(());
        };
        rest.certain.extend(scan.slots());
        if source.pieces() <= 1 {
            let table = source.piece(self, 0, &keeps, want.multiplicity);
            return self.grow(table, rest, want, sink);
        }
        let first = sample(&source.piece(self, 0, &keeps, Multiplicity::Rows));
        self.foresee(first, source.rows() as f64, &mut rest, want)?;
        let used = rest.used(want);
        let keeps = |slot: Slot| used.contains(&slot);
        let stage = |piece: usize, emit: &mut Emit<'_>| {
            let table = source.piece(self, piece, &keeps, want.multiplicity);
            self.advance(table, rest.clone(), want, emit)
        };
        self.in_pieces(source.pieces(), stage, sink)
    }

    /// Joins rows with what is left, one item after the other, as long as they are few.
    fn grow(&self, table: Table, rest: Rest<'_>, want: &Want, sink: &mut dyn Sink) -> Flow {
        let (mut table, mut rest) = (table, rest);
        loop {
            self.look();
            self.tidy(&mut table, &mut rest, want);
            if table.is_empty() {
                return Flow::Continue(());
            }
            if table.len() >= MANY {
                break;
            }
            let Some((next, fanout)) = self.choose(&table, &rest) else { break };
            let grown = table.len() as f64 * fanout;
            if let Some(side) = self.other_side(&table, &rest, next, grown) {
                self.build(&side, &table, &mut [&mut rest], want)?;
                continue;
            }
            if table.len() as f64 * fanout > LARGE {
                break;
            }
            let item = rest.items.remove(next);
            table = match self.step(&table, &item, &mut rest, want) {
                Ok(table) => table,
                Err(stop) => return Flow::Break(stop),
            };
        }
        if !rest.items.is_empty() {
            self.foresee(sample(&table), table.len() as f64, &mut rest, want)?;
        }
        let pieces = table.chunks(PIECE);
        let stage = |piece: usize, emit: &mut Emit<'_>| {
            self.advance(pieces[piece].clone(), rest.clone(), want, emit)
        };
        self.in_pieces(pieces.len(), stage, sink)
    }

    /// Brings one piece to its end.
    fn advance(
        &self,
        table: Table,
        rest: Rest<'_>,
        want: &Want,
        emit: &mut Emit<'_>,
    ) -> Result<(), Stop> {
        let (mut table, mut rest) = (table, rest);
        loop {
            self.look();
            self.tidy(&mut table, &mut rest, want);
            if table.is_empty() {
                return Ok(());
            }
            let Some((next, fanout)) = self.choose(&table, &rest) else { return emit(table) };
            let grown = table.len() as f64 * fanout;
            let item = rest.items.remove(next);
            if grown > LARGE && table.len() > 1 {
                let size = (table.len() as f64 * LARGE / grown).ceil() as usize;
                for part in table.chunks(size.max(1)) {
                    let mut rest = rest.clone();
                    let part = self.step(&part, &item, &mut rest, want)?;
                    self.advance(part, rest, want, emit)?;
                }
                return Ok(());
            }
            table = self.step(&table, &item, &mut rest, want)?;
        }
    }

    /// Applies the conditions that can be decided, and drops what nobody will look at again.
    fn tidy(&self, table: &mut Table, rest: &mut Rest<'_>, want: &Want) {
        let mut ready = Vec::new();
        let (items, certain) = (&rest.items, &rest.certain);
        rest.conditions.retain(|condition| {
            let mut slots = Slots::new();
            condition.slots(&mut slots);
            let is_open = slots.iter().any(|slot| {
                !certain.contains(slot) && items.iter().any(|item| item.mentions(*slot))
            });
            if !is_open {
                ready.push(*condition);
            }
            is_open
        });
        for condition in ready {
            *table = filter(self, std::slice::from_ref(condition), std::mem::take(table));
        }
        let used = rest.used(want);
        let before = table.slots().len();
        table.keep(|slot| used.contains(&slot));
        if want.multiplicity == Multiplicity::Once
            && table.slots().len() < before
            && table.len() > 1
        {
            let slots = table.slots().to_vec();
            *table = distinct(table, &slots, &mut Keys::new(slots.len()));
        }
    }

    /// The item that multiplies the rows least, and how much.
    fn choose(&self, table: &Table, rest: &Rest<'_>) -> Option<(usize, f64)> {
        let fanouts = rest.items.iter().map(|item| item.fanout(self, table));
        fanouts.enumerate().min_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)))
    }

    /// Joins rows with an item.
    fn step(
        &self,
        table: &Table,
        item: &Item<'_>,
        rest: &mut Rest<'_>,
        want: &Want,
    ) -> Result<Table, Stop> {
        let used = rest.used(want);
        let keeps = |slot: Slot| used.contains(&slot);
        match item {
            Item::Scan(scan) => {
                rest.certain.extend(scan.slots());
                Ok(scan::join(self, table, scan, &keeps, want.multiplicity))
            }
            Item::Path(path) => {
                rest.certain.extend(path.slots());
                Ok(path.join(self, table, &keeps))
            }
            Item::Built(built) => Ok(built.join(table, &keeps)),
            Item::Node(node, _) => {
                node.certain(&mut rest.certain);
                let want = Want { slots: used.clone(), multiplicity: Multiplicity::Rows };
                let mut rows = Collect::default();
                match self.run(node, table.clone(), &want, &mut rows) {
                    ControlFlow::Break(stop @ Stop::Failed(_)) => Err(stop),
                    _ => {
                        let joined = Table::concat(rows.tables);
                        self.release(joined.bytes());
                        Ok(joined)
                    }
                }
            }
        }
    }

    /// Goes ahead with a few of many rows, to see where they will be multiplied, and puts other sides together in time.
    fn foresee(
        &self,
        table: Table,
        rows: f64,
        rest: &mut Rest<'_>,
        want: &Want,
    ) -> ControlFlow<Stop> {
        let (mut table, mut ahead) = (table, rest.clone());
        let mut scale = rows / table.len().max(1) as f64;
        // Columns are kept for the items that the true rows still have to pass.
        let want = want.and(rest.used(want));
        loop {
            self.tidy(&mut table, &mut ahead, &want);
            if table.is_empty() {
                return ControlFlow::Continue(());
            }
            let Some((next, fanout)) = self.choose(&table, &ahead) else {
                return ControlFlow::Continue(());
            };
            let grown = table.len() as f64 * scale * fanout;
            if let Some(side) = self.other_side(&table, &ahead, next, grown) {
                self.build(&side, &table, &mut [&mut ahead, rest], &want)?;
                continue;
            }
            if !matches!(ahead.items[next], Item::Scan(_) | Item::Built(_)) || fanout > 1e4 {
                return ControlFlow::Continue(());
            }
            let item = ahead.items.remove(next);
            let stepped = match self.step(&table, &item, &mut ahead, &want) {
                Ok(table) => table,
                Err(stop) => return ControlFlow::Break(stop),
            };
            table = sample(&stepped);
            scale *= stepped.len() as f64 / table.len().max(1) as f64;
        }
    }

    /// Where the next item multiplies the rows: looks for a pattern with far fewer triples that is not yet in reach, and
    /// for what hangs on it. Both sides are then joined by a hash.
    fn other_side<'p>(
        &self,
        table: &Table,
        rest: &Rest<'p>,
        next: usize,
        grown: f64,
    ) -> Option<Vec<Item<'p>>> {
        if grown < 20_000.0
            || grown < 4.0 * table.len() as f64
            || !matches!(rest.items[next], Item::Scan(_) | Item::Built(_))
        {
            return None;
        }
        let candidates = (0..rest.items.len()).filter(|&place| {
            !rest.items[place].touches(|slot| table.has(slot))
                && matches!(rest.items[place], Item::Scan(_))
        });
        let (seed, size) = candidates
            .map(|place| (place, rest.items[place].size(self)))
            .min_by(|a, b| a.1.total_cmp(&b.1))?;
        if size > grown / 4.0 {
            return None;
        }
        let side = self.side(table, rest, seed)?;
        Some(side.into_iter().map(|place| rest.items[place].clone()).collect())
    }

    /// Puts a side together, in place of its items.
    fn build(
        &self,
        side: &[Item<'_>],
        table: &Table,
        rests: &mut [&mut Rest<'_>],
        want: &Want,
    ) -> ControlFlow<Stop> {
        let mut slots = want.slots.clone();
        slots.extend(table.slots());
        for rest in &mut *rests {
            rest.items.retain(|item| !side.iter().any(|other| other.is(item)));
            slots.extend(rest.used(want));
        }
        let own = Rest { items: side.to_vec(), conditions: Vec::new(), certain: Slots::new() };
        let first = own.items.iter().position(|item| matches!(item, Item::Scan(_)));
        let wanted = Want { slots, multiplicity: Multiplicity::Rows };
        let mut rows = Collect::default();
        let flow = match first.map(|first| own.items[first].clone()) {
            Some(Item::Scan(scan)) => {
                let mut own = own;
                own.items.retain(|item| !item.is(&Item::Scan(scan)));
                self.start(scan, own, &wanted, &mut rows)
            }
            _ => self.grow(Table::unit(), own, &wanted, &mut rows),
        };
        if let ControlFlow::Break(stop @ Stop::Failed(_)) = flow {
            return ControlFlow::Break(stop);
        }
        let mut all = Slots::new();
        for item in side {
            if let Item::Scan(scan) = item {
                all.extend(scan.slots());
            }
        }
        let built = match rows.tables.is_empty() {
            true => Table::empty(all.intersection(&wanted.slots).copied()),
            false => Table::concat(rows.tables),
        };
        let built = Arc::new(Built::new(built));
        for rest in rests {
            rest.items.push(Item::Built(Arc::clone(&built)));
        }
        ControlFlow::Continue(())
    }

    /// The items that hang on one without multiplying it, if they meet the rows.
    fn side(&self, table: &Table, rest: &Rest<'_>, seed: usize) -> Option<Vec<usize>> {
        let mut side = vec![seed];
        let mut slots = Slots::new();
        let add = |item: &Item<'_>, slots: &mut Slots| {
            if let Item::Scan(scan) = item {
                slots.extend(scan.slots());
            }
        };
        add(&rest.items[seed], &mut slots);
        while let Some(next) = (0..rest.items.len()).find(|place| {
            let Item::Scan(scan) = &rest.items[*place] else { return false };
            !side.contains(place)
                && scan.touches(|slot| slots.contains(&slot) && !table.has(slot))
                && scan.average_fanout(self, |slot| slots.contains(&slot)) <= 1.5
        }) {
            add(&rest.items[next], &mut slots);
            side.push(next);
        }
        slots.iter().any(|slot| table.has(*slot)).then_some(side)
    }

    /// Does pieces of the work on all threads, and hands the results on in their order.
    fn in_pieces(
        &self,
        pieces: usize,
        stage: impl Fn(usize, &mut Emit<'_>) -> Result<(), Stop> + Sync,
        sink: &mut dyn Sink,
    ) -> Flow {
        // The first pieces go alone: they may be all that is wanted.
        const WINDOW: usize = 8;
        let mut window_size = 1;
        let work = |sink: &dyn Sink, piece: usize| -> Result<Vec<Piece>, Stop> {
            let mut prepared = Vec::new();
            stage(piece, &mut |table: Table| {
                prepared.push(sink.prepare(self, table)?);
                Ok(())
            })?;
            Ok(prepared)
        };
        let mut first = 0;
        while first < pieces {
            let window = first..(first + window_size).min(pieces);
            window_size = (window_size * 2).min(WINDOW);
            first = window.end;
            let shared: &dyn Sink = sink;
            let results: Vec<Result<Vec<Piece>, Stop>> = if window.len() == 1 {
                window.map(|piece| work(shared, piece)).collect()
            } else {
                window.into_par_iter().map(|piece| work(shared, piece)).collect()
            };
            for result in results {
                match result {
                    Ok(prepared) => {
                        for piece in prepared {
                            sink.consume(self, piece)?;
                        }
                    }
                    Err(stop) => return Flow::Break(stop),
                }
            }
        }
        Flow::Continue(())
    }
}

/// A few rows that stand for all.
fn sample(table: &Table) -> Table {
    const ROWS: usize = 512;
    if table.len() <= ROWS {
        return table.clone();
    }
    let step = table.len() / ROWS;
    let rows: Vec<u32> = (0..ROWS).map(|place| (place * step) as u32).collect();
    table.select(&rows)
}

type Emit<'e> = dyn FnMut(Table) -> Result<(), Stop> + 'e;

impl Rest<'_> {
    /// The variables that somebody will look at.
    fn used(&self, want: &Want) -> Slots {
        let mut used = want.slots.clone();
        for condition in &self.conditions {
            condition.slots(&mut used);
        }
        for item in &self.items {
            match item {
                Item::Scan(scan) => used.extend(scan.slots()),
                Item::Path(path) => used.extend(path.slots()),
                Item::Node(node, slots) => {
                    used.extend(slots.iter());
                    node.seen_by_conditions(&mut used);
                }
                Item::Built(built) => used.extend(built.table.slots()),
            }
        }
        used
    }
}
