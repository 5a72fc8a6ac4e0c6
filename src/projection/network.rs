//! A compact graph beside the names of its parts.

use std::collections::BTreeMap;
use std::sync::Arc;

use oxrdf::NamedNode;

use super::layer::Layer;
use super::rows::{ProjectionError, Row, Rows};
use crate::graph::{Day, Direction, Graph, GraphBuilder, Interval, NodeId, Watch};
use crate::query::Deadline;

/// What a tie is in the data.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Relation {
    /// The relation, or the layer's name.
    pub name: Arc<str>,
    /// The statements that it rests on, all of which it needs: one, or two such as the memberships of both ends.
    pub statements: Vec<Arc<str>>,
    /// What it goes through: an organisation, an agreement.
    pub via: Option<Arc<str>>,
}

/// A graph with the IRI of each node and the relation of each tie.
#[derive(Debug, Clone)]
pub struct Network {
    /// The graph; a tie's number is its place in `relations`.
    pub graph: Graph,
    /// IRIs in the order of the nodes' numbers, which is their own order.
    pub nodes: Vec<String>,
    /// What each tie is.
    pub relations: Vec<Relation>,
    /// How many rows made no tie, and why.
    pub dropped: BTreeMap<&'static str, usize>,
}

impl Network {
    /// The ties of one or more layers together.
    ///
    /// # Errors
    ///
    /// When there are more ties than a graph holds.
    pub fn from_rows(
        direction: Direction,
        layers: Vec<(&Layer, Rows)>,
    ) -> Result<Self, ProjectionError> {
        let mut builder = GraphBuilder::new(direction);
        let mut dropped = BTreeMap::new();
        let mut names = Vec::new();
        for (layer, rows) in layers {
            for (reason, count) in rows.dropped {
                *dropped.entry(reason).or_default() += count;
            }
            for row in rows.rows {
                let relation = Relation {
                    name: row.relation.as_deref().unwrap_or(&layer.name).into(),
                    statements: row.statements().collect(),
                    via: row.via.as_ref().map(|via| via.as_str().into()),
                };
                let (source, target) = (row.source.into_string(), row.target.into_string());
                builder.tie(source, target, row.weight, row.interval, relation);
            }
            names.push(layer.name.clone());
        }
        let built = builder
            .build()
            .map_err(|source| ProjectionError::Graph { layer: names.join(", "), source })?;
        let graph = built.graph.watched(watch());
        Ok(Self { graph, nodes: built.nodes, relations: built.ties, dropped })
    }

    /// Whether any tie names the statement that makes it, and so its sources.
    #[must_use]
    pub fn has_statements(&self) -> bool {
        self.relations.iter().any(|relation| !relation.statements.is_empty())
    }

    /// The number of a node.
    #[must_use]
    pub fn node(&self, iri: &str) -> Option<NodeId> {
        let place = self.nodes.binary_search_by(|node| node.as_str().cmp(iri)).ok()?;
        NodeId::try_from(place).ok()
    }

    /// From the first day on which a tie begins to the last on which one holds. A bound is open where a tie
    /// has no date on that side.
    #[must_use]
    pub fn span(&self) -> Interval {
        let intervals = || self.graph.ties().map(|(tie, _, _)| self.graph.interval(tie));
        let start: Option<Vec<Day>> = intervals().map(|interval| interval.start).collect();
        let end: Option<Vec<Day>> = intervals().map(|interval| interval.end).collect();
        Interval::new(
            start.and_then(|starts| starts.into_iter().min()),
            end.and_then(|ends| ends.into_iter().max()),
        )
    }
}

/// A look at the deadline of the query that this thread is working on, which ends long work on a graph.
#[must_use]
pub fn watch() -> Watch {
    let deadline = Deadline::of_this_thread();
    Watch::new(move || deadline.look())
}

/// Nodes in bodies, before two nodes that share a body are tied.
#[derive(Debug, Clone, Default)]
pub struct TwoMode {
    /// IRIs of the nodes, in order.
    pub members: Vec<String>,
    /// IRIs of the bodies, in order.
    pub bodies: Vec<String>,
    /// The number of a node, the number of a body, the weight, and when.
    pub incidences: Vec<(NodeId, u32, f64, Interval)>,
    /// The statement of each of these, if the row named one.
    pub statements: Vec<Option<Arc<str>>>,
}

impl TwoMode {
    /// Numbers the nodes and bodies of some rows, each in order of their IRIs.
    #[must_use]
    pub fn from_rows(rows: &Rows) -> Self {
        let sorted = |end: fn(&Row) -> &NamedNode| {
            let mut iris: Vec<String> =
                rows.rows.iter().map(|row| end(row).as_str().to_owned()).collect();
            iris.sort_unstable();
            iris.dedup();
            iris
        };
        let (members, bodies) = (sorted(|row| &row.source), sorted(|row| &row.target));
        let place = |iris: &[String], node: &NamedNode| {
            iris.binary_search_by(|iri| iri.as_str().cmp(node.as_str())).unwrap_or_default() as u32
        };
        let incidences = rows
            .rows
            .iter()
            .map(|row| {
                let (member, body) = (place(&members, &row.source), place(&bodies, &row.target));
                (member, body, row.weight, row.interval)
            })
            .collect();
        let statements = rows.rows.iter().map(|row| row.statements().next()).collect();
        Self { members, bodies, incidences, statements }
    }
}
