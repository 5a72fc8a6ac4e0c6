//! `BNODE("x")` is one blank node within a solution, and another in each other one (SPARQL 1.1, section 17.4.2.9).
//!
//! The evaluator makes a blank node named `x` in all of them. So each solution gets a blank node of its own first, and
//! the function makes its node from that one and its argument.

use oxrdf::{BlankNode, NamedNode, NamedNodeRef, Term, vocab::xsd};
use spareval::QueryEvaluator;
use spargebra::algebra::{Expression, Function, GraphPattern};
use xxhash_rust::xxh3::xxh3_128;

use super::Rewriter;
use crate::query::parts::operands;

/// Makes a blank node from that of the solution and a string.
const NODE_OF: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("https://w3id.org/comity/function#_blankNode");

pub(super) fn install(evaluator: QueryEvaluator) -> QueryEvaluator {
    evaluator.with_custom_function(NODE_OF.into_owned(), |arguments| match arguments {
        [Term::BlankNode(solution), Term::Literal(name)] if name.datatype() == xsd::STRING => {
            let hash = xxh3_128(format!("{} {}", solution.as_str(), name.value()).as_bytes());
            Some(BlankNode::new_from_unique_id(hash).into())
        }
        _ => None,
    })
}

impl Rewriter<'_> {
    /// Gives the solutions below a row of `BIND` or of `SELECT` expressions a blank node each, if one of them needs it.
    pub(super) fn number_solutions(&mut self, pattern: &mut GraphPattern) {
        let solution = self.fresh("solution");
        let mut place = pattern;
        let mut is_needed = false;
        while let GraphPattern::Extend { inner, expression, .. } = place {
            is_needed |= name_node(expression, &Expression::Variable(solution.clone()));
            place = inner;
        }
        if is_needed {
            *place = GraphPattern::Extend {
                inner: Box::new(std::mem::take(place)),
                variable: solution,
                expression: Expression::FunctionCall(Function::BNode, Vec::new()),
            };
        }
    }
}

/// Replaces the calls of `BNODE` that have an argument; tells whether there were any.
fn name_node(expression: &mut Expression, solution: &Expression) -> bool {
    let is_found = matches!(
        expression,
        Expression::FunctionCall(Function::BNode, arguments) if !arguments.is_empty()
    );
    if is_found && let Expression::FunctionCall(function, arguments) = expression {
        *function = Function::Custom(NamedNode::from(NODE_OF));
        arguments.insert(0, solution.clone());
    }
    operands(expression).into_iter().fold(is_found, |found, part| name_node(part, solution) | found)
}
