//! What the evaluator does for the executor: functions, and patterns that the executor has no way for.
//!
//! Rows go in as the answer of a service that exists within one call only. So any term can be handed over, blank nodes
//! too, and the evaluator does the rest.

use std::convert::Infallible;
use std::sync::Arc;

use oxiri::Iri;
use oxrdf::{Literal, NamedNode, Term, Variable};
use spareval::{
    QueryDatasetSpecification, QueryEvaluationError, QueryEvaluator, QueryResults, QuerySolution,
    QuerySolutionIter, ServiceHandler,
};
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::NamedNodePattern;

use crate::store::snapshot::DatasetView;

/// The service that hands rows over.
const ROWS: &str = "urn:comity:rows";

/// The evaluator, ready for patterns and expressions of one query.
pub(super) struct Foreign {
    evaluator: QueryEvaluator,
    view: DatasetView,
    base: Option<Iri<String>>,
}

impl std::fmt::Debug for Foreign {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Foreign")
    }
}

/// A row that is handed over or comes back: a term for each variable that is bound.
pub(super) type Row = Vec<Option<Term>>;

struct Rows {
    variables: Arc<[Variable]>,
    rows: Arc<[Row]>,
}

impl ServiceHandler for Rows {
    type Error = Infallible;

    fn handle(
        &self,
        _: &GraphPattern,
        _: Option<&Iri<String>>,
    ) -> Result<QuerySolutionIter<'static>, Infallible> {
        let (variables, rows) = (Arc::clone(&self.variables), Arc::clone(&self.rows));
        let names = Arc::clone(&self.variables);
        let solutions = (0..rows.len())
            .map(move |row| Ok(QuerySolution::from((names.to_vec(), rows[row].clone()))));
        Ok(QuerySolutionIter::new(variables, solutions))
    }
}

fn row_number() -> Variable {
    Variable::new_unchecked("comity_row")
}

impl Foreign {
    pub(super) fn new(
        evaluator: QueryEvaluator,
        view: DatasetView,
        base: Option<Iri<String>>,
    ) -> Self {
        Self { evaluator, view, base }
    }

    /// The value of an expression for each row.
    pub(super) fn values(
        &self,
        expression: &Expression,
        variables: &[Variable],
        rows: Vec<Row>,
    ) -> Vec<Option<Term>> {
        let result = Variable::new_unchecked("comity_value");
        let mut values = vec![None; rows.len()];
        let (handler, service) = handed_over(variables, rows);
        let pattern = GraphPattern::Project {
            inner: Box::new(GraphPattern::Extend {
                inner: Box::new(service),
                variable: result.clone(),
                expression: expression.clone(),
            }),
            variables: vec![row_number(), result],
        };
        // An expression that cannot be evaluated at all was refused when the query was prepared.
        let set = |row: usize, mut terms: Row| values[row] = terms.pop().flatten();
        drop(self.solve(handler, pattern, set));
        values
    }

    /// The solutions of a pattern, seeded by rows: the number of the row and the pattern's variables.
    pub(super) fn solutions(
        &self,
        pattern: &GraphPattern,
        variables: &[Variable],
        seeds: Vec<Row>,
        wanted: &[Variable],
        solution: impl FnMut(usize, Row),
    ) -> Result<(), QueryEvaluationError> {
        let (handler, service) = handed_over(variables, seeds);
        let pattern = GraphPattern::Project {
            inner: Box::new(GraphPattern::Lateral {
                left: Box::new(service),
                right: Box::new(pattern.clone()),
            }),
            variables: std::iter::once(row_number()).chain(wanted.iter().cloned()).collect(),
        };
        self.solve(handler, pattern, solution)
    }

    /// The solutions of a pattern that no rows are handed to.
    pub(super) fn all_solutions(
        &self,
        pattern: &GraphPattern,
        wanted: &[Variable],
        mut solution: impl FnMut(usize, Row),
    ) -> Result<(), QueryEvaluationError> {
        let pattern =
            GraphPattern::Project { inner: Box::new(pattern.clone()), variables: wanted.to_vec() };
        self.query(&self.evaluator, pattern, |terms| solution(0, terms))
    }

    fn solve(
        &self,
        handler: Rows,
        pattern: GraphPattern,
        mut solution: impl FnMut(usize, Row),
    ) -> Result<(), QueryEvaluationError> {
        let evaluator =
            self.evaluator.clone().with_service_handler(NamedNode::new_unchecked(ROWS), handler);
        self.query(&evaluator, pattern, |mut terms| {
            let number = match terms.remove(0) {
                Some(Term::Literal(number)) => number.value().parse().unwrap_or(usize::MAX),
                _ => usize::MAX,
            };
            solution(number, terms);
        })
    }

    fn query(
        &self,
        evaluator: &QueryEvaluator,
        pattern: GraphPattern,
        mut solution: impl FnMut(Row),
    ) -> Result<(), QueryEvaluationError> {
        let query = Query::Select { dataset: None, pattern, base_iri: self.base.clone() };
        let mut prepared = evaluator.prepare(&query);
        *prepared.dataset_mut() = QueryDatasetSpecification::new();
        let QueryResults::Solutions(solutions) = prepared.execute(self.view.clone())? else {
            return Ok(());
        };
        for found in solutions {
            solution(found?.values().to_vec());
        }
        Ok(())
    }
}

/// A handler that gives rows with their numbers, and the pattern that asks for them.
fn handed_over(variables: &[Variable], rows: Vec<Row>) -> (Rows, GraphPattern) {
    let names: Arc<[Variable]> =
        std::iter::once(row_number()).chain(variables.iter().cloned()).collect();
    let rows = rows
        .into_iter()
        .enumerate()
        .map(|(number, mut row)| {
            row.insert(0, Some(Literal::from(number as u64).into()));
            row
        })
        .collect();
    let inner = GraphPattern::Values { variables: names.to_vec(), bindings: Vec::new() };
    let name = NamedNodePattern::NamedNode(NamedNode::new_unchecked(ROWS));
    let service = GraphPattern::Service { name, inner: Box::new(inner), silent: false };
    (Rows { variables: names, rows }, service)
}
