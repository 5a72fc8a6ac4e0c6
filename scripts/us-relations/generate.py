#!/usr/bin/env python3
"""Writes data/diplomatic-relations-us.ttl from the Guide of the Office of the Historian (public domain).

    generate.py DIRECTORY      the directory with events.csv (article_id, country, iso3, section, event, date, ...)

Establishments and recognitions are read from the first day in the description whose year is the year that the event is
tagged with. table.tsv has what cannot be read so: interruptions, resumptions, historical states, days that the prose gives
in another way, and articles to be left out. A row of the table was written after reading the description.
"""

import collections
import csv
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "relations"))
from common import MONTHS, before, block, bounds, date, end, exact, iri, literal, name, spoken, start, write  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = "<source/us-recognition-relations>"
DAY = r"(%s) (\d{1,2}),? (\d{4})" % "|".join(MONTHS)
ESTABLISHED = re.compile(r"diplomatic relations[^.]{0,90}? (?:were|was) (?:first )?established[^.]{0,60}? on " + DAY, re.I)
AGREED = re.compile(r"^The United States(?: and [^.]{3,60})? established (?:full |formal )?diplomatic relations[^.]{0,60}? on " + DAY)
RECOGNISED = re.compile(r"(?:United States|U\.S\.)[^.]{0,40}recogni[sz]ed [^.]{0,90}?on " + DAY)
HEADING = re.compile(r"establishment of (?:full |formal )?diplomatic relations|^diplomatic relations established", re.I)


def iso(match):
    month, number, year = match.groups()
    return f"{year}-{MONTHS.index(month) + 1:02d}-{int(number):02d}"


def read_table():
    rows, skipped = [], set()
    for line in (HERE / "table.tsv").read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        cells = (line.split("\t") + [""] * 4)[:6]
        if cells[1] == "skip":
            skipped.add((cells[0], cells[2]))
        else:
            rows.append(cells)
    return rows, skipped


def last_days():
    """The last day of each former state, by its key."""
    text = (HERE.parents[1] / "data" / "former-states.ttl").read_text(encoding="utf-8")
    found = {}
    for part in re.split(r"\n(?=<)", text):
        key = re.match(r"<state/([A-Z]{3})>", part)
        last = re.search(r'cmt:dissolved "([0-9-]+)"', part)
        if key and last:
            found[key.group(1)] = last.group(1)
    return found


def main():
    table, skipped = read_table()
    relations, recognitions = {}, {}
    with open(pathlib.Path(sys.argv[1]) / "events.csv", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            article, state, year = row["article_id"], row["iso3"], row["date"][:4]
            text = row["description"]
            if not state:
                continue
            heading = row["event"]
            match = ESTABLISHED.search(text) or AGREED.search(text)
            if HEADING.search(heading) and not re.search("re-?establ", heading, re.I) and (article, "relations") not in skipped:
                if match and (not year or iso(match)[:4] == year):
                    relations.setdefault((state, iso(match), "established"), "")
            match = RECOGNISED.search(text)
            if re.search("recognition", heading, re.I) and (article, "recognition") not in skipped:
                if match and year and iso(match)[:4] == year and not re.search("Recognition of the United States|of U\\.S\\.", heading):
                    recognitions.setdefault((state, iso(match), "recognises"), "")
    sources = {}
    for article, state, kind, when, comment, source in table:
        sources[state, when] = f"<source/{source}>" if source else SOURCE
        if kind in ("recognises", "withdraws-recognition"):
            recognitions[(state, when, kind)] = comment
        else:
            relations[(state, when, kind)] = comment

    blocks = []
    gone = last_days()
    by_state = collections.defaultdict(list)
    for (state, when, status), comment in relations.items():
        by_state[state].append((bounds(when)[0], when, status, comment))
    words = {"established": "established", "resumed": "resumed", "severed": "severed", "suspended": "interrupted", "ended": "ended"}
    for state, events in sorted(by_state.items()):
        events.sort()
        for position, (_, when, status, comment) in enumerate(events):
            if status == "ended":
                continue
            following = events[position + 1] if position + 1 < len(events) else None
            if following and following[2] == status == "established":
                print(f"{state}: established twice, {when} and {following[1]}", file=sys.stderr)
            properties = [
                ("a", "cmt:DiplomaticRelation"),
                ("rdfs:label", literal(f"Relations of the United States and {name(state)} {words[status]}, {spoken(when)}", "en")),
                ("cmt:partner", iri(state)),
                ("cmt:partner", iri("USA")),
                ("cmt:status", f"<status/{status}>"),
            ]
            properties += start(when)
            if following:
                properties += end(following[1] if following[2] == "ended" else before(following[1]))
            elif state in gone:
                properties += end(gone[state])
                comment = (comment + " " if comment else "") + "The end is that of the state."
            if comment:
                properties.append(("rdfs:comment", literal(comment, "en")))
            properties.append(("cmt:source", sources.get((state, when), SOURCE)))
            blocks.append(block(f"diplomatic-relation/USA-{state}-{when if exact(when) else when.replace('/', '-')}", properties))
    by_state = collections.defaultdict(list)
    for (state, when, stance), comment in recognitions.items():
        by_state[state].append((bounds(when)[0], when, stance, comment))
    for state, events in sorted(by_state.items()):
        events.sort()
        for position, (_, when, stance, comment) in enumerate(events):
            verb = "recognises" if stance == "recognises" else "withdraws its recognition of"
            properties = [
                ("a", "cmt:Recognition"),
                ("rdfs:label", literal(f"The United States {verb} {name(state)}, {spoken(when)}", "en")),
                ("cmt:holder", iri("USA")),
                ("cmt:on", iri(state)),
                ("cmt:stance", f"<stance/{stance}>"),
            ]
            properties += date(when)
            if stance == "recognises":
                properties += start(when)
                if position + 1 < len(events) and events[position + 1][2] != "recognises":
                    properties += end(before(events[position + 1][1]))
            if comment:
                properties.append(("rdfs:comment", literal(comment, "en")))
            properties.append(("cmt:source", SOURCE))
            blocks.append(block(f"recognition/USA-{state}-{when.replace('/', '-')}", properties))
    write(
        "diplomatic-relations-us",
        "Diplomatic relations of the United States: established, interrupted or severed, resumed, each spell a statement; and recognitions\n"
        "of states by the United States. Days as the Guide of the Office of the Historian gives them. A change of the level of missions,\n"
        "a closed embassy and consular relations are left out: relations can go on without a mission.\n"
        "Generated by scripts/us-relations/generate.py; change its table, not this file.\n\n"
        "Licence: CC BY 4.0; the facts are from a work in the public domain (see the source).",
        "Diplomatic relations and recognitions of the United States",
        "When the United States established, interrupted, severed and resumed diplomatic relations, and which states it recognised when.",
        blocks,
    )


if __name__ == "__main__":
    main()
