#!/usr/bin/env python3
"""Writes the README's table of SPARQL beside other stores from what the benchmark wrote, so that no figure is typed.

Use: scripts/bench/readme.py [--check]
"""
import json
import pathlib
import re
import sys

import goals
from tables import line, short

ROOT = pathlib.Path(__file__).resolve().parents[2]
MEASURED = ROOT / "docs/bench/sparql.json"
README = ROOT / "README.md"
BETWEEN = re.compile(r"(<!-- written by scripts/bench/readme.py -->\n).*?(<!-- end -->)", re.DOTALL)
# For which of the sizes that were measured the table is: the first that there is.
SIZES = ["all", "bundle", "synthetic"]
GRAPHS = {"all": "every dataset imported", "bundle": "the bundled graph", "synthetic": "a made-up graph"}


def main():
    written = README.read_text()
    wanted, places = BETWEEN.subn(lambda found: found[1] + section(json.loads(MEASURED.read_text())) + found[2], written)
    if places != 1:
        sys.exit(f"error: `{README.name}` has {places} places for the table where one is wanted")
    if "--check" in sys.argv[1:]:
        sys.exit(None if wanted == written else f"error: the table of `{README.name}` is not that of `{MEASURED.relative_to(ROOT)}`: run scripts/bench/readme.py")
    README.write_text(wanted)


def section(run):
    result = next(result for size in SIZES for result in run["sizes"] if result["size"] == size)
    busy = ", with other work running" if run["machine"]["load"] >= 0.5 else ""
    intro = f"On {run['machine']['cores']} cores{busy}, {GRAPHS[result['size']]}: {result['quads'] / 1e6:.1f} million quads, {len(result['rows'])} queries, over HTTP.\n\n"
    return intro + "\n".join(table(result)) + "\n\nEvery query is in [docs/bench/sparql.md](docs/bench/sparql.md).\n"


def table(result):
    peers, stores = [peer for peer in result["peers"] if peer != "rdflib"], result["stores"]
    columns = ["comity", *peers]
    means = {peer: goals.means(result["rows"], peer) for peer in peers}

    def beside(of_peer):
        return lambda name: "" if name == "comity" else of_peer(name)

    def times(value, count=None):
        return f"{short(value)} times as fast{f' ({count} queries)' if count else ''}" if value else ""

    def least(peer):
        return f"{times(means[peer]['least'][0])} (`{means[peer]['least'][1]}`)" if means[peer]["least"] else ""

    def bytes_of_a_quad(*keys):
        return lambda name: f"{value:.0f} B a quad" if (value := goals.of_a_quad(result, name, *keys)) else ""

    def order(found):
        spreads = goals.shuffled(found) if found else {"count": 0}
        return f"worst {short(spreads['worst'])}, mean {short(spreads['mean'])}" if spreads["count"] else ""

    lines = ["| | Comity beside | " + " | ".join(f"{peer.capitalize()} {version(stores[peer])}" for peer in peers) + " |", "|---|" + "---:|" * len(columns)]
    lines += [
        line(f"queries that take the other over {goals.SLOW * 1000:.0f} ms, geometric mean", columns, beside(lambda p: times(means[p]["slow"], means[p]["slow_count"]))),
        line("the query on which it does worst, differences under 1 ms apart", columns, beside(least)),
        line("16 clients, mixed questions", columns, beside(lambda p: times(goals.throughput(result, p)))),
        line("the same query again, from the cache", columns, beside(lambda p: times(*goals.repeated(result["rows"], p, "cache")))),
        line("the same query again, unchanged (304)", columns, beside(lambda p: times(*goals.repeated(result["rows"], p, "unchanged")))),
        line("slowest against fastest order of a query's patterns", columns, lambda name: order(stores[name].get("shuffled"))),
        line("resident memory", columns, bytes_of_a_quad("memory", "all")),
        line("on disk", columns, bytes_of_a_quad("loading", "disk")),
        line("load", columns, lambda name: f"{seconds:.0f} s" if (seconds := stores[name]["loading"].get("seconds")) else ""),
        line("start to first answer", columns, lambda name: f"{stores[name]['start']:.2f} s" if stores[name].get("start") else ""),
    ]
    return [written for written in lines if written.split("|", 2)[2].strip(" |")]


def version(facts):
    return re.search(r"\d+(\.\d+)+", facts["version"]).group()


if __name__ == "__main__":
    main()
