//! The functions `cmf:` that a query may call, for what SPARQL cannot say: a state from a code as of a date, a date as a
//! source gives it, an IRI from parts.
//!
//! A function of SPARQL can fail only by returning nothing. So each failure is also told to a [`FailureLog`], for
//! whoever wants to know why a variable stayed unbound: the import, which gives it as the reason for a rejected row.
//! What the functions mean to their callers is in `ontology/functions.ttl`.

mod dates;
mod iris;
mod states;
mod things;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::{Arc, OnceLock};

use oxrdf::{Literal, NamedNode, Term};
use spareval::QueryEvaluator;

use self::states::StateIndex;
use self::things::ThingIndex;
use crate::store::snapshot::Snapshot;
use crate::vocab;

/// The functions over one version of the data. Their indexes are made when they are first needed, once.
#[derive(Clone)]
pub struct Functions {
    data: Arc<Data>,
}

struct Data {
    snapshot: Arc<Snapshot>,
    states: OnceLock<StateIndex>,
    things: [OnceLock<ThingIndex>; 4],
}

/// Why a function returned nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The argument at fault, as it was given.
    pub value: String,
    /// What is wrong with it, as the rest of a sentence that begins with the value.
    pub reason: String,
    /// What may have been meant.
    pub suggestion: Option<String>,
}

impl Failure {
    fn new(value: &str, reason: impl Into<String>) -> Self {
        Self { value: value.to_owned(), reason: reason.into(), suggestion: None }
    }
}

/// Collects the failures of the functions that this thread calls while `work` runs.
pub fn failures_of<T>(work: impl FnOnce() -> T) -> (T, Vec<Failure>) {
    let log = Rc::new(RefCell::new(Vec::new()));
    let before = LOG.replace(Some(Rc::clone(&log)));
    let result = work();
    LOG.set(before);
    let failures = std::mem::take(&mut *log.borrow_mut());
    (result, failures)
}

thread_local! {
    static LOG: RefCell<Option<Rc<RefCell<Vec<Failure>>>>> = const { RefCell::new(None) };
}

fn record(failure: impl FnOnce() -> Failure) {
    LOG.with_borrow(|log| {
        if let Some(log) = log {
            log.borrow_mut().push(failure());
        }
    });
}

/// What a function gives: a term, nothing on purpose, or nothing for a reason.
type Outcome = Result<Option<Term>, Failure>;

type Function = fn(&Data, &[Term]) -> Outcome;

/// Every function by its local name.
const FUNCTIONS: &[(&str, Function)] = &[
    ("state", |data, arguments| data.states().by_code(arguments)),
    ("stateNamed", |data, arguments| data.states().by_name(arguments)),
    ("stateOn", |data, arguments| data.states().on_date(arguments)),
    ("organisation", |data, arguments| data.thing(things::ORGANISATION, arguments)),
    ("agreement", |data, arguments| data.thing(things::AGREEMENT, arguments)),
    ("initiative", |data, arguments| data.thing(things::INITIATIVE, arguments)),
    ("issue", |data, arguments| data.thing(things::ISSUE, arguments)),
    ("edtf", |_, arguments| dates::edtf(arguments)),
    ("earliest", |_, arguments| dates::earliest(arguments)),
    ("latest", |_, arguments| dates::latest(arguments)),
    ("toMonth", |_, arguments| dates::to_month(arguments)),
    ("toYear", |_, arguments| dates::to_year(arguments)),
    ("openEnd", |_, arguments| dates::open_end(arguments)),
    ("knownUntil", |_, arguments| dates::known_until(arguments)),
    ("iri", |_, arguments| iris::iri(arguments)),
    ("slug", |_, arguments| iris::slug(arguments)),
];

impl Functions {
    /// The functions over a snapshot. O(1).
    #[must_use]
    pub fn new(snapshot: &Arc<Snapshot>) -> Self {
        let data = Data {
            snapshot: Arc::clone(snapshot),
            states: OnceLock::new(),
            things: Default::default(),
        };
        Self { data: Arc::new(data) }
    }

    /// The IRIs of all functions.
    pub fn names() -> impl Iterator<Item = NamedNode> {
        FUNCTIONS.iter().map(|(name, _)| iri_of(name))
    }

    /// Lets an evaluator call them.
    pub fn install(&self, mut evaluator: QueryEvaluator) -> QueryEvaluator {
        for (name, function) in FUNCTIONS {
            let data = Arc::clone(&self.data);
            evaluator = evaluator.with_custom_function(iri_of(name), move |arguments| {
                function(&data, arguments).unwrap_or_else(|failure| {
                    record(|| failure);
                    None
                })
            });
        }
        evaluator
    }
}

impl Data {
    fn states(&self) -> &StateIndex {
        self.states.get_or_init(|| StateIndex::new(&self.snapshot))
    }

    fn thing(&self, kind: usize, arguments: &[Term]) -> Outcome {
        self.things[kind].get_or_init(|| ThingIndex::new(&self.snapshot, kind)).find(arguments)
    }
}

fn iri_of(name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{}{name}", vocab::FUNCTION))
}

/// The text of an argument: of a literal its lexical form, of an IRI itself.
fn text(term: &Term) -> &str {
    match term {
        Term::Literal(literal) => literal.value(),
        Term::NamedNode(node) => node.as_str(),
        _ => "",
    }
}

fn string(text: impl Into<String>) -> Term {
    Literal::new_simple_literal(text).into()
}

fn wrong_count(name: &str, expected: &str, arguments: &[Term]) -> Failure {
    let values: Vec<&str> = arguments.iter().map(text).collect();
    Failure::new(
        &values.join(", "),
        format!("are {} arguments, but cmf:{name} takes {expected}", arguments.len()),
    )
}
