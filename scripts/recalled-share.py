#!/usr/bin/env python3
"""Print, for every file of the bundle, how many of its statements rest on recalled sources alone.

A statement is whatever has a source (cmt:source). It counts as recalled when none of its sources was opened or is a dataset.
The files are listed in the last column of `data/README.md`. The answer comes from the program, one query a graph:

    scripts/recalled-share.py [PROGRAM]    (default: target/release/comity)
"""
import csv
import io
import subprocess
import sys

PROGRAM = sys.argv[1] if len(sys.argv) > 1 else "target/release/comity"
PREFIXES = "PREFIX cmt: <https://w3id.org/comity/ontology#>\n"
GRAPHS = "SELECT ?graph ?file WHERE { GRAPH ?graph { ?graph cmt:file ?file } } ORDER BY ?file"
SHARE = """
SELECT (COUNT(?statement) AS ?statements) (SUM(IF(?read, 0, 1)) AS ?recalled)
WHERE {
  { SELECT DISTINCT ?statement WHERE { GRAPH <%s> { ?statement cmt:source ?any } } }
  BIND (EXISTS { ?statement cmt:source ?source . ?source cmt:citation ?kind FILTER (?kind != cmt:recalled) } AS ?read)
}
"""


def ask(query):
    """The rows of the answer to a query, as dictionaries."""
    command = [PROGRAM, "query", "-e", PREFIXES + query, "-f", "csv"]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    return list(csv.DictReader(io.StringIO(answer.stdout)))


print("file\tstatements\trecalled alone")
for row in ask(GRAPHS):
    share = ask(SHARE % row["graph"])[0]
    print(row["file"], share["statements"], share["recalled"] or 0, sep="\t")
