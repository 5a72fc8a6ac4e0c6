//! From the algebra to a plan: variables become numbers, terms become ids.

use std::sync::Arc;

use oxrdf::{BlankNode, Literal, Term, Variable};
use oxsdatatypes::DateTime;
use rustc_hash::FxHashMap;
use spargebra::algebra::{Expression, GraphPattern, OrderExpression, PropertyPathExpression};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern, TriplePattern};

use super::aggregate::Aggregate;
use super::expression::Expr;
use super::node::{Graphs, Group, Node, Part, Path, PathScan, Scan};
use super::table::{Slot, Table, UNBOUND};
use super::terms::Terms;
use crate::store::snapshot::DatasetView;

/// Which graph a pattern stands in.
#[derive(Debug, Clone)]
enum Place {
    Default,
    Named(oxrdf::NamedNode),
    Each(Variable),
}

/// What lowering knows about the query.
#[derive(Debug)]
pub(super) struct Lowering<'a> {
    terms: &'a Terms,
    view: &'a DatasetView,
    /// The variables that are visible here.
    scope: FxHashMap<Variable, Slot>,
    place: Place,
    next: Slot,
    now: Option<u32>,
    /// Whether the query has a part that only makes sense to the evaluator as a whole.
    is_refused: bool,
    /// Whether the query calls a function by its IRI, which nobody may have.
    pub(super) calls_by_name: bool,
}

impl<'a> Lowering<'a> {
    pub(super) fn new(terms: &'a Terms, view: &'a DatasetView) -> Self {
        let (scope, place) = (FxHashMap::default(), Place::Default);
        Self {
            terms,
            view,
            scope,
            place,
            next: 0,
            now: None,
            is_refused: false,
            calls_by_name: false,
        }
    }

    /// The plan of a whole query's pattern; `None` where it is for the evaluator alone.
    pub(super) fn plan(&mut self, pattern: &GraphPattern) -> Option<Node> {
        let node = self.lower(pattern);
        let is_foreign = matches!(node, Node::Foreign { .. });
        (!self.is_refused && !is_foreign).then_some(node)
    }

    /// The number of a variable.
    pub(super) fn slot(&mut self, variable: &Variable) -> Slot {
        if let Some(&slot) = self.scope.get(variable) {
            return slot;
        }
        let slot = self.fresh();
        self.scope.insert(variable.clone(), slot);
        slot
    }

    /// A number that no variable has.
    pub(super) fn fresh(&mut self) -> Slot {
        self.next += 1;
        self.next
    }

    /// The id of a term that the query names.
    pub(super) fn constant(&self, term: Term) -> u32 {
        self.terms.id(term)
    }

    /// The plan of a pattern.
    pub(super) fn lower(&mut self, pattern: &GraphPattern) -> Node {
        self.try_lower(pattern).unwrap_or_else(|| self.foreign(pattern))
    }

    /// The plan of a pattern; `None` where it has to be left to the evaluator.
    fn try_lower(&mut self, pattern: &GraphPattern) -> Option<Node> {
        Some(match pattern {
            GraphPattern::Bgp { patterns } => self.triples(patterns)?,
            GraphPattern::Path { subject, path, object } => {
                let (subject, object) = (self.part(subject)?, self.part(object)?);
                self.path(subject, path, object)?
            }
            GraphPattern::Join { left, right } => self.lower(left).join(self.lower(right)),
            GraphPattern::LeftJoin { left, right, expression } => {
                let (left, right) = (self.boxed(left), self.boxed(right));
                let conditions = match expression {
                    Some(expression) => Expr::compile(expression, self)?.conjuncts(),
                    None => Vec::new(),
                };
                Node::LeftJoin { left, right, conditions, row: self.fresh() }
            }
            GraphPattern::Lateral { left, right } => {
                let (left, node) = (self.boxed(left), self.lower(right));
                let node = if node.is_correlated() { node } else { self.foreign(right) };
                Node::Lateral { left, right: Box::new(node) }
            }
            GraphPattern::Filter { expr, inner } => {
                let inner = self.lower(inner);
                inner.filtered(Expr::compile(expr, self)?.conjuncts())
            }
            GraphPattern::Union { left, right } => {
                let mut branches = Vec::new();
                for side in [left, right] {
                    match self.lower(side) {
                        Node::Union(more) => branches.extend(more),
                        other => branches.push(other),
                    }
                }
                Node::Union(branches)
            }
            GraphPattern::Graph { name, inner } => self.graph(name, inner)?,
            GraphPattern::Extend { inner, variable, expression } => {
                let inner = self.boxed(inner);
                let expression = Expr::compile(expression, self)?;
                Node::Extend { inner, slot: self.slot(variable), expression }
            }
            GraphPattern::Minus { left, right } => {
                let (left, right) = (self.boxed(left), self.boxed(right));
                Node::Minus { left, right, row: self.fresh() }
            }
            GraphPattern::Values { variables, bindings } => self.values(variables, bindings),
            GraphPattern::OrderBy { inner, expression } => {
                let inner = self.boxed(inner);
                let keys =
                    expression.iter().map(|key| self.sort_key(key)).collect::<Option<_>>()?;
                Node::Order { inner, keys }
            }
            GraphPattern::Project { inner, variables } => self.projection(inner, variables),
            GraphPattern::Distinct { inner } | GraphPattern::Reduced { inner } => {
                Node::Distinct(self.boxed(inner))
            }
            GraphPattern::Slice { inner, start, length } => {
                Node::Slice { inner: self.boxed(inner), start: *start, length: *length }
            }
            GraphPattern::Group { inner, variables, aggregates } => {
                let inner = self.lower(inner);
                Node::Aggregate(Box::new(Aggregate::compile(inner, variables, aggregates, self)?))
            }
            GraphPattern::Service { name, .. } => {
                self.is_refused |= matches!(name, NamedNodePattern::Variable(_));
                return None;
            }
        })
    }

    fn boxed(&mut self, pattern: &GraphPattern) -> Box<Node> {
        Box::new(self.lower(pattern))
    }

    fn triples(&mut self, patterns: &[TriplePattern]) -> Option<Node> {
        if patterns.is_empty() && !matches!(self.place, Place::Default) {
            return None;
        }
        let mut group = Group::default();
        for pattern in patterns {
            let predicate = match &pattern.predicate {
                NamedNodePattern::NamedNode(node) => Part::Term(self.constant(node.clone().into())),
                NamedNodePattern::Variable(variable) => Part::Slot(self.slot(variable)),
            };
            let parts = [self.part(&pattern.subject)?, predicate, self.part(&pattern.object)?];
            group.scans.push(Scan { parts, graphs: self.graphs() });
        }
        Some(Node::Group(group))
    }

    fn graph(&mut self, name: &NamedNodePattern, inner: &GraphPattern) -> Option<Node> {
        let place = match name {
            NamedNodePattern::NamedNode(node) => Place::Named(node.clone()),
            NamedNodePattern::Variable(variable) if is_simple(inner) => {
                Place::Each(variable.clone())
            }
            NamedNodePattern::Variable(_) => return None,
        };
        let outer = std::mem::replace(&mut self.place, place);
        let node = self.try_lower(inner);
        self.place = outer;
        node
    }

    fn values(&mut self, variables: &[Variable], bindings: &[Vec<Option<GroundTerm>>]) -> Node {
        let slots = variables.iter().map(|variable| self.slot(variable)).collect();
        let columns = (0..variables.len())
            .map(|column| bindings.iter().map(|row| self.ground(row[column].as_ref())).collect())
            .collect();
        Node::Values(Table::new(slots, columns, bindings.len()))
    }

    fn sort_key(&mut self, key: &OrderExpression) -> Option<(Expr, bool)> {
        let (key, is_descending) = match key {
            OrderExpression::Asc(key) => (key, false),
            OrderExpression::Desc(key) => (key, true),
        };
        Some((Expr::compile(key, self)?, is_descending))
    }

    /// Inside, only the variables that are projected are those outside.
    fn projection(&mut self, inner: &GraphPattern, variables: &[Variable]) -> Node {
        let slots: Vec<Slot> = variables.iter().map(|variable| self.slot(variable)).collect();
        let visible = variables.iter().cloned().zip(slots.iter().copied()).collect();
        let outer = std::mem::replace(&mut self.scope, visible);
        let inner = self.boxed(inner);
        self.scope = outer;
        Node::Project { inner, slots }
    }

    /// The time of the query: one for all its parts.
    pub(super) fn now(&mut self) -> u32 {
        let terms = self.terms;
        *self.now.get_or_insert_with(|| terms.id(Literal::from(DateTime::now()).into()))
    }

    /// Leaves the whole query to the evaluator.
    pub(super) fn refuse(&mut self) {
        self.is_refused = true;
    }

    /// Leaves a pattern to the evaluator.
    fn foreign(&mut self, pattern: &GraphPattern) -> Node {
        let mut names = Vec::new();
        pattern.on_in_scope_variable(|variable| {
            if !names.contains(variable) {
                names.push(variable.clone());
            }
        });
        let wrap = |name| GraphPattern::Graph { name, inner: Box::new(pattern.clone()) };
        let pattern = match &self.place {
            Place::Default => pattern.clone(),
            Place::Named(node) => wrap(NamedNodePattern::NamedNode(node.clone())),
            Place::Each(variable) => {
                if !names.contains(variable) {
                    names.push(variable.clone());
                }
                wrap(NamedNodePattern::Variable(variable.clone()))
            }
        };
        let variables = names.into_iter().map(|name| (name.clone(), self.slot(&name))).collect();
        Node::Foreign { pattern, variables }
    }

    fn ground(&self, term: Option<&GroundTerm>) -> u32 {
        match term {
            None => UNBOUND,
            Some(GroundTerm::NamedNode(node)) => self.constant(node.clone().into()),
            Some(GroundTerm::Literal(literal)) => self.constant(literal.clone().into()),
            Some(GroundTerm::Triple(triple)) => {
                self.constant(Term::Triple(Box::new(triple.as_ref().clone().into())))
            }
        }
    }

    fn part(&mut self, term: &TermPattern) -> Option<Part> {
        Some(match term {
            TermPattern::NamedNode(node) => Part::Term(self.constant(node.clone().into())),
            TermPattern::Literal(literal) => Part::Term(self.constant(literal.clone().into())),
            TermPattern::Variable(variable) => Part::Slot(self.slot(variable)),
            TermPattern::BlankNode(node) => Part::Slot(self.slot(&hidden(node))),
            TermPattern::Triple(_) => return None,
        })
    }

    fn graphs(&mut self) -> Graphs {
        match self.place.clone() {
            Place::Default => self.view.default_sets().map_or(Graphs::All, Graphs::Some),
            Place::Named(node) => Graphs::Some(self.view.sets_with(node.as_ref())),
            Place::Each(variable) => {
                Graphs::Each(self.slot(&variable), self.view.listed_graphs().map(Arc::from))
            }
        }
    }

    fn path(&mut self, subject: Part, path: &PropertyPathExpression, object: Part) -> Option<Node> {
        use PropertyPathExpression as P;
        Some(match path {
            P::NamedNode(node) => {
                let predicate = Part::Term(self.constant(node.clone().into()));
                let scan = Scan { parts: [subject, predicate, object], graphs: self.graphs() };
                Node::Group(Group { scans: vec![scan], ..Group::default() })
            }
            P::Reverse(path) => self.path(object, path, subject)?,
            P::Sequence(first, second) => {
                let between = Part::Slot(self.fresh());
                self.path(subject, first, between)?.join(self.path(between, second, object)?)
            }
            P::Alternative(a, b) => {
                Node::Union(vec![self.path(subject, a, object)?, self.path(subject, b, object)?])
            }
            P::NegatedPropertySet(predicates) => {
                let predicate = self.fresh();
                let parts = [subject, Part::Slot(predicate), object];
                let scan = Scan { parts, graphs: self.graphs() };
                let conditions = predicates
                    .iter()
                    .map(|other| {
                        let other = Expr::Constant(self.constant(other.clone().into()));
                        let same = Expr::Same(Box::new(Expr::Slot(predicate)), Box::new(other));
                        Expr::Not(Box::new(same))
                    })
                    .collect();
                Node::Group(Group { scans: vec![scan], conditions, ..Group::default() })
            }
            P::ZeroOrMore(_) | P::OneOrMore(_) | P::ZeroOrOne(_) => {
                let graphs = self.graphs();
                if matches!(graphs, Graphs::Each(..)) {
                    return None;
                }
                let path = self.steps(path);
                let scan = PathScan { subject, object, path, graphs };
                Node::Group(Group { paths: vec![scan], ..Group::default() })
            }
        })
    }

    fn steps(&self, path: &PropertyPathExpression) -> Path {
        use PropertyPathExpression as P;
        match path {
            P::NamedNode(node) => Path::Predicate(self.constant(node.clone().into())),
            P::Reverse(path) => Path::Reverse(Box::new(self.steps(path))),
            P::Sequence(a, b) => Path::Sequence(Box::new([self.steps(a), self.steps(b)])),
            P::Alternative(a, b) => Path::Alternative(Box::new([self.steps(a), self.steps(b)])),
            P::ZeroOrMore(path) => Path::ZeroOrMore(Box::new(self.steps(path))),
            P::OneOrMore(path) => Path::OneOrMore(Box::new(self.steps(path))),
            P::ZeroOrOne(path) => Path::ZeroOrOne(Box::new(self.steps(path))),
            P::NegatedPropertySet(predicates) => Path::Not(
                predicates.iter().map(|node| self.constant(node.clone().into())).collect(),
            ),
        }
    }
}

/// The variable that stands for a blank node of the query.
fn hidden(node: &BlankNode) -> Variable {
    Variable::new_unchecked(format!("_:{}", node.as_str()))
}

/// Whether a pattern inside `GRAPH ?g` is matched graph by graph when each of its triples is.
fn is_simple(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Bgp { patterns } => !patterns.is_empty(),
        GraphPattern::Join { left, right } | GraphPattern::Union { left, right } => {
            is_simple(left) && is_simple(right)
        }
        GraphPattern::LeftJoin { left, right, expression } => {
            is_simple(left) && is_simple(right) && expression.as_ref().is_none_or(has_no_pattern)
        }
        GraphPattern::Filter { expr, inner } => is_simple(inner) && has_no_pattern(expr),
        GraphPattern::Extend { inner, expression, .. } => {
            is_simple(inner) && has_no_pattern(expression)
        }
        _ => false,
    }
}

fn has_no_pattern(expression: &Expression) -> bool {
    !format!("{expression}").contains("EXISTS")
}
