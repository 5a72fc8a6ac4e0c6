use crate::analysis::centrality::{Measure, Side, degree, sensitivity};
use crate::analysis::random::Random;
use crate::analysis::series::{Present, centrality_series, series};
use crate::graph::{Direction, Graph, Interval, Origins, Tie};

fn dated_graph(seed: u64) -> Graph {
    let mut random = Random::new(seed);
    let mut tie = || {
        let start = random.place(30) as i32;
        let end = start + random.place(12) as i32;
        let interval = Interval::new((start > 2).then_some(start), (end < 36).then_some(end));
        Tie { interval, ..Tie::plain(random.place(12) as u32, random.place(12) as u32) }
    };
    let ties: Vec<Tie> = (0..30).map(|_| tie()).collect();
    Graph::from_ties(Direction::Undirected, 12, &ties).unwrap().0
}

#[test]
fn a_series_says_what_each_date_says_alone() {
    let days: Vec<i32> = (-2..45).chain([7, 3]).collect();
    for seed in 0..20 {
        let graph = dated_graph(seed);
        let measure = Measure::Degree(Side::Both);
        let all = centrality_series(&graph, &days, Present::All, &measure).unwrap();
        let tied = centrality_series(&graph, &days, Present::Tied, &measure).unwrap();
        for (place, &day) in days.iter().enumerate() {
            let alone = degree(&graph.at(day).graph, Side::Both);
            let scores = |none: bool| {
                alone.iter().map(move |&score| (!none || score > 0.0).then_some(score))
            };
            assert!(tied[place].iter().copied().eq(scores(true)), "seed {seed}, day {day}");
            let any = alone.iter().any(|&score| score > 0.0);
            assert!(!any || all[place].iter().copied().eq(scores(false)), "seed {seed}, day {day}");
        }
    }
}

#[test]
fn a_network_is_looked_at_once_for_each_stretch_of_days() {
    let graph = dated_graph(1);
    let looked = std::sync::atomic::AtomicUsize::new(0);
    let days: Vec<i32> = (0..10).flat_map(|_| 0..40).collect();
    let count =
        |_: &crate::graph::Selection| Ok(looked.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
    series(&graph, &days, Present::Tied, count).unwrap();
    assert!(looked.into_inner() <= 40);
}

#[test]
fn leaving_out_an_origin_moves_only_those_who_rest_on_it() {
    let ties = [Tie::plain(0, 1), Tie::plain(0, 2), Tie::plain(0, 3), Tie::plain(1, 2)];
    let graph = Graph::from_ties(Direction::Undirected, 4, &ties).unwrap().0;
    let origins = Origins::new([vec![1], vec![1], vec![1, 2], vec![]]).unwrap();
    let found = sensitivity(&graph, &origins, 1e-9, |graph| Ok(degree(graph, Side::Both))).unwrap();
    let ranges: Vec<_> = found.iter().map(|range| (range.rank, range.best, range.worst)).collect();
    assert_eq!(ranges, [(1, 1, 1), (2, 1, 2), (2, 1, 2), (4, 1, 4)]);
}
