use super::{large_graph, random_graph};
use crate::analysis::centrality::*;
use crate::analysis::structure::*;
use crate::graph::{Direction, Graph};

/// Everything that is computed in parallel, as bits.
fn fingerprint(graph: &Graph) -> Vec<u64> {
    let few = Iteration { most: 300, tolerance: 1e-9 };
    let mut scores = betweenness(graph, BetweennessRequest::default()).unwrap();
    scores.extend(tie_betweenness(graph, BetweennessRequest::default()).unwrap());
    scores.extend(closeness(graph, ClosenessRequest::default()).unwrap());
    scores.extend(harmonic(graph, ClosenessRequest::default()).unwrap());
    scores.extend(page_rank(graph, &PageRankRequest::default()).unwrap());
    scores.extend(eigenvector(graph, few).unwrap_or_default());
    scores.extend(hits(graph, few).map_or(Vec::new(), |found| found.hubs));
    scores.extend(structural_holes(graph).constraint);
    scores.extend(clustering(graph).local);
    let groups = leiden(graph, LeidenRequest::default()).unwrap().groups.of;
    scores.into_iter().map(f64::to_bits).chain(groups.into_iter().map(u64::from)).collect()
}

#[test]
fn answers_do_not_depend_on_the_number_of_threads() {
    let pool = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let (one, five) = (pool(1), pool(5));
    let check = |graph: &Graph, name: &str| {
        let same = one.install(|| fingerprint(graph)) == five.install(|| fingerprint(graph));
        assert!(same, "{name}");
    };
    (0..24).for_each(|seed| check(&random_graph(seed), &format!("seed {seed}")));
    check(&large_graph(Direction::Undirected, 900, 4), "undirected");
    check(&large_graph(Direction::Directed, 900, 4), "directed");
}
