//! A network as one matrix a year.

use std::sync::Arc;

use super::nodes::Identities;
use super::{NodeRow, Request, When, node_row, parameters};
use crate::graph::{Day, Interval};
use crate::projection::year_end;
use crate::query::Snapshot;
use crate::study::coverage::layers_for;
use crate::study::network::{covered, network};
use crate::study::{Answer, Completeness, StudyError};

/// The same nodes in each year.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrices {
    /// Whether ties run one way.
    pub directed: bool,
    /// What the rows and columns are, in order.
    pub nodes: Vec<NodeRow>,
    /// One matrix a year.
    pub years: Answer<Matrix>,
}

/// Who is tied to whom at the end of a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    /// The year.
    pub year: i16,
    /// Row by row, a row a source.
    pub cells: Vec<MatrixCell>,
}

/// Whether two nodes are tied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatrixCell {
    /// They are.
    Tie,
    /// They are not.
    NoTie,
    /// They cannot be, since one of them was not there: a structural zero.
    Impossible,
    /// The layers say nothing about the year.
    NotCovered,
}

/// One matrix for the last day of each year. Nodes are those with a tie in some of the years and, if isolates are
/// asked for, the states that were in the state system in some of them. A tie that the data have is never a
/// structural zero. The diagonal has no ties.
///
/// Cost: O(years · (nodes² + ties)).
///
/// # Errors
///
/// See [`StudyError`]; also where no years are given.
pub fn matrices(snapshot: &Arc<Snapshot>, request: &Request) -> Result<Matrices, StudyError> {
    let When::During(first, last) = request.when else {
        return Err(StudyError::Parameter {
            parameter: "years",
            value: "nothing".to_owned(),
            expected: "two years such as 1946..2024, since there is a matrix for each".to_owned(),
        });
    };
    let network = network(snapshot, &request.layers, None)?;
    let span = covered(snapshot, &network);
    let identities = Identities::new(snapshot)?;
    let ends: Vec<(i16, Day)> =
        (first..=last).filter_map(|year| Some((year, year_end(year)?))).collect();
    let mut iris: Vec<&str> = Vec::new();
    for (tie, source, target) in network.graph.ties() {
        if ends.iter().any(|&(_, day)| network.graph.holds(tie, day)) {
            iris.extend([source, target].map(|node| network.nodes[node as usize].as_str()));
        }
    }
    if request.isolates {
        iris.extend(identities.states(request.when.days()));
    }
    iris.sort_unstable();
    iris.dedup();
    let place: Vec<Option<usize>> =
        network.nodes.iter().map(|iri| iris.binary_search(&iri.as_str()).ok()).collect();
    let mut years =
        Answer::complete("export", parameters(request), snapshot, Vec::with_capacity(ends.len()));
    for (year, day) in ends {
        let completeness = layers_for(snapshot, &request.layers, span, Interval::day(day))?;
        let is_covered = completeness == Completeness::Complete;
        let mut cells = cells(&identities, &iris, day, is_covered);
        if is_covered {
            for (tie, source, target) in network.graph.ties() {
                let places = (place[source as usize], place[target as usize]);
                let (Some(row), Some(column)) = places else { continue };
                if row != column && network.graph.holds(tie, day) {
                    cells[row * iris.len() + column] = MatrixCell::Tie;
                    if !network.graph.is_directed() {
                        cells[column * iris.len() + row] = MatrixCell::Tie;
                    }
                }
            }
        }
        years.rows.push(Matrix { year, cells });
    }
    years.completeness = layers_for(snapshot, &request.layers, span, request.when.days())?;
    let nodes = iris.into_iter().map(|iri| node_row(snapshot, &identities, iri)).collect();
    Ok(Matrices { directed: network.graph.is_directed(), nodes, years })
}

/// A matrix without ties.
fn cells(identities: &Identities, iris: &[&str], day: Day, is_covered: bool) -> Vec<MatrixCell> {
    let there: Vec<bool> = iris.iter().map(|iri| identities.is_there(iri, day)).collect();
    let cell = |row: usize, column: usize| match (there[row] && there[column], is_covered) {
        (false, _) => MatrixCell::Impossible,
        (true, true) => MatrixCell::NoTie,
        (true, false) => MatrixCell::NotCovered,
    };
    (0..iris.len())
        .flat_map(|row| (0..iris.len()).map(move |column| (row, column)))
        .map(|(row, column)| cell(row, column))
        .collect()
}
