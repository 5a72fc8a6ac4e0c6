//! Walks the nodes that shapes are about, in parallel, and collects what does not fit.

use std::cell::OnceCell;
use std::cmp::Ordering;
use std::slice;

use fixedbitset::FixedBitSet;
use oxrdf::Term;
use rayon::prelude::*;
use rudof_rdf::rdf_core::term::Object;
use rudof_rdf::rdf_core::term::literal::ConcreteLiteral;
use shacl::types::NodeKind;

use super::schema::{ConstraintOfAll, ConstraintOfEach, Schema, Shape, ValueNodes};
use crate::store::snapshot::{Order, Snapshot};

/// How many nodes a thread takes at once.
const CHUNK: usize = 512;

/// A node that does not fit a shape.
#[derive(Debug, Clone, Copy)]
pub(super) struct Breach {
    /// The place of the shape.
    pub(super) shape: usize,
    pub(super) focus: u32,
    /// The value at fault, where it is one of them.
    pub(super) value: Option<u32>,
}

pub(super) struct Evaluator<'a> {
    schema: &'a Schema,
    snapshot: &'a Snapshot,
}

impl<'a> Evaluator<'a> {
    pub(super) fn new(schema: &'a Schema, snapshot: &'a Snapshot) -> Self {
        Self { schema, snapshot }
    }

    /// Applies every shape to the instances of its classes.
    pub(super) fn breaches(&self) -> Vec<Breach> {
        let shapes: Vec<usize> = (0..self.schema.shapes.len())
            .filter(|&place| !self.schema.shapes[place].targets.is_empty())
            .collect();
        shapes
            .par_iter()
            .flat_map(|&place| {
                let targets = self.targets(&self.schema.shapes[place]);
                targets
                    .par_chunks(CHUNK)
                    .flat_map_iter(|nodes| {
                        let mut found = Vec::new();
                        for &node in nodes {
                            self.apply(place, node, &mut found);
                        }
                        found
                    })
                    .collect::<Vec<Breach>>()
            })
            .collect()
    }

    fn targets(&self, shape: &Shape) -> Vec<u32> {
        let mut nodes = FixedBitSet::with_capacity(self.snapshot.dictionary().len() + 1);
        for &class in &shape.targets {
            nodes.union_with(&self.schema.instances[class]);
        }
        nodes.ones().map(|node| node as u32).collect()
    }

    fn fits(&self, place: usize, node: u32) -> bool {
        let mut found = Vec::new();
        self.apply(place, node, &mut found);
        found.is_empty()
    }

    fn apply(&self, place: usize, node: u32, found: &mut Vec<Breach>) {
        let shape = &self.schema.shapes[place];
        let breach = |value| Breach { shape: place, focus: node, value };
        let values = match shape.values {
            ValueNodes::Itself => slice::from_ref(&node),
            ValueNodes::Of(property) => self.values_of(node, property),
            ValueNodes::Nothing => &[],
        };
        for constraint in &shape.of_all {
            if !self.holds_of_all(constraint, values) {
                found.push(breach(None));
            }
        }
        if shape.of_each.is_empty() && shape.properties.is_empty() {
            return;
        }
        for &value in values {
            let term = OnceCell::new();
            for constraint in &shape.of_each {
                if !self.holds_of_each(constraint, node, value, &term) {
                    found.push(breach(Some(value)));
                }
            }
            for &property in &shape.properties {
                self.apply(property, value, found);
            }
        }
    }

    fn values_of(&self, node: u32, property: u32) -> &'a [u32] {
        &self.snapshot.objects(Order::Spo)[self.snapshot.rows(Order::Spo, &[node, property])]
    }

    fn holds_of_all(&self, constraint: &ConstraintOfAll, values: &[u32]) -> bool {
        match constraint {
            ConstraintOfAll::MinCount(least) => values.len() >= *least,
            ConstraintOfAll::MaxCount(most) => values.len() <= *most,
            ConstraintOfAll::HasValue(wanted) => {
                wanted.is_some_and(|wanted| values.binary_search(&wanted).is_ok())
            }
            ConstraintOfAll::UniqueLang => {
                let mut languages: Vec<String> = values
                    .iter()
                    .filter_map(|&value| match self.term(value)? {
                        Term::Literal(literal) => literal.language().map(str::to_lowercase),
                        _ => None,
                    })
                    .collect();
                languages.sort();
                languages.windows(2).all(|pair| pair[0] != pair[1])
            }
        }
    }

    fn holds_of_each(
        &self,
        constraint: &ConstraintOfEach,
        node: u32,
        value: u32,
        term: &OnceCell<Option<Term>>,
    ) -> bool {
        let term = || term.get_or_init(|| self.term(value)).as_ref();
        let compares = |other: Option<u32>, accepts: fn(Ordering) -> bool| {
            let others = other.map_or(&[][..], |other| self.values_of(node, other));
            others.iter().all(|&other| self.compare(value, other).is_some_and(accepts))
        };
        match constraint {
            ConstraintOfEach::Class(class) => {
                self.schema.instances[*class].contains(value as usize)
            }
            ConstraintOfEach::In(values) => values.contains(&value),
            ConstraintOfEach::Node(shape) => self.fits(*shape, value),
            ConstraintOfEach::Or(shapes) => shapes.iter().any(|&shape| self.fits(shape, value)),
            ConstraintOfEach::LessThan(other) => compares(*other, Ordering::is_lt),
            ConstraintOfEach::LessThanOrEquals(other) => compares(*other, Ordering::is_le),
            ConstraintOfEach::Datatype(datatype) => {
                term().is_some_and(|term| has_datatype(term, datatype))
            }
            ConstraintOfEach::NodeKind(kind) => term().is_some_and(|term| is_of_kind(term, kind)),
            ConstraintOfEach::Pattern(pattern) => match term() {
                Some(Term::NamedNode(iri)) => pattern.match_str(iri.as_str()),
                Some(Term::Literal(literal)) => pattern.match_str(literal.value()),
                _ => false,
            },
            ConstraintOfEach::MinInclusive(least) => term()
                .and_then(literal)
                .and_then(|number| number.partial_cmp(least))
                .is_some_and(Ordering::is_ge),
        }
    }

    fn compare(&self, value: u32, other: u32) -> Option<Ordering> {
        let object = |id| Object::try_from(self.term(id)?).ok();
        object(value)?.partial_cmp(&object(other)?)
    }

    fn term(&self, id: u32) -> Option<Term> {
        self.snapshot.dictionary().term(id)
    }
}

fn literal(term: &Term) -> Option<ConcreteLiteral> {
    match term {
        Term::Literal(literal) => literal.clone().try_into().ok(),
        _ => None,
    }
}

/// Whether the term is a literal of the type, and well formed.
fn has_datatype(term: &Term, datatype: &str) -> bool {
    matches!(term, Term::Literal(literal) if literal.datatype().as_str() == datatype)
        && literal(term)
            .is_some_and(|literal| !matches!(literal, ConcreteLiteral::WrongDatatypeLiteral { .. }))
}

fn is_of_kind(term: &Term, kind: &NodeKind) -> bool {
    match term {
        Term::NamedNode(_) => {
            matches!(kind, NodeKind::Iri | NodeKind::BNodeOrIri | NodeKind::IriOrLit)
        }
        Term::BlankNode(_) => {
            matches!(kind, NodeKind::BNode | NodeKind::BNodeOrIri | NodeKind::BNodeOrLit)
        }
        Term::Literal(_) => {
            matches!(kind, NodeKind::Lit | NodeKind::IriOrLit | NodeKind::BNodeOrLit)
        }
        Term::Triple(_) => false,
    }
}
