//! Any measure over a series of dates, without building the network anew for each.
//!
//! Between two dates on which no tie begins or ends, the network is the same, and so is the answer:
//! it is computed once for each stretch of days, and the stretches that the dates fall into are
//! computed in parallel. A stretch's network is a part of the whole, taken from rows that are
//! sorted already.

use rayon::prelude::*;

use super::AnalysisError;
use super::centrality::Measure;
use crate::graph::{Day, Graph, Selection};

/// Which nodes a network has on a date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Present {
    /// Those that have a tie on it.
    #[default]
    Tied,
    /// All nodes of the whole.
    All,
}

/// What `of` says of the network on each of `days`.
///
/// Cost: O(days · log ties), and for each different network among them O(nodes + ties) and that of
/// `of`.
///
/// # Errors
/// The first error of `of`, by date.
///
/// # Example
/// ```
/// use comity::analysis::series::{Present, series};
/// use comity::graph::{Direction, Graph, Interval, Selection, Tie};
/// let alliance = Tie { interval: Interval::new(Some(10), Some(19)), ..Tie::plain(0, 1) };
/// let (graph, _) = Graph::from_ties(Direction::Undirected, 2, &[alliance])?;
/// let ties = |part: &Selection| Ok(part.graph.tie_count());
/// let counts = series(&graph, &[0, 10, 15, 20], Present::Tied, ties)?;
/// assert_eq!(counts, [0, 1, 1, 0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn series<T: Clone + Send>(
    graph: &Graph,
    days: &[Day],
    present: Present,
    of: impl Fn(&Selection) -> Result<T, AnalysisError> + Sync,
) -> Result<Vec<T>, AnalysisError> {
    let changes = changes(graph);
    let stretch = |day: &Day| changes.partition_point(|change| change <= day);
    let mut firsts: Vec<(usize, Day)> = days.iter().map(|day| (stretch(day), *day)).collect();
    firsts.sort_unstable();
    firsts.dedup_by_key(|first| first.0);
    let values: Vec<T> = firsts
        .par_iter()
        .map(|&(_, day)| of(&on(graph, day, present)))
        .collect::<Result<_, AnalysisError>>()?;
    let place = |day: &Day| firsts.partition_point(|first| first.0 < stretch(day));
    Ok(days.iter().map(|day| values[place(day)].clone()).collect())
}

/// A measure of centrality on each of `days`: a score for each node of the whole, none where the
/// node is not in the network of that day, or where the day's network has no ties.
///
/// # Errors
/// Those of the measure.
pub fn centrality_series(
    graph: &Graph,
    days: &[Day],
    present: Present,
    measure: &Measure,
) -> Result<Vec<Vec<Option<f64>>>, AnalysisError> {
    series(graph, days, present, |part| {
        let mut scores = vec![None; graph.node_count()];
        if part.graph.tie_count() > 0 {
            let found = measure.scores(&part.graph)?;
            part.nodes
                .iter()
                .zip(found)
                .for_each(|(&node, score)| scores[node as usize] = Some(score));
        }
        Ok(scores)
    })
}

/// The days on which a tie begins, or no longer holds, in order.
fn changes(graph: &Graph) -> Vec<Day> {
    let mut days = Vec::new();
    for (tie, _, _) in graph.ties() {
        let interval = graph.interval(tie);
        days.extend(interval.start);
        days.extend(interval.end.and_then(|end| end.checked_add(1)));
    }
    days.sort_unstable();
    days.dedup();
    days
}

/// The network of a day, with its numbers in the whole.
fn on(graph: &Graph, day: Day, present: Present) -> Selection {
    if present == Present::All {
        return graph.at(day);
    }
    let mut tied = vec![false; graph.node_count()];
    for (tie, source, target) in graph.ties() {
        if graph.holds(tie, day) {
            (tied[source as usize], tied[target as usize]) = (true, true);
        }
    }
    graph.select(|node| tied[node as usize], |tie| graph.holds(tie, day))
}
