use crate::analysis::Cost;
use crate::analysis::paths::{
    PathRequest, Sourced, When, all_shortest, all_simple, k_shortest, shortest,
};
use crate::analysis::random::Random;
use crate::graph::{Direction, Graph, Interval, Origins, Tie};

const DAYS: i32 = 12;

/// A random graph in which ties hold on spans of days within 0..DAYS, or longer, with up to three
/// origins each.
fn dated_graph(seed: u64) -> (Graph, Origins) {
    let mut random = Random::new(seed);
    let count = 4 + random.place(5);
    let day = |random: &mut Random| random.place(DAYS as usize) as i32;
    let ties: Vec<Tie> = (0..3 * count)
        .map(|_| {
            let first = day(&mut random);
            let start = (random.place(4) > 0).then_some(first);
            let end = (random.place(4) > 0).then_some(first + random.place(5) as i32);
            let ends = [random.place(count) as u32, random.place(count) as u32];
            let weight = 1.0 + random.place(4) as f64;
            Tie { interval: Interval::new(start, end), ..Tie::weighted(ends[0], ends[1], weight) }
        })
        .collect();
    let direction =
        if seed.is_multiple_of(2) { Direction::Directed } else { Direction::Undirected };
    let graph = Graph::from_ties(direction, count, &ties).unwrap().0;
    let mut set = || (0..random.place(4)).map(|_| random.place(3) as u32).collect();
    let origins = Origins::new((0..graph.tie_count()).map(|_| set())).unwrap();
    (graph, origins)
}

/// The least cost of a hop on a day, if it has origins enough.
fn hop(graph: &Graph, request: &PathRequest, from: u32, to: u32, day: i32) -> Option<f64> {
    let ties: Vec<u32> =
        graph.ties_between(from, to).filter(|&tie| graph.holds(tie, day)).collect();
    let enough = request.sourced.is_none_or(|sourced| {
        let all: std::collections::BTreeSet<u32> =
            ties.iter().flat_map(|&tie| sourced.origins.of(tie)).copied().collect();
        all.len() >= sourced.at_least
    });
    let costs = ties.iter().map(|&tie| request.cost.of(graph, tie));
    enough.then(|| costs.reduce(f64::min)).flatten()
}

/// The cost of a path on each day on which it holds.
fn costs(graph: &Graph, request: &PathRequest, nodes: &[u32]) -> Vec<(i32, f64)> {
    let on = |day| {
        nodes.windows(2).map(|pair| hop(graph, request, pair[0], pair[1], day)).sum::<Option<f64>>()
    };
    (-2..DAYS + 8).filter_map(|day| Some((day, on(day)?))).collect()
}

fn sequences(graph: &Graph, nodes: &mut Vec<u32>, to: u32, hops: usize, found: &mut Vec<Vec<u32>>) {
    if nodes[nodes.len() - 1] == to {
        found.push(nodes.clone());
        return;
    }
    for next in graph.nodes() {
        if nodes.len() <= hops && !nodes.contains(&next) {
            nodes.push(next);
            sequences(graph, nodes, to, hops, found);
            nodes.pop();
        }
    }
}

fn check(seed: u64, graph: &Graph, request: &PathRequest) {
    let mut all = Vec::new();
    sequences(graph, &mut vec![request.from], request.to, usize::from(request.max_hops), &mut all);
    let least = |nodes: &Vec<u32>| {
        costs(graph, request, nodes).into_iter().map(|(_, cost)| cost).reduce(f64::min)
    };
    let mut expected: Vec<(f64, usize, Vec<u32>)> =
        all.into_iter().filter_map(|nodes| Some((least(&nodes)?, nodes.len(), nodes))).collect();
    expected.sort_by(|left, right| {
        left.0.total_cmp(&right.0).then((left.1, &left.2).cmp(&(right.1, &right.2)))
    });
    let sorted: Vec<Vec<u32>> = expected.iter().map(|(_, _, nodes)| nodes.clone()).collect();

    let found = k_shortest(graph, request, 8).unwrap();
    let nodes: Vec<Vec<u32>> = found.paths.iter().map(|path| path.nodes.clone()).collect();
    assert_eq!(nodes, sorted[..sorted.len().min(8)], "seed {seed}, {request:?}");
    assert_eq!(found.truncated, sorted.len() > 8);
    for (path, (cost, _, _)) in found.paths.iter().zip(&expected) {
        assert_eq!(path.cost, *cost, "seed {seed}");
        let days = costs(graph, request, &path.nodes).into_iter().map(|(day, _)| day);
        let within = |day: &i32| path.windows.iter().any(|window| window.contains(*day));
        assert!(days.eq((-2..DAYS + 8).filter(within)), "seed {seed}: {path:?}");
    }
    assert_eq!(
        shortest(graph, request).unwrap().map(|path| path.nodes),
        sorted.first().cloned(),
        "seed {seed}"
    );
    let equal = expected.iter().filter(|path| path.0 <= expected[0].0).count();
    assert_eq!(all_shortest(graph, request, 99).unwrap().paths.len(), equal, "seed {seed}");
    assert_eq!(
        all_simple(graph, request, usize::MAX).unwrap().paths.len(),
        sorted.len(),
        "seed {seed}"
    );
}

#[test]
fn brute_force_over_days_agrees_on_paths_that_hold_together() {
    for seed in 0..120 {
        let (graph, origins) = dated_graph(seed);
        for cost in [Cost::Hops, Cost::Weight] {
            for at_least in [None, Some(1), Some(2)] {
                let sourced = at_least.map(|at_least| Sourced { origins: &origins, at_least });
                let base = PathRequest::new(0, 1, 4);
                check(seed, &graph, &PathRequest { cost, when: When::TOGETHER, sourced, ..base });
            }
        }
    }
}

fn chain(dates: &[(i32, i32)]) -> Graph {
    let tie = |(place, &(start, end)): (usize, &(i32, i32))| Tie {
        interval: Interval::new(Some(start), Some(end)),
        ..Tie::plain(place as u32, place as u32 + 1)
    };
    let ties: Vec<Tie> = dates.iter().enumerate().map(tie).collect();
    Graph::from_ties(Direction::Undirected, dates.len() + 1, &ties).unwrap().0
}

#[test]
fn a_membership_that_ended_before_another_began_makes_no_path_in_time() {
    let graph = chain(&[(0, 9), (10, 19)]);
    let request = PathRequest::new(0, 2, 2);
    let ignoring = shortest(&graph, &request).unwrap().unwrap();
    assert_eq!((ignoring.hops.len(), ignoring.windows.len()), (2, 0));
    assert_eq!(shortest(&graph, &PathRequest { when: When::TOGETHER, ..request }).unwrap(), None);
}

#[test]
fn the_window_is_what_all_hops_share() {
    let graph = chain(&[(0, 9), (5, 19)]);
    let request = PathRequest { when: When::TOGETHER, ..PathRequest::new(0, 2, 2) };
    let path = shortest(&graph, &request).unwrap().unwrap();
    assert_eq!(path.windows, [Interval::new(Some(5), Some(9))]);
    assert_eq!(shortest(&graph, &PathRequest { when: When::on(4), ..request }).unwrap(), None);
    assert!(shortest(&graph, &PathRequest { when: When::on(5), ..request }).unwrap().is_some());
}

#[test]
fn a_path_rests_on_its_weakest_hop() {
    let graph = chain(&[(0, 9), (0, 9)]);
    let path = |origins: [Vec<u32>; 2], at_least| {
        let origins = Origins::new(origins).unwrap();
        let sourced = Some(Sourced { origins: &origins, at_least });
        shortest(&graph, &PathRequest { sourced, ..PathRequest::new(0, 2, 2) }).unwrap().is_some()
    };
    assert!(path([vec![1, 2], vec![3, 4]], 2));
    assert!(!path([vec![1, 2], vec![3, 3]], 2), "two copies of one origin are one");
    assert!(!path([vec![1], vec![]], 1), "what is only recalled counts for nothing");
}

#[test]
fn bad_requests_are_named() {
    let graph = chain(&[(0, 9)]);
    let error = |request: PathRequest| shortest(&graph, &request).unwrap_err().to_string();
    assert_eq!(error(PathRequest::new(0, 5, 2)), "node 5 is not in the graph, which has 2 nodes");
    assert_eq!(error(PathRequest::new(0, 1, 0)), "`max_hops` must be above 0: 0");
    let origins = Origins::default();
    let sourced = Some(Sourced { origins: &origins, at_least: 1 });
    assert_eq!(
        error(PathRequest { sourced, ..PathRequest::new(0, 1, 1) }),
        "`origins` has 0 entries, expected 1"
    );
}

#[test]
fn a_path_to_oneself_has_no_hops() {
    let path = shortest(&chain(&[(0, 9)]), &PathRequest::new(1, 1, 2)).unwrap().unwrap();
    assert_eq!((path.nodes, path.hops.len(), path.cost), (vec![1], 0, 0.0));
}
