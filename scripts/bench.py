#!/usr/bin/env python3
"""Measures what a user waits for: from process start to the first answer, and the memory of a server.

Usage: scripts/bench.py PROGRAM [RUNS]

Prints the median and the range of RUNS runs (21). The answer is checked before any time is taken. Beside
it stands the time of the same program when it only prints its version: what the machine needs to start it.
"""
import os
import re
import statistics
import subprocess
import sys
import time
import urllib.parse
import urllib.request

QUERY = ("SELECT ?o { <https://w3id.org/comity/id/state/BLR> "
         "<https://w3id.org/comity/ontology#memberOf> ?o } ORDER BY ?o")


def main():
    program, runs = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 21
    command = [program, "query", "-e", QUERY, "--format", "csv"]
    answer = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    if "organisation/SCO" not in answer:
        sys.exit(f"error: the answer is wrong:\n{answer}")
    rows = [
        ("start and print the version", timed([program, "--version"], runs), "s"),
        ("start to the first answered query", timed(command, runs), "s"),
    ]
    served, memory = serving(program, runs)
    rows += [("start of a server to its first answer", served, "s"), ("resident memory of that server", memory, "MB")]
    print(f"| what | median | least | most |\n|---|---:|---:|---:|")
    for name, values, unit in rows:
        digits = 3 if unit == "s" else 0
        numbers = [statistics.median(values), min(values), max(values)]
        print(f"| {name} | " + " | ".join(f"{number:.{digits}f} {unit}" for number in numbers) + " |")


def timed(command, runs):
    subprocess.run(command, capture_output=True, check=True)
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run(command, capture_output=True, check=True)
        times.append(time.perf_counter() - start)
    return times


def serving(program, runs):
    """Starts servers on free ports, one after the other, and asks each once."""
    times, memory = [], []
    for _ in range(max(3, runs // 4)):
        start = time.perf_counter()
        server = subprocess.Popen([program, "serve", "--bind", "127.0.0.1:0"], stderr=subprocess.PIPE, text=True)
        try:
            base = re.search(r"at (http://[0-9.:]+)/", server.stderr.readline()).group(1)
            with urllib.request.urlopen(f"{base}/sparql?query={urllib.parse.quote(QUERY)}") as response:
                if b"organisation/SCO" not in response.read():
                    sys.exit("error: the server's answer is wrong")
            times.append(time.perf_counter() - start)
            memory.append(resident(server.pid) / 1e6)
        finally:
            server.terminate()
            server.wait()
    return times, memory


def resident(pid):
    with open(f"/proc/{pid}/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    main()
