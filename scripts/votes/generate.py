#!/usr/bin/env python3
"""Write the landmark votes of the General Assembly, their issues and their sources as Turtle.

Reads the tables beside this script and the roll calls of $COMITY_SHARED/data/unga-votes, and writes, byte for byte the
same each time:

    issues.tsv                             -> data/issues-votes.ttl
    sources.tsv                            -> data/sources/votes.ttl
    votes.tsv, casts.tsv, roll-calls/*.tsv -> data/votes/PERIOD.ttl
    (in this script)                       -> data/votes/terms.ttl

See README.md for how the names and the days of the dataset are read.
Use: generate.py [--check | --compare]
    --check writes nothing and fails when a file would change
    --compare prints, for each vote, the official result, the result counted in the dataset, and the members not listed
"""
import collections
import csv
import gzip
import os
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
DATA = HERE.parent.parent / "data"
SHARED = pathlib.Path(os.environ.get("COMITY_SHARED", HERE.parents[2] / "shared"))
DATASET = SHARED / "data/unga-votes"
MODIFIED = "2026-11-24"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
PREFIXES = {
    "cmt": "https://w3id.org/comity/ontology#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
MONTHS = "January February March April May June July August September October November December".split()
VOTEN = "unga-votes-voeten"
CHOICES = {"yes": "yes", "no": "no", "abstain": "abstention"}
CHINA_SEAT = "1971-10-25"  # the first day on which the People's Republic held it
PERIODS = {
    "1947-1959": "1947 to 1959",
    "1960-1969": "1960 to 1969",
    "1970-1979": "1970 to 1979",
    "1980-1989": "1980 to 1989",
    "1990-1999": "1990 to 1999",
    "2000-2009": "2000 to 2009",
    "2010-2019": "2010 to 2019",
    "2022-2023": "2022 and 2023",
}
FEDERAL = "The dataset has Yugoslavia: the delegation of the Federal Republic of Yugoslavia (Serbia and Montenegro) sat in the seat of the former Yugoslavia."
RESULTS = (("yes", "votes-in-favour", "in favour"), ("no", "votes-against", "against"), ("abstention", "abstentions", "abstaining"))


def fail(where, message):
    sys.exit(f"{where}: {message}")


def string(text, lang=None):
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"' + (f"@{lang}" if lang else "")


def date(text):
    return f'"{text}"^^xsd:date'


def decimal(number):
    return f'"{number}"^^xsd:decimal'


def rows(name, columns):
    """Line numbers and columns of a table; "-" is an empty one."""
    for number, line in enumerate((HERE / name).read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            row = [c.strip() for c in line.split("\t")]
            if len(row) != columns:
                fail(f"{name}:{number}", f"{len(row)} columns, not {columns}")
            yield f"{name}:{number}", ["" if c == "-" else c for c in row]


class Graph:
    """One Turtle file: a comment, the description of its graph, and blocks sorted by IRI."""

    def __init__(self, name, title, description, comment):
        self.name, self.comment, self.blocks = name, comment, {}
        self.head = [
            ("a", "dcat:Dataset"),
            ("dcterms:title", string(title, "en")),
            ("dcterms:description", string(description, "en")),
            ("dcterms:license", f"<{LICENCE}>"),
            ("dcterms:modified", date(MODIFIED)),
            ("cmt:file", string(f"data/{name}.ttl")),
        ]

    def add(self, iri, properties):
        if iri in self.blocks:
            sys.exit(f"data/{self.name}.ttl: {iri} twice")
        self.blocks[iri] = properties

    @staticmethod
    def block(subject, properties):
        return f"{subject}\n" + " ;\n".join(f"    {p} {v}" for p, v in properties) + " .\n"

    def text(self):
        body = [self.block(f"<https://w3id.org/comity/graph/{self.name}>", self.head)]
        body += [self.block(f"<{iri}>", self.blocks[iri]) for iri in sorted(self.blocks)]
        joined = "\n".join(body)
        used = [p for p in sorted(PREFIXES) if re.search(rf"(?<![\w/]){p}:", joined)]
        out = [f"# {line}".rstrip() for line in self.comment.splitlines()]
        out += ["", "@base <https://w3id.org/comity/id/> ."]
        out += [f"@prefix {p}: <{PREFIXES[p]}> ." for p in used]
        return "\n".join(out) + "\n\n" + joined

    def path(self):
        return DATA / f"{self.name}.ttl"


def described(kind):
    """Slugs of the kind that files written by hand describe."""
    out = set()
    for path in DATA.glob("*.ttl"):
        if path.name != "issues-votes.ttl":
            out |= set(re.findall(rf"^<{kind}/([^>]+)>$", path.read_text(encoding="utf-8"), re.M))
    return out


def issues():
    graph = Graph(
        "issues-votes",
        "Issues of the landmark votes",
        "Issues that the landmark votes of the General Assembly were on, in a hierarchy beside that of data/issues.ttl.",
        "Issues that the landmark votes of the General Assembly were on. Labels other than English are given where certain.\n"
        "Written by scripts/votes/generate.py from scripts/votes/issues.tsv. Licence: CC BY 4.0.",
    )
    known = described("issue")
    table = list(rows("issues.tsv", 10))
    own = {row[0] for _, row in table}
    for where, (slug, broader, en, zh, ru, fr, es, ar, others, definition) in table:
        if slug in known:
            fail(where, f"{slug} is described elsewhere")
        p = [("a", "cmt:Issue"), ("a", "skos:Concept")]
        for lang, label in (("en", en), ("zh", zh), ("ru", ru), ("fr", fr), ("es", es), ("ar", ar)):
            if label:
                p.append(("rdfs:label", string(label, lang)))
        p += [("skos:altLabel", string(o, "en")) for o in others.split(";") if o]
        p.append(("skos:definition", string(definition, "en")))
        if broader:
            wider = broader.removeprefix("+")
            if wider not in (known if broader.startswith("+") else own):
                fail(where, f"no issue {wider}")
            p.append(("skos:broader", f"<issue/{wider}>"))
        p.append(("skos:inScheme", "<scheme/issue>"))
        graph.add(f"issue/{slug}", p)
    return graph, own, known


def sources():
    graph = Graph(
        "sources/votes",
        "Sources of the landmark votes",
        "Documents, web pages and datasets that the days, the official results and some votes of the General Assembly were read in.",
        "Sources of the landmark votes of the General Assembly, beside the dataset of roll calls, which data/sources/seed.ttl describes.\n"
        "opened: the text at the address was read; recalled: the document is named, but was not opened; dataset: derived from the dataset named.\n"
        "Written by scripts/votes/generate.py from scripts/votes/sources.tsv. Licence: CC BY 4.0 (the descriptions only).",
    )
    known = {VOTEN}
    for where, (key, kind, title, publisher, when, url, citation, stance, origin, licence, gap) in rows("sources.tsv", 11):
        p = [("a", f"cmt:{kind}"), ("dcterms:title", string(title, "en"))]
        if publisher:
            p.append(("dcterms:publisher", string(publisher)))
        if when:
            p.append(("dcterms:issued", f'"{when}"^^xsd:{("gYear", "gYearMonth", "date")[when.count("-")]}'))
        if url:
            p.append(("schema:url", f"<{url}>"))
        p.append(("cmt:citation", f"cmt:{citation}"))
        if citation != "recalled":
            if not url:
                fail(where, "read, but without an address")
            p.append(("cmt:accessed", date(MODIFIED)))
        p.append(("cmt:sourceStance", f"<source-stance/{stance}>"))
        if origin:
            p.append(("prov:wasDerivedFrom", f"<source/{origin}>"))
        if licence:
            p.append(("dcterms:license", f"<{licence}>"))
        if gap:
            p.append(("cmt:gap", string(gap)))
        graph.add(f"source/{key}", p)
        known.add(key)
    return graph, known


def terms():
    graph = Graph(
        "votes/terms",
        "Indicators and unit of the results of votes",
        "What the results of votes are counted in.",
        "What the results of votes are counted in. Written by scripts/votes/generate.py. Licence: CC BY 4.0.",
    )
    for slug, label, definition in (
        ("abstentions", "abstentions", "indicator of the number of members that said neither yes nor no in a vote"),
        ("votes-against", "votes against", "indicator of the number of members that rejected the text in a vote"),
        ("votes-in-favour", "votes in favour", "indicator of the number of members that accepted the text in a vote"),
    ):
        graph.add(
            f"indicator/{slug}",
            [
                ("a", "skos:Concept"),
                ("a", "cmt:Indicator"),
                ("skos:prefLabel", string(label, "en")),
                ("rdfs:label", string(label, "en")),
                ("skos:definition", string(definition, "en")),
                ("skos:inScheme", "<scheme/indicator>"),
            ],
        )
    graph.add(
        "unit/vote",
        [
            ("a", "skos:Concept"),
            ("skos:prefLabel", string("vote", "en")),
            ("rdfs:label", string("vote", "en")),
            ("skos:definition", string("unit of counting the votes of members", "en")),
            ("skos:inScheme", "<scheme/unit>"),
        ],
    )
    return graph


def roll_calls(wanted):
    """Roll call -> list of (name, codes, choice) of the dataset."""
    out = collections.defaultdict(list)
    with gzip.open(DATASET / "votes.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["rcid"] in wanted:
                out[row["rcid"]].append((row["country"], row["iso3"] or row["iso3_hist"], CHOICES[row["vote"]]))
    return out


def state(name, code, day, where):
    """The state that a name of the dataset stands for on the day, and the government if it is not the one of today."""
    if name == "Russia":
        return ("SUN" if day < "1991-12-24" else "RUS"), None
    if name == "Yugoslavia":
        return ("YUG" if day < "1992-04-27" else "SCG" if day < "2006-06-03" else "SRB"), None
    if name == "Taiwan":
        if day >= CHINA_SEAT:
            fail(where, "Taiwan after October 1971")
        return "CHN", "republic-of-china"
    if name == "Yemen Arab Republic":
        return "YAR", None
    if name == "Yemen" and day < "1990-05-22":
        fail(where, "Yemen before 1990")
    if name == "Zanzibar":
        return "ZAN", None
    if not code:
        fail(where, f"no code for {name}")
    return code, None


def spoken(day):
    parts = day.split("-")
    return (f"{int(parts[2])} " if len(parts) == 3 else "") + f"{MONTHS[int(parts[1]) - 1]} {parts[0]}"


def dated(day):
    if day.count("-") == 2:
        return [("cmt:date", date(day))]
    return [("cmt:date", date(f"{day}-01")), ("cmt:dateText", string(day))]


def named(symbol):
    return f"General Assembly {symbol}" if symbol.startswith("draft") else f"UN General Assembly resolution {symbol}"


def votes(known, own, elsewhere):
    labels = state_labels()
    resolved, done_votes = described("resolution"), described("vote")
    table = [(where, row) for where, row in rows("votes.tsv", 13)]
    calls = roll_calls({row[1] for _, row in table if row[1]})
    extra = collections.defaultdict(list)
    for where, (key, states, choice, keys, reading) in rows("casts.tsv", 5):
        extra[key] += [(s, choice, keys.split(), reading, where) for s in states.split()]
    graphs, summary = {}, []
    for where, (key, rcid, symbol, period, day, day_keys, official, tally_keys, label, names, about, on, note) in table:
        for k in (day_keys + ";" + tally_keys).split(";"):
            if k and k not in known:
                fail(where, f"unknown source {k}")
        graph = graphs.get(period)
        if graph is None:
            graph = graphs[period] = Graph(
                f"votes/{period}",
                f"Landmark votes of the UN General Assembly, {PERIODS[period]}",
                f"Resolutions of the General Assembly, the votes on them, their official and counted results, and what each member did, {PERIODS[period]}. A member that is not listed in a vote is unknown: absences are given only where a source names them.",
                f"Landmark votes of the UN General Assembly, {PERIODS[period]}: resolutions, votes, results and what each member did.\n"
                "A date with a text of a year and a month is the first day of that month: the day of the dataset is not reliable before 2003.\n"
                "Written by scripts/votes/generate.py from scripts/votes/votes.tsv and the roll calls of the dataset (package unvotes, MIT;\n"
                "records of public acts, see the source unga-votes-voeten in data/sources/seed.ttl). Licence: CC BY 4.0.",
            )
        slug = f"unga-{key}"
        first = day if day.count("-") == 2 else f"{day}-01"
        if slug not in resolved:
            p = [("a", "cmt:Resolution"), ("rdfs:label", string(named(symbol), "en"))]
            short = symbol if symbol.startswith("draft") else f"resolution {symbol}"
            p += [("skos:altLabel", string(a, "en")) for a in [short, label, *names.split(";")] if a]
            bare = re.fullmatch(r"(\d+) \(.*\)", symbol)
            if bare:
                p.append(("skos:altLabel", string(f"resolution {bare[1]}", "en")))
            p += dated(day)
            p.append(("skos:definition", string(about, "en")))
            for issue in on.split(";"):
                outside = issue.startswith("+")
                issue = issue.removeprefix("+")
                if issue not in (elsewhere if outside else own):
                    fail(where, f"no issue {issue}")
                p.append(("cmt:on", f"<issue/{issue}>"))
            p += [("dcterms:source", f"<source/{k}>") for k in sorted(set(filter(None, day_keys.split(";") + [VOTEN if rcid else tally_keys])))]
            graph.add(f"resolution/{slug}", p)
        casts = {}
        for name, code, choice in calls.get(rcid, []):
            holder, government = state(name, code, first, where)
            if holder in casts:
                fail(where, f"{holder} twice")
            reading = FEDERAL if holder == "SCG" and first < "2000-11-01" else ""
            casts[holder] = (choice, [VOTEN], reading, government)
        if rcid and not casts:
            fail(where, f"no roll call {rcid}")
        counted = collections.Counter(c[0] for c in casts.values())
        path = HERE / "roll-calls" / f"{key}.tsv"
        if not rcid:
            for place, (choice, states, keys) in rows(f"roll-calls/{key}.tsv", 3):
                for s in states.split():
                    if s in casts:
                        fail(place, f"{s} twice")
                    casts[s] = (choice, keys.split(), "", None)
            counted = collections.Counter(c[0] for c in casts.values())
        elif path.exists():
            fail(where, "a roll call of the dataset and one beside it")
        for s, choice, keys, reading, place in extra.get(key, []):
            if s in casts:
                fail(place, f"{s} is in the roll call")
            casts[s] = (choice, keys, reading, None)
        figures = dict(zip(("yes", "no", "abstention"), official.split("-"))) if official else {}
        if slug not in done_votes:
            p = [
                ("a", "cmt:Vote"),
                ("rdfs:label", string(f"Vote of the UN General Assembly on {'' if symbol.startswith('draft') else 'resolution '}{symbol}, {spoken(day)}", "en")),
                ("cmt:on", f"<resolution/{slug}>"),
                *dated(day),
                ("prov:wasAssociatedWith", "<organisation/UN>"),
            ]
            if rcid:
                p.append(("dcterms:identifier", string(f"roll call {rcid}")))
            if note:
                p.append(("rdfs:comment", string(note, "en")))
            p += [("dcterms:source", f"<source/{k}>") for k in sorted({k for k in (day_keys + ";" + tally_keys).split(";") if k} | ({VOTEN} if rcid else set()))]
            graph.add(f"vote/{slug}", p)
        else:  # described by hand elsewhere: only whose vote it was
            graph.add(f"vote/{slug}", [("prov:wasAssociatedWith", "<organisation/UN>")])
        for choice, indicator, words in RESULTS:
            for kind, value, keys in (
                ("official", figures.get(choice, "?"), tally_keys.split(";")),
                ("counted", str(counted[choice]), [VOTEN] if rcid else sorted({k for c in casts.values() for k in c[1]})),
            ):
                if value == "?":
                    continue
                p = [
                    ("a", "cmt:Observation"),
                    ("rdfs:label", string(f"{named(symbol)}, {words}: {value} ({'official result' if kind == 'official' else 'counted from the roll call'})", "en")),
                    ("cmt:indicator", f"<indicator/{indicator}>"),
                    ("cmt:about", f"<vote/{slug}>"),
                    *dated(day),
                    ("cmt:value", decimal(value)),
                    ("cmt:unit", "<unit/vote>"),
                    ("cmt:reading", string("Official result." if kind == "official" else "Counted from the roll call in the dataset." if rcid else "Counted from the roll call in the sources.")),
                ]
                p += [("cmt:source", f"<source/{k}>") for k in keys]
                graph.add(f"observation/{slug}-{indicator}-{kind}", p)
        for holder in casts:
            if holder not in labels:
                fail(where, f"{holder} is not described")
            choice, keys, reading, government = casts[holder]
            for k in keys:
                if k not in known:
                    fail(where, f"unknown source {k}")
            p = [
                ("a", "cmt:VoteCast"),
                ("cmt:holder", f"<state/{holder}>"),
                ("cmt:on", f"<resolution/{slug}>"),
                ("cmt:stance", f"<vote-choice/{choice}>"),
                ("cmt:act", f"<vote/{slug}>"),
                *dated(day),
            ]
            if government:
                p.append(("cmt:representedBy", f"<government/{government}>"))
            if reading:
                p.append(("cmt:reading", string(reading)))
            p += [("cmt:source", f"<source/{k}>") for k in keys]
            graph.add(f"position/vote-{slug}-{holder}", p)
        summary.append((key, symbol, first, figures, counted, casts, rcid))
    return graphs, summary


def state_labels():
    out = set()
    for name in ("states", "territories", "former-states"):
        out |= set(re.findall(r"^<state/([A-Z]{3})>$", (DATA / f"{name}.ttl").read_text(encoding="utf-8"), re.M))
    return out


def members(day):
    out = set()
    for block in (DATA / "memberships/un.ttl").read_text(encoding="utf-8").split("\n\n"):
        member = re.search(r"org:member <state/(\w+)>", block)
        if member and "<role/member>" in block:
            start, end = (re.search(rf'cmt:{k} "([\d-]+)"', block) for k in ("start", "end"))
            if (not start or start[1] <= day) and (not end or end[1] >= day):
                out.add(member[1])
    return out


def compare(summary):
    for key, symbol, day, figures, counted, casts, rcid in summary:
        official = "-".join(figures.get(c, "?") for c in ("yes", "no", "abstention")) if figures else "-"
        here = "-".join(str(counted[c]) for c in ("yes", "no", "abstention"))
        unlisted = sorted(members(day) - set(casts))
        outside = sorted(set(casts) - members(day))
        differs = any(figures[c] not in ("?", str(counted[c])) for c in figures)
        print(f"{symbol}\t{official}\t{here}\t{'DIFFERS' if differs else '' if figures else 'no official result'}\t{len(unlisted)} members not listed: {' '.join(unlisted)}\t{'not members: ' + ' '.join(outside) if outside else ''}")


def main():
    source_graph, known = sources()
    issue_graph, own, elsewhere = issues()
    vote_graphs, summary = votes(known, own, elsewhere)
    if "--compare" in sys.argv[1:]:
        return compare(summary)
    changed = []
    for graph in (source_graph, issue_graph, terms(), *vote_graphs.values()):
        path, text = graph.path(), graph.text()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            changed.append(graph.name)
            if "--check" not in sys.argv[1:]:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
    print(f"{len(summary)} votes, {sum(len(s[5]) for s in summary)} votes cast; changed: {len(changed)}")
    if changed and "--check" in sys.argv[1:]:
        sys.exit("out of date: " + ", ".join(changed))


if __name__ == "__main__":
    main()
