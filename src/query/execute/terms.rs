//! The terms of one query: those of the snapshot by their ids, and those that the query makes, numbered after them.

use std::sync::{Arc, OnceLock, RwLock};

use oxrdf::Term;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::expression::Cell;
use super::value::Value;
use crate::store::snapshot::Snapshot;

/// What kind a term is, in the order of the dictionary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Iri,
    Blank,
    /// A simple literal.
    Text,
    /// A literal with a language.
    Tagged,
    /// A literal with a datatype.
    Typed,
    Triple,
}

impl Kind {
    const ALL: [Self; 6] =
        [Self::Iri, Self::Blank, Self::Text, Self::Tagged, Self::Typed, Self::Triple];

    fn of(term: &Term) -> Self {
        match term {
            Term::NamedNode(_) => Self::Iri,
            Term::BlankNode(_) => Self::Blank,
            Term::Literal(literal) if literal.language().is_some() => Self::Tagged,
            Term::Literal(literal) if literal.datatype() == oxrdf::vocab::xsd::STRING => Self::Text,
            Term::Literal(_) => Self::Typed,
            Term::Triple(_) => Self::Triple,
        }
    }
}

/// What the values of a snapshot's literals are, worked out once a version.
#[derive(Debug)]
struct Facts {
    /// For each kind the first id that is not of it.
    ends: [u32; 6],
    /// The values of the typed literals, in the order of their ids.
    values: Vec<Value>,
}

impl Facts {
    fn of(snapshot: &Snapshot) -> Self {
        let dictionary = snapshot.dictionary();
        let count = dictionary.len() as u32;
        let ends = Kind::ALL.map(|kind| {
            let (mut low, mut high) = (1, count + 1);
            while low < high {
                let middle = low + (high - low) / 2;
                match dictionary.term(middle) {
                    Some(term) if Kind::of(&term) <= kind => low = middle + 1,
                    _ => high = middle,
                }
            }
            low
        });
        let typed = ends[Kind::Tagged as usize]..ends[Kind::Typed as usize];
        let values = typed
            .into_par_iter()
            .map(|id| dictionary.term(id).map_or(Value::Other, Value::of))
            .collect();
        Self { ends, values }
    }
}

/// The terms of one query.
#[derive(Debug)]
pub(super) struct Terms {
    snapshot: Arc<Snapshot>,
    facts: Arc<Facts>,
    /// The number of the snapshot's terms; greater ids are of the query's own.
    known: u32,
    made: RwLock<Made>,
    loose: RwLock<Vec<Arc<Loose>>>,
}

/// A term on its way through an expression: most are looked at once, and need no id.
#[derive(Debug)]
struct Loose {
    term: Term,
    id: OnceLock<u32>,
}

#[derive(Debug, Default)]
struct Made {
    terms: Vec<Arc<Term>>,
    ids: FxHashMap<Arc<Term>, u32>,
}

impl Terms {
    pub(super) fn new(snapshot: &Arc<Snapshot>) -> Self {
        let facts = snapshot.derived(|| Facts::of(snapshot));
        let known = snapshot.dictionary().len() as u32;
        Self {
            snapshot: Arc::clone(snapshot),
            facts,
            known,
            made: RwLock::default(),
            loose: RwLock::default(),
        }
    }

    /// The id of a term.
    pub(super) fn id(&self, term: Term) -> u32 {
        if let Some(id) = self.snapshot.dictionary().id_of(term.as_ref()) {
            return id;
        }
        if let Ok(made) = self.made.read()
            && let Some(&id) = made.ids.get(&term)
        {
            return id;
        }
        let mut made = self.made.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(&id) = made.ids.get(&term) {
            return id;
        }
        let term = Arc::new(term);
        made.terms.push(Arc::clone(&term));
        let id = self.known + made.terms.len() as u32;
        made.ids.insert(term, id);
        id
    }

    /// A term that a function made.
    pub(super) fn loose(&self, term: Term) -> Cell {
        let mut loose = self.loose.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        loose.push(Arc::new(Loose { term, id: OnceLock::new() }));
        Cell::Loose(loose.len() as u32 - 1)
    }

    fn loosened(&self, place: u32) -> Option<Arc<Loose>> {
        let loose = self.loose.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        loose.get(place as usize).cloned()
    }

    /// The id of a term that a function made.
    pub(super) fn loose_id(&self, place: u32) -> u32 {
        let Some(loose) = self.loosened(place) else { return 0 };
        *loose.id.get_or_init(|| self.id(loose.term.clone()))
    }

    /// The term that a function made.
    pub(super) fn loose_term(&self, place: u32) -> Option<Term> {
        self.loosened(place).map(|loose| loose.term.clone())
    }

    /// Whether an id is of the snapshot, so that a pattern can match it.
    pub(super) fn is_known(&self, id: u32) -> bool {
        id <= self.known
    }

    /// The term of an id; none for that of no term.
    pub(super) fn term(&self, id: u32) -> Option<Term> {
        if id <= self.known {
            return self.snapshot.dictionary().term(id);
        }
        self.made(id).map(|term| (*term).clone())
    }

    fn made(&self, id: u32) -> Option<Arc<Term>> {
        let made = self.made.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        made.terms.get((id - self.known) as usize - 1).cloned()
    }

    /// The kind of a term.
    pub(super) fn kind(&self, id: u32) -> Kind {
        if id <= self.known {
            let place = self.facts.ends.partition_point(|&end| end <= id);
            return Kind::ALL[place.min(5)];
        }
        self.made(id).map_or(Kind::Iri, |term| Kind::of(&term))
    }

    /// The value of a literal; `Other` for what has none that can be reckoned with.
    pub(super) fn value(&self, id: u32) -> Value {
        if id <= self.known {
            let first = self.facts.ends[Kind::Tagged as usize];
            return match id.checked_sub(first) {
                Some(place) => {
                    self.facts.values.get(place as usize).copied().unwrap_or(Value::Other)
                }
                None => Value::Other,
            };
        }
        self.made(id).map_or(Value::Other, |term| Value::of((*term).clone()))
    }

    /// The text of a simple literal.
    pub(super) fn text(&self, id: u32) -> Option<String> {
        match self.term(id)? {
            Term::Literal(literal) => Some(literal.destruct().0),
            _ => None,
        }
    }

    /// Whether terms are all IRIs or blank nodes of the data, or unbound: such a term is equal to itself alone, and to
    /// compare it with a literal of any type is no error.
    pub(super) fn are_plain(&self, ids: &[u32]) -> bool {
        let end = self.facts.ends[Kind::Blank as usize];
        ids.iter().all(|&id| id < end)
    }

    /// Whether the order of two ids is the order of their terms: both IRIs of the data, or both simple literals of it.
    pub(super) fn are_ordered_by_id(&self, a: u32, b: u32) -> bool {
        if a > self.known || b > self.known {
            return false;
        }
        let kind = self.kind(a);
        matches!(kind, Kind::Iri | Kind::Text | Kind::Blank) && kind == self.kind(b)
    }
}
