//! Shapes as rudof reads them, with the terms of one snapshot in place of IRIs.

use fixedbitset::FixedBitSet;
use oxrdf::{NamedNodeRef, Term};
use rudof_rdf::rdf_core::term::Object;
use rudof_rdf::rdf_core::term::literal::ConcreteLiteral;
use rudof_rdf::rdf_core::{RDFFormat, SHACLPath};
use rustc_hash::FxHashMap;
use shacl::ir::components::Pattern;
use shacl::ir::{IRComponent, IRSchema, IRShape, ShapeLabelIdx};
use shacl::types::{NodeKind, Severity as ShaclSeverity, Target};
use shacl::validator::store::ShaclDataManager;

use crate::store::snapshot::{Order, Snapshot};
use crate::validate::{Severity, ValidateError};
use crate::vocab;

/// The shapes, and the instances of the classes that they name.
#[derive(Debug)]
pub(super) struct Schema {
    pub(super) shapes: Vec<Shape>,
    /// The instances of each class, those of its subclasses included.
    pub(super) instances: Vec<FixedBitSet>,
}

#[derive(Debug)]
pub(super) struct Shape {
    /// `shape/membership-member`.
    pub(super) name: String,
    pub(super) message: String,
    pub(super) severity: Severity,
    /// The classes whose instances the shape is applied to, as places in [`Schema::instances`].
    pub(super) targets: Vec<usize>,
    pub(super) values: ValueNodes,
    pub(super) of_all: Vec<ConstraintOfAll>,
    pub(super) of_each: Vec<ConstraintOfEach>,
    /// Shapes that each value has to fit, as places in [`Schema::shapes`].
    pub(super) properties: Vec<usize>,
}

/// What the constraints of a shape look at.
#[derive(Debug, Clone, Copy)]
pub(super) enum ValueNodes {
    /// The node itself.
    Itself,
    /// The values of a property of the node.
    Of(u32),
    /// The values of a property that no triple of the data has.
    Nothing,
}

/// Holds of the values of a node taken together.
#[derive(Debug)]
pub(super) enum ConstraintOfAll {
    MinCount(usize),
    MaxCount(usize),
    UniqueLang,
    /// `None` when the data lacks the term.
    HasValue(Option<u32>),
}

/// Holds of each value by itself.
#[derive(Debug)]
pub(super) enum ConstraintOfEach {
    /// A place in [`Schema::instances`].
    Class(usize),
    Datatype(String),
    NodeKind(NodeKind),
    Pattern(Box<Pattern>),
    MinInclusive(ConcreteLiteral),
    In(Vec<u32>),
    Node(usize),
    Or(Vec<usize>),
    /// `None` when the data lacks the other property.
    LessThan(Option<u32>),
    LessThanOrEquals(Option<u32>),
}

impl Schema {
    pub(super) fn read(turtle: &[u8], snapshot: &Snapshot) -> Result<Self, ValidateError> {
        let mut text = turtle;
        let schema: IRSchema =
            ShaclDataManager::load(&mut text, "ontology/shapes", &RDFFormat::Turtle, None)
                .map_err(|error| ValidateError::Shapes(error.to_string()))?;
        let mut shapes: Vec<(String, &IRShape, ShapeLabelIdx)> = schema
            .iter()
            .filter_map(|(label, shape)| Some((text_of(label), shape, *schema.get_idx(label)?)))
            .collect();
        shapes.sort_by(|(a, ..), (b, ..)| a.cmp(b));
        let places =
            shapes.iter().enumerate().map(|(place, (_, _, index))| (*index, place)).collect();
        let mut reader =
            Reader { snapshot, places, classes: FxHashMap::default(), instances: Vec::new() };
        let shapes = shapes
            .iter()
            .map(|(label, shape, _)| reader.shape(label, shape))
            .collect::<Result<_, _>>()?;
        Ok(Self { shapes, instances: reader.instances })
    }
}

struct Reader<'a> {
    snapshot: &'a Snapshot,
    places: FxHashMap<ShapeLabelIdx, usize>,
    classes: FxHashMap<String, usize>,
    instances: Vec<FixedBitSet>,
}

impl Reader<'_> {
    fn shape(&mut self, label: &str, shape: &IRShape) -> Result<Shape, ValidateError> {
        let name = label
            .strip_prefix(vocab::SHAPE)
            .map_or_else(|| label.to_owned(), |local| format!("shape/{local}"));
        if shape.closed() || shape.deactivated().is_some() || shape.reifier_info().is_some() {
            return Err(unknown(&name, "sh:closed, sh:deactivated or sh:reifierShape"));
        }
        let mut targets = Vec::new();
        for target in shape.targets() {
            let Target::Class(class) = target else {
                return Err(unknown(&name, &target.to_string()));
            };
            targets.push(self.class(class));
        }
        let (mut of_all, mut of_each) = (Vec::new(), Vec::new());
        for component in shape.components() {
            match component {
                IRComponent::MinCount(min) => {
                    of_all.push(ConstraintOfAll::MinCount(min.min_count()));
                }
                IRComponent::MaxCount(max) => {
                    of_all.push(ConstraintOfAll::MaxCount(max.max_count()));
                }
                IRComponent::UniqueLang(unique) => {
                    of_all.extend(unique.unique_lang().then_some(ConstraintOfAll::UniqueLang));
                }
                IRComponent::HasValue(value) => {
                    of_all.push(ConstraintOfAll::HasValue(self.id(value.value())));
                }
                other => of_each.push(self.constraint_of_each(&name, other)?),
            }
        }
        Ok(Shape {
            message: shape
                .message()
                .and_then(|messages| messages.iter().map(|(_, text)| text.clone()).min())
                .unwrap_or_else(|| "it does not fit its shape".to_owned()),
            severity: match shape.severity() {
                ShaclSeverity::Violation => Severity::Error,
                _ => Severity::Warning,
            },
            targets,
            values: match shape.path() {
                None => ValueNodes::Itself,
                Some(SHACLPath::Predicate { pred }) => {
                    self.iri(pred.as_str()).map_or(ValueNodes::Nothing, ValueNodes::Of)
                }
                Some(path) => return Err(unknown(&name, &path.to_string())),
            },
            of_all,
            of_each,
            properties: self.places(shape.property_shapes()),
            name,
        })
    }

    fn constraint_of_each(
        &mut self,
        name: &str,
        component: &IRComponent,
    ) -> Result<ConstraintOfEach, ValidateError> {
        Ok(match component {
            IRComponent::Class(class) => ConstraintOfEach::Class(self.class(class.class_rule())),
            IRComponent::Datatype(datatype) => {
                ConstraintOfEach::Datatype(datatype.datatype().as_str().to_owned())
            }
            IRComponent::NodeKind(kind) => ConstraintOfEach::NodeKind(kind.node_kind().clone()),
            IRComponent::Pattern(pattern) => ConstraintOfEach::Pattern(Box::new(pattern.clone())),
            IRComponent::MinInclusive(min) => {
                ConstraintOfEach::MinInclusive(min.min_inclusive().clone())
            }
            IRComponent::In(values) => ConstraintOfEach::In(
                values.values().iter().filter_map(|value| self.id(value)).collect(),
            ),
            IRComponent::Node(node) => ConstraintOfEach::Node(self.places[node.shape()]),
            IRComponent::Or(or) => ConstraintOfEach::Or(self.places(or.shapes())),
            IRComponent::LessThan(other) => {
                ConstraintOfEach::LessThan(self.iri(other.iri().as_str()))
            }
            IRComponent::LessThanOrEquals(other) => {
                ConstraintOfEach::LessThanOrEquals(self.iri(other.iri().as_str()))
            }
            other => return Err(unknown(name, &other.to_string())),
        })
    }

    fn places(&self, shapes: &[ShapeLabelIdx]) -> Vec<usize> {
        shapes.iter().map(|shape| self.places[shape]).collect()
    }

    fn id(&self, value: &Object) -> Option<u32> {
        let term: Term = match value {
            Object::Iri(iri) => return self.iri(iri.as_str()),
            Object::Literal(literal) => oxrdf::Literal::from(literal.clone()).into(),
            _ => return None,
        };
        self.snapshot.dictionary().id_of(term.as_ref())
    }

    fn iri(&self, iri: &str) -> Option<u32> {
        self.snapshot.dictionary().id_of(NamedNodeRef::new(iri).ok()?.into())
    }

    /// The place of a class's instances, which are collected on first sight.
    fn class(&mut self, class: &Object) -> usize {
        let iri = text_of(class);
        if let Some(place) = self.classes.get(&iri) {
            return *place;
        }
        let mut instances = FixedBitSet::with_capacity(self.snapshot.dictionary().len() + 1);
        let mut classes: Vec<u32> = self.iri(&iri).into_iter().collect();
        let mut next = 0;
        while let Some(&class) = classes.get(next) {
            next += 1;
            for &instance in self.subjects(vocab::rdf::TYPE, class) {
                instances.insert(instance as usize);
            }
            for &subclass in self.subjects(vocab::rdfs::SUB_CLASS_OF, class) {
                if !classes.contains(&subclass) {
                    classes.push(subclass);
                }
            }
        }
        let place = self.instances.len();
        self.instances.push(instances);
        self.classes.insert(iri, place);
        place
    }

    fn subjects(&self, predicate: NamedNodeRef<'_>, object: u32) -> &[u32] {
        match self.snapshot.dictionary().id_of(predicate.into()) {
            Some(predicate) => {
                let rows = self.snapshot.rows(Order::Pos, &[predicate, object]);
                &self.snapshot.subjects(Order::Pos)[rows]
            }
            None => &[],
        }
    }
}

fn text_of(object: &Object) -> String {
    match object {
        Object::Iri(iri) => iri.as_str().to_owned(),
        other => other.to_string(),
    }
}

/// A shape that is not applied would be worse than none.
fn unknown(shape: &str, what: &str) -> ValidateError {
    ValidateError::Shapes(format!("`{shape}` uses {}, which is not evaluated", what.trim()))
}
