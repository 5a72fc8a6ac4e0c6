"""Other programs open what `comity export` writes, and find the same nodes and ties in every format.

`make test-exports` runs it; COMITY names the program.
"""

import csv
import datetime
import json
import os
import subprocess

import igraph
import networkx
import pyarrow.parquet
import pytest

COMITY = os.environ["COMITY"]
ID = "https://w3id.org/comity/id/"
# Parallel ties, a weight, dates on one side only, a name with quotes, nodes that the data do not have.
OWN = """# Direction: %s
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT ?source ?target ?weight ?start ?end { VALUES (?source ?target ?weight ?start ?end) {
  (<https://w3id.org/comity/id/state/CIV> <https://w3id.org/comity/id/state/CHN> 2.5 "1983-03-02"^^xsd:date UNDEF)
  (<https://w3id.org/comity/id/state/CIV> <https://w3id.org/comity/id/state/CHN> 1 UNDEF "1999-12-31"^^xsd:date)
  (<http://e.org/?a=1&b='2'> <https://w3id.org/comity/id/state/CIV> 1 UNDEF UNDEF) } }"""
OWN_NODES = {ID + "state/CIV", ID + "state/CHN", "http://e.org/?a=1&b='2'"}


def export(*arguments):
    command = [COMITY, "export", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def own(form, direction="undirected"):
    return export("--layer", OWN % direction, "--format", form)


@pytest.fixture(scope="module")
def alliances(tmp_path_factory):
    folder = tmp_path_factory.mktemp("alliances")
    export("--layer", "alliances", "--as-of", "1985-01-01", "--format", "csv", "--output", str(folder))
    return {name: list(csv.DictReader(open(folder / f"{name}.csv"))) for name in ("nodes", "ties")}


def check(graph):
    """A graph of networkx has the ties of `OWN`."""
    assert graph.is_multigraph() and set(graph) == OWN_NODES
    assert graph.nodes[ID + "state/CIV"]["label"] == "Côte d'Ivoire"
    assert graph.nodes[ID + "state/CIV"]["iso3"] == "CIV"
    ties = list(graph.get_edge_data(ID + "state/CIV", ID + "state/CHN").values())
    assert sorted(float(tie["weight"]) for tie in ties) == [1, 2.5]
    assert sorted(tie.get("start") or "" for tie in ties) == ["", "1983-03-02"]
    assert sorted(tie.get("end") or "" for tie in ties) == ["", "1999-12-31"]


@pytest.mark.parametrize("direction", ["undirected", "directed"])
def test_networkx_reads_graphml(direction):
    graph = networkx.parse_graphml(own("graphml", direction))
    assert graph.is_directed() == (direction == "directed")
    check(graph)
    assert graph.graph["completeness"] == "complete"


def test_networkx_reads_gexf_with_time(tmp_path):
    path = tmp_path / "own.gexf"
    path.write_text(own("gexf"))
    graph = networkx.read_gexf(path)
    assert graph.graph["mode"] == "dynamic"
    check(graph)


def test_networkx_reads_node_link_json():
    check(networkx.node_link_graph(json.loads(own("node-link")), edges="edges"))


def test_networkx_reads_cytoscape_json():
    graph = networkx.cytoscape_graph(json.loads(own("cytoscape")))
    networkx.set_node_attributes(graph, networkx.get_node_attributes(graph, "name"), "label")
    check(graph)


def test_networkx_reads_dot(tmp_path):
    path = tmp_path / "own.dot"
    path.write_text(own("dot"))
    graph = networkx.nx_pydot.read_dot(path)
    unquoted = lambda text: text.strip('"')
    graph = networkx.relabel_nodes(graph, unquoted)
    for _, data in graph.nodes(data=True):
        data.update({unquoted(name): unquoted(value) for name, value in list(data.items())})
    for *_, data in graph.edges(data=True):
        data.update({unquoted(name): unquoted(value) for name, value in list(data.items())})
    graph.remove_nodes_from([node for node in graph if node == "\\n"])
    check(graph)


def test_igraph_reads_graphml(tmp_path, alliances):
    path = tmp_path / "alliances.graphml"
    export("--layer", "alliances", "--as-of", "1985-01-01", "--output", str(path))
    graph = igraph.Graph.Read_GraphML(str(path))
    assert (graph.vcount(), graph.ecount()) == (len(alliances["nodes"]), len(alliances["ties"]))
    assert set(graph.vs["id"]) == {node["id"] for node in alliances["nodes"]}
    assert not graph.is_directed() and set(graph.es["weight"]) == {1}
    usa = graph.vs.find(id=ID + "state/USA")
    assert (usa["label"], usa["iso3"]) == ("United States", "USA")


def test_all_formats_have_the_same_ties(alliances):
    ties = sorted((tie["source"], tie["target"]) for tie in alliances["ties"])
    assert len(ties) > 100
    text = lambda form: export("--layer", "alliances", "--as-of", "1985-01-01", "--format", form)
    either = lambda edges: sorted(tuple(sorted(edge[:2])) for edge in edges)
    assert either(networkx.parse_graphml(text("graphml")).edges) == either(ties)
    assert either(networkx.node_link_graph(json.loads(text("node-link")), edges="edges").edges) == either(ties)
    assert either(networkx.cytoscape_graph(json.loads(text("cytoscape"))).edges) == either(ties)


def test_pyarrow_reads_parquet(tmp_path, alliances):
    export("--layer", "alliances", "--as-of", "1985-01-01", "--format", "parquet", "--output", str(tmp_path))
    ties = pyarrow.parquet.read_table(tmp_path / "ties.parquet")
    assert str(ties.schema.field("start").type) == "date32[day]"
    assert str(ties.schema.field("source").type) == "string"
    rows = ties.to_pylist()
    assert [row["source"] for row in rows] == [tie["source"] for tie in alliances["ties"]]
    for row, tie in zip(rows, alliances["ties"]):
        assert row["start"] == (datetime.date.fromisoformat(tie["start"]) if tie["start"] else None)
        assert row["weight"] == float(tie["weight"])
    nodes = pyarrow.parquet.read_table(tmp_path / "nodes.parquet").to_pylist()
    assert [node["label"] for node in nodes] == [node["label"] for node in alliances["nodes"]]


def test_matrices_have_structural_zeros_where_a_state_did_not_exist(tmp_path):
    export("--layer", "alliances", "--years", "1988..1994", "--format", "matrices", "--output", str(tmp_path))
    nodes = [row["iso3"] for row in csv.DictReader(open(tmp_path / "nodes.csv"))]

    def cell(year, one, other):
        rows = list(csv.reader(open(tmp_path / f"{year}.csv")))
        assert len(rows) == len(nodes) + 1 and len(rows[0]) == len(nodes) + 1
        return rows[nodes.index(one) + 1][nodes.index(other) + 1]

    assert cell(1988, "USA", "GBR") == cell(1988, "GBR", "USA") == "1"
    assert cell(1988, "USA", "BLR") == "10" and cell(1994, "USA", "BLR") == "0"
    assert cell(1988, "DDR", "USA") == "0" and cell(1994, "DDR", "USA") == "10"
    assert cell(1988, "USA", "USA") == "0"
    assert "years <- c(1988, 1989" in (tmp_path / "read.R").read_text()
