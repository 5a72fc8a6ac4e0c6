//! Which variables a query's variables are computed from, so that an unbound one can be traced to its columns.

use std::collections::{BTreeMap, BTreeSet};

use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{NamedNodePattern, TermPattern};

/// For each variable that a query assigns, the variables in its expression.
#[derive(Debug, Default)]
pub(super) struct Dependencies {
    assigned: BTreeMap<String, BTreeSet<String>>,
    /// Variables in patterns over the data.
    matched: BTreeSet<String>,
}

impl Dependencies {
    pub(super) fn of(pattern: &GraphPattern) -> Self {
        let mut found = Self::default();
        found.walk(pattern);
        found
    }

    /// Whether the query assigns a variable.
    pub(super) fn binds(&self, name: &str) -> bool {
        self.assigned.contains_key(name)
    }

    /// Whether a pattern over the data may give it a value.
    pub(super) fn mentions(&self, name: &str) -> bool {
        self.matched.contains(name)
    }

    /// Everything that a variable is computed from, itself included.
    pub(super) fn sources(&self, name: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::from([name.to_owned()]);
        let mut open = vec![name.to_owned()];
        while let Some(name) = open.pop() {
            for source in self.assigned.get(&name).into_iter().flatten() {
                if found.insert(source.clone()) {
                    open.push(source.clone());
                }
            }
        }
        found
    }

    fn walk(&mut self, pattern: &GraphPattern) {
        use GraphPattern as P;
        match pattern {
            P::Bgp { patterns } => {
                for triple in patterns {
                    self.term(&triple.subject);
                    self.name(&triple.predicate);
                    self.term(&triple.object);
                }
            }
            P::Path { subject, object, .. } => {
                self.term(subject);
                self.term(object);
            }
            P::Extend { inner, variable, expression } => {
                let variables = variables(expression);
                self.assigned.entry(variable.as_str().to_owned()).or_default().extend(variables);
                self.walk(inner);
            }
            P::Values { variables, .. } => {
                for variable in variables {
                    self.assigned.entry(variable.as_str().to_owned()).or_default();
                }
            }
            P::Group { inner, variables: by, aggregates } => {
                for (variable, _) in aggregates {
                    let by = by.iter().map(|variable| variable.as_str().to_owned());
                    self.assigned.entry(variable.as_str().to_owned()).or_default().extend(by);
                }
                self.walk(inner);
            }
            P::Join { left, right }
            | P::Lateral { left, right }
            | P::LeftJoin { left, right, .. }
            | P::Union { left, right }
            | P::Minus { left, right } => {
                self.walk(left);
                self.walk(right);
            }
            P::Graph { name, inner } | P::Service { name, inner, .. } => {
                self.name(name);
                self.walk(inner);
            }
            P::Filter { inner, .. }
            | P::OrderBy { inner, .. }
            | P::Project { inner, .. }
            | P::Distinct { inner }
            | P::Reduced { inner }
            | P::Slice { inner, .. } => self.walk(inner),
        }
    }

    fn term(&mut self, term: &TermPattern) {
        if let TermPattern::Variable(variable) = term {
            self.matched.insert(variable.as_str().to_owned());
        }
    }

    fn name(&mut self, name: &NamedNodePattern) {
        if let NamedNodePattern::Variable(variable) = name {
            self.matched.insert(variable.as_str().to_owned());
        }
    }
}

/// The variables of an expression.
pub(super) fn variables(expression: &Expression) -> BTreeSet<String> {
    // The algebra has no walk of its own; its text in SPARQL names each variable with a question mark.
    let text = expression.to_string();
    let is_name = |character: char| character.is_alphanumeric() || character == '_';
    text.split('?')
        .skip(1)
        .map(|rest| rest.chars().take_while(|character| is_name(*character)).collect::<String>())
        .filter(|name| !name.is_empty())
        .collect()
}
