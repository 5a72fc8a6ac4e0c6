"""Writes published networks and the values that networkx and igraph give for them.

    python3 -m venv venv && venv/bin/pip install networkx==3.6.1 igraph==1.0.0 numpy scipy
    venv/bin/python scripts/network-fixtures/make.py tests/fixtures/networks

For each network: NAME.csv with its ties (source, target, weight), NAME.json with its nodes in order and every measure
by its name in our code. Where networkx iterates to a loose tolerance, the value comes from an exact solution.

- Zachary's karate club: W. W. Zachary (1977), "An information flow model for conflict and fission in small groups".
- Florentine families: J. F. Padgett and C. K. Ansell (1993), "Robust action and the rise of the Medici".
- Southern women: A. Davis, B. B. Gardner and M. R. Gardner (1941), *Deep South*.
- Les Miserables: D. E. Knuth (1993), *The Stanford GraphBase*.
- directed-random: no published network, but a directed one with weights, for the measures that need directions.
"""

import csv
import itertools
import json
import pathlib
import random
import sys

import igraph
import networkx as nx
import numpy as np
from networkx.algorithms import bipartite


def main(folder):
    folder = pathlib.Path(folder)
    for name, graph in networks().items():
        nodes = sorted(graph.nodes)
        number = {node: place for place, node in enumerate(nodes)}
        graph = nx.relabel_nodes(graph, number)
        ties = sorted((min(a, b), max(a, b)) if not graph.is_directed() else (a, b) for a, b in graph.edges)
        ordered = graph.__class__()
        ordered.add_nodes_from(range(len(nodes)))
        ordered.add_weighted_edges_from((a, b, graph[a][b].get("weight", 1)) for a, b in ties)
        with open(folder / f"{name}.csv", "w", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["source", "target", "weight"])
            writer.writerows((nodes[a], nodes[b], ordered[a][b]["weight"]) for a, b in ties)
        expected = {"nodes": nodes, "directed": graph.is_directed(), "measures": measures(ordered, ties)}
        (folder / f"{name}.json").write_text(json.dumps(expected, indent=1, allow_nan=False) + "\n")


def networks():
    random_graph = nx.gnp_random_graph(40, 0.1, seed=5, directed=True)
    draw = random.Random(7)
    for a, b in random_graph.edges:
        random_graph[a][b]["weight"] = draw.randint(1, 9)
    return {
        "karate": nx.relabel_nodes(nx.karate_club_graph(), lambda node: f"{node + 1:02}"),
        "florentine": nx.florentine_families_graph(),
        "southern-women": nx.davis_southern_women_graph(),
        "les-miserables": nx.les_miserables_graph(),
        "directed-random": nx.relabel_nodes(random_graph, lambda node: f"{node:02}"),
    }


def measures(graph, ties):
    count = len(graph)
    rows = lambda values: [values[node] for node in range(count)]
    found = {}
    both = nx.Graph(graph) if graph.is_directed() else graph
    for side, degree in sides(graph).items():
        found[f"degree_{side}"] = rows(dict(degree()))
        found[f"strength_{side}"] = rows(dict(degree(weight="weight")))
    for name, weight in (("", None), ("_weighted", "weight")):
        found["closeness" + name] = rows(nx.closeness_centrality(graph, distance=weight))
        found["harmonic" + name] = rows(nx.harmonic_centrality(graph, distance=weight))
        found["betweenness" + name] = rows(nx.betweenness_centrality(graph, weight=weight, normalized=False))
        found["betweenness_normalised" + name] = rows(nx.betweenness_centrality(graph, weight=weight))
        found["tie_betweenness" + name] = tie_values(
            nx.edge_betweenness_centrality(graph, weight=weight, normalized=False), ties)
        found["tie_betweenness_normalised" + name] = tie_values(nx.edge_betweenness_centrality(graph, weight=weight), ties)
        found["eigenvector" + name] = eigenvector(graph, weight)
        found["katz" + name] = rows(nx.katz_centrality_numpy(graph, alpha=0.004, weight=weight))
        found["page_rank" + name] = page_rank(graph, weight)
        found["hubs" + name], found["authorities" + name] = hits(graph, weight)
        # Naming all nodes avoids the form with sparse matrices, which is wrong for whole weights (networkx 3.6.1).
        found["constraint" + name] = rows(nx.constraint(graph, nodes=list(graph), weight=weight))
        found["effective_size" + name] = rows(nx.effective_size(graph, nodes=list(graph), weight=weight))
        found["efficiency_sum" + name] = sum(nx.harmonic_centrality(graph, distance=weight).values())
        lengths = dict(nx.all_pairs_dijkstra_path_length(graph, weight=weight or (lambda *_: 1)))
        distances = [length for start in lengths for end, length in lengths[start].items() if start != end]
        found["diameter" + name] = max(distances)
        found["average_distance" + name] = sum(distances) / len(distances)
    found["core_numbers"] = rows(nx.core_number(both))
    found["bridges"] = sorted(ties.index((min(a, b), max(a, b))) for a, b in nx.bridges(both)) if both is graph else []
    found["articulation_points"] = sorted(nx.articulation_points(both))
    found["triangles"] = rows(nx.triangles(both))
    found["clustering"] = rows(nx.clustering(both))
    found["average_clustering"] = nx.average_clustering(both)
    found["transitivity"] = nx.transitivity(both)
    found["density"] = nx.density(graph)
    found["degree_assortativity"] = nx.degree_assortativity_coefficient(graph, "out", "in")
    found["weak_components"] = nx.number_connected_components(both)
    if graph.is_directed():
        found["reciprocity"] = nx.overall_reciprocity(graph)
        found["strong_components"] = nx.number_strongly_connected_components(graph)
        found["triad_census"] = list(nx.triadic_census(graph).values())
    thirds = [{node for node in graph if node % 3 == rest} for rest in range(3)]
    found["modularity_of_thirds"] = nx.community.modularity(graph, thirds, weight="weight")
    found["leiden_modularity"] = leiden(both)
    found["brokerage_of_thirds"] = brokerage(graph)
    found["disparity"] = disparity(graph, ties)
    if bipartite.is_bipartite(both) and not graph.is_directed():
        left = bipartite.sets(graph)[0] if 0 in bipartite.sets(graph)[0] else bipartite.sets(graph)[1]
        found["left"] = sorted(left)
        newman = bipartite.collaboration_weighted_projected_graph(graph, sorted(left))
        found["newman"] = sorted([min(a, b), max(a, b), value] for a, b, value in newman.edges(data="weight"))
        shared = bipartite.overlap_weighted_projected_graph(graph, sorted(left), jaccard=True)
        found["jaccard"] = sorted([min(a, b), max(a, b), value] for a, b, value in shared.edges(data="weight"))
    return found


def sides(graph):
    if not graph.is_directed():
        return {"both": graph.degree}
    return {"in": graph.in_degree, "out": graph.out_degree, "both": graph.degree}


def tie_values(values, ties):
    return [values[tie] if tie in values else values[tie[::-1]] for tie in ties]


def matrix(graph, weight):
    return nx.to_numpy_array(graph, nodelist=range(len(graph)), weight=weight)


def eigenvector(graph, weight):
    values, vectors = np.linalg.eig(matrix(graph, weight).T)
    vector = vectors[:, np.argmax(values.real)].real
    return list(np.abs(vector) / np.linalg.norm(vector))


def page_rank(graph, weight):
    adjacency = matrix(graph, weight)
    count = len(graph)
    leaving = adjacency.sum(axis=1)
    steps = np.array([row / total if total else np.full(count, 1 / count) for row, total in zip(adjacency, leaving)])
    return list(np.linalg.solve(np.eye(count) - 0.85 * steps.T, np.full(count, 0.15 / count)))


def hits(graph, weight):
    """From equal scores: where the leading eigenvalue is not single, their projection on its space."""
    adjacency = matrix(graph, weight)
    values, vectors = np.linalg.eigh(adjacency @ adjacency.T)
    leading = vectors[:, values > values[-1] * (1 - 1e-9)]
    hubs = leading @ (leading.T @ np.ones(len(graph)))
    authorities = adjacency.T @ hubs
    return list(hubs / hubs.sum()), list(authorities / authorities.sum())


def leiden(graph):
    random.seed(1)
    ties = list(graph.edges(data="weight"))
    copy = igraph.Graph(n=len(graph), edges=[(a, b) for a, b, _ in ties])
    weights = [weight for _, _, weight in ties]
    runs = [copy.community_leiden("modularity", weights=weights, n_iterations=-1) for _ in range(20)]
    return max(copy.modularity(run.membership, weights=weights) for run in runs)


def brokerage(graph):
    """Counts by the definition: a -> b -> c, no tie a -> c, groups by node number modulo 3."""
    roles = [[0] * 5 for _ in graph]
    for broker in graph:
        for a, c in itertools.permutations(graph, 2):
            if broker in (a, c) or not graph.has_edge(a, broker) or not graph.has_edge(broker, c) or graph.has_edge(a, c):
                continue
            first, own, last = a % 3, broker % 3, c % 3
            if first == own == last:
                role = 0  # coordinator
            elif first == last:
                role = 1  # consultant
            elif own == last:
                role = 2  # gatekeeper
            elif own == first:
                role = 3  # representative
            else:
                role = 4  # liaison
            roles[broker][role] += 1
    return roles


def disparity(graph, ties):
    """The smaller of a tie's two values (1 - share) ** (degree - 1)."""
    adjacency = matrix(graph, "weight")
    leaving, entering = adjacency.sum(axis=1), adjacency.sum(axis=0)
    out_degree, in_degree = (adjacency > 0).sum(axis=1), (adjacency > 0).sum(axis=0)
    value = lambda weight, total, degree: (1 - weight / total) ** (degree - 1) if degree > 1 else 1.0
    return [min(value(adjacency[a, b], leaving[a], out_degree[a]), value(adjacency[a, b], entering[b], in_degree[b]))
            for a, b in ties]


if __name__ == "__main__":
    main(sys.argv[1])
