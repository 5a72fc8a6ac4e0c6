"""The tables of a run as Markdown."""
import goals

SIZES = {"bundle": "The bundled graph", "all": "Everything imported", "synthetic": "A made-up graph"}


def document(run):
    machine = run["machine"]
    busy = "" if machine["load"] < 0.5 else f" Other work was running: the load was {machine['load']:.1f} at the start."
    head = ["# SPARQL beside other stores", "",
            f"Written by `make bench-sparql`. {machine['processor']}, {machine['cores']} cores, {machine['memory'] / 2**30:.0f} GiB.{busy}",
            "Every store answers over HTTP on the same machine, one after the other; a query is timed after its answer was compared.",
            "Times are warm, of one client, in milliseconds: the median and, in brackets, the 95th percentile, result caches off.",
            "`>` was cut off there; (alone) is an answer that no other store gave in time to compare with; (known) one that is known to differ, see below.", ""]
    return "\n".join(head) + "\n" + "\n".join(size(result) for result in run["sizes"])


def size(result):
    """The part of one size."""
    lines = [f"## {SIZES[result['size']]}: {result['quads']} quads", ""]
    lines += reached(result) + [""] + stores(result) + [""] + times(result)
    if any(row["cold"] for row in result["rows"]):
        lines += ["", "The first answer after a restart, in milliseconds:", ""] + cold(result)
    problems = [problem for row in result["rows"] for problem in row["problems"]]
    if problems:
        lines += ["", "Where an answer differs, or there is none:", ""] + [f"- {problem}" for problem in problems]
    return "\n".join(lines) + "\n"


def reached(result):
    """What it comes to."""
    peers, rows = result["peers"], result["rows"]
    found = {peer: goals.means(rows, peer) for peer in peers}

    def least(peer):
        return f"{short(found[peer]['least'][0])} ({found[peer]['least'][1]})" if found[peer]["least"] else ""

    lines = header("times as fast as", peers)
    lines += [line(f"geometric mean where it takes over {goals.SLOW * 1000:.0f} ms", peers, lambda p: counted(found[p]["slow"], found[p]["slow_count"])),
              line("geometric mean of all", peers, lambda p: counted(found[p]["all"], found[p]["all_count"])),
              line("least of all, differences under 1 ms apart", peers, least),
              line("queries slower by 1 ms or more", peers, lambda p: str(found[p]["slower"])),
              line("16 clients", peers, lambda p: short(goals.throughput(result, p))),
              line("repeated query, from the cache", peers, lambda p: short(goals.repeated(rows, p, "cache"))),
              line("repeated query, unchanged (304)", peers, lambda p: short(goals.repeated(rows, p, "unchanged"))),
              line("answers that differ, known and other", peers, lambda p: f"{count(rows, p, 'known')}, {count(rows, p, 'DISAGREES')}"),
              line("errors", peers, lambda p: str(count(rows, p, "error")))]
    return [written for written in lines if not is_empty(written)]


def stores(result):
    names, facts, quads = ["comity", *result["peers"]], result["stores"], result["quads"]

    def of(form, *keys):
        def cell(name):
            found = facts[name]
            for key in keys:
                found = (found or {}).get(key)
            return form(found) if found is not None else ""
        return cell

    def bytes_of(found):
        return f"{found / 1e6:.0f} MB, {found / quads:.0f} B a quad"

    lines = header("", names)
    lines += [line("version", names, of(str, "version")),
              line("load", names, of(lambda s: f"{s:.1f} s, {quads / s / 1000:.0f} thousand triples a second", "loading", "seconds")),
              line("peak memory while loading", names, of(bytes_of, "loading", "memory")),
              line("on disk", names, of(bytes_of, "loading", "disk")),
              line("resident after all queries", names, of(bytes_of, "memory", "all")),
              line("of that its own, not of mapped files", names, of(bytes_of, "memory", "own")),
              line("start to first answer", names, of(lambda s: f"{s:.3f} s", "start")),
              line("16 clients, answers a second", names, of(lambda t: f"{t['per_second']:.1f} ({t['queries']} questions, {t['failures']} failures)", "throughput")),
              line("median and 95th percentile of these", names, of(lambda t: f"{t['median'] * 1000:.1f}, {t['percentile95'] * 1000:.0f} ms" if t["median"] else "", "throughput")),
              line("slowest against fastest order of a query's patterns", names, of(spread, "shuffled"))]
    return [written for written in lines if not is_empty(written)]


def spread(found):
    spreads = goals.shuffled(found)
    if not spreads["count"]:
        return ""
    left_out = f", {spreads['left_out']} left out" if spreads["left_out"] else ""
    return f"worst {short(spreads['worst'])} ({spreads['query']}), mean {short(spreads['mean'])}, {spreads['over']} of {spreads['count']} over 1.5{left_out}"


def times(result):
    peers = result["peers"]
    lines = ["| query | rows | comity | " + " | ".join(f"{peer} | times as fast" for peer in peers) + " |"]
    lines += ["|---|---:|---:|" + "---:|---:|" * len(peers)]
    for row in result["rows"]:
        cells = [row["name"], str(row["size"] if row["size"] is not None else ""), time_cell(row, "comity")]
        for peer in peers:
            cells += [time_cell(row, peer), bound(row, peer) + short(goals.ratio(row, peer))]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def cold(result):
    names = ["comity", *result["peers"]]
    lines = header("query", names)
    return lines + [line(row["name"], names, lambda name: milliseconds(row["cold"][name]) if row["cold"].get(name) else "") for row in result["rows"]]


def time_cell(row, name):
    timing, verdict = row["times"].get(name), row["verdicts"].get(name)
    if not timing or timing["median"] is None:
        return verdict or ""
    if timing["capped"]:
        return f"> {milliseconds(timing['median'])}"
    mark = {"alone": " (alone)", "known": " (known)", "DISAGREES": " DISAGREES"}.get(verdict, "")
    return f"{milliseconds(timing['median'])} ({milliseconds(timing['percentile95'])}){mark}"


def bound(row, peer):
    """Which side of the truth a ratio stands on where one of its times was cut off."""
    if goals.ratio(row, peer) is None:
        return ""
    return "> " if row["times"][peer]["capped"] else "< " if row["times"]["comity"]["capped"] else ""


def header(title, names):
    return [f"| {title} | " + " | ".join(names) + " |", "|---|" + "---:|" * len(names)]


def line(title, names, cell):
    return f"| {title} | " + " | ".join(cell(name) for name in names) + " |"


def is_empty(written):
    return not written.replace("-", "x").split("|", 2)[2].strip(" |")


def counted(value, number):
    return f"{short(value)} ({number} queries)" if value else ""


def count(rows, peer, verdict):
    return sum(row["verdicts"].get(peer) == verdict for row in rows)


def milliseconds(seconds):
    value = seconds * 1000
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def short(number):
    return "" if number is None else f"{number:.0f}" if number >= 100 else f"{number:.1f}" if number >= 10 else f"{number:.2f}" if number >= 0.1 else f"{number:.4f}"
