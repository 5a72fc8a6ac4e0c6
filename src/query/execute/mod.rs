//! An executor in batches: plans of a query's algebra, evaluated column by column over the snapshot's sorted orders.
//!
//! `lower` turns the algebra into a plan (`node`): variables become numbers, and patterns that may be joined in any order
//! are put side by side. `group` joins them in the order that the data suggest. Rows flow in tables of ids (`table`)
//! from each part of the plan into the next (`sink`); terms are read only where an expression looks at one
//! (`expression`), and written out at the very end. What has no way here, a function or a whole pattern, is done by the
//! evaluator over the same snapshot (`foreign`).

mod aggregate;
mod exists;
mod expression;
mod foreign;
mod functions;
mod group;
mod hash;
mod keys;
mod lower;
mod node;
mod order;
mod path;
mod run;
mod scan;
mod sink;
mod table;
mod terms;
mod value;

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use oxrdf::{BlankNode, Literal, NamedNode, NamedOrBlankNode, Term, Triple, Variable};
use rustc_hash::FxHashMap;
use spareval::{
    QueryEvaluationError, QueryEvaluator, QueryResults, QuerySolution, QuerySolutionIter,
    QueryTripleIter,
};
use spargebra::Query;
use spargebra::algebra::Expression;
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

use self::foreign::Foreign;
use self::lower::Lowering;
use self::node::Node;
use self::sink::{Any, Collect, Flow, Multiplicity, Stop, Want};
use self::table::{Slot, Slots, Table, UNBOUND};
use self::terms::Terms;
use super::{Deadline, QueryError, Unknown};
use crate::store::snapshot::{DatasetView, Snapshot};

/// How many bytes of rows a query may hold at once.
const MEMORY: usize = 4 << 30;

/// What the parts of one query share.
#[derive(Debug)]
struct Context {
    terms: Terms,
    view: DatasetView,
    foreign: Foreign,
    deadline: Deadline,
    held: AtomicUsize,
    failure: Mutex<Option<Stop>>,
}

impl Context {
    fn snapshot(&self) -> &Snapshot {
        self.view.snapshot()
    }

    /// Leaves the query if its time is up.
    fn look(&self) {
        self.deadline.look();
    }

    /// Counts rows that are kept.
    fn hold(&self, bytes: usize) -> Flow {
        if self.held.fetch_add(bytes, Ordering::Relaxed) + bytes > MEMORY {
            return ControlFlow::Break(Stop::Failed(QueryError::Memory(MEMORY)));
        }
        ControlFlow::Continue(())
    }

    /// Rows that are kept no longer.
    fn release(&self, bytes: usize) {
        let held = self.held.load(Ordering::Relaxed);
        self.held.store(held.saturating_sub(bytes), Ordering::Relaxed);
    }

    /// Keeps a failure that came where none can be returned.
    fn fail(&self, stop: Stop) {
        if let Stop::Failed(_) = stop {
            let mut failure =
                self.failure.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            failure.get_or_insert(stop);
        }
    }

    fn failure(&self) -> Option<QueryError> {
        let failure = self.failure.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
        match failure {
            Some(Stop::Failed(error)) => Some(error),
            _ => None,
        }
    }

    fn failed(&self, error: QueryEvaluationError) -> Stop {
        Stop::Failed(QueryError::from_evaluation(error, &self.deadline))
    }

    /// The order that the evaluator sees in two literals of a type that is not ours.
    fn foreign_order(&self, a: &Literal, b: &Literal) -> Option<std::cmp::Ordering> {
        if a.datatype() != b.datatype() || a.language().is_some() {
            return None;
        }
        let names = ["a", "b"].map(Variable::new_unchecked);
        let [x, y] = names.clone().map(|name| Box::new(Expression::Variable(name)));
        let ask = |expression: Expression| {
            let row = vec![Some(a.clone().into()), Some(b.clone().into())];
            let answer = self.foreign.values(&expression, &names, vec![row]).pop().flatten();
            answer.map(|answer| answer == Term::from(Literal::from(true)))
        };
        if ask(Expression::Less(x.clone(), y.clone()))? {
            return Some(std::cmp::Ordering::Less);
        }
        ask(Expression::Greater(x, y))?.then_some(std::cmp::Ordering::Greater)
    }
}

/// Answers a query, or leaves it to the evaluator: `None`.
pub(super) fn answer(
    view: &DatasetView,
    query: &Query,
    deadline: &Deadline,
    evaluator: &QueryEvaluator,
    unknown: &Unknown,
) -> Option<Result<QueryResults<'static>, QueryError>> {
    let (Query::Select { pattern, base_iri, .. }
    | Query::Construct { pattern, base_iri, .. }
    | Query::Ask { pattern, base_iri, .. }) = query
    else {
        return None;
    };
    let terms = Terms::new(view.snapshot());
    let mut lowering = Lowering::new(&terms, view);
    let node = lowering.plan(pattern)?;
    let mut names = Vec::new();
    pattern.on_in_scope_variable(|variable| {
        if !names.contains(variable) {
            names.push(variable.clone());
        }
    });
    let slots: Vec<Slot> = names.iter().map(|name| lowering.slot(name)).collect();
    let evaluator = match lowering.calls_by_name {
        true => unknown.watch_all(evaluator.clone(), query),
        false => evaluator.clone(),
    };
    let foreign = Foreign::new(evaluator, view.clone(), base_iri.clone());
    let context = Context {
        terms,
        view: view.clone(),
        foreign,
        deadline: deadline.clone(),
        held: AtomicUsize::new(0),
        failure: Mutex::new(None),
    };
    Some(match query {
        Query::Select { .. } => context.select(&node, names, slots),
        Query::Construct { template, .. } => context.construct(&node, template, &names, &slots),
        _ => context.ask(&node).map(QueryResults::Boolean),
    })
}

impl Context {
    fn rows(&self, node: &Node, slots: Slots) -> Result<Vec<Table>, QueryError> {
        let want = Want { slots, multiplicity: Multiplicity::Rows };
        let mut rows = Collect::default();
        if let ControlFlow::Break(Stop::Failed(error)) =
            self.run(node, Table::unit(), &want, &mut rows)
        {
            return Err(error);
        }
        self.failure().map_or(Ok(rows.tables), Err)
    }

    fn ask(&self, node: &Node) -> Result<bool, QueryError> {
        let want = Want { slots: Slots::new(), multiplicity: Multiplicity::Once };
        let mut any = Any::default();
        if let ControlFlow::Break(Stop::Failed(error)) =
            self.run(node, Table::unit(), &want, &mut any)
        {
            return Err(error);
        }
        self.failure().map_or(Ok(any.0), Err)
    }

    fn select(
        self,
        node: &Node,
        names: Vec<Variable>,
        slots: Vec<Slot>,
    ) -> Result<QueryResults<'static>, QueryError> {
        let tables = self.rows(node, slots.iter().copied().collect())?;
        let names: Arc<[Variable]> = names.into();
        let variables = Arc::clone(&names);
        let context = Arc::new(self);
        let solutions = tables.into_iter().flat_map(move |table| {
            let (context, names, slots) = (Arc::clone(&context), Arc::clone(&names), slots.clone());
            (0..table.len()).map(move |row| {
                if row % 1024 == 0 {
                    context.look();
                }
                let terms: Vec<Option<Term>> =
                    slots.iter().map(|slot| context.terms.term(table.value(*slot, row))).collect();
                Ok(QuerySolution::from((Arc::clone(&names), terms)))
            })
        });
        Ok(QueryResults::Solutions(QuerySolutionIter::new(variables, solutions)))
    }

    fn construct(
        self,
        node: &Node,
        template: &[TriplePattern],
        names: &[Variable],
        slots: &[Slot],
    ) -> Result<QueryResults<'static>, QueryError> {
        let by_name: FxHashMap<&Variable, Slot> = names.iter().zip(slots.iter().copied()).collect();
        let template: Vec<[Form; 3]> = template
            .iter()
            .map(|triple| {
                let predicate = match &triple.predicate {
                    NamedNodePattern::NamedNode(node) => Form::Term(node.clone().into()),
                    NamedNodePattern::Variable(name) => Form::of_variable(name, &by_name),
                };
                [Form::of(&triple.subject, &by_name), predicate, Form::of(&triple.object, &by_name)]
            })
            .collect();
        let mut wanted = Slots::new();
        template.iter().flatten().for_each(|form| form.slots(&mut wanted));
        let tables = self.rows(node, wanted)?;
        let context = Arc::new(self);
        let mut seen: HashSet<Triple, rustc_hash::FxBuildHasher> = HashSet::default();
        let mut rows = tables.into_iter().flat_map(|table| {
            let table = Arc::new(table);
            (0..table.len()).map(move |row| (Arc::clone(&table), row))
        });
        let mut waiting: Vec<Triple> = Vec::new();
        let triples = std::iter::from_fn(move || {
            loop {
                if let Some(triple) = waiting.pop() {
                    return Some(Ok(triple));
                }
                context.look();
                let (table, row) = rows.next()?;
                let mut blanks = FxHashMap::default();
                for forms in template.iter().rev() {
                    let [s, p, o] = forms.each_ref().map(|form| {
                        form.term(
                            &mut |slot| context.terms.term(table.value(slot, row)),
                            &mut blanks,
                        )
                    });
                    if let Some(triple) = triple(s, p, o)
                        && seen.insert(triple.clone())
                    {
                        waiting.push(triple);
                    }
                }
            }
        });
        Ok(QueryResults::Graph(QueryTripleIter::new(triples)))
    }
}

/// A component of a triple of a template.
#[derive(Debug)]
enum Form {
    Term(Term),
    Slot(Slot),
    Blank(BlankNode),
    /// A variable that the pattern does not bind.
    Unbound,
    Triple(Box<[Form; 3]>),
}

impl Form {
    fn of_variable(name: &Variable, slots: &FxHashMap<&Variable, Slot>) -> Self {
        slots.get(name).map_or(Self::Unbound, |slot| Self::Slot(*slot))
    }

    fn of(pattern: &TermPattern, slots: &FxHashMap<&Variable, Slot>) -> Self {
        match pattern {
            TermPattern::NamedNode(node) => Self::Term(node.clone().into()),
            TermPattern::Literal(literal) => Self::Term(literal.clone().into()),
            TermPattern::BlankNode(node) => Self::Blank(node.clone()),
            TermPattern::Variable(name) => Self::of_variable(name, slots),
            TermPattern::Triple(triple) => {
                let predicate = match &triple.predicate {
                    NamedNodePattern::NamedNode(node) => Self::Term(node.clone().into()),
                    NamedNodePattern::Variable(name) => Self::of_variable(name, slots),
                };
                let (s, o) = (Self::of(&triple.subject, slots), Self::of(&triple.object, slots));
                Self::Triple(Box::new([s, predicate, o]))
            }
        }
    }

    fn slots(&self, slots: &mut Slots) {
        match self {
            Self::Slot(slot) => {
                slots.insert(*slot);
            }
            Self::Triple(parts) => parts.iter().for_each(|part| part.slots(slots)),
            Self::Term(_) | Self::Blank(_) | Self::Unbound => {}
        }
    }

    fn term(
        &self,
        value: &mut dyn FnMut(Slot) -> Option<Term>,
        blanks: &mut FxHashMap<BlankNode, BlankNode>,
    ) -> Option<Term> {
        Some(match self {
            Self::Term(term) => term.clone(),
            Self::Slot(slot) => value(*slot)?,
            Self::Blank(node) => blanks.entry(node.clone()).or_default().clone().into(),
            Self::Unbound => return None,
            Self::Triple(parts) => {
                let [s, p, o] = parts.each_ref().map(|part| part.term(value, blanks));
                Term::Triple(Box::new(triple(s, p, o)?))
            }
        })
    }
}

fn triple(subject: Option<Term>, predicate: Option<Term>, object: Option<Term>) -> Option<Triple> {
    let subject: NamedOrBlankNode = match subject? {
        Term::NamedNode(node) => node.into(),
        Term::BlankNode(node) => node.into(),
        _ => return None,
    };
    let predicate: NamedNode = match predicate? {
        Term::NamedNode(node) => node,
        _ => return None,
    };
    Some(Triple::new(subject, predicate, object?))
}

/// The names of a pattern's variables, for parts that the evaluator does.
fn row_of(context: &Context, table: &Table, row: usize, slots: &[Slot]) -> foreign::Row {
    slots
        .iter()
        .map(|slot| match table.value(*slot, row) {
            UNBOUND => None,
            id => context.terms.term(id),
        })
        .collect()
}
