//! Who brokers between which groups.

use rayon::prelude::*;

use crate::analysis::AnalysisError;
use crate::graph::{Combine, Graph, NodeId};

/// How often a node stands between two that have no tie of their own, by the groups of the three.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Brokerage {
    /// All three in one group.
    pub coordinator: u64,
    /// The two in one group, the broker outside of it: the itinerant broker.
    pub consultant: u64,
    /// The receiver in the broker's group, the sender outside of it.
    pub gatekeeper: u64,
    /// The sender in the broker's group, the receiver outside of it.
    pub representative: u64,
    /// All three in different groups.
    pub liaison: u64,
}

impl Brokerage {
    /// All roles together.
    pub fn total(self) -> u64 {
        self.coordinator + self.consultant + self.gatekeeper + self.representative + self.liaison
    }
}

/// Counts the roles of each node: for every path a → broker → c without a tie a → c.
///
/// Loops and parallel ties are left out. In an undirected graph each path is one in both
/// directions.
///
/// Cost: O(Σ over nodes of degree²), in parallel over nodes.
///
/// # Errors
/// A list of groups that has not one entry a node.
///
/// # Example
/// ```
/// use comity::analysis::pattern::brokerage;
/// use comity::graph::{Direction, Graph, Tie};
/// let ties = [Tie::plain(0, 1), Tie::plain(1, 2)];
/// let (graph, _) = Graph::from_ties(Direction::Directed, 3, &ties)?;
/// assert_eq!(brokerage(&graph, &[0, 0, 1])?[1].representative, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Literature: R. V. Gould and R. M. Fernandez, "Structures of mediation: a formal approach to
/// brokerage in transaction networks" (1989).
pub fn brokerage(graph: &Graph, groups: &[u32]) -> Result<Vec<Brokerage>, AnalysisError> {
    AnalysisError::check_length("groups", groups.len(), graph.node_count())?;
    let simple = graph.simplified(Combine::One).graph;
    Ok(simple.nodes().into_par_iter().map(|broker| roles(&simple, groups, broker)).collect())
}

fn roles(simple: &Graph, groups: &[u32], broker: NodeId) -> Brokerage {
    simple.look();
    let mut roles = Brokerage::default();
    let group = |node: NodeId| groups[node as usize];
    for &sender in simple.predecessors(broker) {
        for &receiver in simple.neighbours(broker) {
            if receiver == sender || simple.ties_between(sender, receiver).len() > 0 {
                continue;
            }
            let [first, own, last] = [group(sender), group(broker), group(receiver)];
            let role = match (first == own, own == last, first == last) {
                (true, true, _) => &mut roles.coordinator,
                (false, _, true) => &mut roles.consultant,
                (false, true, _) => &mut roles.gatekeeper,
                (true, false, _) => &mut roles.representative,
                (false, false, false) => &mut roles.liaison,
            };
            *role += 1;
        }
    }
    roles
}
