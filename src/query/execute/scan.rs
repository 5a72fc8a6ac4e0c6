//! Triple patterns: the range of rows that each solution so far leads to, and the solutions that come of it.

use std::ops::Range;

use super::Context;
use super::node::{Graphs, Part, Scan};
use super::sink::Multiplicity;
use super::table::{Slot, Table, UNBOUND};
use crate::store::snapshot::Order;
use crate::store::snapshot::Snapshot;

/// A component of a pattern, for the rows at hand.
#[derive(Clone, Copy)]
enum Source<'t> {
    Fixed(u32),
    Column(&'t [u32]),
    Free(Slot),
}

impl Source<'_> {
    fn at(self, row: usize) -> Option<u32> {
        match self {
            Self::Fixed(id) => Some(id),
            Self::Column(column) => Some(column[row]),
            Self::Free(_) => None,
        }
    }
}

impl Scan {
    fn sources<'t>(&self, table: &'t Table) -> [Source<'t>; 3] {
        self.parts.map(|part| match part {
            Part::Term(id) => Source::Fixed(id),
            Part::Slot(slot) => match table.column(slot) {
                Some(column) => Source::Column(column),
                None => Source::Free(slot),
            },
        })
    }

    /// Number of triples that match the pattern alone, whatever graph they are in.
    pub(super) fn count(&self, context: &Context) -> usize {
        let bound = self.parts.map(|part| match part {
            Part::Term(id) => Some(id),
            Part::Slot(_) => None,
        });
        match range(context, bound) {
            Some((_, rows)) => rows.len(),
            None => 0,
        }
    }

    /// Whether the pattern and some variables share one.
    pub(super) fn touches(&self, has: impl Fn(Slot) -> bool) -> bool {
        self.slots().any(has)
    }

    /// How many solutions a row of a table leads to on average, judged by a few rows.
    pub(super) fn fanout(&self, context: &Context, table: &Table) -> f64 {
        const SAMPLES: usize = 64;
        let sources = self.sources(table);
        let step = table.len().div_ceil(SAMPLES).max(1);
        let (mut found, mut asked) = (0, 0);
        for row in (0..table.len()).step_by(step) {
            asked += 1;
            let bound = sources.map(|source| source.at(row).filter(|&id| id != UNBOUND));
            found += range(context, bound).map_or(0, |(_, rows)| rows.len());
        }
        found as f64 / f64::from(asked.max(1))
    }

    /// How many solutions a value of some bound variables leads to on average, by the numbers of the whole data.
    pub(super) fn average_fanout(&self, context: &Context, has: impl Fn(Slot) -> bool) -> f64 {
        let is_bound = |part| match part {
            Part::Term(_) => true,
            Part::Slot(slot) => has(slot),
        };
        let [subject, predicate, object] = self.parts;
        let Part::Term(id) = predicate else { return 8.0 };
        let snapshot = context.snapshot();
        let over = |distinct: usize| self.count(context) as f64 / distinct.max(1) as f64;
        match (is_bound(subject), is_bound(object)) {
            (true, true) => 1.0,
            (true, false) => over(snapshot.distinct_subjects(id)),
            (false, true) => over(snapshot.distinct_objects(id)),
            (false, false) => self.count(context) as f64,
        }
    }
}

/// The shortest range of rows that holds what matches; `None` when a component is no term of the data.
/// A subject and an object without predicate leave rows to be filtered.
fn range(context: &Context, bound: [Option<u32>; 3]) -> Option<(Order, Range<usize>)> {
    let snapshot = context.snapshot();
    if bound.iter().flatten().any(|&id| !context.terms.is_known(id)) {
        return None;
    }
    let [s, p, o] = bound;
    Some(match (s, p, o) {
        (Some(s), Some(p), Some(o)) => (Order::Spo, snapshot.rows(Order::Spo, &[s, p, o])),
        (Some(s), Some(p), None) => (Order::Spo, snapshot.rows(Order::Spo, &[s, p])),
        (None, Some(p), Some(o)) => (Order::Ops, snapshot.rows(Order::Ops, &[o, p])),
        (Some(s), None, Some(o)) => {
            let (by_subject, by_object) =
                (snapshot.rows(Order::Spo, &[s]), snapshot.rows(Order::Ops, &[o]));
            if by_subject.len() <= by_object.len() {
                (Order::Spo, by_subject)
            } else {
                (Order::Ops, by_object)
            }
        }
        (Some(s), None, None) => (Order::Spo, snapshot.rows(Order::Spo, &[s])),
        (None, None, Some(o)) => (Order::Ops, snapshot.rows(Order::Ops, &[o])),
        (None, Some(p), None) => (Order::Pso, snapshot.rows(Order::Pso, &[p])),
        (None, None, None) => (Order::Spo, snapshot.rows(Order::Spo, &[])),
    })
}

/// The column that the only free component of a pattern is read from.
fn column(snapshot: &Snapshot, order: Order, component: usize) -> &[u32] {
    match component {
        0 => snapshot.subjects(order),
        _ => snapshot.objects(order),
    }
}

/// Joins a table with a triple pattern, and keeps of its columns those that are still wanted.
pub(super) fn join(
    context: &Context,
    table: &Table,
    scan: &Scan,
    keeps: &dyn Fn(Slot) -> bool,
    multiplicity: Multiplicity,
) -> Table {
    if let Some((bound, unbound, slot)) = split_unbound(table, scan) {
        let mut joined = join(context, &bound, scan, keeps, multiplicity);
        let mut unbound = unbound;
        unbound.take(slot);
        joined.append(join(context, &unbound, scan, keeps, multiplicity));
        return joined;
    }
    let sources = scan.sources(table);
    let free: Vec<(usize, Slot)> = sources
        .iter()
        .enumerate()
        .filter_map(|(component, source)| match source {
            Source::Free(slot) => Some((component, *slot)),
            _ => None,
        })
        .collect();
    let has_predicate = !matches!(sources[1], Source::Free(_));
    let is_plain = matches!(scan.graphs, Graphs::All) && has_predicate && free.len() <= 1;
    if is_plain {
        let new = free.first().map(|&(component, slot)| (component, slot));
        join_ranges(context, table, sources, new, keeps, multiplicity)
    } else {
        join_rows(context, table, scan, sources, keeps)
    }
}

/// Parts the rows that leave a variable of the pattern unbound from the others.
fn split_unbound(table: &Table, scan: &Scan) -> Option<(Table, Table, Slot)> {
    for slot in scan.slots() {
        let Some(column) = table.column(slot) else { continue };
        if column.contains(&UNBOUND) {
            let rows = 0..table.len() as u32;
            let (unbound, bound): (Vec<u32>, Vec<u32>) =
                rows.partition(|&row| column[row as usize] == UNBOUND);
            return Some((table.select(&bound), table.select(&unbound), slot));
        }
    }
    None
}

/// The predicate is known, at most one component is free, and any graph will do: each row leads to one range of one
/// column.
fn join_ranges(
    context: &Context,
    table: &Table,
    sources: [Source<'_>; 3],
    new: Option<(usize, Slot)>,
    keeps: &dyn Fn(Slot) -> bool,
    multiplicity: Multiplicity,
) -> Table {
    let mut ranges: Vec<(u32, u32)> = Vec::with_capacity(table.len());
    let mut order = Order::Spo;
    let mut last = ([None; 3], (0, 0));
    for row in 0..table.len() {
        let bound = sources.map(|source| source.at(row));
        if row == 0 || bound != last.0 {
            let found = match range(context, bound) {
                Some((found, rows)) => {
                    order = found;
                    (rows.start as u32, rows.len() as u32)
                }
                None => (0, 0),
            };
            last = (bound, found);
        }
        ranges.push(last.1);
    }
    let new = new.filter(|(_, slot)| keeps(*slot));
    let kept = table.slots().iter().copied().filter(|slot| keeps(*slot));
    if new.is_none() && multiplicity != Multiplicity::Rows {
        return table_of_matches(table, &ranges, &kept.collect::<Vec<_>>(), multiplicity);
    }
    let total = ranges.iter().map(|range| range.1 as usize).sum();
    let one_each = ranges.iter().all(|range| range.1 == 1);
    let mut slots: Vec<Slot> = kept.collect();
    let repeat = |column: &[u32]| -> Vec<u32> {
        if one_each {
            return column.to_vec();
        }
        let mut values = Vec::with_capacity(total);
        for (&value, &(_, length)) in column.iter().zip(&ranges) {
            match length {
                0 => {}
                1 => values.push(value),
                length => values.extend(std::iter::repeat_n(value, length as usize)),
            }
        }
        values
    };
    let mut columns: Vec<Vec<u32>> =
        slots.iter().filter_map(|slot| table.column(*slot)).map(repeat).collect();
    if let Some((component, slot)) = new {
        let source = column(context.snapshot(), order, component);
        let mut values = Vec::with_capacity(total);
        for &(start, length) in &ranges {
            match length {
                0 => {}
                1 => values.push(source[start as usize]),
                length => {
                    values.extend_from_slice(&source[start as usize..(start + length) as usize]);
                }
            }
        }
        slots.push(slot);
        columns.push(values);
    }
    let weights = table.weights().map(|weights| {
        let each = weights.iter().zip(&ranges);
        each.flat_map(|(&weight, range)| std::iter::repeat_n(weight, range.1 as usize)).collect()
    });
    Table::new(slots, columns, total).with_weights(weights)
}

/// The rows that match at all, weighted by how often.
fn table_of_matches(
    table: &Table,
    ranges: &[(u32, u32)],
    kept: &[Slot],
    multiplicity: Multiplicity,
) -> Table {
    let rows: Vec<u32> =
        (0_u32..).zip(ranges).filter(|(_, range)| range.1 > 0).map(|(row, _)| row).collect();
    let weights = (multiplicity == Multiplicity::Weights).then(|| {
        let weight = |&row: &u32| table.weight(row as usize) * u64::from(ranges[row as usize].1);
        rows.iter().map(weight).collect::<Vec<u64>>()
    });
    let weights = weights.filter(|weights| weights.iter().any(|&weight| weight != 1));
    let mut matches = table.clone();
    matches.keep(|slot| kept.contains(&slot));
    matches.select(&rows).with_weights(weights)
}

/// The general case, triple by triple.
fn join_rows(
    context: &Context,
    table: &Table,
    scan: &Scan,
    sources: [Source<'_>; 3],
    keeps: &dyn Fn(Slot) -> bool,
) -> Table {
    let snapshot = context.snapshot();
    let (mut origin, mut found): (Vec<u32>, Vec<[u32; 4]>) = (Vec::new(), Vec::new());
    let graph_column = match scan.graphs {
        Graphs::Each(slot, _) => table.column(slot),
        _ => None,
    };
    for row in 0..table.len() {
        let bound = sources.map(|source| source.at(row));
        let Some((order, rows)) = range(context, bound) else { continue };
        let first = rows.start;
        for (place, triple) in snapshot.triples(order, rows).enumerate() {
            if place % 4096 == 4095 {
                context.look();
            }
            if !fits(triple, bound) || !repeats_agree(triple, scan) {
                continue;
            }
            let [s, p, o] = triple;
            match &scan.graphs {
                Graphs::All => {
                    origin.push(row as u32);
                    found.push([s, p, o, UNBOUND]);
                }
                Graphs::Some(sets) => {
                    if sets[snapshot.graph_set(order, first + place) as usize] {
                        origin.push(row as u32);
                        found.push([s, p, o, UNBOUND]);
                    }
                }
                Graphs::Each(slot, listed) => {
                    let set = snapshot.graph_set(order, first + place);
                    for &graph in snapshot.graph_sets().graphs(set) {
                        let is_named = graph != crate::store::snapshot::DEFAULT_GRAPH_ID
                            && listed
                                .as_ref()
                                .is_none_or(|list| list.binary_search(&graph).is_ok())
                            && graph_column.is_none_or(|column| column[row] == graph)
                            && scan_graph_agrees(triple, graph, scan, *slot);
                        if is_named {
                            origin.push(row as u32);
                            found.push([s, p, o, graph]);
                        }
                    }
                }
            }
        }
    }
    let mut kept = table.clone();
    kept.keep(keeps);
    let mut joined = kept.select(&origin);
    for (component, source) in sources.into_iter().enumerate() {
        if let Source::Free(slot) = source
            && keeps(slot)
        {
            joined.set(slot, found.iter().map(|quad| quad[component]).collect());
        }
    }
    if let Graphs::Each(slot, _) = scan.graphs
        && graph_column.is_none()
        && keeps(slot)
    {
        joined.set(slot, found.iter().map(|quad| quad[3]).collect());
    }
    joined
}

fn fits(triple: [u32; 3], bound: [Option<u32>; 3]) -> bool {
    triple.into_iter().zip(bound).all(|(value, bound)| bound.is_none_or(|bound| bound == value))
}

/// Whether the places of one variable hold one term.
fn repeats_agree(triple: [u32; 3], scan: &Scan) -> bool {
    let same = |a: usize, b: usize| {
        !matches!((scan.parts[a], scan.parts[b]), (Part::Slot(x), Part::Slot(y)) if x == y)
            || triple[a] == triple[b]
    };
    same(0, 1) && same(0, 2) && same(1, 2)
}

fn scan_graph_agrees(triple: [u32; 3], graph: u32, scan: &Scan, slot: Slot) -> bool {
    scan.parts.iter().zip(triple).all(|(part, value)| *part != Part::Slot(slot) || value == graph)
}

/// The solutions of a pattern alone, piece by piece: how many pieces there are.
#[derive(Debug)]
pub(super) struct Alone<'s> {
    scan: &'s Scan,
    order: Order,
    rows: Range<usize>,
    /// Whether only the predicates of all triples are wanted, which the snapshot has counted.
    by_predicate: bool,
}

/// How many triples make a piece.
const PIECE: usize = 1 << 16;

impl<'s> Alone<'s> {
    /// A pattern whose predicate is named may be read in the order of its subjects or of its objects.
    pub(super) fn new(
        context: &Context,
        scan: &'s Scan,
        wanted: &dyn Fn(Slot) -> bool,
        multiplicity: Multiplicity,
    ) -> Option<Self> {
        let bound = scan.parts.map(|part| match part {
            Part::Term(id) => Some(id),
            Part::Slot(_) => None,
        });
        let (mut order, rows) = range(context, bound)?;
        let is_wanted = |part| matches!(part, Part::Slot(slot) if wanted(slot));
        if order == Order::Pso && is_wanted(scan.parts[2]) && !is_wanted(scan.parts[0]) {
            order = Order::Pos;
        }
        let by_predicate = match scan.parts {
            [Part::Slot(s), Part::Slot(p), Part::Slot(o)] => {
                multiplicity != Multiplicity::Rows
                    && matches!(scan.graphs, Graphs::All)
                    && s != p
                    && p != o
                    && s != o
                    && !wanted(s)
                    && !wanted(o)
            }
            _ => false,
        };
        Some(Self { scan, order, rows, by_predicate })
    }

    /// Number of triples.
    pub(super) fn rows(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn pieces(&self) -> usize {
        if self.by_predicate {
            return 1;
        }
        self.rows.len().div_ceil(PIECE)
    }

    /// One piece.
    pub(super) fn piece(
        &self,
        context: &Context,
        piece: usize,
        keeps: &dyn Fn(Slot) -> bool,
        multiplicity: Multiplicity,
    ) -> Table {
        if self.by_predicate && multiplicity != Multiplicity::Rows {
            let (mut ids, mut counts) = (Vec::new(), Vec::new());
            for (id, count) in context.snapshot().predicates() {
                ids.push(id);
                counts.push(count as u64);
            }
            let Part::Slot(slot) = self.scan.parts[1] else { return Table::default() };
            let len = ids.len();
            let weights = (multiplicity == Multiplicity::Weights).then_some(counts);
            return Table::new(vec![slot], vec![ids], len).with_weights(weights);
        }
        let start = self.rows.start + piece * PIECE;
        let rows = start..(start + PIECE).min(self.rows.end);
        let free: Vec<(usize, Slot)> = self
            .scan
            .parts
            .iter()
            .enumerate()
            .filter_map(|(component, part)| match part {
                Part::Slot(slot) => Some((component, *slot)),
                Part::Term(_) => None,
            })
            .collect();
        let wanted: Vec<(usize, Slot)> =
            free.iter().copied().filter(|(_, slot)| keeps(*slot)).collect();
        let has_repeats = free.len() == 2 && free[0].1 == free[1].1 || free.len() == 3;
        let is_plain = matches!(self.scan.graphs, Graphs::All)
            && matches!(self.scan.parts[1], Part::Term(_))
            && !has_repeats;
        if !is_plain {
            let bound = self.scan.parts.map(|part| match part {
                Part::Term(id) => Some(id),
                Part::Slot(_) => None,
            });
            return self.piece_by_rows(context, rows, bound, &wanted);
        }
        let snapshot = context.snapshot();
        if multiplicity != Multiplicity::Rows && wanted.len() < free.len() {
            return self.runs(snapshot, rows, &wanted, multiplicity);
        }
        let columns = wanted
            .iter()
            .map(|&(component, _)| column(snapshot, self.order, component)[rows.clone()].to_vec())
            .collect();
        Table::new(wanted.iter().map(|(_, slot)| *slot).collect(), columns, rows.len())
    }

    /// Runs of equal values of the one variable that is wanted, or one row for all where none is.
    fn runs(
        &self,
        snapshot: &Snapshot,
        rows: Range<usize>,
        wanted: &[(usize, Slot)],
        multiplicity: Multiplicity,
    ) -> Table {
        let weigh = |weights: Vec<u64>| (multiplicity == Multiplicity::Weights).then_some(weights);
        if rows.is_empty() {
            return Table::empty(wanted.iter().map(|(_, slot)| *slot));
        }
        let Some(&(component, slot)) = wanted.first() else {
            let one = Table::new(Vec::new(), Vec::new(), 1);
            return one.with_weights(weigh(vec![rows.len() as u64]));
        };
        let source = &column(snapshot, self.order, component)[rows];
        let (mut values, mut weights) = (Vec::new(), Vec::new());
        for run in source.chunk_by(|a, b| a == b) {
            values.push(run[0]);
            weights.push(run.len() as u64);
        }
        let len = values.len();
        Table::new(vec![slot], vec![values], len).with_weights(weigh(weights))
    }

    fn piece_by_rows(
        &self,
        context: &Context,
        rows: Range<usize>,
        bound: [Option<u32>; 3],
        wanted: &[(usize, Slot)],
    ) -> Table {
        let snapshot = context.snapshot();
        let first = rows.start;
        let mut found: Vec<[u32; 4]> = Vec::with_capacity(rows.len());
        for (place, triple) in snapshot.triples(self.order, rows).enumerate() {
            if !fits(triple, bound) || !repeats_agree(triple, self.scan) {
                continue;
            }
            let [s, p, o] = triple;
            match &self.scan.graphs {
                Graphs::All => found.push([s, p, o, UNBOUND]),
                Graphs::Some(sets) => {
                    if sets[snapshot.graph_set(self.order, first + place) as usize] {
                        found.push([s, p, o, UNBOUND]);
                    }
                }
                Graphs::Each(slot, listed) => {
                    let set = snapshot.graph_set(self.order, first + place);
                    let is_named = |graph: u32| {
                        graph != crate::store::snapshot::DEFAULT_GRAPH_ID
                            && listed.as_ref().is_none_or(|list| list.binary_search(&graph).is_ok())
                            && scan_graph_agrees(triple, graph, self.scan, *slot)
                    };
                    let graphs = snapshot.graph_sets().graphs(set).iter().copied();
                    found.extend(graphs.filter(|&g| is_named(g)).map(|g| [s, p, o, g]));
                }
            }
        }
        let mut table = Table::new(Vec::new(), Vec::new(), found.len());
        for &(component, slot) in wanted {
            table.set(slot, found.iter().map(|quad| quad[component]).collect());
        }
        if let Graphs::Each(slot, _) = self.scan.graphs {
            table.set(slot, found.iter().map(|quad| quad[3]).collect());
        }
        table
    }
}
