//! A table's query over its rows: the `WHERE` is asked for a batch of rows at once, each with its number, and the
//! template is filled here, so that no row can vanish.
//!
//! The rows are the left side of a lateral join, so that every part of the pattern sees the columns, those in `UNION` and
//! `OPTIONAL` too.

use std::sync::Arc;

use oxrdf::{GraphName, Literal, NamedNode, NamedOrBlankNode, Quad, Term, Variable};
use spareval::{QueryEvaluator, QueryResults};
use spargebra::Query;
use spargebra::algebra::GraphPattern;
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern};

use super::dependencies::Dependencies;
use super::error::ImportError;
use super::mapping::{ColumnType, Table};
use super::row::{Rejection, Row};
use super::schema::{CellKind, Schema};
use crate::query::functions::{Failure, Functions, failures_of};
use crate::query::{Deadline, QueryError};
use crate::store::snapshot::{DatasetView, DefaultGraph, Snapshot};
use crate::vocab::{self, xsd};

/// The variable that holds a row's place in its batch.
const ROW: &str = "row_";

/// The variable by which a mapping leaves a row out, with the reason.
const SKIP: &str = "skip";

/// A table's query, ready to be asked about batches of rows.
pub(super) struct Evaluator {
    snapshot: Arc<Snapshot>,
    functions: Functions,
    schema: Schema,
    /// The columns of `VALUES`, and the cells that they come from.
    inputs: Vec<(Variable, usize)>,
    /// Variables with one value for all rows.
    constants: Vec<(Variable, GroundTerm)>,
    pattern: GraphPattern,
    base: Option<oxiri::Iri<String>>,
    /// What is asked for: the row's place, then everything that the template and the account need.
    outputs: Vec<Variable>,
    template: Vec<[Slot; 3]>,
    required: Vec<usize>,
    skip: Option<usize>,
    dependencies: Dependencies,
    graph: GraphName,
    blank_prefix: String,
}

/// A place in the template.
#[derive(Debug, Clone)]
enum Slot {
    Fixed(Term),
    Output(usize),
    /// A blank node, which becomes an IRI of its row.
    Blank(String),
}

/// What a row came to.
#[derive(Debug)]
pub(super) enum Outcome {
    Imported(Vec<Quad>),
    Skipped(String),
    Rejected(Rejection),
}

impl Evaluator {
    pub(super) fn new(
        snapshot: &Arc<Snapshot>,
        table: &Table,
        schema: &Schema,
        constants: &[(&str, Term)],
        graph: &NamedNode,
    ) -> Result<Option<Self>, String> {
        let Some(Query::Construct { template, pattern, base_iri, .. }) = &table.construct else {
            return Ok(None);
        };
        // A projection would hide the columns, which the pattern uses and does not bind.
        let pattern = match pattern {
            GraphPattern::Project { inner, .. } => inner,
            other => other,
        };
        let mut outputs = vec![Variable::new_unchecked(ROW)];
        let mut compiled = Vec::with_capacity(template.len());
        for triple in template {
            compiled.push([
                slot(&triple.subject, &mut outputs)?,
                match &triple.predicate {
                    NamedNodePattern::NamedNode(node) => Slot::Fixed(node.clone().into()),
                    NamedNodePattern::Variable(variable) => output(variable, &mut outputs),
                },
                slot(&triple.object, &mut outputs)?,
            ]);
        }
        let place = |name: &str, outputs: &mut Vec<Variable>| {
            let variable = Variable::new_unchecked(name);
            outputs.iter().position(|known| *known == variable).unwrap_or_else(|| {
                outputs.push(variable);
                outputs.len() - 1
            })
        };
        let dependencies = Dependencies::of(pattern);
        let skip = dependencies.binds(SKIP).then(|| place(SKIP, &mut outputs));
        let required = table.required.iter().map(|name| place(name, &mut outputs)).collect();
        let inputs: Vec<(Variable, usize)> = schema
            .cells()
            .iter()
            .enumerate()
            .filter_map(|(index, cell)| Some((Variable::new(cell.variable.as_ref()?).ok()?, index)))
            .collect();
        for (variable, _) in &inputs {
            if dependencies.binds(variable.as_str()) {
                return Err(format!(
                    "the query binds ?{}, which is a column: take another name",
                    variable.as_str()
                ));
            }
        }
        let known = |name: &str| {
            dependencies.binds(name)
                || dependencies.mentions(name)
                || inputs.iter().any(|(variable, _)| variable.as_str() == name)
                || constants.iter().any(|(constant, _)| *constant == name)
        };
        if let Some(unknown) = outputs.iter().skip(1).find(|variable| !known(variable.as_str())) {
            return Err(format!(
                "?{} stands in the template or under `Required`, but neither a column nor the query gives it a value",
                unknown.as_str()
            ));
        }
        let constants = constants
            .iter()
            .filter_map(|(name, term)| {
                Some((Variable::new_unchecked(*name), ground(term.clone())?))
            })
            .collect();
        Ok(Some(Self {
            snapshot: Arc::clone(snapshot),
            functions: Functions::new(snapshot),
            schema: schema.clone(),
            inputs,
            constants,
            pattern: GraphPattern::clone(pattern),
            base: base_iri.clone(),
            outputs,
            template: compiled,
            required,
            skip,
            dependencies,
            graph: graph.clone().into(),
            blank_prefix: format!("{}genid/{}/", vocab::ID, table.name),
        }))
    }

    /// What becomes of each row of a batch, in order.
    pub(super) fn evaluate(&self, rows: &[Row]) -> Result<Vec<Outcome>, ImportError> {
        let mut solutions: Vec<Vec<Vec<Option<Term>>>> = vec![Vec::new(); rows.len()];
        for solution in self.solutions(rows)? {
            if let Some(Term::Literal(place)) = &solution[0]
                && let Some(of_row) =
                    place.value().parse().ok().and_then(|place: usize| solutions.get_mut(place))
            {
                of_row.push(solution);
            }
        }
        rows.iter().zip(solutions).map(|(row, solutions)| self.outcome(row, &solutions)).collect()
    }

    fn outcome(&self, row: &Row, solutions: &[Vec<Option<Term>>]) -> Result<Outcome, ImportError> {
        if solutions.is_empty() {
            return self.why_nothing(row).map(Outcome::Rejected);
        }
        let reason = |solution: &Vec<Option<Term>>| match solution[self.skip?].as_ref()? {
            Term::Literal(literal) => Some(literal.value().to_owned()),
            other => Some(other.to_string()),
        };
        let mut quads = Vec::new();
        let mut skipped = None;
        for (number, solution) in solutions.iter().enumerate() {
            if let Some(reason) = reason(solution) {
                skipped = Some(reason);
                continue;
            }
            if let Some(&missing) = self.required.iter().find(|&&place| solution[place].is_none()) {
                return self.why_unbound(row, &self.outputs[missing]).map(Outcome::Rejected);
            }
            self.fill(row, number, solution, &mut quads);
        }
        match skipped {
            Some(reason) if quads.is_empty() => Ok(Outcome::Skipped(reason)),
            _ => Ok(Outcome::Imported(quads)),
        }
    }

    /// Fills the template; a triple with an unbound variable is left out, as `CONSTRUCT` does.
    fn fill(&self, row: &Row, number: usize, solution: &[Option<Term>], quads: &mut Vec<Quad>) {
        let term = |slot: &Slot| match slot {
            Slot::Fixed(term) => Some(term.clone()),
            Slot::Output(place) => solution[*place].clone(),
            Slot::Blank(label) => {
                let iri = format!("{}{}-{number}-{label}", self.blank_prefix, row.line());
                Some(NamedNode::new_unchecked(iri).into())
            }
        };
        for [subject, predicate, object] in &self.template {
            let (Some(subject), Some(predicate), Some(object)) =
                (term(subject), term(predicate), term(object))
            else {
                continue;
            };
            let subject = match subject {
                Term::NamedNode(node) => NamedOrBlankNode::from(node),
                _ => continue,
            };
            let Term::NamedNode(predicate) = predicate else { continue };
            if matches!(object, Term::BlankNode(_)) {
                continue;
            }
            quads.push(Quad::new(subject, predicate, object, self.graph.clone()));
        }
    }

    fn solutions(&self, rows: &[Row]) -> Result<Vec<Vec<Option<Term>>>, ImportError> {
        let integer = |place: usize| {
            GroundTerm::Literal(Literal::new_typed_literal(place.to_string(), xsd::INTEGER))
        };
        let mut variables = vec![Variable::new_unchecked(ROW)];
        variables.extend(self.inputs.iter().map(|(variable, _)| variable.clone()));
        variables.extend(self.constants.iter().map(|(variable, _)| variable.clone()));
        let bindings = rows
            .iter()
            .enumerate()
            .map(|(place, row)| {
                std::iter::once(Some(integer(place)))
                    .chain(self.inputs.iter().map(|(_, column)| self.term(row, *column)))
                    .chain(self.constants.iter().map(|(_, term)| Some(term.clone())))
                    .collect()
            })
            .collect();
        let pattern = GraphPattern::Project {
            inner: Box::new(GraphPattern::Lateral {
                left: Box::new(GraphPattern::Values { variables, bindings }),
                right: Box::new(self.pattern.clone()),
            }),
            variables: self.outputs.clone(),
        };
        let query = Query::Select { dataset: None, pattern, base_iri: self.base.clone() };
        let evaluator = self.functions.install(QueryEvaluator::new());
        let view = DatasetView::new(Arc::clone(&self.snapshot), DefaultGraph::Union);
        let failed = |error| QueryError::from_evaluation(error, &Deadline::default());
        let QueryResults::Solutions(solutions) =
            evaluator.prepare(&query).execute(view).map_err(failed)?
        else {
            return Ok(Vec::new());
        };
        // The evaluator gives its variables in an order of its own.
        let places: Vec<Option<usize>> = self
            .outputs
            .iter()
            .map(|output| solutions.variables().iter().position(|variable| variable == output))
            .collect();
        solutions
            .map(|solution| {
                let solution = solution.map_err(failed)?;
                let values = solution.values();
                Ok(places
                    .iter()
                    .map(|place| place.and_then(|place| values[place].clone()))
                    .collect())
            })
            .collect()
    }

    fn term(&self, row: &Row, column: usize) -> Option<GroundTerm> {
        let value = self.schema.value(row, column)?;
        Some(match self.schema.cells()[column].kind {
            CellKind::Of(kind) => GroundTerm::Literal(literal(kind, value)),
            CellKind::Term => ground(value.parse().ok()?)?,
        })
    }

    fn why_nothing(&self, row: &Row) -> Result<Rejection, ImportError> {
        let (_, failures) = self.failures(row)?;
        Ok(match failures.first() {
            Some(failure) => self.because_of(row, failure, &[]),
            None => Rejection {
                line: row.line(),
                column: String::new(),
                value: String::new(),
                reason: "the mapping's pattern matches nothing for this row".to_owned(),
                suggestion: String::new(),
            },
        })
    }

    /// Why a required variable is unbound: what the functions said, else which of its columns is empty.
    fn why_unbound(&self, row: &Row, variable: &Variable) -> Result<Rejection, ImportError> {
        let sources = self.dependencies.sources(variable.as_str());
        let columns: Vec<usize> = self
            .inputs
            .iter()
            .filter(|(input, _)| sources.contains(input.as_str()))
            .map(|(_, column)| *column)
            .collect();
        let (_, failures) = self.failures(row)?;
        let of_columns = |failure: &&Failure| {
            columns
                .iter()
                .any(|&column| self.schema.value(row, column) == Some(failure.value.trim()))
        };
        if let Some(failure) = failures.iter().find(of_columns).or_else(|| failures.first()) {
            return Ok(self.because_of(row, failure, &columns));
        }
        let empty = columns.iter().find(|&&column| self.schema.value(row, column).is_none());
        let column = empty.or(columns.first());
        let value = column.map(|&column| row.cell(column).to_owned()).unwrap_or_default();
        Ok(Rejection {
            line: row.line(),
            column: column
                .map(|&column| self.schema.cells()[column].heading.clone())
                .unwrap_or_default(),
            reason: match empty {
                Some(_) => format!("the cell is empty, and ?{} needs it", variable.as_str()),
                None => format!("the mapping finds no ?{} for it", variable.as_str()),
            },
            value,
            suggestion: String::new(),
        })
    }

    fn failures(&self, row: &Row) -> Result<(usize, Vec<Failure>), ImportError> {
        let (solutions, failures) = failures_of(|| self.solutions(std::slice::from_ref(row)));
        Ok((solutions?.len(), failures))
    }

    fn because_of(&self, row: &Row, failure: &Failure, columns: &[usize]) -> Rejection {
        let all: Vec<usize> = self.inputs.iter().map(|(_, column)| *column).collect();
        let column = columns
            .iter()
            .chain(&all)
            .find(|&&column| self.schema.value(row, column) == Some(failure.value.trim()));
        Rejection {
            line: row.line(),
            column: column
                .map(|&column| self.schema.cells()[column].heading.clone())
                .unwrap_or_default(),
            value: failure.value.clone(),
            reason: format!("`{}` {}", failure.value, failure.reason),
            suggestion: failure.suggestion.clone().unwrap_or_default(),
        }
    }
}

fn slot(pattern: &TermPattern, outputs: &mut Vec<Variable>) -> Result<Slot, String> {
    Ok(match pattern {
        TermPattern::NamedNode(node) => Slot::Fixed(node.clone().into()),
        TermPattern::Literal(literal) => Slot::Fixed(literal.clone().into()),
        TermPattern::BlankNode(node) => Slot::Blank(node.as_str().to_owned()),
        TermPattern::Variable(variable) => output(variable, outputs),
        TermPattern::Triple(_) => {
            return Err(
                "the template holds a triple term; give the statement an IRI instead".to_owned()
            );
        }
    })
}

fn output(variable: &Variable, outputs: &mut Vec<Variable>) -> Slot {
    let place = outputs.iter().position(|known| known == variable).unwrap_or_else(|| {
        outputs.push(variable.clone());
        outputs.len() - 1
    });
    Slot::Output(place)
}

/// A cell as a literal. Numbers keep the file's own digits.
pub(super) fn literal(kind: ColumnType, value: &str) -> Literal {
    match kind {
        ColumnType::Text => Literal::new_simple_literal(value),
        ColumnType::Integer | ColumnType::Year => Literal::new_typed_literal(value, xsd::INTEGER),
        ColumnType::Decimal if value.contains(['e', 'E']) => {
            Literal::new_typed_literal(value, xsd::DOUBLE)
        }
        ColumnType::Decimal => Literal::new_typed_literal(value, xsd::DECIMAL),
        ColumnType::Date => Literal::new_typed_literal(value, xsd::DATE),
        ColumnType::Flag => {
            let is_true = matches!(value.to_lowercase().as_str(), "1" | "true" | "yes");
            Literal::from(is_true)
        }
    }
}

pub(super) fn ground(term: Term) -> Option<GroundTerm> {
    match term {
        Term::NamedNode(node) => Some(node.into()),
        Term::Literal(literal) => Some(literal.into()),
        _ => None,
    }
}
