//! petgraph's traits, so that its algorithms run on our graph as it is.

use petgraph::Direction as Side;
use petgraph::visit::{
    Data, EdgeCount, EdgeRef, GraphBase, GraphProp, IntoEdgeReferences, IntoEdges, IntoNeighbors,
    IntoNeighborsDirected, IntoNodeIdentifiers, NodeCompactIndexable, NodeCount, NodeIndexable,
    Visitable,
};

use super::{Graph, NodeId, TieId};

/// A tie as petgraph sees it.
#[derive(Clone, Copy, Debug)]
pub struct Edge<'graph> {
    source: NodeId,
    target: NodeId,
    tie: TieId,
    weight: f64,
    graph: std::marker::PhantomData<&'graph Graph>,
}

impl EdgeRef for Edge<'_> {
    type NodeId = NodeId;
    type EdgeId = TieId;
    type Weight = f64;

    fn source(&self) -> NodeId {
        self.source
    }

    fn target(&self) -> NodeId {
        self.target
    }

    fn weight(&self) -> &f64 {
        &self.weight
    }

    fn id(&self) -> TieId {
        self.tie
    }
}

impl GraphBase for Graph {
    type NodeId = NodeId;
    type EdgeId = TieId;
}

impl GraphProp for Graph {
    type EdgeType = petgraph::Directed;

    fn is_directed(&self) -> bool {
        Self::is_directed(self)
    }
}

impl Data for Graph {
    type NodeWeight = ();
    type EdgeWeight = f64;
}

impl NodeCount for Graph {
    fn node_count(&self) -> usize {
        Self::node_count(self)
    }
}

impl EdgeCount for Graph {
    fn edge_count(&self) -> usize {
        self.tie_count()
    }
}

impl NodeIndexable for Graph {
    fn node_bound(&self) -> usize {
        Self::node_count(self)
    }

    fn to_index(&self, node: NodeId) -> usize {
        node as usize
    }

    fn from_index(&self, index: usize) -> NodeId {
        index as NodeId
    }
}

impl NodeCompactIndexable for Graph {}

impl Visitable for Graph {
    type Map = fixedbitset::FixedBitSet;

    fn visit_map(&self) -> fixedbitset::FixedBitSet {
        fixedbitset::FixedBitSet::with_capacity(Self::node_count(self))
    }

    fn reset_map(&self, map: &mut fixedbitset::FixedBitSet) {
        map.clear();
        map.grow(Self::node_count(self));
    }
}

impl IntoNodeIdentifiers for &Graph {
    type NodeIdentifiers = std::ops::Range<NodeId>;

    fn node_identifiers(self) -> Self::NodeIdentifiers {
        self.nodes()
    }
}

impl<'graph> IntoNeighbors for &'graph Graph {
    type Neighbors = std::iter::Copied<std::slice::Iter<'graph, NodeId>>;

    fn neighbors(self, node: NodeId) -> Self::Neighbors {
        self.neighbours(node).iter().copied()
    }
}

impl<'graph> IntoNeighborsDirected for &'graph Graph {
    type NeighborsDirected = std::iter::Copied<std::slice::Iter<'graph, NodeId>>;

    fn neighbors_directed(self, node: NodeId, side: Side) -> Self::NeighborsDirected {
        match side {
            Side::Outgoing => self.neighbours(node).iter().copied(),
            Side::Incoming => self.predecessors(node).iter().copied(),
        }
    }
}

impl<'graph> IntoEdges for &'graph Graph {
    type Edges = Box<dyn Iterator<Item = Edge<'graph>> + 'graph>;

    fn edges(self, node: NodeId) -> Self::Edges {
        Box::new(self.arcs(node).map(move |(target, tie)| edge(self, node, target, tie)))
    }
}

impl<'graph> IntoEdgeReferences for &'graph Graph {
    type EdgeRef = Edge<'graph>;
    type EdgeReferences = Box<dyn Iterator<Item = Edge<'graph>> + 'graph>;

    fn edge_references(self) -> Self::EdgeReferences {
        Box::new(self.ties().map(move |(tie, source, target)| edge(self, source, target, tie)))
    }
}

fn edge(graph: &Graph, source: NodeId, target: NodeId, tie: TieId) -> Edge<'_> {
    let weight = graph.weight(tie);
    Edge { source, target, tie, weight, graph: std::marker::PhantomData }
}

#[cfg(test)]
mod tests {
    use crate::graph::{Direction, Graph, Tie};

    #[test]
    fn petgraph_finds_distances_on_our_graph() {
        let ties = [Tie::weighted(0, 1, 2.0), Tie::weighted(1, 2, 3.0), Tie::weighted(0, 2, 9.0)];
        let (graph, _) = Graph::from_ties(Direction::Directed, 3, &ties).unwrap();
        let distances = petgraph::algo::dijkstra(&graph, 0, None, |edge| {
            *petgraph::visit::EdgeRef::weight(&edge)
        });
        assert_eq!(distances[&2], 5.0);
    }
}
