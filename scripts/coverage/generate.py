#!/usr/bin/env python3
"""Write data/coverage.ttl: what the sources of the bundle cover.

Reads coverage.tsv beside this script and the Turtle files of data/, and writes the file, byte for byte the same each time. A row has
nine columns, separated by tabs:

    slug        of the IRI id/coverage/{slug}
    kind        a class of the ontology without its prefix: Membership, TreatyAction, Observation ...
    scope       what the statements are about (organisation/SCO), several separated by spaces; - for all of the kind; * for all that
                statements of the kind with one of the sources are about
    states      whom they are about (state/USA, scheme/cow), likewise; - for every state
    start, end  the first and the last day covered; - for not known
    exhaustive  yes where what is in scope and not listed is not so; - where it is unknown
    sources     keys of sources; * for all sources that were read on which statements of the kind and scope rest; "not KEY" after *
                leaves one out
    comment     a limit that the other columns cannot say, or -

Sources that were only recalled cover nothing. Lines that start with # are comments.
Use: generate.py [--check]     (--check writes nothing and fails when the file would change)
"""
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TARGET = ROOT / "data/coverage.ttl"
# What a statement of a kind is about; the same as in src/study/coverage/found.rs.
ABOUT = ["org:organization", "cmt:agreement", "cmt:in", "cmt:indicator", "cmt:act", "cmt:on", "cmt:codeScheme", "cmt:topic", "cmt:office"]
HEADER = """\
# What the sources of the bundle cover: which statements, about what, from when to when.
# Written by scripts/coverage/generate.py from scripts/coverage/coverage.tsv; change the table, not this file.
# Licence: CC BY 4.0.

@base <https://w3id.org/comity/id/> .
@prefix cmt: <https://w3id.org/comity/ontology#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<https://w3id.org/comity/graph/coverage>
    a dcat:Dataset ;
    dcterms:title "Coverage"@en ;
    dcterms:description "Which statements the sources of these data cover, about which organisations, agreements, indicators and states, and from which day to which. Outside of it the answer to a question is not known."@en ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
    dcterms:modified "2026-11-24"^^xsd:date ;
    cmt:file "data/coverage.ttl" .
"""


def blocks():
    """Each described thing of the bundle: its class and its properties, as the files write them, one a line."""
    for path in [*sorted((ROOT / "data").rglob("*.ttl")), ROOT / "ontology/schemes.ttl"]:
        if path == TARGET:
            continue
        for block in path.read_text(encoding="utf-8").split("\n\n"):
            properties = re.findall(r"^    (\S+) (.*?) [;.]$", block, re.MULTILINE)
            subject = re.search(r"^<([^>]+)>", block, re.MULTILINE)
            if subject and properties:
                yield subject[1], properties


def values(properties, *names):
    return [re.sub(r"^<|>$", "", value) for name, value in properties if name in names]


def read_bundle():
    statements, recalled, known = [], set(), set()
    for subject, properties in blocks():
        known.add(subject)
        if "cmt:recalled" in values(properties, "cmt:citation"):
            recalled.add(subject)
        sources = values(properties, "cmt:source", "dcterms:source")
        if sources:
            kinds = [kind.removeprefix("cmt:") for kind in values(properties, "a")]
            statements.append((kinds, set(values(properties, *ABOUT)), sources))
    return statements, recalled, known


def columns(path):
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line and not line.startswith("#"):
            cells = line.split("\t")
            if len(cells) != 9:
                sys.exit(f"{path.name}:{number}: {len(cells)} columns, not 9")
            yield number, cells


def words(cell):
    return [] if cell == "-" else cell.split()


def fill(row, statements, recalled):
    """The sources and the scope of a row, with * worked out from the statements."""
    _, kind, scope, _, _, _, _, sources, _ = row
    scope, sources = words(scope), words(sources)
    if sources[0] == "*":
        left_out = {f"source/{word}" for word in sources[1:] if word != "not"}
        found = {
            source
            for kinds, about, of in statements
            if kind in kinds and (scope in ([], ["*"]) or about & set(scope))
            for source in of
        }
        sources = sorted(found - recalled - left_out)
    else:
        sources = [f"source/{source}" for source in sources]
    if scope == ["*"]:
        scope = sorted({thing for kinds, about, of in statements if kind in kinds and set(of) & set(sources) for thing in about})
    return scope, sources


def span(start, end):
    if start == "-" and end == "-":
        return ""
    return ", " + (f"from {start}" if end == "-" else f"until {end}" if start == "-" else f"{start} to {end}")


def label(kind, scope, states, start, end):
    name = re.sub(r"(?<!^)([A-Z])", r" \1", kind).capitalize()
    things = scope or states
    about = ", ".join(thing.split("/", 1)[1] for thing in things) if len(things) <= 3 else f"{len(things)} things"
    return ": ".join(filter(None, [name, about])) + span(start, end)


def turtle(row, statements, recalled, known):
    slug, kind, _, states, start, end, exhaustive, _, comment = row
    scope, sources = fill(row, statements, recalled)
    states = words(states)
    if not sources:
        sys.exit(f"{slug}: no source")
    for thing in [*scope, *states, *sources]:
        if thing not in known and not thing.startswith("scheme/"):
            sys.exit(f"{slug}: nothing of the name {thing} is described")
        if thing in recalled:
            sys.exit(f"{slug}: {thing} is recalled")
    lines = ["a cmt:Coverage", f'rdfs:label "{label(kind, scope, states, start, end)}"@en', f"cmt:covers cmt:{kind}"]
    lines += [f"cmt:scope <{thing}>" for thing in scope]
    lines += [f"cmt:coversState <{state}>" for state in states]
    lines += [f'cmt:{name} "{day}"^^xsd:date' for name, day in (("start", start), ("end", end)) if day != "-"]
    lines += ["cmt:exhaustive true"] if exhaustive == "yes" else []
    lines += [f"cmt:source <{source}>" for source in sources]
    lines += ['rdfs:comment "' + comment.replace('"', '\\"') + '"@en'] if comment != "-" else []
    return f"\n<coverage/{slug}>\n    " + " ;\n    ".join(lines) + " .\n"


def main():
    statements, recalled, known = read_bundle()
    rows = sorted(row for _, row in columns(HERE / "coverage.tsv"))
    text = HEADER + "".join(turtle(row, statements, recalled, known) for row in rows)
    if "--check" in sys.argv[1:]:
        if not TARGET.exists() or TARGET.read_text(encoding="utf-8") != text:
            sys.exit(f"{TARGET.relative_to(ROOT)} would change")
    else:
        TARGET.write_text(text, encoding="utf-8")


main()
