//! What the templates of an update make of a solution.

use oxrdf::{BlankNode, GraphName, NamedNode, NamedOrBlankNode, Quad, Term, Triple, Variable};
use rustc_hash::FxHashMap;
use spareval::QuerySolution;
use spargebra::term::{
    self, GraphNamePattern, GroundQuad, GroundQuadPattern, NamedNodePattern, QuadPattern,
    TermPattern, TriplePattern,
};

/// Quads with variables and blank nodes in them.
pub(super) struct Template(Vec<QuadPattern>);

impl From<&[QuadPattern]> for Template {
    fn from(quads: &[QuadPattern]) -> Self {
        Self(quads.to_vec())
    }
}

impl From<&[GroundQuadPattern]> for Template {
    fn from(quads: &[GroundQuadPattern]) -> Self {
        let pattern = |quad: &GroundQuadPattern| QuadPattern {
            subject: quad.subject.clone().into(),
            predicate: quad.predicate.clone(),
            object: quad.object.clone().into(),
            graph_name: quad.graph_name.clone(),
        };
        Self(quads.iter().map(pattern).collect())
    }
}

impl From<&[term::Quad]> for Template {
    fn from(quads: &[term::Quad]) -> Self {
        let pattern = |quad: &term::Quad| QuadPattern {
            subject: quad.subject.clone().into(),
            predicate: quad.predicate.clone().into(),
            object: quad.object.clone().into(),
            graph_name: quad.graph_name.clone().into(),
        };
        Self(quads.iter().map(pattern).collect())
    }
}

impl From<&[GroundQuad]> for Template {
    fn from(quads: &[GroundQuad]) -> Self {
        let pattern = |quad: &GroundQuad| QuadPattern {
            subject: quad.subject.clone().into(),
            predicate: quad.predicate.clone().into(),
            object: Term::from(quad.object.clone()).into(),
            graph_name: quad.graph_name.clone().into(),
        };
        Self(quads.iter().map(pattern).collect())
    }
}

impl Template {
    /// The variables in it, each once.
    pub(super) fn variables(&self) -> Vec<Variable> {
        let mut variables = Vec::new();
        for quad in &self.0 {
            of_term(&quad.subject, &mut variables);
            of_predicate(&quad.predicate, &mut variables);
            of_term(&quad.object, &mut variables);
            if let GraphNamePattern::Variable(variable) = &quad.graph_name {
                variables.push(variable.clone());
            }
        }
        variables.sort();
        variables.dedup();
        variables
    }

    /// Its quads with the values of a solution, its blank nodes made anew. Quads that miss a value, or have one where it
    /// cannot stand, are left out.
    pub(super) fn fill(&self, solution: Option<&QuerySolution>, quads: &mut Vec<Quad>) {
        let mut filling = Filling { solution, fresh: FxHashMap::default() };
        quads.extend(self.0.iter().filter_map(|quad| filling.quad(quad)));
    }
}

fn of_term(term: &TermPattern, variables: &mut Vec<Variable>) {
    match term {
        TermPattern::Variable(variable) => variables.push(variable.clone()),
        TermPattern::Triple(triple) => {
            of_term(&triple.subject, variables);
            of_predicate(&triple.predicate, variables);
            of_term(&triple.object, variables);
        }
        TermPattern::NamedNode(_) | TermPattern::BlankNode(_) | TermPattern::Literal(_) => {}
    }
}

fn of_predicate(predicate: &NamedNodePattern, variables: &mut Vec<Variable>) {
    if let NamedNodePattern::Variable(variable) = predicate {
        variables.push(variable.clone());
    }
}

/// One solution, and the blank nodes that the template's have become for it.
struct Filling<'s> {
    solution: Option<&'s QuerySolution>,
    fresh: FxHashMap<BlankNode, BlankNode>,
}

impl Filling<'_> {
    fn quad(&mut self, quad: &QuadPattern) -> Option<Quad> {
        Some(Quad {
            subject: self.subject(&quad.subject)?,
            predicate: self.predicate(&quad.predicate)?,
            object: self.term(&quad.object)?,
            graph_name: self.graph(&quad.graph_name)?,
        })
    }

    fn triple(&mut self, triple: &TriplePattern) -> Option<Triple> {
        Some(Triple {
            subject: self.subject(&triple.subject)?,
            predicate: self.predicate(&triple.predicate)?,
            object: self.term(&triple.object)?,
        })
    }

    fn subject(&mut self, subject: &TermPattern) -> Option<NamedOrBlankNode> {
        match self.term(subject)? {
            Term::NamedNode(node) => Some(node.into()),
            Term::BlankNode(node) => Some(node.into()),
            Term::Literal(_) | Term::Triple(_) => None,
        }
    }

    fn predicate(&self, predicate: &NamedNodePattern) -> Option<NamedNode> {
        match predicate {
            NamedNodePattern::NamedNode(node) => Some(node.clone()),
            NamedNodePattern::Variable(variable) => match self.value(variable)? {
                Term::NamedNode(node) => Some(node),
                _ => None,
            },
        }
    }

    fn graph(&self, graph: &GraphNamePattern) -> Option<GraphName> {
        match graph {
            GraphNamePattern::DefaultGraph => Some(GraphName::DefaultGraph),
            GraphNamePattern::NamedNode(node) => Some(node.clone().into()),
            GraphNamePattern::Variable(variable) => match self.value(variable)? {
                Term::NamedNode(node) => Some(node.into()),
                Term::BlankNode(node) => Some(node.into()),
                Term::Literal(_) | Term::Triple(_) => None,
            },
        }
    }

    fn term(&mut self, term: &TermPattern) -> Option<Term> {
        Some(match term {
            TermPattern::NamedNode(node) => node.clone().into(),
            TermPattern::Literal(literal) => literal.clone().into(),
            TermPattern::BlankNode(node) => {
                self.fresh.entry(node.clone()).or_default().clone().into()
            }
            TermPattern::Triple(triple) => Term::Triple(Box::new(self.triple(triple)?)),
            TermPattern::Variable(variable) => self.value(variable)?,
        })
    }

    fn value(&self, variable: &Variable) -> Option<Term> {
        self.solution?.get(variable).cloned()
    }
}
