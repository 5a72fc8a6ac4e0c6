"""The tables of a run as Markdown, and what they come to: the goals' geometric means."""
import math

SLOW = 0.020


def geometric_mean(values):
    return math.exp(sum(map(math.log, values)) / len(values)) if values else None


def ratio(row, peer):
    """How many times as fast ours is, a time that was cut off standing for what it is more than. None where there is
    no time, both were cut off, or the answers differ."""
    ours, theirs = row["times"].get("comity"), row["times"].get(peer)
    if not ours or not theirs or not ours["median"] or not theirs["median"] or ours["capped"] and theirs["capped"]:
        return None
    if row["verdicts"].get(peer) not in ("agrees", "capped", "alone"):
        return None
    return theirs["median"] / ours["median"]


def means(rows, peer):
    """Over the queries on which the peer takes over 20 ms, and over all; the least ratio, differences under a millisecond apart."""
    slow, every, least = [], [], None
    for row in rows:
        found = ratio(row, peer)
        if found is None:
            continue
        theirs, ours = row["times"][peer]["median"], row["times"]["comity"]["median"]
        every.append(found)
        if theirs > SLOW:
            slow.append(found)
        if abs(theirs - ours) >= 0.001 and (least is None or found < least[0]):
            least = found, row["name"]
    return {"slow": geometric_mean(slow), "slow_count": len(slow), "all": geometric_mean(every), "all_count": len(every), "least": least,
            "slower": sum(1 for row in rows if (found := ratio(row, peer)) is not None and found < 1
                          and row["times"]["comity"]["median"] - row["times"][peer]["median"] >= 0.001)}


def markdown(result):
    """The part of one size."""
    peers, rows = result["peers"], result["rows"]
    lines = [f"## {result['size']}: {result['quads']} quads", ""]
    lines += ["| query | rows | comity | " + " | ".join(f"{peer} | times as fast" for peer in peers) + " |"]
    lines += ["|---|---:|---:|" + "---:|---:|" * len(peers)]
    for row in rows:
        cells = [row["name"], str(row["size"] if row["size"] is not None else ""), time_cell(row, "comity")]
        for peer in peers:
            found = ratio(row, peer)
            cells += [time_cell(row, peer), bound(row, peer) + short(found)]
        lines.append("| " + " | ".join(cells) + " |")
    lines += ["", "Times are medians of warm runs, one client, in milliseconds, result caches off. `>` was cut off there; (alone) is an answer that no other store gave in time to compare with.", ""]
    lines += ["| | " + " | ".join(peers) + " |", "|---|" + "---:|" * len(peers)]
    found = {peer: means(rows, peer) for peer in peers}
    lines += [line(f"geometric mean where the peer takes over {SLOW * 1000:.0f} ms", peers, lambda p: f"{short(found[p]['slow'])} ({found[p]['slow_count']} queries)"),
              line("geometric mean of all", peers, lambda p: f"{short(found[p]['all'])} ({found[p]['all_count']} queries)"),
              line("least of all, differences under 1 ms apart", peers, lambda p: f"{short(found[p]['least'][0])} ({found[p]['least'][1]})" if found[p]["least"] else ""),
              line("queries slower by 1 ms or more", peers, lambda p: str(found[p]["slower"])),
              line("answers that differ", peers, lambda p: str(count(rows, p, "DISAGREES"))),
              line("errors", peers, lambda p: str(count(rows, p, "error")))]
    lines += [""] + stores(result)
    problems = [problem for row in rows for problem in row["problems"]]
    if problems:
        lines += ["", "Where a peer's answer differs, or there is none:", ""] + [f"- {problem}" for problem in problems]
    return "\n".join(lines) + "\n"


def bound(row, peer):
    """Which side of the truth a ratio stands on where one of its times was cut off."""
    if ratio(row, peer) is None:
        return ""
    return "> " if row["times"][peer]["capped"] else "< " if row["times"]["comity"]["capped"] else ""


def stores(result):
    names = ["comity", *result["peers"]]
    facts, quads = result["stores"], result["quads"]

    def of(name, key, form):
        found = facts[name].get(key)
        return form(found) if found else ""

    lines = ["| | " + " | ".join(names) + " |", "|---|" + "---:|" * len(names)]
    lines += [line("load", names, lambda n: of(n, "load_seconds", lambda s: f"{s:.1f} s")),
              line("peak memory while loading", names, lambda n: of(n, "load_memory", megabytes)),
              line("on disk", names, lambda n: of(n, "disk", lambda b: f"{megabytes(b)}, {b / quads:.0f} B a quad")),
              line("of that the snapshot", names, lambda n: of(n, "snapshot", lambda b: f"{megabytes(b)}, {b / quads:.0f} B a quad")),
              line("resident after all queries", names, lambda n: of(n, "memory", lambda m: f"{megabytes(m['all'])}, {m['all'] / quads:.0f} B a quad")),
              line("of that its own, not of mapped files", names, lambda n: of(n, "memory", lambda m: f"{megabytes(m['own'])}, {m['own'] / quads:.0f} B a quad")),
              line("start to first answer", names, lambda n: of(n, "start", lambda t: f"{t['median']:.2f} s")),
              line("16 clients, questions", names, lambda n: of(n, "throughput", lambda t: f"{t['per_second']:.1f} a second")),
              line("median and 95th percentile of these", names, lambda n: of(n, "throughput", lambda t: f"{t['median'] * 1000:.1f}, {t['percentile95'] * 1000:.0f} ms" if t["median"] else "")),
              line("repeated query", names, lambda n: of(n, "repeated", lambda t: f"{t['median'] * 1000:.2f} ms"))]
    return lines


def line(title, names, cell):
    return f"| {title} | " + " | ".join(cell(name) for name in names) + " |"


def count(rows, peer, verdict):
    return sum(1 for row in rows if row["verdicts"].get(peer) == verdict)


def time_cell(row, name):
    timing = row["times"].get(name)
    verdict = row["verdicts"].get(name)
    time = "" if not timing or timing["median"] is None else f"{'> ' if timing['capped'] else ''}{milliseconds(timing['median'])}"
    return f"{time} {verdict}".strip() if verdict in ("DISAGREES", "error") else f"{time} (alone)" if verdict == "alone" else time


def milliseconds(seconds):
    value = seconds * 1000
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def short(number):
    return "" if number is None else f"{number:.0f}" if number >= 100 else f"{number:.1f}" if number >= 10 else f"{number:.2f}" if number >= 0.1 else f"{number:.4f}"


def megabytes(number):
    return f"{number / 1e6:.0f} MB"
