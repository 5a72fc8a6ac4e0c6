//! Graphs with next to nothing in them have answers or errors, and never a panic.

use super::random_graph;
use crate::analysis::centrality::*;
use crate::analysis::paths::*;
use crate::analysis::pattern::*;
use crate::analysis::structure::*;
use crate::analysis::{AnalysisError, Cost};
use crate::graph::{Direction, Graph, Tie};

fn small_graphs() -> Vec<Graph> {
    let lists: [(usize, &[(u32, u32)]); 6] = [
        (0, &[]),
        (1, &[]),
        (1, &[(0, 0)]),
        (2, &[]),
        (2, &[(0, 1), (0, 1), (1, 1)]),
        (5, &[(0, 1), (3, 3)]),
    ];
    let graph = |direction, (count, ends): (usize, &[(u32, u32)])| {
        let ties: Vec<Tie> =
            ends.iter().map(|&(source, target)| Tie::plain(source, target)).collect();
        Graph::from_ties(direction, count, &ties).unwrap().0
    };
    let both = lists
        .into_iter()
        .flat_map(|list| [graph(Direction::Directed, list), graph(Direction::Undirected, list)]);
    both.collect()
}

fn measures() -> Vec<Measure> {
    let closeness = |side, cost| ClosenessRequest { side, cost };
    let betweenness =
        |cost, normalised, parallel| BetweennessRequest { cost, normalised, parallel };
    vec![
        Measure::Degree(Side::Both),
        Measure::Strength(Side::Out),
        Measure::Closeness(closeness(Side::In, Cost::Hops)),
        Measure::Closeness(closeness(Side::Both, Cost::Weight)),
        Measure::Harmonic(closeness(Side::Out, Cost::InverseWeight)),
        Measure::Betweenness(betweenness(Cost::Hops, true, ParallelTies::OneWay)),
        Measure::Betweenness(betweenness(Cost::Weight, false, ParallelTies::EachAWay)),
        Measure::Eigenvector(Iteration::default()),
        Measure::Katz(KatzRequest::default()),
        Measure::PageRank(PageRankRequest::default()),
        Measure::Hubs(Iteration::default()),
        Measure::Authorities(Iteration::default()),
    ]
}

#[test]
fn every_measure_answers_or_says_why_not() {
    for graph in small_graphs() {
        for measure in measures() {
            match measure.scores(&graph) {
                Ok(scores) => {
                    assert_eq!(scores.len(), graph.node_count(), "{measure:?}");
                    assert!(
                        scores.iter().all(|score| score.is_finite()),
                        "{measure:?}: {scores:?}"
                    );
                }
                Err(error) => assert!(matches!(
                    error,
                    AnalysisError::Undefined { .. } | AnalysisError::NotConverged { .. }
                )),
            }
        }
    }
}

#[test]
fn structure_and_patterns_answer() {
    for graph in small_graphs() {
        let count = graph.node_count();
        assert_eq!(weak_components(&graph).of.len(), count);
        assert_eq!(strong_components(&graph).of.len(), count);
        assert_eq!(core_numbers(&graph).len(), count);
        assert_eq!(structural_holes(&graph).constraint.len(), count);
        assert!(clustering(&graph).transitivity.abs() < 1e-12);
        assert!((0.0..=1.0).contains(&density(&graph)));
        assert!(degree_assortativity(&graph).is_none_or(f64::is_finite));
        assert!(distances(&graph, Cost::Hops).unwrap().average.is_finite());
        assert!(cuts(&graph).articulation_points.is_empty());
        let communities = leiden(&graph, LeidenRequest::default()).unwrap();
        assert_eq!(communities.groups.of.len(), count);
        assert_eq!(triad_census(&graph).iter().sum::<u64>(), if count == 5 { 10 } else { 0 });
        assert!(balance(&graph).camps.is_some());
        assert_eq!(disparity(&graph).unwrap(), vec![1.0; graph.tie_count()]);
        let groups = vec![0; count];
        assert_eq!(
            brokerage(&graph, &groups).unwrap().iter().map(|roles| roles.total()).sum::<u64>(),
            0
        );
        assert!(ei_index(&graph, &groups).unwrap().whole.is_none_or(|value| value == -1.0));
        let statistic = |graph: &Graph| Ok(density(graph));
        assert_eq!(null_model(&graph, NullModelRequest::default(), statistic).unwrap().z, None);
    }
}

#[test]
fn ranks_leave_gaps_after_ties() {
    assert!(ranks(&[], 0.0).is_empty());
    assert_eq!(ranks(&[3.0, 3.0, 5.0, 1.0], 0.0), [2, 2, 1, 4]);
    assert_eq!(ranks(&[f64::INFINITY, f64::INFINITY, 0.0], 1e-9), [1, 1, 3]);
    assert_eq!(ranks(&[f64::NAN, 1.0, -f64::NAN, -f64::INFINITY], 1e-9), [3, 1, 3, 2]);
    assert_eq!(order(&[f64::NAN, 1.0, 2.0, 2.0]), [2, 3, 1, 0]);
}

#[test]
fn bad_parameters_are_named() {
    let graph = random_graph(2);
    let negative = graph.map_weights(|weight| -weight);
    let message = |result: Result<Vec<f64>, AnalysisError>| result.unwrap_err().to_string();
    let request = PageRankRequest { damping: 1.0, ..PageRankRequest::default() };
    assert_eq!(message(page_rank(&graph, &request)), "`damping` must be at least 0 and below 1: 1");
    let request = PageRankRequest { restart: Some(vec![1.0]), ..PageRankRequest::default() };
    let count = graph.node_count();
    assert_eq!(
        message(page_rank(&graph, &request)),
        format!("`restart` has 1 entries, expected {count}")
    );
    let request = KatzRequest { alpha: 9.0, ..KatzRequest::default() };
    assert!(message(katz(&graph, request)).starts_with("Katz centrality did not settle within "));
    let request = ClosenessRequest { cost: Cost::Weight, ..ClosenessRequest::default() };
    let weight = negative.weight(0);
    let expected =
        format!("tie 0 has weight {weight}, but a distance by weight needs weights above 0");
    assert_eq!(message(closeness(&negative, request)), expected);
    let error =
        leiden(&graph, LeidenRequest { resolution: 0.0, ..LeidenRequest::default() }).unwrap_err();
    assert_eq!(error.to_string(), "`resolution` must be above 0: 0");
    assert!(k_shortest(&graph, &PathRequest::new(0, 999, 3), 1).is_err());
}

/// A ring of many nodes: recursion would overflow the stack, and work by levels must not look at
/// every node.
#[test]
fn a_long_ring_is_no_trouble() {
    let count = 200_000;
    let ties: Vec<Tie> = (0..count).map(|node| Tie::plain(node, (node + 1) % count)).collect();
    let graph = Graph::from_ties(Direction::Directed, count as usize, &ties).unwrap().0;
    assert_eq!(strong_components(&graph).sizes, [count]);
    assert!(cuts(&graph).bridges.is_empty());
    assert_eq!(core_numbers(&graph)[7], 2);
    assert!(shortest(&graph, &PathRequest::new(0, 255, 255)).unwrap().is_some());
    assert!(shortest(&graph, &PathRequest::new(0, 256, 255)).unwrap().is_none());
}
