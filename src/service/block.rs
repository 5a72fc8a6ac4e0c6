//! The block of a `SERVICE`: its properties, its inputs, and the rows that it gives back.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;

use oxrdf::{Term, Variable};
use spargebra::Query;
use spargebra::algebra::GraphPattern;
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

use super::{ResultRow, Service};
use crate::projection::day_of;
use crate::query::solutions::rows;
use crate::query::{QueryError, Snapshot};
use crate::study::When;
use crate::vocab;

/// A block is not what it should be.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BlockError {
    /// The block has no properties of a service.
    #[error("the block needs one node with properties such as `[] svc:{} … ; svc:{} ?x`", .0, .1)]
    Empty(&'static str, &'static str),
    /// A property that the service does not have.
    #[error("there is no svc:{name}{}; inputs are {}, outputs are {}", .nearest.as_ref().map(|n| format!(": did you mean svc:{n}?")).unwrap_or_default(), list(.inputs), list(.outputs))]
    UnknownProperty {
        /// The name as given.
        name: String,
        /// The nearest that exists.
        nearest: Option<String>,
        /// What there is to set.
        inputs: &'static [&'static str],
        /// What there is to get.
        outputs: &'static [&'static str],
    },
    /// A predicate that is no property of a service.
    #[error("`{0}` is not a property of a service: put other patterns outside the block")]
    ForeignPredicate(String),
    /// An input that is a variable without a value.
    #[error(
        "svc:{input} is ?{variable}, which nothing inside the block binds: give a constant, or bind it there with VALUES"
    )]
    Unbound {
        /// The input.
        input: String,
        /// The variable.
        variable: String,
    },
    /// An input that is needed is missing.
    #[error("svc:{0} is missing")]
    Missing(&'static str),
    /// An input's value is of the wrong kind.
    #[error("svc:{input} cannot be {value}: expected {expected}")]
    Value {
        /// The input.
        input: &'static str,
        /// The value as given.
        value: String,
        /// What it can be.
        expected: &'static str,
    },
    /// The patterns that bind inputs failed.
    #[error("the patterns inside the block cannot be evaluated: {0}")]
    Inner(Box<QueryError>),
}

fn list(names: &[&str]) -> String {
    names.iter().map(|name| format!("svc:{name}")).collect::<Vec<_>>().join(", ")
}

/// A block as it was written.
pub(super) struct Block<'s> {
    snapshot: &'s Arc<Snapshot>,
    service: &'static Service,
    properties: Vec<(String, TermPattern)>,
    /// Patterns beside the node, which bind inputs.
    rest: Option<GraphPattern>,
}

/// The values of inputs, and those of the variables that gave them.
#[derive(Debug, Clone, Default)]
pub(super) struct Inputs {
    values: BTreeMap<String, Term>,
    variables: BTreeMap<Variable, Term>,
}

impl<'s> Block<'s> {
    pub(super) fn read(
        snapshot: &'s Arc<Snapshot>,
        pattern: &GraphPattern,
        service: &'static Service,
    ) -> Result<Self, BlockError> {
        let mut block = Self { snapshot, service, properties: Vec::new(), rest: None };
        block.take(pattern)?;
        if block.properties.is_empty() {
            return Err(BlockError::Empty(
                service.inputs.first().copied().unwrap_or_default(),
                service.outputs.first().copied().unwrap_or_default(),
            ));
        }
        Ok(block)
    }

    fn take(&mut self, pattern: &GraphPattern) -> Result<(), BlockError> {
        match pattern {
            GraphPattern::Bgp { patterns } => {
                patterns.iter().try_for_each(|triple| self.property(triple))
            }
            GraphPattern::Join { left, right } | GraphPattern::Lateral { left, right } => {
                self.take(left)?;
                self.take(right)
            }
            other => {
                let other = Box::new(other.clone());
                self.rest = Some(match self.rest.take() {
                    None => *other,
                    Some(rest) => GraphPattern::Join { left: Box::new(rest), right: other },
                });
                Ok(())
            }
        }
    }

    fn property(&mut self, triple: &TriplePattern) -> Result<(), BlockError> {
        let NamedNodePattern::NamedNode(predicate) = &triple.predicate else {
            return Err(BlockError::ForeignPredicate(triple.predicate.to_string()));
        };
        let name = predicate
            .as_str()
            .strip_prefix(vocab::SERVICE)
            .ok_or_else(|| BlockError::ForeignPredicate(predicate.to_string()))?;
        let (inputs, outputs) = (self.service.inputs, self.service.outputs);
        if !inputs.contains(&name) && !outputs.contains(&name) {
            let nearest = inputs
                .iter()
                .chain(outputs)
                .map(|known| (strsim::damerau_levenshtein(known, name), *known))
                .filter(|(distance, _)| *distance <= 3)
                .min()
                .map(|(_, known)| known.to_owned());
            return Err(BlockError::UnknownProperty {
                name: name.to_owned(),
                nearest,
                inputs,
                outputs,
            });
        }
        self.properties.push((name.to_owned(), triple.object.clone()));
        Ok(())
    }

    /// Whether the block asks for an output.
    pub(super) fn asks_for(&self, output: &str) -> bool {
        self.properties.iter().any(|(name, _)| name == output)
    }

    /// The values of the inputs: once, or once for each row of the patterns inside the block. A property that can
    /// be either is an output where nothing binds it.
    pub(super) fn inputs(&self) -> Result<Vec<Inputs>, BlockError> {
        let bindings: Vec<BTreeMap<Variable, Term>> = match &self.rest {
            None => vec![BTreeMap::new()],
            Some(pattern) => {
                let query =
                    Query::Select { dataset: None, pattern: pattern.clone(), base_iri: None };
                rows(self.snapshot, &query)
                    .map_err(|error| BlockError::Inner(Box::new(error)))?
                    .iter()
                    .map(|row| row.iter().map(|(v, term)| (v.clone(), term.clone())).collect())
                    .collect()
            }
        };
        bindings.into_iter().map(|variables| self.inputs_of(variables)).collect()
    }

    fn inputs_of(&self, variables: BTreeMap<Variable, Term>) -> Result<Inputs, BlockError> {
        let mut values = BTreeMap::new();
        for (name, pattern) in &self.properties {
            if !self.service.inputs.contains(&name.as_str()) {
                continue;
            }
            let value = match pattern {
                TermPattern::NamedNode(node) => node.clone().into(),
                TermPattern::Literal(literal) => literal.clone().into(),
                TermPattern::Variable(variable) => match variables.get(variable) {
                    Some(value) => value.clone(),
                    None if self.service.outputs.contains(&name.as_str()) => continue,
                    None => {
                        return Err(BlockError::Unbound {
                            input: name.clone(),
                            variable: variable.as_str().to_owned(),
                        });
                    }
                },
                other => {
                    return Err(BlockError::Unbound {
                        input: name.clone(),
                        variable: other.to_string(),
                    });
                }
            };
            values.insert(name.clone(), value);
        }
        Ok(Inputs { values, variables })
    }

    /// The variables of the rows that the block gives back.
    pub(super) fn variables(&self) -> Arc<[Variable]> {
        let mut variables: Vec<Variable> = self
            .properties
            .iter()
            .filter_map(|(_, pattern)| match pattern {
                TermPattern::Variable(variable) => Some(variable.clone()),
                _ => None,
            })
            .collect();
        if let Some(rest) = &self.rest {
            rest.on_in_scope_variable(|variable| variables.push(variable.clone()));
        }
        variables.sort();
        variables.dedup();
        variables.into()
    }

    /// A result as values of those variables; `None` where it contradicts a constant or another property.
    pub(super) fn solution(
        &self,
        inputs: &Inputs,
        result: &ResultRow,
    ) -> Option<Vec<Option<Term>>> {
        let mut values = inputs.variables.clone();
        for (name, pattern) in &self.properties {
            if inputs.values.contains_key(name) {
                continue;
            }
            let Some((_, Some(value))) = result.iter().find(|(output, _)| output == name) else {
                continue;
            };
            match pattern {
                TermPattern::Variable(variable) => {
                    let known = values.entry(variable.clone()).or_insert_with(|| value.clone());
                    if known != value {
                        return None;
                    }
                }
                TermPattern::NamedNode(node) if Term::from(node.clone()) != *value => return None,
                TermPattern::Literal(literal) if Term::from(literal.clone()) != *value => {
                    return None;
                }
                _ => {}
            }
        }
        Some(self.variables().iter().map(|variable| values.get(variable).cloned()).collect())
    }
}

impl Inputs {
    /// The text of an input: an IRI, or a literal's lexical form.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        Some(match self.values.get(name)? {
            Term::NamedNode(node) => node.as_str().to_owned(),
            Term::Literal(literal) => literal.value().to_owned(),
            other => other.to_string(),
        })
    }

    pub(super) fn required(&self, name: &'static str) -> Result<String, BlockError> {
        self.text(name).ok_or(BlockError::Missing(name))
    }

    pub(super) fn parsed<T>(
        &self,
        input: &'static str,
        expected: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, BlockError> {
        let Some(value) = self.text(input) else { return Ok(None) };
        match parse(&value) {
            Some(parsed) => Ok(Some(parsed)),
            None => Err(BlockError::Value { input, value, expected }),
        }
    }

    pub(super) fn whole<T: FromStr>(&self, input: &'static str) -> Result<Option<T>, BlockError> {
        self.parsed(input, "a whole number", |text| text.parse().ok())
    }

    pub(super) fn flag(&self, input: &'static str) -> Result<bool, BlockError> {
        let read = |text: &str| match text {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        };
        Ok(self.parsed(input, "true or false", read)?.unwrap_or_default())
    }

    pub(super) fn years(&self) -> Result<Option<(i16, i16)>, BlockError> {
        let read = |text: &str| {
            let (first, last) = text.split_once("..")?;
            let years: (i16, i16) = (first.parse().ok()?, last.parse().ok()?);
            (years.0 <= years.1).then_some(years)
        };
        self.parsed("years", "two years such as 1946..2024", read)
    }

    /// `svc:asOf` or `svc:years`.
    pub(super) fn when(&self) -> Result<When, BlockError> {
        Ok(match (self.day("asOf")?, self.years()?) {
            (Some(day), _) => When::On(day),
            (None, Some((first, last))) => When::Years(first, last),
            (None, None) => When::Ever,
        })
    }

    pub(super) fn day(&self, input: &'static str) -> Result<Option<i32>, BlockError> {
        self.parsed(input, "a date such as 1985-01-01", |text| text.parse().ok().map(day_of))
    }
}
