//! `GROUP_CONCAT` gives a simple literal (SPARQL 1.1, section 18.5.1.7); the evaluator keeps a language that all have.

use spargebra::algebra::{
    AggregateExpression, AggregateFunction, Expression, Function, GraphPattern,
};

use super::Rewriter;

impl Rewriter<'_> {
    /// Takes the string of what a `GROUP_CONCAT` gives.
    pub(super) fn forget_language(&mut self, pattern: &mut GraphPattern) {
        let mut renamed = Vec::new();
        if let GraphPattern::Group { aggregates, .. } = pattern {
            for (variable, aggregate) in aggregates {
                if is_concat(aggregate) {
                    let raw = self.fresh("concat");
                    renamed.push((std::mem::replace(variable, raw.clone()), raw));
                }
            }
        }
        for (variable, raw) in renamed {
            let expression =
                Expression::FunctionCall(Function::Str, vec![Expression::Variable(raw)]);
            let inner = Box::new(std::mem::take(pattern));
            *pattern = GraphPattern::Extend { inner, variable, expression };
        }
    }
}

fn is_concat(aggregate: &AggregateExpression) -> bool {
    matches!(
        aggregate,
        AggregateExpression::FunctionCall { name: AggregateFunction::GroupConcat { .. }, .. }
    )
}
