#!/usr/bin/env python3
"""Measures SPARQL beside other stores, on the same data in one run: answers are compared before any time is taken.

Use: scripts/bench/sparql.py PROGRAM [--size bundle,all,synthetic] [--peers oxigraph,virtuoso,rdflib] [--only NAME,…] [--quick]

Stores are kept in target/bench and used again as long as the data are the same. `--help` lists everything that can be set.
"""
import argparse
import json
import pathlib
import subprocess
import sys

import measure
import tables
import workload
from data import Data
from peers import Comity, Oxigraph, Rdflib, Virtuoso

ROOT = pathlib.Path(__file__).resolve().parents[2]
PEERS = {"oxigraph": Oxigraph, "virtuoso": Virtuoso, "rdflib": Rdflib}
# What rdflib is asked, for scale: it takes minutes over the rest.
FOR_SCALE = {"everything-by-class", "noes-of-usa-by-year", "positions-by-stance", "members-of", "allies-of-allies"}


def main():
    options = arguments()
    options.folder.mkdir(parents=True, exist_ok=True)
    results = []
    for size in options.size:
        results.append(measured(size, options))
        written(results, options)
    print(tables_of(results))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("program", type=pathlib.Path, nargs="?", default=ROOT / "target/release/comity", help="the program that is measured")
    parser.add_argument("--size", type=names, default=["bundle", "all", "synthetic"], help="which data: bundle, all, synthetic")
    parser.add_argument("--peers", type=names, default=["oxigraph", "virtuoso"], help="which stores beside it: oxigraph, virtuoso, rdflib")
    parser.add_argument("--only", type=names, help="only these queries")
    parser.add_argument("--kind", choices=["question", "analytical"], help="only the named questions, or only the analytical queries")
    parser.add_argument("--quick", action="store_true", help="two runs of each query, and nothing but their times")
    parser.add_argument("--runs", type=int, default=15, help="runs of a query at most (15)")
    parser.add_argument("--budget", type=float, default=3.0, help="seconds that the runs of a query may take, after two (3)")
    parser.add_argument("--cap", type=int, default=30, help="seconds that a query may take (30)")
    parser.add_argument("--cold", action="store_true", help="the first answer after a restart too, of every query")
    parser.add_argument("--triples", type=int, default=50_000_000, help="size of the made-up graph (50000000)")
    parser.add_argument("--store", help="our store of size `all`, where there is one already")
    parser.add_argument("--folder", type=pathlib.Path, default=ROOT / "target/bench", help="where stores are kept (target/bench)")
    parser.add_argument("--output", type=pathlib.Path, help="the file to write, beside a .json (docs/bench/sparql.md after a whole run)")
    options = parser.parse_args()
    options.program = options.program.resolve()
    if options.quick:
        options.runs, options.budget = 2, 0.0
    return options


def names(text):
    return [name for name in text.split(",") if name]


def measured(size, options):
    data = Data(size, options.folder, options.program, options.store if size == "all" else None)
    data.make(options.triples)
    say(f"{size}: {data.quads} quads, {data.terms} terms")
    comity = Comity(data, options.cap, options.program)
    peers = [PEERS[name](data, options.cap) for name in options.peers if name != "rdflib" or size == "bundle"]
    result = {"size": size, "quads": data.quads, "version": data.version, "peers": [peer.name for peer in peers], "rows": [], "stores": {}}
    for peer in [comity, *peers]:
        result["stores"][peer.name] = loaded(peer, options)
    queries = chosen(data, options)
    try:
        for peer in [comity, *peers]:
            peer.start()
            measure.first(peer, queries[0])
        for query in queries:
            result["rows"].append(asked(query, comity, peers, options))
        for peer in [comity, *peers]:
            facts = result["stores"][peer.name]
            facts["memory"], facts["disk"] = peer.memory(), peer.disk()
        result["stores"]["comity"]["snapshot"] = comity.snapshot_size()
        if not options.quick:
            beside(result, comity, peers, queries)
    finally:
        for peer in [comity, *peers]:
            peer.stop()
    return result


def loaded(peer, options):
    """Loads the store if it is not of these data, and remembers what that took."""
    noted = peer.folder / "load.json"
    if not peer.is_loaded() and not (options.quick and peer.name == "comity"):
        say(f"Loading {peer.name}")
        seconds, memory = peer.load()
        noted.write_text(json.dumps({"load_seconds": seconds, "load_memory": memory}))
    return json.loads(noted.read_text()) if noted.exists() else {}


def chosen(data, options):
    found = workload.questions(options.program, data.store) + workload.analytical()
    if unknown := set(options.only or []) - {query.name for query in found}:
        sys.exit(f"error: there is no query {', '.join(sorted(unknown))}")
    return [query for query in found if (not options.only or query.name in options.only) and (not options.kind or query.kind == options.kind)]


def asked(query, comity, peers, options):
    """Compares the answers to a query, then times it on each store whose answer is right."""
    row = {"name": query.name, "kind": query.kind, "size": None, "times": {}, "verdicts": {}, "problems": [], "cold": {}}
    ours, timing = measure.first(comity, query)
    firsts = {"comity": timing}
    row["size"] = len(ours) if ours else None
    if timing.problem or timing.capped:
        row["problems"].append(f"`{query.name}`, comity: {timing.problem or f'over {comity.cap} s'}")
    reference = ours
    for peer in peers:
        if peer.name == "rdflib" and query.name not in FOR_SCALE:
            continue
        theirs, firsts[peer.name] = measure.first(peer, query)
        row["verdicts"][peer.name] = verdict(row, query, peer, reference, theirs, firsts[peer.name])
        if reference is None and theirs is not None:
            reference = theirs
            row["size"] = len(theirs)
    for peer in [comity, *peers]:
        timing = firsts.get(peer.name)
        if timing and timing.seconds and not timing.capped:
            timing = measure.warm(peer, query, timing.seconds[0], options.runs, options.budget)
        if timing:
            row["times"][peer.name] = {"median": timing.median, "percentile95": timing.percentile95, "runs": len(timing.seconds), "capped": timing.capped}
    if options.cold:
        row["cold"] = {peer.name: measure.cold(peer, query).median for peer in [comity, *peers] if row["verdicts"].get(peer.name) != "error"}
    say("  ".join([f"{query.name:36}", *(f"{name} {tables.time_cell(row, name):>10}" for name in row["times"])]))
    return row


def verdict(row, query, peer, reference, theirs, timing):
    if timing.capped:
        return "capped"
    if timing.problem:
        row["problems"].append(f"`{query.name}`, {peer.name}: {timing.problem}")
        return "error"
    if reference is None:
        return "alone"
    if reference.agrees(theirs):
        return "agrees"
    only_reference, only_theirs = reference.differences(theirs)
    row["problems"].append(f"`{query.name}`, {peer.name}: {len(theirs)} rows against {len(reference)}; for example `{only_reference[:1]}` against `{only_theirs[:1]}`")
    say(f"DISAGREES {row['problems'][-1]}")
    return "DISAGREES"


def beside(result, comity, peers, queries):
    """What is measured once for a store: many clients, a repeated query, and the start."""
    agreed = {row["name"] for row in result["rows"]
              if all(row["verdicts"].get(peer.name) == "agrees" for peer in peers if peer.name != "rdflib")
              and all(not time["capped"] and time["median"] and time["median"] < 2 for time in row["times"].values())}
    mixed = [query for query in queries if query.kind == "question" and query.name in agreed]
    for peer in [comity, *peers]:
        facts = result["stores"][peer.name]
        if mixed and peer.name != "rdflib":
            facts["throughput"] = measure.throughput(peer, mixed, 16, 10)
        first = next((query for query in queries if query.name == "noes-of-usa-by-year"), queries[0])
        facts["start"] = {"median": measure.start_to_answer(peer, first, 3).median}
        say(f"{peer.name}: {facts.get('throughput')} {facts['start']}")


def written(results, options):
    output = options.output
    if not output:
        if options.quick or options.only or options.kind:
            return
        output = ROOT / "docs/bench/sparql.md"
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(tables_of(results))
    output.with_suffix(".json").write_text(json.dumps(results, indent=1) + "\n")


def tables_of(results):
    return "# SPARQL beside other stores\n\n" + "\n".join(tables.markdown(result) for result in results)


def say(text):
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(f"error: `{' '.join(map(str, error.cmd))}` failed: {error.stderr or ''}")
