//! Named graphs: how much each holds, what node it describes, and the file that it came from.

use std::sync::Arc;

use oxrdf::{NamedNodeRef, Term};
use rustc_hash::FxHashMap;

use crate::store::snapshot::{DEFAULT_GRAPH_ID, GraphFilter, Order, Pattern, QuadScan, Snapshot};
use crate::vocab::{self, cmt};

/// Finds graphs of nodes and files of graphs.
#[derive(Debug)]
pub struct GraphFinder {
    snapshot: Arc<Snapshot>,
    files: FxHashMap<u32, String>,
    derived: Option<u32>,
}

impl GraphFinder {
    /// Reads which file each graph came from.
    #[must_use]
    pub fn new(snapshot: &Arc<Snapshot>) -> Self {
        let mut files = FxHashMap::default();
        if let Some(predicate) = snapshot.dictionary().id_of(cmt::FILE.into()) {
            let pattern = Pattern { predicate: Some(predicate), ..Pattern::default() };
            for [graph, _, file, _] in
                QuadScan::new(Arc::clone(snapshot), pattern, GraphFilter::Union)
            {
                if let Some(Term::Literal(file)) = snapshot.dictionary().term(file) {
                    files.insert(graph, file.value().to_owned());
                }
            }
        }
        let derived = snapshot.dictionary().id_of(vocab::GRAPH_DERIVED.into());
        Self { snapshot: Arc::clone(snapshot), files, derived }
    }

    /// The graph with a description of a node, other than that of direct edges, and its file.
    #[must_use]
    pub fn place_of(&self, node: &Term) -> (Option<String>, Option<String>) {
        let graph = self.snapshot.dictionary().id_of(node.as_ref()).and_then(|subject| {
            let pattern = Pattern { subject: Some(subject), ..Pattern::default() };
            QuadScan::new(Arc::clone(&self.snapshot), pattern, GraphFilter::All)
                .map(|[_, _, _, graph]| graph)
                .find(|graph| *graph != DEFAULT_GRAPH_ID && Some(*graph) != self.derived)
        });
        let name = graph.and_then(|graph| match self.snapshot.dictionary().term(graph)? {
            Term::NamedNode(node) => Some(node.into_string()),
            _ => None,
        });
        let file = graph.and_then(|graph| self.files.get(&graph).cloned());
        (name, file)
    }

    /// The file of a graph that is known by name.
    #[must_use]
    pub fn file_of(&self, graph: &str) -> Option<String> {
        let graph = NamedNodeRef::new(graph).ok()?;
        self.files.get(&self.snapshot.dictionary().id_of(graph.into())?).cloned()
    }
}

/// How much a graph holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GraphCount {
    /// The graph; `None` for the store's own default graph.
    pub graph: Option<String>,
    /// Its quads.
    pub quads: usize,
    /// Things with a class in it.
    pub things: usize,
}

/// Counts every graph, in order of their IRIs. O(graphs + statements of classes).
#[must_use]
pub fn graph_counts(snapshot: &Arc<Snapshot>) -> Vec<GraphCount> {
    let things = thing_counts(snapshot);
    let count = |(graph, quads)| GraphCount {
        graph: match graph {
            DEFAULT_GRAPH_ID => None,
            graph => snapshot.dictionary().term(graph).map(|term| match term {
                Term::NamedNode(node) => node.into_string(),
                other => other.to_string(),
            }),
        },
        quads,
        things: things.get(&graph).map_or(0, |&(things, _)| things),
    };
    snapshot.graph_sets().counts().map(count).collect()
}

/// How many things have a class in each graph, and the last of them.
fn thing_counts(snapshot: &Snapshot) -> FxHashMap<u32, (usize, u32)> {
    let mut counts: FxHashMap<u32, (usize, u32)> = FxHashMap::default();
    let Some(predicate) = snapshot.dictionary().id_of(vocab::rdf::TYPE.into()) else {
        return counts;
    };
    for row in snapshot.rows(Order::Pso, &[predicate]) {
        let thing = snapshot.subjects(Order::Pso)[row];
        let sets = snapshot.graph_sets();
        for &graph in sets.graphs(snapshot.graph_set(Order::Pso, row)) {
            let (count, last) = counts.entry(graph).or_default();
            if *last != thing {
                (*count, *last) = (*count + 1, thing);
            }
        }
    }
    counts
}
