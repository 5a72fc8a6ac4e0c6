//! Queries that the evaluator would answer otherwise than SPARQL says, in other words that it answers rightly.
//!
//! Each file is one such difference. What no other words can mend is in `docs/CONFORMANCE.md`.

mod blank_nodes;
mod concat;
mod graphs;
mod paths;

use oxrdf::Variable;
use spareval::QueryEvaluator;
use spargebra::Query;
use spargebra::algebra::GraphPattern;
use spargebra::term::NamedNodePattern;

use super::parts::{expressions, pattern_of, patterns, patterns_in};
use crate::store::snapshot::DatasetView;

/// The query in words that the evaluator answers rightly over a dataset.
pub(super) fn rewrite(query: &Query, view: &DatasetView) -> Query {
    let mut query = query.clone();
    Rewriter { view, made: 0 }.pattern(pattern_of(&mut query), None);
    query
}

/// Lets an evaluator call the functions that rewritten queries call.
pub(super) fn install(evaluator: QueryEvaluator) -> QueryEvaluator {
    blank_nodes::install(evaluator)
}

struct Rewriter<'v> {
    view: &'v DatasetView,
    /// How many variables were made.
    made: usize,
}

impl Rewriter<'_> {
    /// Rewrites a pattern that is evaluated in a graph; without one, in the default graph.
    fn pattern(&mut self, pattern: &mut GraphPattern, graph: Option<&NamedNodePattern>) {
        self.number_solutions(pattern);
        self.bind_name_last(pattern);
        for expression in expressions(pattern) {
            patterns_in(expression, &mut |inner| self.pattern(inner, graph));
        }
        if let GraphPattern::Graph { name, inner } = pattern {
            self.pattern(inner, Some(name));
            self.name_graph(name, inner);
        } else {
            for inner in patterns(pattern) {
                self.pattern(inner, graph);
            }
        }
        self.start_path(pattern, graph);
        self.forget_language(pattern);
    }

    /// A variable that no query has: none can have a blank in its name.
    fn fresh(&mut self, what: &str) -> Variable {
        self.made += 1;
        Variable::new_unchecked(format!("{what} {}", self.made))
    }
}

#[cfg(test)]
mod tests;
