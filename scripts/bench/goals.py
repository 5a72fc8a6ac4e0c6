"""What a run comes to: the ratios that the goals are about."""
import math

# Seconds from which on a query counts for the first goal.
SLOW = 0.020
# Seconds that are the noise of a request: a smaller difference is none.
NOISE = 0.001


def geometric_mean(values):
    return math.exp(sum(map(math.log, values)) / len(values)) if values else None


def ratio(row, peer):
    """How many times as fast ours is, a time that was cut off standing for what it is more than. None where there is no
    time, both were cut off, or the answers differ for no known reason."""
    ours, theirs = row["times"].get("comity"), row["times"].get(peer)
    if not ours or not theirs or not ours["median"] or not theirs["median"] or ours["capped"] and theirs["capped"]:
        return None
    if row["verdicts"].get(peer) not in ("agrees", "known", "capped", "alone"):
        return None
    return theirs["median"] / ours["median"]


def means(rows, peer):
    """Over the queries on which the peer takes over 20 ms, and over all; the least ratio, noise apart."""
    found = [(ratio(row, peer), row["times"][peer]["median"] - row["times"]["comity"]["median"], row) for row in rows if ratio(row, peer) is not None]
    slow = [times for times, _, row in found if row["times"][peer]["median"] > SLOW]
    apart = [(times, row["name"]) for times, difference, row in found if abs(difference) >= NOISE]
    return {"slow": geometric_mean(slow), "slow_count": len(slow), "all": geometric_mean([times for times, _, _ in found]), "all_count": len(found),
            "least": min(apart, default=None), "slower": sum(times < 1 for times, _ in apart)}


def repeated(rows, peer, way):
    """How many times as fast a repeated query of ours is as the peer's own, over those on which the peer takes over 20 ms."""
    return geometric_mean([row["times"][peer]["median"] / row["repeated"][way] for row in rows
                           if row["repeated"].get(way) and ratio(row, peer) is not None and row["times"][peer]["median"] > SLOW])


def throughput(result, peer):
    found = [result["stores"].get(name, {}).get("throughput", {}).get("per_second") for name in ("comity", peer)]
    return found[0] / found[1] if all(found) else None


def spread(orders):
    """The slowest order of a query's patterns against its fastest."""
    return max(orders) / min(orders) if max(orders) - min(orders) >= NOISE else 1.0


def shuffled(found):
    """Worst and mean of a store's spreads."""
    spreads = {name: spread(orders) for name, orders in found["queries"].items()}
    worst = max(spreads, key=spreads.get, default=None)
    return {"worst": spreads.get(worst), "query": worst, "mean": geometric_mean(list(spreads.values())), "count": len(spreads), "left_out": len(found["left_out"]),
            "without": found["without"], "over": sum(value > 1.5 for value in spreads.values())}


def of_a_quad(result, name, *keys):
    """Bytes for each quad of what was found of a store."""
    found = result["stores"].get(name, {})
    for key in keys:
        found = (found or {}).get(key)
    return found / result["quads"] if found else None
