//! The values of one measure, year by year.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::column::{Column, Value};
use super::{Cell, Covered};
use crate::graph::{Day, Interval};
use crate::projection::{Row, day_of, read, year_end};
use crate::query::Snapshot;
use crate::study::StudyError;
use crate::study::coverage::{Asked, answer_for};

/// The rows of a measure by state or pair, and what is covered.
pub(super) struct Values {
    kind: Value,
    is_directed: bool,
    numbers: FxHashMap<String, u32>,
    /// For measures of ties: rows by the ends, the smaller number first where ties have no direction.
    ties: FxHashMap<[u32; 2], Vec<Entry>>,
    /// For measures of what states have in common, and of states: rows by state.
    of_state: FxHashMap<u32, Vec<Entry>>,
    covered: BTreeMap<i16, Covered>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    first: i16,
    last: i16,
    /// What the row goes through, or the body or question that it is about.
    thing: u32,
    weight: f64,
}

impl Values {
    pub(super) fn new(
        snapshot: &Arc<Snapshot>,
        column: &Column,
        years: &RangeInclusive<i16>,
        statements: &mut BTreeSet<u32>,
    ) -> Result<Self, StudyError> {
        let mut values = Self {
            kind: column.value,
            is_directed: column.layer.direction == crate::graph::Direction::Directed,
            numbers: FxHashMap::default(),
            ties: FxHashMap::default(),
            of_state: FxHashMap::default(),
            covered: BTreeMap::new(),
        };
        let rows = read(snapshot, &column.layer)?;
        for (place, row) in rows.rows.iter().enumerate() {
            for statement in row.statement.iter().chain(&row.other_statement) {
                statements.extend(snapshot.dictionary().id_of(statement.as_ref().into()));
            }
            values.add(row, place, years);
        }
        for year in years.clone() {
            values.covered.insert(year, covered(snapshot, column, year)?);
        }
        Ok(values)
    }

    fn add(&mut self, row: &Row, place: usize, years: &RangeInclusive<i16>) {
        let first = row.interval.start.map_or(i16::MIN, year_of).max(*years.start());
        let last = row.interval.end.map_or(i16::MAX, year_of).min(*years.end());
        if first > last {
            return;
        }
        let source = self.number(row.source.as_str());
        let target = self.number(row.target.as_str());
        let of_bodies = matches!(self.kind, Value::Shared | Value::Agreement);
        let thing = match &row.via {
            _ if of_bodies => target,
            Some(via) => self.number(via.as_str()),
            // Rows that go through nothing count one each.
            None => u32::MAX - place as u32,
        };
        let entry = Entry { first, last, thing, weight: row.weight };
        self.of_state.entry(source).or_default().push(entry);
        if !of_bodies {
            self.ties.entry(self.ends(source, target)).or_default().push(entry);
            if !self.is_directed && source != target {
                self.of_state.entry(target).or_default().push(entry);
            }
        }
    }

    fn number(&mut self, iri: &str) -> u32 {
        let next = self.numbers.len() as u32;
        *self.numbers.entry(iri.to_owned()).or_insert(next)
    }

    fn ends(&self, source: u32, target: u32) -> [u32; 2] {
        if self.is_directed { [source, target] } else { [source.min(target), source.max(target)] }
    }

    /// The value of a state; several where one continued another within the year.
    pub(super) fn of_state(&self, states: &[String], year: i16) -> Cell {
        let entries = states
            .iter()
            .filter_map(|state| self.of_state.get(self.numbers.get(state)?))
            .flatten()
            .filter(|entry| entry.holds(year));
        self.cell(entries, year)
    }

    /// The value of a pair.
    pub(super) fn of_pair(&self, one: &[String], other: &[String], year: i16) -> Cell {
        let numbers = |states: &[String]| -> Vec<u32> {
            states.iter().filter_map(|state| self.numbers.get(state).copied()).collect()
        };
        let (one, other) = (numbers(one), numbers(other));
        match self.kind {
            Value::Shared | Value::Agreement => self.in_common(&one, &other, year),
            _ => {
                let pairs = one.iter().flat_map(|&a| other.iter().map(move |&b| (a, b)));
                let entries = pairs
                    .filter_map(|(a, b)| self.ties.get(&self.ends(a, b)))
                    .flatten()
                    .filter(|entry| entry.holds(year));
                self.cell(entries, year)
            }
        }
    }

    fn cell<'e>(&self, entries: impl Iterator<Item = &'e Entry> + Clone, year: i16) -> Cell {
        let is_empty = entries.clone().next().is_none();
        let covered = self.covered.get(&year).copied().unwrap_or(Covered::No);
        match (covered, is_empty) {
            (Covered::No, _) | (Covered::Partly, true) => return Cell::Missing,
            (Covered::Wholly, true) if self.kind == Value::Mean => return Cell::Missing,
            _ => {}
        }
        let weights = || entries.clone().map(|entry| entry.weight);
        match self.kind {
            Value::Any => Cell::Integer(i64::from(!is_empty)),
            Value::Count | Value::Shared | Value::Agreement => {
                let things: FxHashSet<u32> = entries.map(|entry| entry.thing).collect();
                Cell::Integer(things.len() as i64)
            }
            Value::Sum => Cell::Number(weights().sum()),
            Value::Greatest => Cell::Number(weights().fold(0.0, f64::max)),
            Value::Mean => Cell::Number(weights().sum::<f64>() / weights().count() as f64),
        }
    }

    /// Shared bodies, or the share of questions on which both chose alike.
    fn in_common(&self, one: &[u32], other: &[u32], year: i16) -> Cell {
        let chosen = |states: &[u32]| -> BTreeMap<u32, f64> {
            states
                .iter()
                .filter_map(|state| self.of_state.get(state))
                .flatten()
                .filter(|entry| entry.holds(year))
                .map(|entry| (entry.thing, entry.weight))
                .collect()
        };
        let (one, other) = (chosen(one), chosen(other));
        let both = one.iter().filter_map(|(thing, weight)| Some((weight, other.get(thing)?)));
        let covered = self.covered.get(&year).copied().unwrap_or(Covered::No);
        let count = both.clone().count();
        match (self.kind, covered) {
            (_, Covered::No) => Cell::Missing,
            (Value::Agreement, _) if count == 0 => Cell::Missing,
            (Value::Agreement, _) => {
                Cell::Number(both.filter(|(a, b)| a == b).count() as f64 / count as f64)
            }
            // Where a list is not exhaustive, a body that is not listed may be shared all the same.
            (_, Covered::Partly) if count == 0 => Cell::Missing,
            _ => Cell::Integer(count as i64),
        }
    }

    /// In which years there is no value, in words.
    pub(super) fn gap(&self, column: &Column) -> Option<String> {
        let missing: Vec<i16> = self
            .covered
            .iter()
            .filter(|(_, covered)| **covered == Covered::No)
            .map(|(year, _)| *year)
            .collect();
        let (first, last) = (missing.first()?, missing.last()?);
        let count = missing.len();
        Some(format!(
            "`{}` is not covered in {count} years between {first} and {last}: NA",
            column.name
        ))
    }
}

impl Entry {
    fn holds(&self, year: i16) -> bool {
        self.first <= year && year <= self.last
    }
}

fn year_of(day: Day) -> i16 {
    crate::projection::text_of_day(day)
        .get(..4)
        .and_then(|year| year.parse().ok())
        .unwrap_or_default()
}

fn covered(snapshot: &Arc<Snapshot>, column: &Column, year: i16) -> Result<Covered, StudyError> {
    let Some(covers) = &column.layer.covers else { return Ok(Covered::Partly) };
    let first = jiff::civil::Date::new(year, 1, 1).map(day_of).ok();
    let days = Interval::new(first, year_end(year));
    let asked = Asked { days, ..Asked::new(covers, &crate::query::substitute::Values::new()) };
    let listed = answer_for(snapshot, &asked, false)?;
    let unlisted = answer_for(snapshot, &asked, true)?;
    Ok(Covered::of(&listed, &unlisted))
}
