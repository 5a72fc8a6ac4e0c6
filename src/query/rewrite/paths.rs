//! A path of no steps begins and ends at any constant, be it in the data or not (SPARQL 1.1, section 18.4).
//!
//! The evaluator takes no step only from nodes of the graph.

use oxrdf::{Term, Variable};
use spareval::QueryableDataset;
use spargebra::algebra::{Expression, GraphPattern, PropertyPathExpression};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern};

use super::Rewriter;

impl Rewriter<'_> {
    /// Adds the solution of no steps where the evaluator would leave it out.
    pub(super) fn start_path(
        &mut self,
        pattern: &mut GraphPattern,
        graph: Option<&NamedNodePattern>,
    ) {
        let GraphPattern::Path { subject, path, object } = &*pattern else { return };
        if !may_be_empty(path) {
            return;
        }
        match (subject, object) {
            (TermPattern::Variable(variable), constant)
            | (constant, TermPattern::Variable(variable)) => {
                let Some(constant) = ground(constant) else { return };
                let no_steps = one_value(variable.clone(), constant.clone());
                let variable = variable.clone();
                match self.is_node(constant.clone().into(), graph) {
                    Some(true) => {}
                    Some(false) => *pattern = no_steps,
                    None => {
                        let steps = std::mem::take(pattern);
                        *pattern = steps_or_none(steps, variable, constant, no_steps);
                    }
                }
            }
            (subject, object) if subject == object && ground(subject).is_some() => {
                *pattern = GraphPattern::default();
            }
            _ => {}
        }
    }

    /// Whether a term is a node of the graph; nothing where the graph is not known yet.
    fn is_node(&self, term: Term, graph: Option<&NamedNodePattern>) -> Option<bool> {
        let internal = |term: Term| self.view.internalize_term(term).ok();
        let graph = match graph {
            None => None,
            Some(NamedNodePattern::NamedNode(node)) => Some(internal(node.clone().into())?),
            Some(NamedNodePattern::Variable(_)) => return None,
        };
        let node = internal(term)?;
        let has = |subject, object| {
            let graph = Some(graph.as_ref());
            self.view.internal_quads_for_pattern(subject, None, object, graph).next().is_some()
        };
        Some(has(Some(&node), None) || has(None, Some(&node)))
    }
}

fn may_be_empty(path: &PropertyPathExpression) -> bool {
    match path {
        PropertyPathExpression::ZeroOrMore(_) | PropertyPathExpression::ZeroOrOne(_) => true,
        PropertyPathExpression::Reverse(path) => may_be_empty(path),
        _ => false,
    }
}

/// A constant that `VALUES` can hold.
fn ground(term: &TermPattern) -> Option<GroundTerm> {
    match term {
        TermPattern::NamedNode(node) => Some(node.clone().into()),
        TermPattern::Literal(literal) => Some(literal.clone().into()),
        TermPattern::BlankNode(_) | TermPattern::Triple(_) | TermPattern::Variable(_) => None,
    }
}

fn one_value(variable: Variable, value: GroundTerm) -> GraphPattern {
    GraphPattern::Values { variables: vec![variable], bindings: vec![vec![Some(value)]] }
}

/// The solution of no steps, and those of the path that end elsewhere.
fn steps_or_none(
    steps: GraphPattern,
    variable: Variable,
    constant: GroundTerm,
    no_steps: GraphPattern,
) -> GraphPattern {
    let constant = match constant {
        GroundTerm::NamedNode(node) => Expression::NamedNode(node),
        GroundTerm::Literal(literal) => Expression::Literal(literal),
        GroundTerm::Triple(_) => return steps,
    };
    let stays = Expression::SameTerm(Box::new(Expression::Variable(variable)), Box::new(constant));
    let elsewhere =
        GraphPattern::Filter { expr: Expression::Not(Box::new(stays)), inner: Box::new(steps) };
    GraphPattern::Union { left: Box::new(elsewhere), right: Box::new(no_steps) }
}
