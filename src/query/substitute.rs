//! Putting values in the place of a query's parameters.
//!
//! A parameter is a constant wherever it stands: in patterns, in expressions, in sub-selects that do not
//! project it. So the value is written into the algebra, not joined from outside, which would not reach
//! a sub-select. A parameter that the query projects or groups by stays a column of the answer.

use std::collections::BTreeMap;

use oxrdf::{Literal, Term, Triple, Variable};
use spargebra::Query;
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

/// The values of parameters by name, without the question mark.
pub type Values = BTreeMap<String, Term>;

/// A value cannot stand where the query has the parameter.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SubstituteError {
    /// A literal or a triple where only an IRI can stand.
    #[error("?{parameter} stands where only an IRI can, but its value is {value}")]
    NotAnIri {
        /// The parameter's name.
        parameter: String,
        /// The value that was given.
        value: Term,
    },
    /// The query gives the parameter a value of its own.
    #[error("the query binds its own parameter ?{0}: remove the `BIND` or `VALUES`")]
    BoundInside(String),
}

/// Replaces parameters in a query by their values.
///
/// # Errors
///
/// When a value cannot stand in the place of its parameter, or the query assigns to it.
pub fn substitute(query: Query, values: &Values) -> Result<Query, SubstituteError> {
    if values.is_empty() {
        return Ok(query);
    }
    let replacer = Replacer { values };
    Ok(match query {
        Query::Select { dataset, pattern, base_iri } => {
            Query::Select { dataset, pattern: replacer.pattern(pattern)?, base_iri }
        }
        Query::Construct { template, dataset, pattern, base_iri } => Query::Construct {
            template: replacer.triples(template)?,
            dataset,
            pattern: replacer.pattern(pattern)?,
            base_iri,
        },
        Query::Describe { dataset, pattern, base_iri } => {
            Query::Describe { dataset, pattern: replacer.pattern(pattern)?, base_iri }
        }
        Query::Ask { dataset, pattern, base_iri } => {
            Query::Ask { dataset, pattern: replacer.pattern(pattern)?, base_iri }
        }
    })
}

struct Replacer<'a> {
    values: &'a Values,
}

impl Replacer<'_> {
    fn value(&self, variable: &Variable) -> Option<&Term> {
        self.values.get(variable.as_str())
    }

    #[expect(clippy::boxed_local, reason = "the algebra has its parts in boxes")]
    fn boxed(&self, pattern: Box<GraphPattern>) -> Result<Box<GraphPattern>, SubstituteError> {
        self.pattern(*pattern).map(Box::new)
    }

    fn pattern(&self, pattern: GraphPattern) -> Result<GraphPattern, SubstituteError> {
        use GraphPattern as P;
        Ok(match pattern {
            P::Bgp { patterns } => P::Bgp { patterns: self.triples(patterns)? },
            P::Path { subject, path, object } => {
                P::Path { subject: self.term(subject)?, path, object: self.term(object)? }
            }
            P::Join { left, right } => {
                P::Join { left: self.boxed(left)?, right: self.boxed(right)? }
            }
            P::LeftJoin { left, right, expression } => P::LeftJoin {
                left: self.boxed(left)?,
                right: self.boxed(right)?,
                expression: expression.map(|e| self.expression(e)).transpose()?,
            },
            P::Lateral { left, right } => {
                P::Lateral { left: self.boxed(left)?, right: self.boxed(right)? }
            }
            P::Filter { expr, inner } => {
                P::Filter { expr: self.expression(expr)?, inner: self.boxed(inner)? }
            }
            P::Union { left, right } => {
                P::Union { left: self.boxed(left)?, right: self.boxed(right)? }
            }
            P::Graph { name, inner } => {
                P::Graph { name: self.name(name)?, inner: self.boxed(inner)? }
            }
            P::Extend { inner, variable, expression } => {
                self.ensure_free(&variable)?;
                P::Extend {
                    inner: self.boxed(inner)?,
                    variable,
                    expression: self.expression(expression)?,
                }
            }
            P::Minus { left, right } => {
                P::Minus { left: self.boxed(left)?, right: self.boxed(right)? }
            }
            P::Values { variables, bindings } => {
                variables.iter().try_for_each(|variable| self.ensure_free(variable))?;
                P::Values { variables, bindings }
            }
            P::OrderBy { inner, expression } => P::OrderBy {
                inner: self.boxed(inner)?,
                expression: expression
                    .into_iter()
                    .map(|e| self.order(e))
                    .collect::<Result<_, _>>()?,
            },
            P::Project { inner, variables } => {
                let inner = self.keep_columns(self.pattern(*inner)?, &variables);
                P::Project { inner: Box::new(inner), variables }
            }
            P::Distinct { inner } => P::Distinct { inner: self.boxed(inner)? },
            P::Reduced { inner } => P::Reduced { inner: self.boxed(inner)? },
            P::Slice { inner, start, length } => {
                P::Slice { inner: self.boxed(inner)?, start, length }
            }
            P::Group { inner, variables, aggregates } => {
                let inner = self.keep_columns(self.pattern(*inner)?, &variables);
                let aggregates = aggregates
                    .into_iter()
                    .map(|(variable, aggregate)| Ok((variable, self.aggregate(aggregate)?)))
                    .collect::<Result<_, SubstituteError>>()?;
                P::Group { inner: Box::new(inner), variables, aggregates }
            }
            P::Service { name, inner, silent } => {
                P::Service { name: self.name(name)?, inner: self.boxed(inner)?, silent }
            }
        })
    }

    /// Binds the parameters among some columns to their values, so that the columns are not empty.
    fn keep_columns(&self, pattern: GraphPattern, columns: &[Variable]) -> GraphPattern {
        let grouped_already = |pattern: &GraphPattern, variable: &Variable| matches!(pattern, GraphPattern::Group { variables, .. } if variables.contains(variable));
        columns.iter().fold(pattern, |inner, variable| match self.value(variable) {
            Some(value) if !grouped_already(&inner, variable) => GraphPattern::Extend {
                inner: Box::new(inner),
                variable: variable.clone(),
                expression: constant(value),
            },
            _ => inner,
        })
    }

    fn ensure_free(&self, variable: &Variable) -> Result<(), SubstituteError> {
        match self.value(variable) {
            Some(_) => Err(SubstituteError::BoundInside(variable.as_str().to_owned())),
            None => Ok(()),
        }
    }

    fn triples(&self, triples: Vec<TriplePattern>) -> Result<Vec<TriplePattern>, SubstituteError> {
        triples.into_iter().map(|triple| self.triple(triple)).collect()
    }

    fn triple(&self, triple: TriplePattern) -> Result<TriplePattern, SubstituteError> {
        Ok(TriplePattern {
            subject: self.term(triple.subject)?,
            predicate: self.name(triple.predicate)?,
            object: self.term(triple.object)?,
        })
    }

    fn term(&self, term: TermPattern) -> Result<TermPattern, SubstituteError> {
        Ok(match term {
            TermPattern::Variable(variable) => match self.value(&variable) {
                Some(value) => term_pattern(value),
                None => variable.into(),
            },
            TermPattern::Triple(triple) => TermPattern::Triple(Box::new(self.triple(*triple)?)),
            other => other,
        })
    }

    fn name(&self, name: NamedNodePattern) -> Result<NamedNodePattern, SubstituteError> {
        let NamedNodePattern::Variable(variable) = name else { return Ok(name) };
        match self.value(&variable) {
            None => Ok(variable.into()),
            Some(Term::NamedNode(node)) => Ok(node.clone().into()),
            Some(value) => Err(SubstituteError::NotAnIri {
                parameter: variable.as_str().to_owned(),
                value: value.clone(),
            }),
        }
    }

    fn order(&self, order: OrderExpression) -> Result<OrderExpression, SubstituteError> {
        Ok(match order {
            OrderExpression::Asc(expression) => OrderExpression::Asc(self.expression(expression)?),
            OrderExpression::Desc(expression) => {
                OrderExpression::Desc(self.expression(expression)?)
            }
        })
    }

    fn aggregate(
        &self,
        aggregate: AggregateExpression,
    ) -> Result<AggregateExpression, SubstituteError> {
        Ok(match aggregate {
            AggregateExpression::FunctionCall { name, expr, distinct } => {
                AggregateExpression::FunctionCall { name, expr: self.expression(expr)?, distinct }
            }
            count @ AggregateExpression::CountSolutions { .. } => count,
        })
    }

    fn expressions(&self, all: Vec<Expression>) -> Result<Vec<Expression>, SubstituteError> {
        all.into_iter().map(|expression| self.expression(expression)).collect()
    }

    fn expression(&self, expression: Expression) -> Result<Expression, SubstituteError> {
        use Expression as E;
        let one = |e: Box<Expression>| self.expression(*e).map(Box::new);
        Ok(match expression {
            E::Variable(variable) => match self.value(&variable) {
                Some(value) => constant(value),
                None => E::Variable(variable),
            },
            E::Bound(variable) => match self.value(&variable) {
                Some(_) => E::Literal(Literal::from(true)),
                None => E::Bound(variable),
            },
            constant @ (E::NamedNode(_) | E::Literal(_)) => constant,
            E::Or(a, b) => E::Or(one(a)?, one(b)?),
            E::And(a, b) => E::And(one(a)?, one(b)?),
            E::Equal(a, b) => E::Equal(one(a)?, one(b)?),
            E::SameTerm(a, b) => E::SameTerm(one(a)?, one(b)?),
            E::Greater(a, b) => E::Greater(one(a)?, one(b)?),
            E::GreaterOrEqual(a, b) => E::GreaterOrEqual(one(a)?, one(b)?),
            E::Less(a, b) => E::Less(one(a)?, one(b)?),
            E::LessOrEqual(a, b) => E::LessOrEqual(one(a)?, one(b)?),
            E::In(a, list) => E::In(one(a)?, self.expressions(list)?),
            E::Add(a, b) => E::Add(one(a)?, one(b)?),
            E::Subtract(a, b) => E::Subtract(one(a)?, one(b)?),
            E::Multiply(a, b) => E::Multiply(one(a)?, one(b)?),
            E::Divide(a, b) => E::Divide(one(a)?, one(b)?),
            E::UnaryPlus(a) => E::UnaryPlus(one(a)?),
            E::UnaryMinus(a) => E::UnaryMinus(one(a)?),
            E::Not(a) => E::Not(one(a)?),
            E::Exists(pattern) => E::Exists(self.boxed(pattern)?),
            E::If(a, b, c) => E::If(one(a)?, one(b)?, one(c)?),
            E::Coalesce(list) => E::Coalesce(self.expressions(list)?),
            E::FunctionCall(function, arguments) => {
                E::FunctionCall(function, self.expressions(arguments)?)
            }
        })
    }
}

fn constant(value: &Term) -> Expression {
    match value {
        Term::NamedNode(node) => Expression::NamedNode(node.clone()),
        Term::Literal(literal) => Expression::Literal(literal.clone()),
        // Parameters are IRIs and literals; anything else is shown as its text.
        other => Expression::Literal(Literal::new_simple_literal(other.to_string())),
    }
}

fn term_pattern(value: &Term) -> TermPattern {
    match value {
        Term::NamedNode(node) => node.clone().into(),
        Term::BlankNode(node) => node.clone().into(),
        Term::Literal(literal) => literal.clone().into(),
        Term::Triple(triple) => TermPattern::Triple(Box::new(triple_pattern(triple))),
    }
}

fn triple_pattern(triple: &Triple) -> TriplePattern {
    TriplePattern {
        subject: term_pattern(&triple.subject.clone().into()),
        predicate: triple.predicate.clone().into(),
        object: term_pattern(&triple.object),
    }
}
