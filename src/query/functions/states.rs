//! States by code as of a date, by name, and by who stood in the same place on another day.

use std::sync::Arc;

use jiff::civil::Date;
use oxrdf::{NamedNode, NamedNodeRef, Term, TermRef};
use rustc_hash::FxHashMap;

use super::things::failure;
use super::{Failure, Outcome, dates, text, wrong_count};
use crate::model::Edtf;
use crate::query::labels::label_of_id;
use crate::query::names::{Kind, NameIndex};
use crate::store::snapshot::{GraphFilter, Pattern, QuadScan, Snapshot};
use crate::vocab::{self, cmt, skos};

/// Who bears a code, and when. A bound that is absent is open.
#[derive(Debug, Clone)]
struct Bearer {
    state: u32,
    start: Option<Date>,
    end: Option<Date>,
}

/// Codes, names and lifespans of all states, territories and former states.
pub(super) struct StateIndex {
    snapshot: Arc<Snapshot>,
    /// By scheme and code.
    codes: FxHashMap<(&'static str, String), Vec<Bearer>>,
    lifespans: FxHashMap<u32, (Option<Date>, Option<Date>)>,
    /// From a state to the one that took its whole place.
    continued_by: FxHashMap<u32, u32>,
    names: NameIndex,
}

/// The schemes that `cmf:state` knows, by the names that a mapping uses and the datatypes of the codes.
const SCHEMES: &[(&str, NamedNodeRef<'static>)] = &[
    ("cow", cmt::COW),
    ("gw", cmt::GW),
    ("iso2", cmt::ISO3166_1_ALPHA_2),
    ("iso3", cmt::ISO3166_1_ALPHA_3),
    ("iso-numeric", cmt::ISO3166_1_NUMERIC),
    ("m49", cmt::M49),
    ("iso3166-3", cmt::ISO3166_3),
];

impl StateIndex {
    pub(super) fn new(snapshot: &Arc<Snapshot>) -> Self {
        let mut index = Self {
            snapshot: Arc::clone(snapshot),
            codes: FxHashMap::default(),
            lifespans: lifespans(snapshot),
            continued_by: continuations(snapshot),
            names: NameIndex::new(snapshot, Kind::State),
        };
        index.add_assignments();
        index.add_notations();
        index
    }

    /// `cmf:state(scheme, code)` or `cmf:state(scheme, code, date)`: the state that a code denotes, as of a date.
    ///
    /// Where a whole year or another span is given and the code denotes several states within it, the one that it
    /// denotes for most of the span is meant.
    pub(super) fn by_code(&self, arguments: &[Term]) -> Outcome {
        let (scheme, code, date) = match arguments {
            [scheme, code] => (text(scheme), text(code), None),
            [scheme, code, date] => (text(scheme), text(code), Some(dates::parse(text(date))?)),
            _ => {
                return Err(wrong_count("state", "a scheme, a code and perhaps a date", arguments));
            }
        };
        let Some((name, _)) = SCHEMES.iter().find(|(name, _)| *name == scheme) else {
            let names: Vec<&str> = SCHEMES.iter().map(|(name, _)| *name).collect();
            return Err(Failure::new(
                scheme,
                format!("is no scheme of codes; there are {}", names.join(", ")),
            ));
        };
        let code = code.trim();
        let bearers = self.bearers(name, code).ok_or_else(|| self.unknown_code(name, code))?;
        let found = match &date {
            Some(date) => within(bearers, date),
            None => the_only(bearers),
        };
        match found {
            Some(state) => Ok(self.node(state)),
            None => Err(Failure::new(code, self.why_not(name, bearers, date.as_ref()))),
        }
    }

    /// `cmf:stateNamed(name)` or `cmf:stateNamed(name, date)`: the state that bears a name, one that existed on the date
    /// where several do.
    pub(super) fn by_name(&self, arguments: &[Term]) -> Outcome {
        let (name, date) = match arguments {
            [name] => (text(name), None),
            [name, date] => (text(name), Some(dates::parse(text(date))?)),
            _ => return Err(wrong_count("stateNamed", "a name and perhaps a date", arguments)),
        };
        let found = match &date {
            Some(date) => self.names.resolve_among(name, |state| self.existed(state, date)),
            None => self.names.resolve(name),
        };
        found.map(|node| Some(node.into())).map_err(|error| failure(name, &error))
    }

    /// `cmf:stateOn(state, date)`: the state itself if it existed on the date, else the one that it continues or that
    /// continues it and did exist then.
    pub(super) fn on_date(&self, arguments: &[Term]) -> Outcome {
        let [state, date] = arguments else {
            return Err(wrong_count("stateOn", "a state and a date", arguments));
        };
        let when = dates::parse(text(date))?;
        let unknown = || Failure::new(text(state), "is no state that the data know");
        let given = self.snapshot.dictionary().id_of(TermRef::from(state)).ok_or_else(unknown)?;
        let continued = Self::chain(given, |state| self.continued_by.get(&state).copied());
        let before = Self::chain(given, |state| {
            self.continued_by
                .iter()
                .filter(|(_, after)| **after == state)
                .map(|(state, _)| *state)
                .min()
        });
        let candidates = std::iter::once(given).chain(continued).chain(before);
        match candidates.into_iter().find(|&candidate| self.existed(candidate, &when)) {
            Some(state) => Ok(self.node(state)),
            None => Err(Failure::new(
                &self.label(given),
                format!(
                    "did not exist on {when}, and continued or was continued by no state that did"
                ),
            )),
        }
    }

    fn chain(from: u32, step: impl Fn(u32) -> Option<u32>) -> Vec<u32> {
        std::iter::successors(step(from), |&state| step(state)).take(8).collect()
    }

    fn existed(&self, state: u32, date: &Edtf) -> bool {
        let (founded, dissolved) = self.lifespans.get(&state).copied().unwrap_or_default();
        overlaps(founded, dissolved, date)
    }

    /// The bearers of a code, tried with leading zeros where a dataset lost them.
    fn bearers(&self, scheme: &'static str, code: &str) -> Option<&[Bearer]> {
        let find = |code: String| self.codes.get(&(scheme, code)).map(Vec::as_slice);
        let is_number = !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit());
        match scheme {
            "iso-numeric" | "m49" if is_number => find(format!("{code:0>3}")),
            "cow" | "gw" if is_number => find(code.trim_start_matches('0').to_owned()),
            _ => find(code.to_uppercase()),
        }
    }

    fn unknown_code(&self, scheme: &str, code: &str) -> Failure {
        let others: Vec<String> = SCHEMES
            .iter()
            .filter(|(other, _)| *other != scheme)
            .filter_map(|(other, _)| {
                let bearer = self.bearers(other, code)?.last()?;
                Some(format!("{} in {other}", self.label(bearer.state)))
            })
            .collect();
        let names = self.names.resolve(code).ok().map(|node| {
            format!(
                "{} is a name; use cmf:stateNamed",
                crate::query::labels::compact(node.as_str())
            )
        });
        let elsewhere = (!others.is_empty()).then(|| format!("it is {}", others.join(", ")));
        Failure {
            suggestion: elsewhere.or(names),
            ..Failure::new(code, format!("is no code of {scheme}"))
        }
    }

    fn why_not(&self, scheme: &str, bearers: &[Bearer], date: Option<&Edtf>) -> String {
        let spells: Vec<String> = bearers
            .iter()
            .map(|bearer| {
                let start = bearer.start.map(|day| format!(" from {day}")).unwrap_or_default();
                let end = bearer.end.map(|day| format!(" to {day}")).unwrap_or_default();
                format!("{}{start}{end}", self.label(bearer.state))
            })
            .collect();
        match date {
            Some(date) => {
                format!("denotes no state in {scheme} on {date}: it is {}", spells.join(", "))
            }
            None => format!(
                "denotes several states in {scheme}, so a date is needed: {}",
                spells.join(", ")
            ),
        }
    }

    fn label(&self, state: u32) -> String {
        label_of_id(&self.snapshot, state).unwrap_or_else(|| "a state without a name".to_owned())
    }

    fn node(&self, state: u32) -> Option<Term> {
        self.snapshot.dictionary().term(state)
    }

    /// Codes with their own dates, as statements.
    fn add_assignments(&mut self) {
        for (statement, code) in literals(&self.snapshot, cmt::CODE) {
            let Some((scheme, code)) = scheme_of(&code) else { continue };
            let Some(state) = object(&self.snapshot, statement, cmt::OF) else { continue };
            let date = |predicate| date_of(&self.snapshot, statement, predicate);
            let bearer = Bearer { state, start: date(cmt::START), end: date(cmt::END) };
            self.codes.entry((scheme, code)).or_default().push(bearer);
        }
        for bearers in self.codes.values_mut() {
            bearers.sort_by_key(|bearer| (bearer.start, bearer.end, bearer.state));
        }
    }

    /// Codes without dates: those of ISO and M49, which hold while the state does. A withdrawn code has four letters,
    /// of which the first two were the code of two letters.
    fn add_notations(&mut self) {
        for (state, code) in literals(&self.snapshot, skos::NOTATION) {
            let Some((scheme, code)) = scheme_of(&code) else { continue };
            if matches!(scheme, "cow" | "gw") && self.codes.contains_key(&(scheme, code.clone())) {
                continue;
            }
            let (start, end) = self.lifespans.get(&state).copied().unwrap_or_default();
            let bearer = Bearer { state, start, end };
            if scheme == "iso3166-3" && code.len() == 4 {
                let short = ("iso2", code[..2].to_owned());
                self.codes.entry(short).or_default().push(bearer.clone());
            }
            self.codes.entry((scheme, code)).or_default().push(bearer);
        }
    }
}

/// The bearer of a code for most of a span; one that has no rival holds the code at all times, where the scheme gives
/// it no dates.
fn within(bearers: &[Bearer], date: &Edtf) -> Option<u32> {
    let days = |bearer: &Bearer| {
        let first = bearer.start.max(date.earliest());
        let last = match (bearer.end, date.latest()) {
            (Some(end), Some(latest)) => Some(end.min(latest)),
            (end, latest) => end.or(latest),
        };
        match (first, last) {
            (Some(first), Some(last)) => i64::from((last - first).get_days()) + 1,
            _ => i64::MAX,
        }
    };
    bearers
        .iter()
        .map(|bearer| (days(bearer), bearer.start, bearer.state))
        .filter(|(days, ..)| *days > 0)
        .max()
        .map(|(.., state)| state)
}

fn the_only(bearers: &[Bearer]) -> Option<u32> {
    let first = bearers.first()?.state;
    bearers.iter().all(|bearer| bearer.state == first).then_some(first)
}

fn overlaps(start: Option<Date>, end: Option<Date>, date: &Edtf) -> bool {
    let starts_late =
        matches!((start, date.latest()), (Some(start), Some(latest)) if start > latest);
    let ends_early =
        matches!((end, date.earliest()), (Some(end), Some(earliest)) if end < earliest);
    !starts_late && !ends_early
}

fn scheme_of(code: &oxrdf::Literal) -> Option<(&'static str, String)> {
    let (name, _) = SCHEMES.iter().find(|(_, datatype)| *datatype == code.datatype())?;
    Some((name, code.value().to_owned()))
}

fn lifespans(snapshot: &Arc<Snapshot>) -> FxHashMap<u32, (Option<Date>, Option<Date>)> {
    let mut lifespans: FxHashMap<u32, (Option<Date>, Option<Date>)> = FxHashMap::default();
    for (state, founded) in literals(snapshot, cmt::FOUNDED) {
        lifespans.entry(state).or_default().0 = founded.value().parse().ok();
    }
    for (state, dissolved) in literals(snapshot, cmt::DISSOLVED) {
        lifespans.entry(state).or_default().1 = dissolved.value().parse().ok();
    }
    lifespans
}

/// Successions in which one state took the whole place of another: continuation, and continuity that was claimed.
fn continuations(snapshot: &Arc<Snapshot>) -> FxHashMap<u32, u32> {
    let types = ["continuation", "claimed-continuity"];
    let mut continued_by = FxHashMap::default();
    for kind in types {
        let kind = NamedNode::new_unchecked(format!("{}succession-type/{kind}", vocab::ID));
        let ids = [cmt::SUCCESSION_TYPE.into(), TermRef::from(kind.as_ref())]
            .map(|term| snapshot.dictionary().id_of(term));
        let [Some(predicate), Some(object_id)] = ids else { continue };
        let pattern =
            Pattern { predicate: Some(predicate), object: Some(object_id), ..Pattern::default() };
        for [succession, ..] in QuadScan::new(Arc::clone(snapshot), pattern, GraphFilter::Union) {
            if let (Some(before), Some(after)) = (
                object(snapshot, succession, cmt::PREDECESSOR),
                object(snapshot, succession, cmt::SUCCESSOR),
            ) {
                continued_by.insert(before, after);
            }
        }
    }
    continued_by
}

/// Every subject with a literal of a property, of states alone where the property is a code.
fn literals(
    snapshot: &Arc<Snapshot>,
    predicate: NamedNodeRef<'_>,
) -> impl Iterator<Item = (u32, oxrdf::Literal)> + use<> {
    let predicate = snapshot.dictionary().id_of(predicate.into());
    let snapshot = Arc::clone(snapshot);
    predicate.into_iter().flat_map(move |predicate| {
        let pattern = Pattern { predicate: Some(predicate), ..Pattern::default() };
        let dictionary = Arc::clone(&snapshot);
        QuadScan::new(Arc::clone(&snapshot), pattern, GraphFilter::Union).filter_map(
            move |[subject, _, object, _]| match dictionary.dictionary().term(object)? {
                Term::Literal(literal) => Some((subject, literal)),
                _ => None,
            },
        )
    })
}

fn object(snapshot: &Arc<Snapshot>, subject: u32, predicate: NamedNodeRef<'_>) -> Option<u32> {
    let predicate = snapshot.dictionary().id_of(predicate.into())?;
    let pattern =
        Pattern { subject: Some(subject), predicate: Some(predicate), ..Pattern::default() };
    QuadScan::new(Arc::clone(snapshot), pattern, GraphFilter::Union)
        .next()
        .map(|[_, _, object, _]| object)
}

fn date_of(snapshot: &Arc<Snapshot>, subject: u32, predicate: NamedNodeRef<'_>) -> Option<Date> {
    match snapshot.dictionary().term(object(snapshot, subject, predicate)?)? {
        Term::Literal(literal) => literal.value().parse().ok(),
        _ => None,
    }
}
