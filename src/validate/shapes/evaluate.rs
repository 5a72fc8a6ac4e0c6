//! Walks the nodes that shapes are about, in parallel, and collects what does not fit.

use std::cell::OnceCell;
use std::cmp::Ordering;
use std::ops::Range;
use std::slice;

use fixedbitset::FixedBitSet;
use oxrdf::Term;
use rayon::prelude::*;
use rudof_rdf::rdf_core::term::Object;
use rudof_rdf::rdf_core::term::literal::ConcreteLiteral;
use shacl::types::NodeKind;

use super::schema::{ConstraintOfAll, ConstraintOfEach, Schema, Shape, ValueNodes};
use crate::store::snapshot::{Order, Permutation, Snapshot};

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
    triples: &'a Permutation,
}

/// A node and its triples, which are looked up when first needed.
struct Node {
    id: u32,
    rows: OnceCell<Range<usize>>,
}

impl Node {
    fn new(id: u32) -> Self {
        Self { id, rows: OnceCell::new() }
    }
}

impl<'a> Evaluator<'a> {
    pub(super) fn new(schema: &'a Schema, snapshot: &'a Snapshot) -> Self {
        Self { schema, snapshot, triples: snapshot.permutation(Order::Spog) }
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
                            self.apply(place, &Node::new(node), &mut found);
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

    fn fits(&self, place: usize, node: &Node) -> bool {
        let mut found = Vec::new();
        self.apply(place, node, &mut found);
        found.is_empty()
    }

    fn apply(&self, place: usize, node: &Node, found: &mut Vec<Breach>) {
        let shape = &self.schema.shapes[place];
        let breach = |value| Breach { shape: place, focus: node.id, value };
        let values = match shape.values {
            ValueNodes::Itself => slice::from_ref(&node.id),
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
        for value in distinct(values) {
            let term = OnceCell::new();
            for constraint in &shape.of_each {
                if !self.holds_of_each(constraint, node, value, &term) {
                    found.push(breach(Some(value)));
                }
            }
            for &property in &shape.properties {
                if value == node.id {
                    self.apply(property, node, found);
                } else {
                    self.apply(property, &Node::new(value), found);
                }
            }
        }
    }

    /// The values of a property; those that several graphs hold are repeated, side by side.
    fn values_of(&self, node: &Node, property: u32) -> &'a [u32] {
        let rows = node.rows.get_or_init(|| self.triples.range(&[node.id])).clone();
        let properties = &self.triples.column(1)[rows.clone()];
        let start = properties.partition_point(|&other| other < property);
        let length = properties[start..].partition_point(|&other| other == property);
        &self.triples.column(2)[rows.start + start..rows.start + start + length]
    }

    fn holds_of_all(&self, constraint: &ConstraintOfAll, values: &[u32]) -> bool {
        match constraint {
            ConstraintOfAll::MinCount(least) => distinct(values).count() >= *least,
            ConstraintOfAll::MaxCount(most) => distinct(values).count() <= *most,
            ConstraintOfAll::HasValue(wanted) => {
                wanted.is_some_and(|wanted| values.binary_search(&wanted).is_ok())
            }
            ConstraintOfAll::UniqueLang => {
                let mut languages: Vec<String> = distinct(values)
                    .filter_map(|value| match self.term(value)? {
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
        node: &Node,
        value: u32,
        term: &OnceCell<Option<Term>>,
    ) -> bool {
        let term = || term.get_or_init(|| self.term(value)).as_ref();
        let compares = |other: Option<u32>, accepts: fn(Ordering) -> bool| {
            let others = other.map_or(&[][..], |other| self.values_of(node, other));
            distinct(others).all(|other| self.compare(value, other).is_some_and(accepts))
        };
        match constraint {
            ConstraintOfEach::Class(class) => {
                self.schema.instances[*class].contains(value as usize)
            }
            ConstraintOfEach::In(values) => values.contains(&value),
            ConstraintOfEach::Node(shape) => self.fits(*shape, &Node::new(value)),
            ConstraintOfEach::Or(shapes) => {
                let value = Node::new(value);
                shapes.iter().any(|&shape| self.fits(shape, &value))
            }
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

/// The values without the repeats that several graphs make.
fn distinct(values: &[u32]) -> impl Iterator<Item = u32> {
    values.chunk_by(|a, b| a == b).map(|run| run[0])
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
