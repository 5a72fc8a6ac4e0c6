//! From keys to numbers: nodes in the order of their keys, ties with whatever the caller wants
//! back.

use std::collections::HashMap;
use std::hash::Hash;

use super::{Direction, Graph, GraphError, Interval, NodeId, Tie};

/// Collects nodes by key and ties with something of the caller's, and numbers both in order.
#[derive(Clone, Debug)]
pub struct GraphBuilder<K, T> {
    direction: Direction,
    seen: HashMap<K, NodeId>,
    ties: Vec<Tie>,
    carried: Vec<T>,
}

/// A graph, the key of each node, and what the caller gave for each tie.
#[derive(Clone, Debug)]
pub struct Built<K, T> {
    /// The graph.
    pub graph: Graph,
    /// Keys, sorted; node *i* has key *i*.
    pub nodes: Vec<K>,
    /// What was given with each tie, by tie number.
    pub ties: Vec<T>,
}

impl<K: Ord + Hash, T> GraphBuilder<K, T> {
    /// A builder without nodes.
    pub fn new(direction: Direction) -> Self {
        Self { direction, seen: HashMap::new(), ties: Vec::new(), carried: Vec::new() }
    }

    /// Adds a node that may have no ties. The number is provisional: `build` sorts.
    pub fn node(&mut self, key: K) -> NodeId {
        let next = self.seen.len() as NodeId;
        *self.seen.entry(key).or_insert(next)
    }

    /// Adds a tie, and its ends where they are new.
    pub fn tie(&mut self, source: K, target: K, weight: f64, interval: Interval, carried: T) {
        let (source, target) = (self.node(source), self.node(target));
        self.ties.push(Tie { source, target, weight, interval });
        self.carried.push(carried);
    }

    /// Sorts and numbers.
    ///
    /// # Errors
    /// Those of [`Graph::from_ties`].
    pub fn build(mut self) -> Result<Built<K, T>, GraphError> {
        let mut keyed: Vec<(K, NodeId)> = self.seen.into_iter().collect();
        keyed.sort_unstable();
        let mut rank = vec![0; keyed.len()];
        for (position, &(_, provisional)) in keyed.iter().enumerate() {
            rank[provisional as usize] = position as NodeId;
        }
        for tie in &mut self.ties {
            tie.source = rank[tie.source as usize];
            tie.target = rank[tie.target as usize];
        }
        let (graph, order) = Graph::from_ties(self.direction, keyed.len(), &self.ties)?;
        let mut carried: Vec<Option<T>> = self.carried.into_iter().map(Some).collect();
        let ties = order.iter().filter_map(|&given| carried[given as usize].take()).collect();
        let nodes = keyed.into_iter().map(|(key, _)| key).collect();
        Ok(Built { graph, nodes, ties })
    }
}
