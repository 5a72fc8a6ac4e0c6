#!/usr/bin/env python3
"""Measure an import, and a load of RDF, beside `oxigraph load` of the same triples as N-Triples.

A table of ROWS made-up observations is imported into a new store; the graph is written out; the same triples are loaded by
`comity load` and by the `oxigraph` of PyPI, into a graph of the same name. Then a panel of PANEL rows, ten years to a spell, is
imported, which has to be sorted outside memory. Times are those of the processor, all cores together, since a machine is seldom
idle; beside them stands the time on the clock. The table of ratios is written to docs/bench/import.md.

Use: bench-import.py PROGRAM [ROWS [PANEL]]   (default 200000 and 1000000; PyPI's `oxigraph` is installed into a temporary environment)
"""
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import venv

OBSERVATIONS = """# Title: Made-up observations
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
PANEL = """# Title: Made-up memberships
# Dataset: panel
# Coverage: 1900/2019; states cow; cmt:Membership
# Table: panel
# Columns:
#   ccode integer
#   body text
#   year year
# Compute: cmf:state("cow", ?ccode, ?year) as ?member
# Spells: ccode body member; time year
# Required: ?member ?membership
CONSTRUCT { ?membership a cmt:Membership ; org:member ?member ; org:organization ?organisation ; cmt:start ?start ; cmt:source ?source }
WHERE {
  BIND (cmf:iri("organisation", ?body) AS ?organisation)
  BIND (cmf:earliest(STR(?first)) AS ?start)
  BIND (cmf:iri("membership", "panel", ?body, ?member, ?first) AS ?membership)
}
"""
STATES = [2, 20, 70, 200, 210, 220, 230, 325, 365, 640, 651, 710, 750, 840, 900]


GRAPH = "https://w3id.org/comity/graph/bench"


class Run:
    """What a command took: seconds of the processor and on the clock, and megabytes at the peak."""

    def __init__(self, *command):
        start = time.perf_counter()
        process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            sys.exit(f"failed: {' '.join(map(str, command))}")
        self.clock = time.perf_counter() - start
        self.processor = usage.ru_utime + usage.ru_stime
        self.megabytes = usage.ru_maxrss / 1024


def observations(path, rows):
    with open(path, "w") as table:
        table.write("ccode,year,value\n")
        for row in range(rows):
            table.write(f"{STATES[row % len(STATES)]},{1950 + row % 60},{row}.5\n")


def panel(path, rows):
    """Years come one after the other, as they do in panels, so that the rows of a spell lie far apart."""
    spells = rows // 10
    with open(path, "w") as table:
        table.write("ccode,body,year\n")
        for year in range(10):
            for spell in range(spells):
                table.write(f"{STATES[spell % len(STATES)]},body-{spell // len(STATES)},{1990 + year}\n")


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    rows = int(sys.argv[2]) if len(sys.argv) > 2 else 200_000
    panel_rows = int(sys.argv[3]) if len(sys.argv) > 3 else 1_000_000
    report = pathlib.Path(__file__).resolve().parent.parent / "docs/bench/import.md"
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        venv.create(folder / "python", with_pip=True)
        subprocess.run([folder / "python/bin/pip", "install", "--quiet", "oxigraph"], check=True)
        peer = folder / "python/bin/oxigraph"
        version = subprocess.run([peer, "--version"], check=True, capture_output=True, text=True).stdout.strip()
        (folder / "bench.rq").write_text(OBSERVATIONS)
        (folder / "panel.rq").write_text(PANEL)
        observations(folder / "bench.csv", rows)
        panel(folder / "panel.csv", panel_rows)
        # The store is made first, so that the imports alone are measured.
        store = ["--store", folder / "whole"]
        Run(program, *store, "stats")
        imported = Run(program, *store, "import", folder / "bench.rq", folder / "bench.csv")
        Run(program, *store, "dump", "--graph", GRAPH, "--format", "ntriples", "--output", folder / "bench.nt")
        triples = sum(1 for _ in open(folder / "bench.nt"))
        theirs = Run(peer, "load", "--location", folder / "peer", "--graph", GRAPH, "--file", folder / "bench.nt")
        Run(program, "--store", folder / "loaded", "--empty", "stats")
        loaded = Run(program, "--store", folder / "loaded", "load", folder / "bench.nt", "--graph", GRAPH)
        tall = Run(program, *store, "import", folder / "panel.rq", folder / "panel.csv")
    lines = [
        f"Made by `scripts/bench-import.py comity {rows} {panel_rows}`, beside {version}. Times are ratios to `oxigraph load` of the same",
        f"{triples} triples into a graph; for the panel, which makes other triples, there is none.",
        "",
        "| | processor time | clock time | peak memory |",
        "|---|---:|---:|---:|",
        f"| `oxigraph load` of {triples} triples | 1 | 1 | {theirs.megabytes:.0f} MB |",
    ]
    for name, run in [(f"`comity load` of the same", loaded), (f"`comity import` of the {rows} rows that they come from", imported)]:
        ratios = f"{run.processor / theirs.processor:.2f} | {run.clock / theirs.clock:.2f}"
        lines.append(f"| {name} | {ratios} | {run.megabytes:.0f} MB |")
    lines.append(f"| `comity import` of a panel of {panel_rows} rows into {panel_rows // 10} spells | | | {tall.megabytes:.0f} MB |")
    report.parent.mkdir(exist_ok=True)
    report.write_text("\n".join(lines) + "\n")
    print(report.read_text())
    print(f"{rows / imported.clock:.0f} and {panel_rows / tall.clock:.0f} rows a second, {triples / imported.clock:.0f} triples a second; `oxigraph load` {triples / theirs.clock:.0f}")


if __name__ == "__main__":
    main()
