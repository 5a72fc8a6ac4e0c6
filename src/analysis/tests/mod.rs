//! Tests that go across algorithms: published networks, second opinions, determinism.

#![allow(clippy::print_stdout, clippy::items_after_statements, reason = "tests say what they skip")]

mod alliances_of_1914;
mod dated_paths;
mod determinism;
mod edge_cases;
mod over_time;
mod published;
mod second_opinion;

use std::path::{Path, PathBuf};

use crate::graph::{Direction, Graph, GraphBuilder, Interval, Tie};

/// A published network with the values that other programs give for it.
struct Fixture {
    name: &'static str,
    graph: Graph,
    expected: serde_json::Value,
}

const PUBLISHED: [&str; 5] =
    ["karate", "florentine", "southern-women", "les-miserables", "directed-random"];

impl Fixture {
    fn read(name: &'static str) -> Self {
        let folder = fixtures();
        let json = std::fs::read_to_string(folder.join(format!("{name}.json"))).unwrap();
        let expected: serde_json::Value = serde_json::from_str(&json).unwrap();
        let directed = expected["directed"].as_bool().unwrap();
        let direction = if directed { Direction::Directed } else { Direction::Undirected };
        let mut builder = GraphBuilder::new(direction);
        let csv = std::fs::read_to_string(folder.join(format!("{name}.csv"))).unwrap();
        for line in csv.lines().skip(1) {
            let fields: Vec<&str> = line.split(',').collect();
            let [source, target, weight] = fields[..] else { panic!("{name}: {line}") };
            builder.tie(
                source.to_owned(),
                target.to_owned(),
                weight.parse().unwrap(),
                Interval::ALWAYS,
                (),
            );
        }
        let nodes = expected["nodes"].as_array().unwrap();
        nodes.iter().for_each(|node| _ = builder.node(node.as_str().unwrap().to_owned()));
        let built = builder.build().unwrap();
        assert!(
            built
                .nodes
                .iter()
                .map(String::as_str)
                .eq(nodes.iter().map(|node| node.as_str().unwrap()))
        );
        Self { name, graph: built.graph, expected }
    }

    /// The numbers expected for a measure; none if the network has no such measure.
    fn numbers(&self, measure: &str) -> Option<Vec<f64>> {
        match self.expected["measures"].get(measure)? {
            serde_json::Value::Array(values) => Some(values.iter().flat_map(flattened).collect()),
            value => Some(flattened(value)),
        }
    }

    fn check(&self, measure: &str, values: impl IntoIterator<Item = f64>) {
        let Some(expected) = self.numbers(measure) else { return };
        let values: Vec<f64> = values.into_iter().collect();
        assert_eq!(values.len(), expected.len(), "{}, {measure}", self.name);
        for (place, (value, expected)) in values.iter().zip(&expected).enumerate() {
            let near = (value - expected).abs() <= 1e-9 * expected.abs().max(1.0);
            assert!(near, "{}, {measure}, entry {place}: {value} instead of {expected}", self.name);
        }
    }
}

fn flattened(value: &serde_json::Value) -> Vec<f64> {
    match value {
        serde_json::Value::Array(values) => values.iter().flat_map(flattened).collect(),
        value => vec![value.as_f64().unwrap()],
    }
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/networks")
}

fn numbers(values: &[u32]) -> Vec<f64> {
    values.iter().map(|&value| f64::from(value)).collect()
}

/// A random graph from a seed, of one of eight kinds: directed or not, weighted or not, with loops
/// and parallel ties or not; sparse enough to fall apart now and then.
fn random_graph(seed: u64) -> Graph {
    let mut random = super::random::Random::new(seed);
    let [directed, weighted, messy] = [seed & 1 == 1, seed & 2 == 2, seed & 4 == 4];
    let count = 2 + random.place(40);
    let mut ties = Vec::new();
    for _ in 0..random.place(3 * count) {
        let (source, target) = (random.place(count) as u32, random.place(count) as u32);
        let weight = if weighted { 1.0 + random.place(9) as f64 } else { 1.0 };
        let seen =
            |tie: &Tie| [(source, target), (target, source)].contains(&(tie.source, tie.target));
        if messy || (source != target && !ties.iter().any(seen)) {
            ties.push(Tie::weighted(source, target, weight));
        }
    }
    let direction = if directed { Direction::Directed } else { Direction::Undirected };
    Graph::from_ties(direction, count, &ties).unwrap().0
}

/// A connected scale-free graph by preferential attachment (Barabási and Albert 1999), with `each` ties a new node, and
/// a ring of as many nodes beside it, so that there are short distances and long ones.
fn large_graph(direction: Direction, count: u32, each: usize) -> Graph {
    let mut random = super::random::Random::new(u64::from(count));
    let mut ends: Vec<u32> = (0..each as u32).collect();
    let mut ties = Vec::new();
    for node in each as u32..count {
        for _ in 0..each {
            let target = ends[random.place(ends.len())];
            if ends.len().is_multiple_of(3) {
                ties.push(Tie::plain(target, node));
            } else {
                ties.push(Tie::plain(node, target));
            }
            ends.extend([target, node]);
        }
    }
    ties.extend((0..count).map(|node| Tie::plain(count + node, count + (node + 1) % count)));
    Graph::from_ties(direction, 2 * count as usize, &ties).unwrap().0
}
