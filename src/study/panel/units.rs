//! The states of each year, by the list of a state system.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::query::solutions::{select, text_of};
use crate::query::substitute::Values;
use crate::query::{QueryError, Snapshot};

/// A list of the states of the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum System {
    /// Correlates of War.
    #[default]
    Cow,
    /// Gleditsch and Ward.
    Gw,
}

/// A member of the system in a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// The code that orders it.
    pub(super) key: u32,
    pub(super) cow: String,
    pub(super) gw: String,
    pub(super) iso3: String,
    pub(super) name: String,
    /// The states that bore the code in the year: two where one continued the other.
    pub(super) states: Vec<String>,
}

/// Who bore a code, from when to when.
#[derive(Debug, Clone)]
struct Spell {
    code: String,
    state: String,
    first: i16,
    last: i16,
}

/// The members of a system in every year.
pub(super) struct Units {
    system: System,
    cow: Vec<Spell>,
    gw: Vec<Spell>,
    names: BTreeMap<String, (String, String)>,
}

const SPELLS: &str = "
PREFIX cmt: <https://w3id.org/comity/ontology#>
SELECT ?state ?code (STRAFTER(STR(DATATYPE(?code)), '#') AS ?scheme) ?start ?end WHERE {
  ?assignment cmt:of ?state ; cmt:code ?code ; cmt:start ?start .
  OPTIONAL { ?assignment cmt:end ?end }
}
ORDER BY ?state ?code ?start";

const NAMES: &str = "
PREFIX cmt: <https://w3id.org/comity/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?state ?name (MIN(?iso) AS ?iso3) WHERE {
  { ?state a cmt:State } UNION { ?state a cmt:FormerState } UNION { ?state a cmt:Territory }
  ?state rdfs:label ?name FILTER (LANG(?name) = 'en')
  OPTIONAL { ?state skos:notation ?iso FILTER (DATATYPE(?iso) = cmt:iso3166-1-alpha-3) }
}
GROUP BY ?state ?name
ORDER BY ?state ?name";

impl Units {
    pub(super) fn new(snapshot: &Arc<Snapshot>, system: System) -> Result<Self, QueryError> {
        let mut units = Self { system, cow: Vec::new(), gw: Vec::new(), names: BTreeMap::new() };
        let year = |row: &_, variable| {
            text_of(row, variable).and_then(|date| date.get(..4)?.parse::<i16>().ok())
        };
        for row in select(snapshot, SPELLS, &Values::new())? {
            let (Some(state), Some(code), Some(scheme), Some(first)) = (
                text_of(&row, "state"),
                text_of(&row, "code"),
                text_of(&row, "scheme"),
                year(&row, "start"),
            ) else {
                continue;
            };
            // A spell without an end goes on, also after the last year of the list.
            let last = year(&row, "end").unwrap_or(i16::MAX);
            let spell = Spell { code, state, first, last };
            match scheme.as_str() {
                "cow" => units.cow.push(spell),
                "gw" => units.gw.push(spell),
                _ => {}
            }
        }
        for row in select(snapshot, NAMES, &Values::new())? {
            if let (Some(state), Some(name)) = (text_of(&row, "state"), text_of(&row, "name")) {
                let iso3 = text_of(&row, "iso3").unwrap_or_default();
                units.names.entry(state).or_insert((name, iso3));
            }
        }
        Ok(units)
    }

    /// The members in a year, by code.
    pub(super) fn of_year(&self, year: i16) -> Vec<Unit> {
        let (own, other) = match self.system {
            System::Cow => (&self.cow, &self.gw),
            System::Gw => (&self.gw, &self.cow),
        };
        let held = |spell: &&Spell| spell.first <= year && year <= spell.last;
        let mut units: BTreeMap<u32, Unit> = BTreeMap::new();
        for spell in own.iter().filter(held) {
            let Ok(key) = spell.code.parse() else { continue };
            let (name, iso3) = self.names.get(&spell.state).cloned().unwrap_or_default();
            let elsewhere = other
                .iter()
                .filter(held)
                .find(|other| other.state == spell.state)
                .map(|other| other.code.clone())
                .unwrap_or_default();
            let (cow, gw) = match self.system {
                System::Cow => (spell.code.clone(), elsewhere),
                System::Gw => (elsewhere, spell.code.clone()),
            };
            let states = vec![spell.state.clone()];
            let unit = Unit { key, cow, gw, iso3, name, states };
            match units.entry(key) {
                std::collections::btree_map::Entry::Vacant(place) => {
                    place.insert(unit);
                }
                // In the year of a succession the later state names the unit, and the earlier counts too.
                std::collections::btree_map::Entry::Occupied(mut place) => {
                    let known = place.get_mut();
                    if !known.states.contains(&spell.state) {
                        let mut states = std::mem::take(&mut known.states);
                        states.extend(unit.states.iter().cloned());
                        let is_later = own
                            .iter()
                            .filter(held)
                            .filter(|other| other.code == spell.code && other.state != spell.state)
                            .all(|other| other.first <= spell.first);
                        if is_later {
                            *known = unit;
                        }
                        known.states = states;
                    }
                }
            }
        }
        units.into_values().collect()
    }
}
