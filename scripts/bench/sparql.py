#!/usr/bin/env python3
"""Measures SPARQL beside other stores, on the same data in one run: answers are compared before any time is taken.

Use: scripts/bench/sparql.py [PROGRAM] [--size bundle,all,synthetic] [--peers oxigraph,virtuoso,rdflib] [--only NAME,…] [--quick]

Stores are kept under target/bench and used again as long as the data are the same. The made-up graph of 50 million triples is measured
only where it is asked for (`--size synthetic`): its stores take some 40 GB and hours; `--triples` makes a smaller one. `--help` lists
everything that can be set.
"""
import argparse
import json
import os
import pathlib
import platform
import subprocess
import sys

import known
import many
import measure
import shuffle
import tables
import workload
from data import Data, say
from peers import Comity, Oxigraph, Rdflib, Virtuoso

ROOT = pathlib.Path(__file__).resolve().parents[2]
PEERS = {"oxigraph": Oxigraph, "virtuoso": Virtuoso, "rdflib": Rdflib}
SIZES = ["bundle", "all", "synthetic"]
# What rdflib is asked, for scale: it takes minutes over the rest.
FOR_SCALE = {"everything-by-class", "noes-of-usa-by-year", "positions-by-stance", "members-of", "allies-of-allies"}
CLIENTS, SECONDS_OF_CLIENTS = 16, 10
ORDERS = 5


def main():
    options = arguments()
    options.folder.mkdir(parents=True, exist_ok=True)
    run = {"machine": machine(), "sizes": []}
    for size in options.size:
        run["sizes"].append(measured(size, options))
        written(run, options)
    print(tables.document(run))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("program", type=pathlib.Path, nargs="?", default=ROOT / "target/release/comity", help="the program that is measured")
    parser.add_argument("--size", type=some_of(SIZES), default=["bundle", "all"], help="which data: bundle, all, synthetic (bundle,all)")
    parser.add_argument("--peers", type=some_of(PEERS), default=["oxigraph", "virtuoso", "rdflib"], help="which stores beside it (oxigraph,virtuoso,rdflib)")
    parser.add_argument("--only", type=names, help="only these queries")
    parser.add_argument("--kind", choices=["question", "analytical"], help="only the named questions, or only the analytical queries")
    parser.add_argument("--quick", action="store_true", help="two runs of each query, and nothing but their times")
    parser.add_argument("--runs", type=int, default=15, help="runs of a query at most (15)")
    parser.add_argument("--budget", type=float, default=3.0, help="seconds that the runs of a query may take, after two (3)")
    parser.add_argument("--cap", type=int, default=30, help="seconds that a query may take (30)")
    parser.add_argument("--cold", action="store_true", help="the first answer after a restart too, of every query")
    parser.add_argument("--shuffled", type=some_of(["comity", *PEERS]), default=["comity"], help="whose answers to shuffled patterns are timed (comity)")
    parser.add_argument("--reload", action="store_true", help="load every store anew, to measure that too")
    parser.add_argument("--triples", type=int, default=50_000_000, help="size of the made-up graph (50000000)")
    parser.add_argument("--store", help="our store of size `all`, where there is one already")
    parser.add_argument("--folder", type=pathlib.Path, default=ROOT / "target/bench", help="where stores are kept (target/bench)")
    parser.add_argument("--output", type=pathlib.Path, help="the file to write, beside a .json (docs/bench/sparql.md after a whole run)")
    options = parser.parse_args()
    if not options.program.exists():
        parser.error(f"there is no program `{options.program}`: run `make build`, or name one")
    options.program = options.program.resolve()
    if options.quick:
        options.runs, options.budget, options.shuffled = 2, 0.0, []
    return options


def names(text):
    return [name for name in text.split(",") if name]


def some_of(known_names):
    def checked(text):
        if unknown := set(names(text)) - set(known_names):
            raise argparse.ArgumentTypeError(f"`{unknown.pop()}` is none of {', '.join(known_names)}")
        return names(text)
    return checked


def machine():
    """What the numbers depend on, besides the programs."""
    lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {"processor": next((line.split(": ")[1] for line in lines if line.startswith("model name")), platform.machine()),
            "cores": os.cpu_count(), "memory": memory, "load": os.getloadavg()[0]}


def measured(size, options):
    data = Data(size, options.folder, options.program, options.store if size == "all" else None)
    data.make(options.triples)
    say(f"{size}: {data.quads} quads")
    comity = Comity(data, options.cap, options.program)
    peers = [PEERS[name](data, options.cap) for name in options.peers if name != "rdflib" or size == "bundle"]
    stores = [comity, *peers]
    result = {"size": size, "quads": data.quads, "version": data.version, "peers": [peer.name for peer in peers], "rows": [],
              "stores": {store.name: {"version": store.version(), "loading": loaded(store, options)} for store in stores}}
    queries = chosen(comity, options)
    try:
        for store in stores:
            store.start()
            measure.first(store, queries[0])
        for query in queries:
            result["rows"].append(asked(query, comity, peers, options))
        for store in stores:
            result["stores"][store.name]["memory"] = store.memory()
        for store in stores:
            if store.name in options.shuffled:
                result["stores"][store.name]["shuffled"] = in_other_orders(store, queries, result["rows"], options)
        if not options.quick:
            beside(result, [store for store in stores if store.name != "rdflib"], queries)
    finally:
        for store in stores:
            store.stop()
    return result


def loaded(store, options):
    """Loads the store if it is not of these data, or if that is to be measured. What it took."""
    facts = None if options.reload else store.loading()
    if facts is None and (not options.quick or store.name != "comity" or store.store == store.loaded_store):
        say(f"Loading {store.name}")
        facts = store.load()
    return facts or {}


def chosen(comity, options):
    found = workload.questions(options.program, comity.store) + workload.analytical()
    if unknown := set(options.only or []) - {query.name for query in found}:
        sys.exit(f"error: there is no query {', '.join(sorted(unknown))}")
    return [query for query in found if (not options.only or query.name in options.only) and (not options.kind or query.kind == options.kind)]


def asked(query, comity, peers, options):
    """Compares the answers to a query, then times it on each store that answered."""
    row = {"name": query.name, "kind": query.kind, "size": None, "times": {}, "verdicts": {}, "problems": [], "cold": {}, "repeated": {}}
    reference, timing = measure.first(comity, query)
    firsts = {"comity": timing}
    if timing.problem or timing.capped:
        row["verdicts"]["comity"] = "capped" if timing.capped else "error"
        row["problems"].append(f"`{query.name}`, comity: {timing.problem or f'over {comity.cap} s'}")
    for peer in peers:
        if peer.name == "rdflib" and query.name not in FOR_SCALE:
            continue
        theirs, firsts[peer.name] = measure.first(peer, query)
        row["verdicts"][peer.name] = verdict(row, query, peer, reference, theirs, firsts[peer.name])
        reference = theirs if reference is None else reference
    row["size"] = None if reference is None else len(reference)
    for store in [comity, *peers]:
        timing = firsts.get(store.name)
        if timing and timing.seconds and not timing.capped:
            timing = measure.warm(store, query, timing.seconds[0], options.runs, options.budget)
        if timing:
            row["times"][store.name] = timing.facts()
    if not options.quick and not row["verdicts"].get("comity"):
        row["repeated"] = measure.repeated(comity, query, options.runs)
    if options.cold:
        row["cold"] = {store.name: measure.cold(store, query).median for store in [comity, *peers] if store.name in firsts and row["verdicts"].get(store.name) != "error"}
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
        if reference.same_order(theirs, query.order):
            return "agrees"
        row["problems"].append(f"`{query.name}`, {peer.name}: the same {len(theirs)} rows in another order")
        return "DISAGREES"
    if why := known.reason(peer.name, query.name, reference, theirs, reference.names):
        row["problems"].append(f"`{query.name}`, {peer.name}, {len(theirs)} rows against {len(reference)}, known: {why}")
        return "known"
    only_reference, only_theirs = reference.differences(theirs)
    row["problems"].append(f"`{query.name}`, {peer.name}: {len(theirs)} rows against {len(reference)}; for example `{only_reference[:1]}` against `{only_theirs[:1]}`")
    say(f"DISAGREES {row['problems'][-1]}")
    return "DISAGREES"


def in_other_orders(store, queries, rows, options):
    """Medians of every query with its patterns in other orders, the one that is written among them."""
    found = {"queries": {}, "left_out": [], "without": 0}
    times = {row["name"]: row["times"].get(store.name) for row in rows}
    for query in queries:
        if not times[query.name] or not times[query.name]["median"]:
            continue
        try:
            texts = shuffle.orders(query.text, ORDERS)
        except shuffle.NotPlain:
            found["left_out"].append(query.name)
            continue
        if not texts:
            found["without"] += 1
            continue
        medians = [in_one_order(store, query, text, options) for text in [query.text, *texts]]
        if all(medians):
            found["queries"][query.name] = medians
            say(f"{store.name}, shuffled: {query.name:36} {min(medians) * 1000:10.2f} to {max(medians) * 1000:10.2f} ms")
    return found


def in_one_order(store, query, text, options):
    """The median of a few runs; the cap, where one takes longer."""
    turned = query.with_text(text)
    answer, timing = measure.first(store, turned)
    if timing.capped or timing.problem:
        return timing.median
    return measure.warm(store, turned, timing.seconds[0], min(options.runs, 7), min(options.budget, 1.0)).median


def beside(result, stores, queries):
    """What is measured once for a store: many clients, and the start."""
    agreed = {row["name"] for row in result["rows"]
              if all(row["verdicts"].get(store.name, "agrees") in ("agrees", "known") for store in stores)
              and all(time["median"] and time["median"] < 2 for time in row["times"].values())}
    mixed = [query for query in queries if query.kind == "question" and query.name in agreed]
    first = next((query for query in queries if query.name == "noes-of-usa-by-year"), queries[0])
    for store in stores:
        facts = result["stores"][store.name]
        if mixed:
            facts["throughput"] = many.throughput(store, mixed, CLIENTS, SECONDS_OF_CLIENTS)
        facts["start"] = measure.start_to_answer(store, first, 3).median
        say(f"{store.name}: {facts.get('throughput')}, {facts['start']:.3f} s to the first answer")


def written(run, options):
    output = options.output
    if not output:
        if options.quick or options.only or options.kind:
            return
        output = ROOT / "docs/bench/sparql.md"
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(tables.document(run))
    output.with_suffix(".json").write_text(json.dumps(run, indent=1) + "\n")


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(f"error: `{' '.join(map(str, error.cmd))}` failed: {error.stderr or ''}")
