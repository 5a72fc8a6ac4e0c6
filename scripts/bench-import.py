#!/usr/bin/env python3
"""Measure an import beside `oxigraph load` of the triples that it makes, ready-made, as N-Triples.

A table of ROWS made-up observations is imported into a new store; the graph is written out; the same triples are loaded by the
`oxigraph` of PyPI. Printed: rows and triples a second, peak resident memory, and how the import's time for a triple compares.

Use: bench-import.py PROGRAM [ROWS]      (default 200000; PyPI's `oxigraph` is installed into a temporary environment)
"""
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import venv

MAPPING = """# Title: Made-up observations
# Dataset: bench
# Coverage: 1950/2009; states cow; cmt:Observation
# Table: bench
# Columns:
#   ccode integer
#   year year
#   value decimal
# Required: ?state ?statement
CONSTRUCT {
  ?statement a cmt:Observation ; cmt:about ?state ; cmt:indicator <indicator/gdp> ; cmt:period ?period ; cmt:value ?value ; cmt:source ?source
}
WHERE {
  BIND (cmf:state("cow", ?ccode, ?year) AS ?state)
  BIND (STRDT(STR(?year), xsd:gYear) AS ?period)
  BIND (cmf:iri("observation", "bench", ?state, ?year, ?value) AS ?statement)
}
"""
STATES = [2, 20, 70, 200, 210, 220, 230, 325, 365, 640, 651, 710, 750, 840, 900]


def timed(command, **options):
    """Seconds and peak megabytes of a command."""
    start = time.perf_counter()
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"failed: {' '.join(map(str, command))}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    rows = int(sys.argv[2]) if len(sys.argv) > 2 else 200_000
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        venv.create(folder / "python", with_pip=True)
        subprocess.run([folder / "python/bin/pip", "install", "--quiet", "oxigraph"], check=True)
        (folder / "bench.rq").write_text(MAPPING)
        with open(folder / "bench.csv", "w") as table:
            table.write("ccode,year,value\n")
            for row in range(rows):
                table.write(f"{STATES[row % len(STATES)]},{1950 + row % 60},{row}.5\n")
        # The store is made first, so that the import alone is measured.
        (folder / "one.csv").write_text("ccode,year,value\n2,1950,1\n")
        subprocess.run([program, "--store", folder / "whole", "import", folder / "bench.rq", folder / "one.csv"], check=True, capture_output=True)
        subprocess.run([program, "--store", folder / "whole", "stats"], check=True, capture_output=True)
        imported, memory = timed([program, "--store", folder / "whole", "import", folder / "bench.rq", folder / "bench.csv"])
        triples = folder / "bench.nt"
        subprocess.run([program, "--store", folder / "whole", "dump", "--graph", "https://w3id.org/comity/graph/bench", "--format", "ntriples", "--output", triples], check=True, capture_output=True)
        count = sum(1 for _ in open(triples))
        loaded, peer_memory = timed([folder / "python/bin/oxigraph", "load", "--location", folder / "peer", "--file", triples])
        print("| | rows a second | triples a second | peak memory |")
        print("|---|---:|---:|---:|")
        print(f"| `comity import` of {rows} rows | {rows / imported:.0f} | {count / imported:.0f} | {memory:.0f} MB |")
        print(f"| `oxigraph load` of the {count} triples | | {count / loaded:.0f} | {peer_memory:.0f} MB |")
        print(f"\nA triple takes the import {imported / loaded:.2f} times as long as loading it ready-made.")


if __name__ == "__main__":
    main()
