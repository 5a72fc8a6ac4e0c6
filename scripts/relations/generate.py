#!/usr/bin/env python3
"""Writes the files of data/ on recognition, relations, sanctions, partnerships, involvement and visits from the tables here.

A table is a file NAME.tsv in this directory. Lines that start with "!" describe the file that it becomes (!path, !kind,
!title, !description, !comment, !default key=value), lines with "#" are remarks, the rest are rows of cells divided by tabs.
What the cells mean depends on the kind, and stands in the head of each table; the last cell holds further properties,
"key=value ;; key=value":

    continues=1 the act was a predecessor's   until= known until   c= comment   r= reading   w= words of the source (w@fr= in another language)   s= sources   label= label

Sources are slugs of data/sources/, divided by spaces. sources.tsv becomes data/sources/relations.ttl.
"""

import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from common import before, block, bounds, date, day, end, exact, iri, literal, name, slug, spoken, start, write  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
ACCESSED = "2026-11-24"


def read(path):
    head, rows = {"comment": [], "default": {}}, []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("!"):
            key, _, value = line[1:].partition(" ")
            if key == "comment":
                head["comment"].append(value)
            elif key == "default":
                option, _, setting = value.partition("=")
                head["default"][option] = setting
            else:
                head[key] = value
        elif line.strip() and not line.startswith("#"):
            rows.append((f"{path.name}:{number}", line.split("\t")))
    return head, rows


def options(text, default):
    found = dict(default)
    for part in filter(None, (piece.strip() for piece in text.split(";;"))):
        key, _, value = part.partition("=")
        found[key] = value
    return found


def tail(more):
    properties = []
    for key, value in sorted(more.items()):
        if key == "w" or key.startswith("w@"):
            properties.append(("cmt:words", literal(value, key[2:] or "en")))
    if "r" in more:
        properties.append(("cmt:reading", literal(more["r"])))
    if "c" in more:
        properties.append(("rdfs:comment", literal(more["c"], "en")))
    if not more.get("s"):
        raise SystemExit("a row without a source")
    properties += [("cmt:source", f"<source/{source}>") for source in more["s"].split()]
    return properties


def interval(first, last, more):
    properties = []
    if first and first != "-":
        properties += start(first)
    if last and last != "-":
        properties += end(last)
    if "until" in more:
        properties.append(("cmt:knownUntil", day(more["until"])))
    return properties


def plain(text):
    return re.sub("[^a-z0-9]+", "-", text.lower()).strip("-")


def suffix(when):
    return when.rstrip("?~%").replace("/", "-")


def recognition(head, rows, blocks):
    """holder, on, given, withdrawn or suspended (or -), what ended it (withdraws | suspends | -), more"""
    for _, cells in rows:
        holders, on, given, ended, how, text = (cells + [""] * 6)[:6]
        more = options(text, head["default"])
        for holder in holders.split():
            title = f"{name(holder)} {'continues to recognise' if 'continues' in more else 'recognises'} {name(on)}, {spoken(given)}" if given != "-" else ""
            if given != "-":
                properties = [("a", "cmt:Recognition"), ("rdfs:label", literal(more.get("label", title), "en"))]
                properties += [("cmt:holder", iri(holder)), ("cmt:on", iri(on)), ("cmt:stance", "<stance/recognises>")]
                properties += start(given) if "continues" in more else date(given) + start(given)
                if ended != "-":
                    properties += end(before(ended))
                properties += [("cmt:knownUntil", day(more["until"]))] if "until" in more and ended == "-" else []
                properties += tail(more)
                blocks.append(block(f"recognition/{slug(holder)}-{slug(on)}-{suffix(given)}{more.get('id', '')}", properties))
            if ended != "-" and how != "-":
                verb = {"withdraws": "withdraws its recognition of", "suspends": "suspends its recognition of"}[how]
                properties = [
                    ("a", "cmt:Recognition"),
                    ("rdfs:label", literal(f"{name(holder)} {verb} {name(on)}, {spoken(ended)}", "en")),
                    ("cmt:holder", iri(holder)),
                    ("cmt:on", iri(on)),
                    ("cmt:stance", "<stance/withdraws-recognition>"),
                ]
                properties += date(ended)
                closing = dict(more)
                if how == "suspends":
                    closing["r"] = (more.get("r", "") + " Suspended (\"frozen\"), by the word of the source, and not withdrawn for good.").strip()
                if "ws" in more:
                    closing["s"] = more["ws"]
                properties += tail(closing)
                blocks.append(block(f"recognition/{slug(holder)}-{slug(on)}-{suffix(ended)}-{how}", properties))


def relation(head, rows, blocks):
    """state, partner, status, start, end, more"""
    verbs = {"established": "establish diplomatic relations", "resumed": "resume diplomatic relations",
             "severed": "have no diplomatic relations", "suspended": "have suspended diplomatic relations",
             "lowered": "have lowered diplomatic relations"}
    for _, cells in rows:
        states, partner, status, first, last, text = (cells + [""] * 6)[:6]
        more = options(text, head["default"])
        for state in states.split():
            title = f"{name(state)} and {name(partner)} {verbs[status]}, {spoken(first) if first != '-' else 'known until ' + spoken(last)}"
            if status in ("severed", "suspended", "lowered"):
                title = title.replace(", ", ", from ", 1) if first != "-" else title
            one, other = sorted([state, partner])
            properties = [
                ("a", "cmt:DiplomaticRelation"),
                ("rdfs:label", literal(more.get("label", title), "en")),
                ("cmt:partner", iri(one)),
                ("cmt:partner", iri(other)),
                ("cmt:status", f"<status/{status}>"),
            ]
            if "open" in more:
                properties.append(("cmt:knownUntil", day(last)))
            else:
                properties += interval(first, last, more)
            properties += tail(more)
            blocks.append(block(f"diplomatic-relation/{slug(one)}-{slug(other)}-{suffix(first if first != '-' else 'until-' + last)}", properties))


def measure(head, rows, blocks):
    """slug, imposer(s), target(s), kind, start, end, label, more"""
    for _, cells in rows:
        key, imposers, targets, kind, first, last, title, text = (cells + [""] * 8)[:8]
        more = options(text, head["default"])
        properties = [("a", "cmt:Measure"), ("rdfs:label", literal(title, "en"))]
        properties += [("cmt:imposer", iri(imposer)) for imposer in imposers.split()]
        properties += [("cmt:target", iri(target)) for target in targets.split()]
        properties.append(("cmt:kind", f"<measure-kind/{kind}>"))
        properties += interval(first, last, more) + tail(more)
        blocks.append(block(f"measure/{key}", properties))


def partnership(head, rows, blocks):
    """one, other(s), level, words of the declaration, start, end, more"""
    for _, cells in rows:
        one, others, level, words, first, last, text = (cells + [""] * 7)[:7]
        more = options(text, head["default"])
        for other in others.split():
            properties = [
                ("a", "cmt:Partnership"),
                ("rdfs:label", literal(f"{name(other)} and {name(one)}: {words} ({spoken(first) if first != '-' else 'known in ' + more['until'][:4]})", "en")),
                ("cmt:partner", iri(one)),
                ("cmt:partner", iri(other)),
                ("cmt:level", f"<partnership-level/{level}>"),
                ("cmt:declaredAs", literal(words, "en")),
            ]
            for key, value in sorted(more.items()):
                if key.startswith("as@"):
                    properties.append(("cmt:declaredAs", literal(value, key[3:])))
            properties += interval(first, last, more) + tail(more)
            blocks.append(block(f"partnership/{slug(other)}-{slug(one)}-{(first if first != '-' else more['until'])[:4]}{more.get('id', '')}", properties))


def involvement(head, rows, blocks):
    """participant(s), initiative, phase, instrument (or -), role (or -), date or start, end (or -), more"""
    verbs = {"agreed": "agrees to take part in", "done": "takes part in", "intended": "declares that it wishes to take part in",
             "withdrawn": "withdraws from"}
    for _, cells in rows:
        participants, undertaking, phase, instrument, role, first, last, text = (cells + [""] * 8)[:8]
        more = options(text, head["default"])
        for participant in participants.split():
            title = f"{name(participant)} {verbs[phase]} the {name('initiative/' + undertaking)}, {spoken(first)}"
            properties = [
                ("a", "cmt:Involvement"),
                ("rdfs:label", literal(more.get("label", title), "en")),
                ("cmt:participant", iri(participant)),
                ("cmt:in", f"<initiative/{undertaking}>"),
                ("cmt:phase", f"<phase/{phase}>"),
            ]
            if instrument != "-":
                properties.append(("cmt:instrument", f"<instrument/{instrument}>"))
            if role != "-":
                properties.append(("cmt:role", f"<role/{role}>"))
            if phase == "withdrawn":
                properties += date(first)
            else:
                properties += interval(first, last, more)
            properties += tail(more)
            blocks.append(block(f"involvement/{slug(participant)}-{undertaking}-{suffix(first)}{more.get('id', '')}", properties))


def visit(head, rows, blocks):
    """person, office, visiting state, host(s), start, end, purpose (or -), more"""
    for _, cells in rows:
        person, office, state, hosts, first, last, purpose, text = (cells + [""] * 8)[:8]
        more = options(text, head["default"])
        when = spoken(first) if last in ("", "-", first) else f"{spoken(first)} to {spoken(last)}"
        for host in hosts.split():
            title = f"{name('person/' + person)} visits {name(host)}, {when}"
            properties = [
                ("a", "cmt:Visit"),
                ("rdfs:label", literal(more.get("label", title), "en")),
                ("cmt:visitor", f"<person/{person}>"),
                ("cmt:office", f"<office/{office}>"),
                ("cmt:visitingState", iri(state)),
                ("cmt:host", iri(host)),
            ]
            properties += interval(first, first if last in ("", "-") and exact(first) else last, more)
            if purpose not in ("", "-"):
                properties.append(("cmt:purpose", literal(purpose, "en")))
            properties += tail(more)
            blocks.append(block(f"visit/{slug(state)}-{slug(host)}-{suffix(first)}{more.get('id', '')}", properties))


def signed(head, rows, blocks):
    """joint statement, signatories, issue or proposition (kind/slug), stance, date, more"""
    for _, cells in rows:
        statement, signatories, on, stance, when, text = (cells + [""] * 6)[:6]
        more = options(text, head["default"])
        for holder in signatories.split():
            properties = [
                ("a", "cmt:StatementSigned"),
                ("rdfs:label", literal(f"{name(holder)} signs: {name_of_statement[statement]}", "en")),
                ("cmt:holder", iri(holder)),
                ("cmt:on", f"<{on}>"),
                ("cmt:stance", f"<stance/{stance}>"),
                ("cmt:act", f"<joint-statement/{statement}>"),
            ]
            properties += date(when) + tail(more)
            blocks.append(block(f"position/{slug(holder)}-{statement}", properties))


def statement(head, rows, blocks):
    """slug, label, claimed count (or -), date, topic issue (kind/slug), more"""
    for _, cells in rows:
        key, title, count, when, on, text = (cells + [""] * 6)[:6]
        more = options(text, head["default"])
        properties = [("a", "cmt:JointStatement"), ("rdfs:label", literal(title, "en"))]
        if count != "-":
            properties.append(("cmt:claimedCount", count))
        properties += date(when) + [("cmt:on", f"<{on}>")]
        if "c" in more:
            properties.append(("rdfs:comment", literal(more["c"], "en")))
        properties += [("dcterms:source", f"<source/{source}>") for source in more["s"].split()]
        blocks.append(block(f"joint-statement/{key}", properties))


def source(head, rows, blocks):
    """slug, class, title, publisher, address, citation, stance, language (or -), issued (or -), more"""
    for where, cells in rows:
        key, kind, title, publisher, address, citation, stance, language, issued, text = (cells + [""] * 10)[:10]
        more = options(text, head["default"])
        properties = [("a", "cmt:Source"), ("a", f"cmt:{kind}"), ("rdfs:label", literal(title, "en"))]
        properties += [("dcterms:title", literal(title, "en")), ("dcterms:publisher", literal(publisher))]
        if issued not in ("", "-"):
            datatype = {10: "date", 7: "gYearMonth", 4: "gYear"}[len(issued)]
            properties.append(("dcterms:issued", f'"{issued}"^^xsd:{datatype}'))
        if address not in ("", "-"):
            properties.append(("schema:url", f"<{address}>"))
        properties.append(("cmt:citation", f"cmt:{citation}"))
        if citation != "recalled":
            properties.append(("cmt:accessed", day(ACCESSED)))
        properties.append(("cmt:sourceStance", f"<source-stance/{stance}>"))
        if language not in ("", "-"):
            properties.append(("dcterms:language", literal(language)))
        if "from" in more:
            properties.append(("prov:wasDerivedFrom", f"<{more['from']}>"))
        if "licence" in more:
            properties.append(("dcterms:license", f"<{more['licence']}>"))
        if "covers" in more:
            first, last = more["covers"].split("/")
            properties += [("cmt:coversFrom", day(first)), ("cmt:coversUntil", day(last))]
        for gap in filter(None, more.get("gap", "").split("|")):
            properties.append(("cmt:gap", literal(gap)))
        if citation == "opened" and issued in ("", "-") and "gap" not in more:
            properties.append(("cmt:gap", literal("Date of issue not given in the stored page.")))
        blocks.append(block(f"source/{key}", properties))




name_of_statement = {}


def main():
    kinds = {function.__name__: function for function in
             (recognition, relation, measure, partnership, involvement, visit, signed, statement, source)}
    tables = sorted(HERE.glob("*.tsv"))
    for path in tables:
        head, rows = read(path)
        if head.get("kind") == "statement":
            for _, cells in rows:
                name_of_statement[cells[0]] = cells[1]
    targets = {}
    for path in tables:
        head, rows = read(path)
        blocks = []
        kinds[head["kind"]](head, rows, blocks)
        target = targets.setdefault(head["path"], {"head": head, "blocks": []})
        target["blocks"] += blocks
        if "title" in head:
            target["head"] = head
    for path in sorted(targets):
        head, blocks = targets[path]["head"], targets[path]["blocks"]
        extra = HERE / (path.replace("/", "-") + ".blocks.ttl")
        if extra.exists():
            text = re.sub(r"(?m)^(#|@).*\n", "", extra.read_text(encoding="utf-8"))
            blocks = blocks + [part.strip() for part in re.split(r"\n\n+", text.strip()) if part.strip()]
        comment = "\n".join(head["comment"] + ["Generated by scripts/relations/generate.py; change its tables, not this file.", "", "Licence: CC BY 4.0."])
        write(path, comment, head["title"], head["description"], blocks)


if __name__ == "__main__":
    main()
