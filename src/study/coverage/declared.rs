//! What the sources are declared to cover: the `cmt:Coverage` nodes of the data.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::graph::Interval;
use crate::projection::day_of;
use crate::query::derive::date_of;
use crate::query::solutions::{select, text_of};
use crate::query::substitute::Values;
use crate::query::{QueryError, Snapshot};

const COVERAGES: &str = "
PREFIX cmt: <https://w3id.org/comity/ontology#>
SELECT ?node ?property ?value WHERE {
  ?node a cmt:Coverage ; ?property ?value .
} ORDER BY ?node ?property ?value";

const CLASSES: &str = "
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?kind ?above WHERE { ?kind rdfs:subClassOf ?above }";

/// The regions and schemes of codes to which coverages are limited.
const GROUPS: &str = "
PREFIX cmt: <https://w3id.org/comity/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?group WHERE {
  ?coverage cmt:coversState ?group . ?group a ?class .
  FILTER (?class IN (cmt:Region, skos:ConceptScheme))
}";

/// Their states.
const STATES: &str = "
PREFIX cmt: <https://w3id.org/comity/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?group ?state WHERE {
  { SELECT DISTINCT ?group WHERE { ?coverage cmt:coversState ?group } }
  { ?group ^skos:broader*/^cmt:region ?state }
  UNION
  { ?assignment cmt:codeScheme ?group ; cmt:of ?state }
}";

/// What one source, or several together, cover.
#[derive(Debug, Clone, Default)]
pub(super) struct Coverage {
    pub(super) sources: Vec<String>,
    /// The class of the statements.
    pub(super) kind: String,
    /// What they are about; empty for anything.
    pub(super) scope: Vec<String>,
    /// Whom they are about, as declared; empty for everyone.
    pub(super) states: Vec<String>,
    /// The first and the last day; where only the first is known, the last is the date of the data.
    pub(super) days: Interval,
    pub(super) exhaustive: bool,
}

/// All coverages, and what is needed to hold something against them.
#[derive(Debug, Default)]
pub(super) struct Declared {
    pub(super) coverages: Vec<Coverage>,
    /// For each class those right above it.
    above: FxHashMap<String, Vec<String>>,
    /// The states of a region or of a scheme.
    groups: FxHashMap<String, FxHashSet<String>>,
}

impl Declared {
    /// Reads the coverages. O(coverages, and states of the groups that they name).
    pub(super) fn new(snapshot: &Arc<Snapshot>) -> Result<Self, QueryError> {
        let last_day = date_of(snapshot).and_then(|date| day(date.value()));
        let mut coverages: BTreeMap<String, Coverage> = BTreeMap::new();
        for [node, property, value] in rows(snapshot, COVERAGES, ["node", "property", "value"])? {
            let coverage = coverages.entry(node).or_default();
            match property.rsplit_once('#').map_or("", |(_, name)| name) {
                "source" => coverage.sources.push(value),
                "covers" => coverage.kind = value,
                "scope" => coverage.scope.push(value),
                "coversState" => coverage.states.push(value),
                "start" => coverage.days.start = day(&value),
                "end" => coverage.days.end = day(&value),
                "exhaustive" => coverage.exhaustive = value == "true" || value == "1",
                _ => {}
            }
        }
        let mut declared = Self { coverages: coverages.into_values().collect(), ..Self::default() };
        for coverage in &mut declared.coverages {
            if coverage.days.start.is_some() {
                coverage.days.end = coverage.days.end.or(last_day);
            }
        }
        for [kind, above] in rows(snapshot, CLASSES, ["kind", "above"])? {
            declared.above.entry(kind).or_default().push(above);
        }
        // Most data name no group, and to look for its states takes longer than all the rest.
        if rows(snapshot, GROUPS, ["group"])?.is_empty() {
            return Ok(declared);
        }
        for [group, state] in rows(snapshot, STATES, ["group", "state"])? {
            declared.groups.entry(group).or_default().insert(state);
        }
        Ok(declared)
    }

    /// Whether a coverage extends to the statements of a class: it is of that class, or of one above it.
    pub(super) fn is_of_kind(&self, coverage: &Coverage, kind: &str) -> bool {
        // Someone's data may put classes above each other in a circle: each is looked at once.
        let mut classes = vec![kind];
        let mut place = 0;
        while let Some(&class) = classes.get(place) {
            if class == coverage.kind {
                return true;
            }
            for above in self.above.get(class).into_iter().flatten() {
                if !classes.contains(&above.as_str()) {
                    classes.push(above);
                }
            }
            place += 1;
        }
        false
    }

    /// Whether a coverage extends to statements about a state.
    pub(super) fn is_about_state(&self, coverage: &Coverage, state: &str) -> bool {
        coverage.states.is_empty()
            || coverage.states.iter().any(|covered| {
                covered == state
                    || self.groups.get(covered).is_some_and(|states| states.contains(state))
            })
    }
}

impl Coverage {
    /// Whether one of some days is certainly covered. A first day that is not known vouches for the last day only;
    /// if no days are asked about, none has to be covered.
    pub(super) fn is_on(&self, days: Interval) -> bool {
        if days == Interval::ALWAYS {
            return true;
        }
        match (self.days.start, self.days.end) {
            (Some(_), _) => self.days.intersection(days).is_some(),
            (None, Some(end)) => days.contains(end),
            (None, None) => false,
        }
    }

    /// Whether it extends to statements about a thing.
    pub(super) fn is_about(&self, thing: &str) -> bool {
        self.scope.is_empty() || self.scope.iter().any(|covered| covered == thing)
    }
}

/// The day of a date as the data write it.
pub(super) fn day(text: &str) -> Option<i32> {
    text.parse::<Date>().ok().map(day_of)
}

/// The rows of a `SELECT` of which every variable is bound.
pub(super) fn rows<const N: usize>(
    snapshot: &Arc<Snapshot>,
    query: &str,
    variables: [&str; N],
) -> Result<Vec<[String; N]>, QueryError> {
    let rows = select(snapshot, query, &Values::new())?;
    Ok(rows
        .iter()
        .map(|row| variables.map(|variable| text_of(row, variable).unwrap_or_default()))
        .collect())
}
