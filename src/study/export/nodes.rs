//! What nodes are called elsewhere, and when they were there.

use std::sync::Arc;

use jiff::civil::Date;
use oxrdf::{NamedNodeRef, Term};
use rustc_hash::FxHashMap;
use spareval::QuerySolution;

use super::Codes;
use crate::graph::{Day, Interval};
use crate::projection::day_of;
use crate::query::labels::class_of;
use crate::query::solutions::{select, text_of};
use crate::query::substitute::Values;
use crate::query::{QueryError, Snapshot};
use crate::vocab;

const CODES: &str = "
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?node ?code WHERE { ?node skos:notation ?code } ORDER BY ?node ?code";

/// When things were founded and dissolved.
const LIVES: &str = "
PREFIX cmt: <https://w3id.org/comity/ontology#>
SELECT ?node ?start ?end WHERE {
  { ?node cmt:founded ?start } UNION { ?node cmt:dissolved ?end }
}";

/// When states were members of the state system, by the lists of Correlates of War and of Gleditsch and Ward.
const SPELLS: &str = "
PREFIX cmt: <https://w3id.org/comity/ontology#>
SELECT DISTINCT ?node ?start ?end WHERE {
  ?assignment a cmt:CodeAssignment ; cmt:of ?node .
  OPTIONAL { ?assignment cmt:start ?start }
  OPTIONAL { ?assignment cmt:end ?end }
}";

/// The day on which both lists begin: a state that is on them may be older.
const FIRST_DAY: &str = "1816-01-01";

/// Codes and lives of all things that have any.
#[derive(Debug, Default)]
pub(super) struct Identities {
    codes: FxHashMap<String, Codes>,
    lives: FxHashMap<String, Interval>,
    spells: FxHashMap<String, Vec<Interval>>,
}

/// What a node is.
#[derive(Debug, Default)]
pub(super) struct Identity {
    pub(super) class: Option<String>,
    pub(super) codes: Codes,
}

impl Identities {
    pub(super) fn new(snapshot: &Arc<Snapshot>) -> Result<Self, QueryError> {
        let mut identities = Self::default();
        for row in select(snapshot, CODES, &Values::new())? {
            identities.add_code(&row);
        }
        for row in select(snapshot, LIVES, &Values::new())? {
            let Some(node) = text_of(&row, "node") else { continue };
            let life = identities.lives.entry(node).or_default();
            life.start = life.start.or(day(&row, "start"));
            life.end = life.end.or(day(&row, "end"));
        }
        for row in select(snapshot, SPELLS, &Values::new())? {
            let Some(node) = text_of(&row, "node") else { continue };
            let is_older = text_of(&row, "start").is_some_and(|start| start == FIRST_DAY);
            let start = day(&row, "start").filter(|_| !is_older);
            let spell = Interval::new(start, day(&row, "end"));
            identities.spells.entry(node).or_default().push(spell);
        }
        Ok(identities)
    }

    fn add_code(&mut self, row: &QuerySolution) {
        let (Some(node), Some(Term::Literal(code))) = (text_of(row, "node"), row.get("code"))
        else {
            return;
        };
        let codes = self.codes.entry(node).or_default();
        let place = match code.datatype().as_str().strip_prefix(vocab::ONTOLOGY) {
            Some("iso3166-1-alpha-2") => &mut codes.iso2,
            Some("iso3166-1-alpha-3") => &mut codes.iso3,
            Some("cow") => &mut codes.cow,
            Some("gw") => &mut codes.gw,
            _ => return,
        };
        match place {
            Some(known) => *known += &format!(" {}", code.value()),
            None => *place = Some(code.value().to_owned()),
        }
    }

    pub(super) fn of(&self, snapshot: &Arc<Snapshot>, iri: &str) -> Identity {
        let class = NamedNodeRef::new(iri).ok().and_then(|node| class_of(snapshot, node.into()));
        Identity { class, codes: self.codes.get(iri).cloned().unwrap_or_default() }
    }

    /// From the first day on which a thing is known to have existed to the last: as it says itself, else by the
    /// lists of the state system.
    pub(super) fn life(&self, iri: &str) -> Interval {
        let own = self.lives.get(iri).copied().unwrap_or_default();
        let spells = self.spells.get(iri).map_or(&[][..], Vec::as_slice);
        let all = |day: fn(&Interval) -> Option<Day>| {
            spells.iter().map(day).collect::<Option<Vec<Day>>>()
        };
        let start = all(|spell| spell.start).and_then(|days| days.into_iter().min());
        let end = all(|spell| spell.end).and_then(|days| days.into_iter().max());
        Interval::new(own.start.or(start), own.end.or(end))
    }

    /// Whether a node was there on a day: in the state system by one of the two lists, if it ever was on one; else
    /// within its own lifespan.
    pub(super) fn is_there(&self, iri: &str, day: Day) -> bool {
        match self.spells.get(iri) {
            Some(spells) => spells.iter().any(|spell| spell.contains(day)),
            None => self.life(iri).contains(day),
        }
    }

    /// The states that were in the state system on some of the days.
    pub(super) fn states(&self, days: Interval) -> impl Iterator<Item = &str> {
        self.spells
            .iter()
            .filter(move |(_, spells)| {
                spells.iter().any(|spell| spell.intersection(days).is_some())
            })
            .map(|(iri, _)| iri.as_str())
    }
}

fn day(row: &QuerySolution, variable: &str) -> Option<Day> {
    text_of(row, variable)?.parse::<Date>().ok().map(day_of)
}
