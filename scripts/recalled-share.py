#!/usr/bin/env python3
"""Print, for every file of the bundle, how much of it rests on recalled sources alone.

A statement is whatever has a source (cmt:source); a thing described is whatever else names the sources of its description
(dcterms:source): an agreement, an organisation, a state. Either counts as recalled when all its sources are: none was opened,
none is a dataset. The last column of the table in `data/README.md` has these figures. They come from the program, two
queries a graph:

    scripts/recalled-share.py [PROGRAM]    (default: target/release/comity)
"""
import csv
import io
import subprocess
import sys

PROGRAM = sys.argv[1] if len(sys.argv) > 1 else "target/release/comity"
PREFIXES = "PREFIX cmt: <https://w3id.org/comity/ontology#>\nPREFIX dcterms: <http://purl.org/dc/terms/>\n"
GRAPHS = "SELECT ?graph ?file WHERE { GRAPH ?graph { ?graph cmt:file ?file } } ORDER BY ?file"
SHARE = """
SELECT (COUNT(?thing) AS ?all) (SUM(IF(?read, 0, 1)) AS ?recalled)
WHERE {
  { SELECT DISTINCT ?thing WHERE { GRAPH <%(graph)s> { ?thing %(property)s ?any } FILTER (?thing != <%(graph)s>) } }
  BIND (EXISTS { ?thing %(property)s ?source . ?source cmt:citation ?kind FILTER (?kind != cmt:recalled) } AS ?read)
}
"""


def ask(query):
    """The rows of the answer to a query, as dictionaries."""
    command = [PROGRAM, "query", "-e", PREFIXES + query, "-f", "csv"]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    return list(csv.DictReader(io.StringIO(answer.stdout)))


def share(graph, property):
    """How many subjects of the property the graph has, and how many of them are recalled."""
    row = ask(SHARE % {"graph": graph, "property": property})[0]
    return row["all"], row["recalled"] or "0"


print("file", "statements", "recalled", "things described", "recalled", sep="\t")
for row in ask(GRAPHS):
    print(row["file"], *share(row["graph"], "cmt:source"), *share(row["graph"], "dcterms:source"), sep="\t")
