#!/usr/bin/env python3
"""Write the organisations, their memberships and the sources of both as Turtle.

Reads the tables beside this script and writes, byte for byte the same each time:

    sources.tsv        -> data/sources/organisations.ttl
    organisations.tsv  -> data/organisations.ttl
    seats.tsv          -> data/organisation-seats.ttl
    NAME.tsv (others)  -> data/memberships/NAME.ttl

A table of memberships has six columns, separated by tabs:

    states   ISO 3166-1 alpha-3 or former-state codes, separated by spaces; CODE@KEY gives a state a source of its own;
             org:KEY is an organisation that is a member
    role     a concept of scheme/roles: member, observer, partner ...
    start    a date, a month, a year, an EDTF interval of the two bounds (2015-12-25/2020-03-31), or - for not known
    end      likewise; the last day on which the relation held (the day before, where a withdrawal takes effect on a day); - for none
    sources  keys of sources, or aliases of this file ("!alias A key"), separated by spaces
    note     - or "key=value ;; key=value": c comment, r reading, w words of the source, cited documents that the source names,
             until the last day for which the source knows the relation to hold (then it has no end),
             day=recalled (the page read gives the year only, the document that gives the day is named from memory)

A suspension does not end a membership: it is a row of its own, with the role suspended, beside that of the member.
Lines that start with # are comments; lines that start with ! set the file's organisation, title and aliases.
Use: generate.py [--check]     (--check writes nothing and fails when a file would change)
"""
import calendar
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
DATA = HERE.parent.parent / "data"
MODIFIED = "2026-11-24"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
PREFIXES = {
    "cmt": "https://w3id.org/comity/ontology#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "wd": "http://www.wikidata.org/entity/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def fail(where, message):
    sys.exit(f"{where}: {message}")


def string(text, lang=None):
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"' + (f"@{lang}" if lang else "")


def date(text):
    return f'"{text}"^^xsd:date'


def bounds(text, where):
    """The earliest and the latest day that an EDTF date, month, year or interval of bounds allows."""
    if "/" in text:
        first, last = text.split("/")
        return bounds(first, where)[0], bounds(last, where)[1]
    plain = text.rstrip("?~")
    if re.fullmatch(r"\d{4}", plain):
        return f"{plain}-01-01", f"{plain}-12-31"
    if re.fullmatch(r"\d{4}-\d{2}", plain):
        year, month = map(int, plain.split("-"))
        return f"{plain}-01", f"{plain}-{calendar.monthrange(year, month)[1]:02d}"
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", plain):
        year, month, day = map(int, plain.split("-"))
        if not (1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]):
            fail(where, f"no such day: {plain}")
        return plain, plain
    fail(where, f"not a date: {text}")


def rows(path):
    """Directives and rows (line number, columns) of a table."""
    directives, table = [], []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("!"):
            directives.append(line[1:].split(None, 1))
        else:
            table.append((number, [c.strip() for c in line.split("\t")]))
    return directives, table


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
        lines = [f"    {p} {v}" for p, v in properties]
        return f"{subject}\n" + " ;\n".join(lines) + " .\n"

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


def issued(text):
    kind = {0: "gYear", 1: "gYearMonth", 2: "date"}[text.count("-")]
    return f'"{text}"^^xsd:{kind}'


def sources():
    graph = Graph(
        "sources/organisations",
        "Sources of organisations and memberships",
        "Documents, web pages and datasets that the organisations and memberships of the bundle were read in, or that are named as their origin.",
        "Sources of the organisations and memberships.\n"
        "opened: the text at the address was read; recalled: the document is named, but was not opened; dataset: derived from the dataset named.\n"
        "Written by scripts/memberships/generate.py from scripts/memberships/sources.tsv. Licence: CC BY 4.0 (the descriptions only).",
    )
    known = {}
    for number, row in rows(HERE / "sources.tsv")[1]:
        where = f"sources.tsv:{number}"
        if len(row) != 11:
            fail(where, f"{len(row)} columns, not 11")
        key, kind, title, publisher, when, url, citation, stance, origin, licence, gap = row
        p = [("a", f"cmt:{kind}"), ("dcterms:title", string(title, "en"))]
        if publisher != "-":
            p.append(("dcterms:publisher", string(publisher)))
        if when != "-":
            p.append(("dcterms:issued", issued(when)))
        if url != "-":
            p.append(("schema:url", f"<{url}>"))
        p.append(("cmt:citation", f"cmt:{citation}"))
        if citation == "opened":
            if url == "-":
                fail(where, "opened, but without an address")
            p.append(("cmt:accessed", date(MODIFIED)))
        if stance != "-":
            p.append(("cmt:sourceStance", f"<source-stance/{stance}>"))
        if origin != "-":
            p.append(("prov:wasDerivedFrom", f"<source/{origin}>"))
        if licence != "-":
            p.append(("dcterms:license", f"<{licence}>"))
        if gap != "-":
            p.append(("cmt:gap", string(gap)))
        graph.add(f"source/{key}", p)
        known[key] = citation
    for key in list(graph.blocks):
        for p, v in graph.blocks[key]:
            if p == "prov:wasDerivedFrom" and v[8:-1] not in known:
                sys.exit(f"sources.tsv: {key} derives from {v}, which is not there")
    return graph, known


def memberships(path, known, organisations):
    directives, table = rows(path)
    settings = {d[0]: d[1] for d in directives if d[0] != "alias"}
    alias = dict(d[1].split() for d in directives if d[0] == "alias")
    org = settings["org"]
    if org not in organisations:
        fail(path.name, f"organisation {org} is not in organisations.tsv")
    graph = Graph(
        f"memberships/{path.stem}",
        settings.get("title", f"Memberships: {organisations[org]}"),
        settings["description"],
        settings["description"]
        + f"\nWritten by scripts/memberships/generate.py from scripts/memberships/{path.name}; sources in data/sources/organisations.ttl.\n"
        "Licence: CC BY 4.0.",
    )
    used = {}

    def resolve(keys, where):
        out = []
        for key in keys:
            key = alias.get(key, key)
            if key not in known:
                fail(where, f"unknown source {key}")
            if key not in out:
                out.append(key)
        return out

    items = []
    for number, row in table:
        where = f"{path.name}:{number}"
        if len(row) != 6:
            fail(where, f"{len(row)} columns, not 6")
        states, role, start, end, keys, note = row
        notes = {}
        if note != "-":
            for part in note.split(" ;; "):
                k, _, v = part.partition("=")
                if k not in ("c", "r", "w", "cited", "day", "until") or not v:
                    fail(where, f"note not understood: {part}")
                notes[k] = v
        for token in states.split():
            state, _, own = token.partition("@")
            if not re.fullmatch(r"[A-Z]{3}|org:[A-Z0-9-]+", state):
                fail(where, f"not a state code: {state}")
            if state.startswith("org:") and state[4:] not in organisations:
                fail(where, f"{state} is not in organisations.tsv")
            cited = own.split("+") if own else ([] if keys == "-" else keys.split())
            resolved = resolve(cited, where)
            if not resolved:
                fail(where, f"{state} has no source")
            items.append((where, state, role, start, end, resolved, notes))
    seen = {}
    for item in items:
        where, state, role, start, *_ = item
        years = {bound[:4] for bound in start.split("/")}
        year = "" if start == "-" or len(years) > 1 else f"-{start[:4]}"
        seen.setdefault(f"{org}-{state.removeprefix('org:')}{year}", []).append(item)
    for slug, group in seen.items():
        roles = [g[2] for g in group]
        for where, state, role, start, end, resolved, notes in group:
            name = slug
            if len(group) > 1 and not (role == "member" and roles.count("member") == 1):
                name = f"{slug}-{role}" if roles.count(role) == 1 else f"{org}-{state.removeprefix('org:')}-{start}"
                if roles.count(role) > 1 and [g[2:4] for g in group].count((role, start)) > 1:
                    fail(where, f"{state}: the same role and start twice")
            p = [
                ("a", "cmt:Membership"),
                ("org:member", f"<organisation/{state[4:]}>" if state.startswith("org:") else f"<state/{state}>"),
                ("org:organization", f"<organisation/{org}>"),
                ("org:role", f"<role/{role}>"),
            ]
            first = last = None
            if start != "-":
                first, latest = bounds(start, where)
                p.append(("cmt:start", date(first)))
                if latest != first:
                    p.append(("cmt:startLatest", date(latest)))
                if start != first:
                    p.append(("cmt:startText", string(start)))
            if end != "-":
                earliest, last = bounds(end, where)
                p.append(("cmt:end", date(last)))
                if earliest != last:
                    p.append(("cmt:endEarliest", date(earliest)))
                if end != last:
                    p.append(("cmt:endText", string(end)))
            if first and last and first > last:
                fail(where, f"{state}: ends before it starts")
            if "until" in notes:
                p.append(("cmt:knownUntil", date(bounds(notes["until"], where)[1])))
            p += [("cmt:source", f"<source/{k}>") for k in resolved]
            if "cited" in notes:
                p += [("cmt:citedSource", f"<source/{k}>") for k in resolve(notes["cited"].split(), where)]
            if "w" in notes:
                m = re.fullmatch(r"(.*)@([a-z]{2})", notes["w"])
                p.append(("cmt:words", string(m[1], m[2]) if m else string(notes["w"], "en")))
            if "day" in notes:
                p.append(("cmt:reading", string("The page that was read gives the year; the day is from memory of the document named.")))
            if "r" in notes:
                p.append(("cmt:reading", string(notes["r"])))
            if "c" in notes:
                p.append(("rdfs:comment", string(notes["c"], "en")))
            graph.add(f"membership/{name}", p)
            for k in resolved:
                used[k] = used.get(k, 0) + 1
    for iri, properties in EXTRA.get(path.stem, {}).items():
        if iri in graph.blocks:
            graph.blocks[iri] += properties
        else:
            graph.add(iri, properties)
    return graph, used


def representation(number, government, start, end, keys):
    p = [
        ("a", "cmt:Representation"),
        ("cmt:representationOf", "<membership/UN-CHN-1945>"),
        ("cmt:representedBy", f"<government/{government}>"),
        ("cmt:start", date(start)),
    ]
    if end:
        p.append(("cmt:end", date(end)))
    return f"representation/UN-CHN-{number}", p + [("cmt:source", f"<source/{k}>") for k in keys]


# China's seat: one membership, exercised by one government and then by another.
EXTRA = {
    "un": {
        "membership/UN-CHN-1945": [
            ("cmt:representedBy", "<government/peoples-republic-of-china>"),
            ("cmt:representedBy", "<government/republic-of-china>"),
        ],
        **dict(
            [
                representation(1945, "republic-of-china", "1945-10-24", "1971-10-24", ["langlois-res-2758", "extropy-res-2758"]),
                representation(1971, "peoples-republic-of-china", "1971-10-25", None, ["langlois-res-2758", "extropy-res-2758"]),
            ]
        ),
    }
}

NAMES = ("ar", "zh", "en", "fr", "ru", "es")

# Governments that have exercised a seat in an organisation.
GOVERNMENTS = {
    "peoples-republic-of-china": {
        "state": "CHN",
        "zh": ["中华人民共和国政府"],
        "en": ["Government of the People's Republic of China"],
        "fr": ["Gouvernement de la République populaire de Chine"],
        "ru": ["Правительство Китайской Народной Республики"],
        "es": ["Gobierno de la República Popular China"],
    },
    "republic-of-china": {
        "state": "CHN",
        "zh": ["中华民国政府"],
        "en": ["Government of the Republic of China"],
        "fr": ["Gouvernement de la République de Chine"],
        "ru": ["Правительство Китайской Республики"],
        "es": ["Gobierno de la República de China"],
        "c": ["It acted in China's name in the United Nations until 25 October 1971; since 1949 it has sat in Taipei."],
    },
}


def organisations(known, seats):
    graph = Graph(
        "organisations",
        "International organisations and groupings",
        "Organisations and groupings of states: names, acronyms, kind, founding, seat, predecessor, and whether nearly every state belongs; and the governments that have exercised a seat in one.",
        "International organisations and groupings of states.\n"
        "Written by scripts/memberships/generate.py from scripts/memberships/organisations.tsv; sources in data/sources/organisations.ttl.\n"
        "Licence: CC BY 4.0.",
    )
    directives, table = rows(HERE / "organisations.tsv")
    labels = {}
    entries = []
    for number, row in table:
        where = f"organisations.tsv:{number}"
        entry = {"id": row[0]}
        for part in row[1:]:
            k, sep, v = part.partition("=")
            if not sep:
                fail(where, f"not key=value: {part}")
            entry.setdefault(k, []).append(v)
        entry["where"] = where
        entries.append(entry)
        labels[row[0]] = entry["en"][0]
    for e in entries:
        where = e["where"]
        p = [("a", "cmt:Organisation")]
        p += [("rdfs:label", string(e[lang][0], lang)) for lang in NAMES if lang in e]
        for lang in NAMES:
            p += [("skos:altLabel", string(alias, lang)) for alias in e.get(f"{lang}+", [])]
        p += [("cmt:acronym", string(a)) for a in e.get("acronym", [])]
        p.append(("cmt:organisationKind", f"<organisation-kind/{e['kind'][0]}>"))
        p.append(("cmt:universal", e.get("universal", ["false"])[0]))
        for key, prop in (("founded", "cmt:founded"), ("dissolved", "cmt:dissolved")):
            if key in e:
                first, last = bounds(e[key][0], where)
                p.append((prop, date(first if key == "founded" else last)))
                if first != last:
                    p.append((f"{prop}Text", string(e[key][0])))
        for seat in e.get("seat", []):
            p.append(("cmt:seat", f"<place/{seat}>"))
        for pre in e.get("predecessor", []):
            if pre not in labels:
                fail(where, f"predecessor {pre} is not in the table")
            p.append(("cmt:predecessor", f"<organisation/{pre}>"))
        for part in e.get("partOf", []):
            p.append(("cmt:partOf", f"<organisation/{part}>"))
        p += [("skos:exactMatch", f"wd:{q}") for q in e.get("wd", [])]
        for key in e.get("source", []):
            for k in key.split():
                if k not in known:
                    fail(where, f"unknown source {k}")
                p.append(("dcterms:source", f"<source/{k}>"))
        p += [("rdfs:comment", string(c, "en")) for c in e.get("c", [])]
        graph.add(f"organisation/{e['id']}", p)
    for slug, g in GOVERNMENTS.items():
        p = [("a", "cmt:Government")]
        p += [("rdfs:label", string(g[lang][0], lang)) for lang in NAMES if lang in g]
        p.append(("cmt:governmentOf", f"<state/{g['state']}>"))
        p += [("rdfs:comment", string(c, "en")) for c in g.get("c", [])]
        graph.add(f"government/{slug}", p)
    return graph, labels


def seat_places():
    graph = Graph(
        "organisation-seats",
        "Seats of organisations that are not capitals of states",
        "Cities in which international organisations sit and which are described nowhere else. Capitals are described with the places.",
        "Seats of international organisations that are not capitals of states.\n"
        "Coordinates are rounded to two decimals (about a kilometre). Written by scripts/memberships/generate.py from scripts/memberships/seats.tsv.\n"
        "Licence: CC BY 4.0.",
    )
    for number, row in rows(HERE / "seats.tsv")[1]:
        slug, label, state, lon, lat = row
        iri = f"place/{slug}"
        graph.add(iri, [("a", "cmt:Place"), ("rdfs:label", string(label, "en")), ("cmt:partOf", f"<state/{state}>"), ("geo:hasCentroid", f"<{iri}#centroid>")])
        graph.add(f"{iri}#centroid", [("geo:asWKT", f'"POINT({lon} {lat})"^^geo:wktLiteral')])
    return graph


def main():
    check = "--check" in sys.argv[1:]
    graph, known = sources()
    graphs = [graph, seat_places()]
    org_graph, labels = organisations(known, None)
    graphs.append(org_graph)
    total, by_citation = 0, {}
    for path in sorted(HERE.glob("*.tsv")):
        if path.stem in ("sources", "organisations", "seats"):
            continue
        graph, used = memberships(path, known, labels)
        graphs.append(graph)
        count = sum(1 for iri in graph.blocks if iri.startswith("membership/"))
        total += count
        for iri, properties in graph.blocks.items():
            kinds = {known[v[8:-1]] for p, v in properties if p == "cmt:source"}
            best = next((k for k in ("opened", "dataset", "recalled") if k in kinds), None)
            if iri.startswith("membership/"):
                by_citation.setdefault(graph.name, {}).setdefault(best, 0)
                by_citation[graph.name][best] += 1
    changed = []
    for graph in graphs:
        path, text = graph.path(), graph.text()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            changed.append(path.name)
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
    if "--counts" in sys.argv[1:]:
        for name, kinds in sorted(by_citation.items()):
            print(f"{name}\t{sum(kinds.values())}\t" + " ".join(f"{k}={n}" for k, n in sorted(kinds.items(), key=str)))
    print(f"{total} memberships in {len(by_citation)} files; {len(labels)} organisations; {len(known)} sources; changed: {len(changed)}")
    if check and changed:
        sys.exit("out of date: " + ", ".join(changed))


if __name__ == "__main__":
    main()
