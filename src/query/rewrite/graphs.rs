//! `GRAPH ?g { … }` evaluates what is inside once for each named graph, then binds `?g` to its name (SPARQL 1.1,
//! section 18.6).
//!
//! The evaluator hands the variable down to the triple patterns inside. What has none stays without a graph: `VALUES`, a
//! sub-select, which then also counts, orders and cuts across all graphs. And the variable joins the two sides of a
//! `MINUS` that have nothing in common, and is bound where a `FILTER` or `OPTIONAL` inside asks for it.

use oxrdf::Variable;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::NamedNodePattern;

use super::Rewriter;
use crate::query::parts::{expressions, operands, patterns};

impl Rewriter<'_> {
    /// Makes what is inside a `GRAPH` bind its name.
    pub(super) fn name_graph(&mut self, name: &NamedNodePattern, inner: &mut GraphPattern) {
        if let NamedNodePattern::Variable(variable) = name {
            self.name_selects(variable, inner);
            drop_idle_minus(inner);
        }
        bind(inner);
    }

    /// Keeps the name apart from a variable inside that is not yet bound to it.
    pub(super) fn bind_name_last(&mut self, pattern: &mut GraphPattern) {
        let GraphPattern::Graph { name, inner } = pattern else { return };
        let NamedNodePattern::Variable(variable) = &*name else { return };
        if !asks_for(inner, &variable.clone()) {
            return;
        }
        let graph = self.fresh("graph");
        let there = GraphPattern::Graph { name: graph.clone().into(), inner: Box::default() };
        let named = GraphPattern::Extend {
            inner: Box::new(there),
            variable: variable.clone(),
            expression: Expression::Variable(graph.clone()),
        };
        *name = graph.into();
        let left = Box::new(std::mem::take(pattern));
        *pattern = GraphPattern::Join { left, right: Box::new(named) };
    }

    /// Evaluates each sub-select once for each graph.
    fn name_selects(&mut self, name: &Variable, pattern: &mut GraphPattern) {
        if matches!(pattern, GraphPattern::Graph { .. }) {
            return;
        }
        let Some((inner, columns)) = select(pattern) else {
            patterns(pattern).into_iter().for_each(|inner| self.name_selects(name, inner));
            return;
        };
        // Inside, a variable of that name may be another one.
        let graph = self.fresh("graph");
        columns.push(graph.clone());
        self.name_graph(&graph.clone().into(), inner);
        let each_graph = GraphPattern::Extend {
            inner: Box::new(GraphPattern::default()),
            variable: graph.clone(),
            expression: Expression::Variable(name.clone()),
        };
        let select =
            GraphPattern::Graph { name: graph.into(), inner: Box::new(std::mem::take(pattern)) };
        *pattern = GraphPattern::Lateral { left: Box::new(each_graph), right: Box::new(select) };
    }
}

/// The inside of a sub-select and its columns; nothing for what is none.
fn select(pattern: &mut GraphPattern) -> Option<(&mut GraphPattern, &mut Vec<Variable>)> {
    match pattern {
        GraphPattern::Project { inner, variables } => Some((inner, variables)),
        GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. } => select(inner),
        _ => None,
    }
}

/// Leaves out each `MINUS` whose sides share no variable: it takes nothing away.
fn drop_idle_minus(pattern: &mut GraphPattern) {
    if matches!(pattern, GraphPattern::Graph { .. } | GraphPattern::Project { .. }) {
        return;
    }
    if let GraphPattern::Minus { left, right } = pattern
        && !share_a_variable(left, right)
    {
        *pattern = std::mem::take(left);
    }
    patterns(pattern).into_iter().for_each(drop_idle_minus);
}

fn share_a_variable(left: &GraphPattern, right: &GraphPattern) -> bool {
    let mut of_left = Vec::new();
    left.on_in_scope_variable(|variable| of_left.push(variable));
    let mut shared = false;
    right.on_in_scope_variable(|variable| shared |= of_left.contains(&variable));
    shared
}

/// Joins what does not name its graph with the names of the graphs.
fn bind(pattern: &mut GraphPattern) {
    if names_graph(pattern) {
        return;
    }
    match pattern {
        GraphPattern::Union { left, right } => {
            bind(left);
            bind(right);
        }
        GraphPattern::Distinct { inner } | GraphPattern::Reduced { inner } => bind(inner),
        other => {
            // A pattern of no triples is that the graph is there.
            let there = Box::new(GraphPattern::default());
            let right = Box::new(std::mem::take(other));
            *other = GraphPattern::Join { left: there, right };
        }
    }
}

/// Whether a pattern asks for a variable where no triple has bound it yet: there it makes a difference whether it is the
/// name of the graph already.
fn asks_for(pattern: &mut GraphPattern, variable: &Variable) -> bool {
    use GraphPattern as P;
    let asks = match pattern {
        P::LeftJoin { left, right, .. } | P::Minus { left, right } | P::Lateral { left, right } => {
            mentions(right, variable) && !binds(left, variable)
        }
        P::Extend { variable: bound, .. } => bound == variable,
        // What is inside a sub-select is another matter.
        P::Project { .. } | P::Slice { .. } | P::Distinct { .. } | P::Reduced { .. } => {
            return false;
        }
        _ => false,
    };
    let is_bound = match pattern {
        P::LeftJoin { left, right, .. } => binds(left, variable) || binds(right, variable),
        P::Filter { inner, .. } | P::Extend { inner, .. } | P::OrderBy { inner, .. } => {
            binds(inner, variable)
        }
        _ => false,
    };
    asks || (!is_bound && expressions(pattern).into_iter().any(|part| uses(part, variable)))
        || patterns(pattern).into_iter().any(|part| asks_for(part, variable))
}

/// Whether each solution of a pattern has a variable from a triple.
fn binds(pattern: &GraphPattern, variable: &Variable) -> bool {
    use GraphPattern as P;
    match pattern {
        P::Bgp { .. } | P::Path { .. } => mentions(pattern, variable),
        P::Join { left, right } => binds(left, variable) || binds(right, variable),
        P::Union { left, right } => binds(left, variable) && binds(right, variable),
        P::LeftJoin { left, .. } | P::Minus { left, .. } => binds(left, variable),
        P::Filter { inner, .. } | P::Extend { inner, .. } | P::OrderBy { inner, .. } => {
            binds(inner, variable)
        }
        _ => false,
    }
}

fn mentions(pattern: &GraphPattern, variable: &Variable) -> bool {
    let mut is_mentioned = false;
    pattern.on_in_scope_variable(|inside| is_mentioned |= inside == variable);
    is_mentioned
}

fn uses(expression: &mut Expression, variable: &Variable) -> bool {
    match expression {
        Expression::Variable(used) | Expression::Bound(used) => used == variable,
        Expression::Exists(pattern) => mentions(pattern, variable) || asks_for(pattern, variable),
        other => operands(other).into_iter().any(|part| uses(part, variable)),
    }
}

/// Whether each solution comes from a triple pattern, or from the question whether the graph is there.
fn names_graph(pattern: &GraphPattern) -> bool {
    use GraphPattern as P;
    match pattern {
        P::Bgp { .. } | P::Path { .. } => true,
        P::Join { left, right } | P::Lateral { left, right } => {
            names_graph(left) || names_graph(right)
        }
        P::LeftJoin { left, .. } | P::Minus { left, .. } => names_graph(left),
        P::Union { left, right } => names_graph(left) && names_graph(right),
        P::Filter { inner, .. }
        | P::Extend { inner, .. }
        | P::OrderBy { inner, .. }
        | P::Distinct { inner }
        | P::Reduced { inner }
        | P::Slice { inner, .. } => names_graph(inner),
        P::Graph { .. }
        | P::Project { .. }
        | P::Values { .. }
        | P::Group { .. }
        | P::Service { .. } => false,
    }
}
