//! Making the other orders from the first.
//!
//! Each order follows from one that is there by dealing its rows out to the values of another component, in turn: rows
//! with the same value keep the order they had. So Spo gives Pso, Pso gives Ops, and Ops gives Pos, and none of them is
//! ever sorted. O(n) each.

use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::Snapshot;
use super::dictionary::Dictionary;
use super::graphs::{GraphSets, SetTable};
use super::numbers::Numbers;
use super::triples::{Column, Order, Predicates, Triples};
use super::version::DataVersion;

impl Snapshot {
    /// The snapshot of the triples in their first order, given the ids of the predicates and the sets of graphs that
    /// they name by number.
    pub(super) fn arrange(
        dictionary: Arc<Dictionary>,
        predicate_ids: Vec<u32>,
        sets: SetTable,
        spo: Triples,
        version: DataVersion,
    ) -> Self {
        let (terms, predicates, set_count) =
            (dictionary.len() + 1, predicate_ids.len(), sets.len());
        let dealt = |source: &Triples, order| match order {
            Order::Spo | Order::Ops => deal(source, order, terms, predicates, set_count),
            Order::Pso | Order::Pos => deal(source, order, predicates, predicates, set_count),
        };
        let ((pso, pos, ops), graph_sets) = rayon::join(
            || {
                let pso = dealt(&spo, Order::Pso);
                let ops = dealt(&pso, Order::Ops);
                (pso, dealt(&ops, Order::Pos), ops)
            },
            || GraphSets::new(sets, &spo.graph_sets),
        );
        let predicates = Predicates {
            ids: predicate_ids,
            distinct_subjects: distinct(&pso.first_row, &pso.subjects),
            distinct_objects: distinct(&pos.first_row, &pos.objects),
        };
        Self {
            dictionary,
            predicates,
            orders: [spo, pso, pos, ops],
            graph_sets,
            empty_graphs: Vec::new(),
            version,
            derived: OnceLock::new(),
        }
    }
}

/// Deals the rows of an order out to the values of the component that leads another.
fn deal(
    source: &Triples,
    order: Order,
    values: usize,
    predicate_count: usize,
    set_count: usize,
) -> Triples {
    let leading = order.components()[0];
    let mut first_row = vec![0_u32; values + 1];
    source.column(leading).for_each(|value| first_row[value as usize + 1] += 1);
    let mut total = 0;
    for row in &mut first_row {
        total += *row;
        *row = total;
    }
    let mut next = first_row.clone();
    let mut places: Vec<u32> = Vec::with_capacity(source.len());
    source.column(leading).for_each(|value| {
        let place = &mut next[value as usize];
        places.push(*place);
        *place += 1;
    });
    drop(next);
    let ids = |component: usize| match component == leading {
        true => Vec::new(),
        false => placed(source.column(component), &places, |value| value),
    };
    let numbers = |column, bound| match Numbers::are_short(bound) {
        true => Numbers::Short(placed(column, &places, |value| value as u16)),
        false => Numbers::Long(placed(column, &places, |value| value)),
    };
    let predicates = || match leading {
        1 => Numbers::default(),
        _ => numbers(source.column(1), predicate_count),
    };
    let graph_sets = || numbers(source.graph_sets.column(), set_count);
    let ((subjects, objects), (predicates, graph_sets)) =
        rayon::join(|| rayon::join(|| ids(0), || ids(2)), || rayon::join(predicates, graph_sets));
    Triples { order, first_row, subjects, predicates, objects, graph_sets }
}

/// A column with each value at its place.
fn placed<T: Copy + Default>(
    column: Column<'_>,
    places: &[u32],
    convert: impl Fn(u32) -> T,
) -> Vec<T> {
    let mut placed = vec![T::default(); places.len()];
    let mut places = places.iter();
    column.for_each(|value| {
        if let Some(&place) = places.next() {
            placed[place as usize] = convert(value);
        }
    });
    placed
}

/// How many different values each of consecutive ranges of sorted rows holds.
fn distinct(first_row: &[u32], column: &[u32]) -> Vec<u32> {
    first_row
        .par_windows(2)
        .map(|rows| {
            let values = &column[rows[0] as usize..rows[1] as usize];
            let changes = values.windows(2).filter(|pair| pair[0] != pair[1]).count();
            (changes + usize::from(!values.is_empty())) as u32
        })
        .collect()
}
