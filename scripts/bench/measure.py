"""Times of queries from one client, warm, cold and repeated. An answer is compared before any time is taken."""
import os
import pathlib
import statistics
import subprocess
import time

import answers
from peers import Capped, Failed

# Seconds from which on one run after the first has to do.
SLOW = 5
# Seconds from which on a quick run takes the first time for all.
SLOW_IF_QUICK = 1


class Timing:
    """The seconds of the runs of one query on one store, or why there are none."""

    def __init__(self, seconds=(), problem=None, capped=False):
        self.seconds = list(seconds)
        self.problem = problem
        self.capped = capped

    @property
    def median(self):
        return statistics.median(self.seconds) if self.seconds else None

    def facts(self):
        return {"median": self.median, "percentile95": percentile(self.seconds, 0.95), "runs": len(self.seconds), "capped": self.capped}


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))] if ordered else None


def first(peer, query):
    """The answer that is compared, and the seconds that it took."""
    try:
        response, seconds = peer.ask(peer.request(query.text))
        return answers.read(response.body(), query), Timing([seconds])
    except Capped:
        return None, Timing([peer.cap], capped=True)
    except (Failed, ValueError, KeyError) as error:
        return None, Timing(problem=f"error: {error}")


def warm(peer, query, once, runs, budget):
    """Repeats a query whose first run took `once` seconds, over one connection, as often as the budget lets."""
    if not budget and once > SLOW_IF_QUICK:
        return Timing([once])
    count = max(1 if once > SLOW else 2, min(runs, int(budget / max(once, 1e-4))))
    return again(peer, peer.request(query.text), count)


def again(peer, request, count, status=200):
    """The seconds of asking the same over one connection."""
    try:
        with peer.connect() as connection:
            return Timing([peer.ask(request, connection, status)[1] for _ in range(count)])
    except Capped:
        return Timing([peer.cap], capped=True)
    except Failed as error:
        return Timing(problem=f"error: {error}")


def repeated(peer, query, runs):
    """The seconds of a query that was asked before and may come from a cache; and of one whose answer the client has still."""
    request = peer.request(query.text, cached=True)
    response, _ = peer.ask(request)
    found = {"cache": again(peer, request, runs).median}
    if tag := response.header("etag"):
        request = peer.request(query.text, cached=True, headers={"If-None-Match": tag})
        found["unchanged"] = again(peer, request, runs, 304).median
    return found


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
        peer.ask(peer.request(query.text))
        seconds.append(time.perf_counter() - start)
    return Timing(seconds)
