//! Property paths of any length: what can be reached from a node, breadth first.

use std::collections::VecDeque;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Context;
use super::node::{Graphs, Part, Path, PathScan};
use super::table::{Slot, Table, UNBOUND};
use crate::store::snapshot::Order;

/// Which way a path is walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Direction {
    Forward,
    Backward,
}

impl Direction {
    fn reversed(self) -> Self {
        match self {
            Self::Forward => Self::Backward,
            Self::Backward => Self::Forward,
        }
    }
}

/// The graph in which a path is walked.
struct Walk<'c> {
    context: &'c Context,
    sets: Option<Arc<[bool]>>,
}

impl Walk<'_> {
    /// The nodes that one step along a predicate leads to.
    fn along(&self, predicate: u32, node: u32, direction: Direction, found: &mut Vec<u32>) {
        let terms = &self.context.terms;
        if !terms.is_known(node) || !terms.is_known(predicate) {
            return;
        }
        let snapshot = self.context.snapshot();
        let (order, nodes) = match direction {
            Direction::Forward => (Order::Spo, snapshot.objects(Order::Spo)),
            Direction::Backward => (Order::Ops, snapshot.subjects(Order::Ops)),
        };
        let rows = snapshot.rows(order, &[node, predicate]);
        match &self.sets {
            None => found.extend_from_slice(&nodes[rows]),
            Some(sets) => found.extend(
                rows.filter(|&row| sets[snapshot.graph_set(order, row) as usize])
                    .map(|row| nodes[row]),
            ),
        }
    }

    /// The nodes that one step along any predicate but some leads to.
    fn but(&self, predicates: &[u32], node: u32, direction: Direction, found: &mut Vec<u32>) {
        if !self.context.terms.is_known(node) {
            return;
        }
        let snapshot = self.context.snapshot();
        let order = match direction {
            Direction::Forward => Order::Spo,
            Direction::Backward => Order::Ops,
        };
        let rows = snapshot.rows(order, &[node]);
        let first = rows.start;
        for (place, [subject, predicate, object]) in snapshot.triples(order, rows).enumerate() {
            let sees = self
                .sets
                .as_ref()
                .is_none_or(|sets| sets[snapshot.graph_set(order, first + place) as usize]);
            if sees && !predicates.contains(&predicate) {
                found.push(if direction == Direction::Forward { object } else { subject });
            }
        }
    }

    /// The nodes at the other end of a path, each once.
    fn ends(&self, path: &Path, node: u32, direction: Direction) -> Vec<u32> {
        self.context.look();
        let mut found = Vec::new();
        match path {
            Path::Predicate(predicate) => self.along(*predicate, node, direction, &mut found),
            Path::Not(predicates) => self.but(predicates, node, direction, &mut found),
            Path::Reverse(path) => return self.ends(path, node, direction.reversed()),
            Path::Sequence(parts) => {
                let [first, second] = &**parts;
                let (first, second) = match direction {
                    Direction::Forward => (first, second),
                    Direction::Backward => (second, first),
                };
                for between in self.ends(first, node, direction) {
                    found.extend(self.ends(second, between, direction));
                }
            }
            Path::Alternative(parts) => {
                for part in &**parts {
                    found.extend(self.ends(part, node, direction));
                }
            }
            Path::ZeroOrOne(path) => {
                found.push(node);
                found.extend(self.ends(path, node, direction));
            }
            Path::ZeroOrMore(path) => return self.closure(path, vec![node], direction),
            Path::OneOrMore(path) => {
                let first = self.ends(path, node, direction);
                return self.closure(path, first, direction);
            }
        }
        let mut seen = FxHashSet::default();
        found.retain(|&node| seen.insert(node));
        found
    }

    /// Some nodes and all that any number of steps from them leads to.
    fn closure(&self, path: &Path, from: Vec<u32>, direction: Direction) -> Vec<u32> {
        let mut seen: FxHashSet<u32> = FxHashSet::default();
        let mut reached = Vec::new();
        let mut waiting: VecDeque<u32> = VecDeque::new();
        for node in from {
            if seen.insert(node) {
                reached.push(node);
                waiting.push_back(node);
            }
        }
        while let Some(node) = waiting.pop_front() {
            for next in self.ends(path, node, direction) {
                if seen.insert(next) {
                    reached.push(next);
                    waiting.push_back(next);
                }
            }
        }
        reached
    }

    /// The nodes that a path can begin at, where neither end is known.
    fn starts(&self, path: &Path) -> Vec<u32> {
        let snapshot = self.context.snapshot();
        let sees = |order, row| {
            self.sets.as_ref().is_none_or(|sets| sets[snapshot.graph_set(order, row) as usize])
        };
        let mut starts: Vec<u32> = match path {
            Path::OneOrMore(inner) if let Path::Predicate(predicate) = **inner => {
                if !self.context.terms.is_known(predicate) {
                    return Vec::new();
                }
                let subjects = snapshot.subjects(Order::Pso);
                let rows = snapshot.rows(Order::Pso, &[predicate]);
                rows.filter(|&row| sees(Order::Pso, row)).map(|row| subjects[row]).collect()
            }
            _ => {
                let all = snapshot.rows(Order::Spo, &[]);
                let mut nodes = Vec::new();
                for (row, [subject, _, object]) in snapshot.triples(Order::Spo, all).enumerate() {
                    if sees(Order::Spo, row) {
                        nodes.extend([subject, object]);
                    }
                }
                nodes
            }
        };
        starts.sort_unstable();
        starts.dedup();
        starts
    }
}

impl PathScan {
    /// How many ends a row leads to, by rule of thumb: nothing short of walking tells.
    pub(super) fn fanout(&self, has: impl Fn(Slot) -> bool) -> f64 {
        let is_bound = |part| match part {
            Part::Term(_) => true,
            Part::Slot(slot) => has(slot),
        };
        match (is_bound(self.subject), is_bound(self.object)) {
            (true, true) => 0.5,
            (true, false) | (false, true) => 6.0,
            (false, false) => 1e6,
        }
    }

    pub(super) fn touches(&self, has: impl Fn(Slot) -> bool) -> bool {
        self.slots().any(has)
    }

    /// Joins a table with the path.
    pub(super) fn join(
        &self,
        context: &Context,
        table: &Table,
        keeps: &dyn Fn(Slot) -> bool,
    ) -> Table {
        let sets = match &self.graphs {
            Graphs::Some(sets) => Some(Arc::clone(sets)),
            _ => None,
        };
        let walk = Walk { context, sets };
        let (subjects, objects) = (ends_of(self.subject, table), ends_of(self.object, table));
        let mut reached: FxHashMap<(u32, Direction), Arc<Vec<u32>>> = FxHashMap::default();
        let mut ends = |node: u32, direction: Direction| {
            let found = reached
                .entry((node, direction))
                .or_insert_with(|| Arc::new(walk.ends(&self.path, node, direction)));
            Arc::clone(found)
        };
        let mut all_starts: Option<Vec<u32>> = None;
        let (mut origin, mut pairs): (Vec<u32>, Vec<(u32, u32)>) = (Vec::new(), Vec::new());
        let same = self.subject == self.object && matches!(self.subject, Part::Slot(_));
        for row in 0..table.len() {
            let (subject, object) = (subjects(row), objects(row));
            let mut add = |subject: u32, object: u32| {
                if !same || subject == object {
                    origin.push(row as u32);
                    pairs.push((subject, object));
                }
            };
            match (subject, object) {
                (UNBOUND, UNBOUND) => {
                    let starts = all_starts.get_or_insert_with(|| walk.starts(&self.path));
                    for &start in starts.iter() {
                        for &end in ends(start, Direction::Forward).iter() {
                            add(start, end);
                        }
                    }
                }
                (subject, UNBOUND) => {
                    ends(subject, Direction::Forward).iter().for_each(|&end| add(subject, end));
                }
                (UNBOUND, object) => {
                    ends(object, Direction::Backward).iter().for_each(|&start| add(start, object));
                }
                (subject, object) => {
                    if ends(subject, Direction::Forward).contains(&object) {
                        add(subject, object);
                    }
                }
            }
        }
        let mut kept = table.clone();
        kept.keep(keeps);
        let mut joined = kept.select(&origin);
        if let Part::Slot(slot) = self.subject
            && keeps(slot)
        {
            joined.set(slot, pairs.iter().map(|pair| pair.0).collect());
        }
        if let Part::Slot(slot) = self.object
            && keeps(slot)
        {
            joined.set(slot, pairs.iter().map(|pair| pair.1).collect());
        }
        joined
    }
}

/// The value of an end of the path in each row.
fn ends_of(part: Part, table: &Table) -> impl Fn(usize) -> u32 + '_ {
    move |row| match part {
        Part::Term(id) => id,
        Part::Slot(slot) => table.value(slot, row),
    }
}
