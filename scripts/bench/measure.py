"""Times of queries: one client and many, warm and cold. An answer is compared before any time is taken."""
import os
import pathlib
import random
import statistics
import subprocess
import threading
import time

import answers
from peers import Capped, Failed


# Seconds from which on one run after the first has to do.
SLOW = 5


class Timing:
    """The seconds of the runs of one query on one store, or why there are none."""

    def __init__(self, seconds=(), problem=None, capped=False):
        self.seconds = list(seconds)
        self.problem = problem
        self.capped = capped

    @property
    def median(self):
        return statistics.median(self.seconds) if self.seconds else None

    @property
    def percentile95(self):
        return percentile(self.seconds, 0.95) if self.seconds else None


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def first(peer, query):
    """The answer that is compared, and the seconds that it took."""
    start = time.perf_counter()
    try:
        content = peer.ask(query.text)
        seconds = time.perf_counter() - start
        return answers.read(content, query), Timing([seconds])
    except Capped:
        return None, Timing([peer.cap], capped=True)
    except (Failed, ValueError, KeyError) as error:
        return None, Timing(problem=f"error: {error}")


def warm(peer, query, once, runs, budget):
    """Repeats a query whose first run took `once` seconds, over one connection, as often as the budget lets."""
    if not budget and once > 1:
        return Timing([once])
    count = max(1 if once > SLOW else 2, min(runs, int(budget / max(once, 1e-4))))
    seconds = []
    connection = peer.connect()
    try:
        for _ in range(count):
            start = time.perf_counter()
            peer.ask(query.text, connection)
            seconds.append(time.perf_counter() - start)
    except Capped:
        return Timing([peer.cap], capped=True)
    except Failed as error:
        return Timing(problem=f"error: {error}")
    finally:
        connection.close()
    return Timing(seconds)


def cold(peer, query):
    """The first answer of a server that was just started, with nothing of its files in memory where that can be had."""
    peer.stop()
    drop_page_cache()
    peer.start()
    return first(peer, query)[1]


def drop_page_cache():
    subprocess.run(["sync"], check=True)
    if os.geteuid() == 0:
        pathlib.Path("/proc/sys/vm/drop_caches").write_text("3")


def start_to_answer(peer, query, runs):
    """Seconds from starting the server to the end of its first answer."""
    seconds = []
    for _ in range(runs):
        peer.stop()
        start = time.perf_counter()
        peer.start()
        peer.ask(query.text)
        seconds.append(time.perf_counter() - start)
    return Timing(seconds)


def throughput(peer, queries, clients, seconds):
    """Answers a second to clients that ask all the queries, each in an order of its own, and the seconds that each waited."""
    deadline = time.perf_counter() + seconds
    waits, failures = [], []

    def client(number):
        order = list(queries)
        random.Random(number).shuffle(order)
        connection = peer.connect()
        position = 0
        while time.perf_counter() < deadline:
            start = time.perf_counter()
            try:
                peer.ask(order[position % len(order)].text, connection)
                waits.append(time.perf_counter() - start)
            except (Capped, Failed) as error:
                failures.append(error)
                connection = peer.connect()
            position += 1
        connection.close()

    start = time.perf_counter()
    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"per_second": len(waits) / (time.perf_counter() - start), "failures": len(failures),
            "median": statistics.median(waits) if waits else None, "percentile95": percentile(waits, 0.95) if waits else None}
