//! Friends of friends and enemies of enemies: balance in signed networks.

use rayon::prelude::*;

use crate::analysis::structure::{Groups, weak_components};
use crate::graph::{Combine, Graph, NodeId};

/// Triangles by their signs, and whether the network as a whole is balanced.
#[derive(Clone, Debug, PartialEq)]
pub struct Balance {
    /// Triangles with no, one, two and three negative ties.
    pub triangles: [u64; 4],
    /// The share of triangles with an even number of negative ties; none if there are no triangles.
    pub balanced: Option<f64>,
    /// The share with an even number, or three: an enemy's enemy need not be a friend (Davis 1967).
    pub weakly_balanced: Option<f64>,
    /// Two camps, with positive ties within and negative ones between; none if there are no such
    /// camps. Within each component the first node's camp is 0.
    pub camps: Option<Vec<u8>>,
}

/// Signed balance: ties of negative weight are hostile, all others friendly. Direction and loops
/// are left out; parallel ties add up, and a pair whose sum is 0 has no tie.
///
/// Cost: O(Σ over ties of the degrees of their ends), in parallel over nodes.
///
/// # Example
/// ```
/// use comity::analysis::pattern::balance;
/// use comity::graph::{Direction, Graph, Tie};
/// let ties = [Tie::plain(0, 1), Tie::weighted(0, 2, -1.0), Tie::weighted(1, 2, -1.0)];
/// let (graph, _) = Graph::from_ties(Direction::Undirected, 3, &ties)?;
/// let found = balance(&graph);
/// assert_eq!((found.triangles, found.camps), ([0, 0, 1, 0], Some(vec![0, 0, 1])));
/// # Ok::<(), comity::graph::GraphError>(())
/// ```
///
/// Literature: D. Cartwright and F. Harary, "Structural balance" (1956); J. A. Davis, "Clustering
/// and structural balance in graphs" (1967).
pub fn balance(graph: &Graph) -> Balance {
    let merged = graph.undirected().simplified(Combine::Sum).graph;
    let signed = merged.select(|_| true, |tie| merged.weight(tie) != 0.0).graph;
    let at = |node: NodeId| triangles_from(&signed, node);
    let counts: Vec<[u64; 4]> = signed.nodes().into_par_iter().map(at).collect();
    let triangles = counts
        .iter()
        .fold([0; 4], |sum, some| std::array::from_fn(|place| sum[place] + some[place]));
    let all: u64 = triangles.iter().sum();
    let share = |part: u64| (all > 0).then(|| part as f64 / all as f64);
    Balance {
        triangles,
        balanced: share(triangles[0] + triangles[2]),
        weakly_balanced: share(triangles[0] + triangles[2] + triangles[3]),
        camps: camps(&signed),
    }
}

/// The triangles of which a node is the first.
fn triangles_from(signed: &Graph, first: NodeId) -> [u64; 4] {
    signed.look();
    let mut counts = [0; 4];
    let negative = |tie| usize::from(signed.weight(tie) < 0.0);
    let later = |from: NodeId| signed.arcs(from).filter(move |&(to, _)| to > from);
    for (second, one) in later(first) {
        for (third, other) in later(second) {
            if let Some(last) = signed.ties_between(first, third).next() {
                counts[negative(one) + negative(other) + negative(last)] += 1;
            }
        }
    }
    counts
}

/// Two camps by walking each component; none if a tie contradicts them.
fn camps(signed: &Graph) -> Option<Vec<u8>> {
    let Groups { of, .. } = weak_components(signed);
    let mut camp: Vec<Option<u8>> = vec![None; of.len()];
    for root in signed.nodes() {
        if camp[root as usize].is_some() {
            continue;
        }
        camp[root as usize] = Some(0);
        let mut pending = vec![(root, 0)];
        while let Some((node, own)) = pending.pop() {
            for (next, tie) in signed.arcs(node) {
                let wanted = own ^ u8::from(signed.weight(tie) < 0.0);
                match camp[next as usize] {
                    None => {
                        camp[next as usize] = Some(wanted);
                        pending.push((next, wanted));
                    }
                    Some(found) if found != wanted => return None,
                    Some(_) => {}
                }
            }
        }
    }
    camp.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::balance;
    use crate::graph::{Direction, Graph, Tie};

    #[test]
    fn an_enemy_of_a_friend_unbalances() {
        let ties = [Tie::plain(0, 1), Tie::plain(1, 2), Tie::weighted(0, 2, -1.0)];
        let found = balance(&Graph::from_ties(Direction::Undirected, 3, &ties).unwrap().0);
        assert_eq!((found.triangles, found.balanced, found.camps), ([0, 1, 0, 0], Some(0.0), None));
    }

    #[test]
    fn three_enemies_are_weakly_balanced() {
        let ties = [(0, 1), (1, 2), (0, 2)].map(|(one, other)| Tie::weighted(one, other, -1.0));
        let found = balance(&Graph::from_ties(Direction::Undirected, 3, &ties).unwrap().0);
        assert_eq!((found.balanced, found.weakly_balanced), (Some(0.0), Some(1.0)));
    }
}
