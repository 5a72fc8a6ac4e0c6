"""What the generators of relations share: names of states, dates in EDTF, blocks of Turtle."""

import calendar
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODIFIED = "2026-11-24"
MONTHS = ("January February March April May June July August September October November December").split()

PREFIXES = """@base <https://w3id.org/comity/id/> .
@prefix cmt: <https://w3id.org/comity/ontology#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def names():
    """English labels of the states, territories, former states, organisations ... that the data describe."""
    found = {}
    blocks = pathlib.Path(__file__).resolve().parent.glob("*.blocks.ttl")
    for path in sorted((ROOT / "data").glob("*.ttl")) + sorted(blocks):
        subject = None
        for line in path.read_text(encoding="utf-8").splitlines():
            start = re.match(r"<([a-z-]+/[^>]+)>$", line)
            if start:
                subject = start.group(1)
            label = re.match(r'    rdfs:label "((?:[^"\\]|\\.)*)"@en', line)
            if label and subject and subject not in found:
                found[subject] = label.group(1).replace('\\"', '"')
    return found


NAMES = names()


def name(key):
    """The name of a thing, given as a key of a state (BLR) or as kind and slug (organisation/EU)."""
    return NAMES[key if "/" in key else f"state/{key}"]


def iri(key):
    return f"<{key}>" if "/" in key else f"<state/{key}>"


def slug(key):
    return key.split("/")[-1]


def literal(text, language=None):
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"' + (f"@{language}" if language else "")


def bounds(text):
    """The first and the last day that a date in EDTF (a day, month, year, or an interval of them) can mean."""
    if "/" in text:
        first, last = text.split("/")
        return bounds(first)[0], bounds(last)[1]
    clean = text.rstrip("?~%")
    if re.fullmatch(r"\d{4}-\d\d-\d\d", clean):
        return clean, clean
    if re.fullmatch(r"\d{4}-\d\d", clean):
        year, month = map(int, clean.split("-"))
        return f"{clean}-01", f"{clean}-{calendar.monthrange(year, month)[1]:02d}"
    if re.fullmatch(r"\d{4}", clean):
        return f"{clean}-01-01", f"{clean}-12-31"
    raise ValueError(f"not a date: {text}")


def exact(text):
    return re.fullmatch(r"\d{4}-\d\d-\d\d", text) is not None


def day(text):
    return f'"{text}"^^xsd:date'


def start(text):
    first, last = bounds(text)
    if exact(text):
        return [("cmt:start", day(first))]
    return [("cmt:startText", literal(text)), ("cmt:start", day(first)), ("cmt:startLatest", day(last))]


def end(text):
    first, last = bounds(text)
    if exact(text):
        return [("cmt:end", day(last))]
    return [("cmt:endText", literal(text)), ("cmt:endEarliest", day(first)), ("cmt:end", day(last))]


def date(text):
    first, _ = bounds(text)
    if exact(text):
        return [("cmt:date", day(first))]
    return [("cmt:dateText", literal(text)), ("cmt:date", day(first))]


def before(text):
    """The day before a day; a coarser date as it is."""
    if not exact(text):
        return text
    import datetime

    return (datetime.date.fromisoformat(text) - datetime.timedelta(days=1)).isoformat()


def spoken(text):
    """A date in English: 25 October 1971, October 1971, 1971."""
    if "/" in text:
        first, last = text.split("/")
        return f"between {spoken(first)} and {spoken(last)}"
    parts = text.rstrip("?~%").split("-")
    if len(parts) == 3:
        return f"{int(parts[2])} {MONTHS[int(parts[1]) - 1]} {parts[0]}"
    if len(parts) == 2:
        return f"{MONTHS[int(parts[1]) - 1]} {parts[0]}"
    return parts[0]


def block(subject, properties):
    lines = [f"<{subject}>"]
    for index, (predicate, value) in enumerate(properties):
        lines.append(f"    {predicate} {value} " + (";" if index < len(properties) - 1 else "."))
    return "\n".join(lines)


def write(path, comment, title, description, blocks, licence="https://creativecommons.org/licenses/by/4.0/"):
    """Writes data/PATH.ttl: comment, prefixes, the description of the graph, the blocks sorted by IRI."""
    head = "".join(f"# {line}\n" if line else "#\n" for line in comment.strip().split("\n"))
    graph = block(
        f"https://w3id.org/comity/graph/{path}",
        [
            ("a", "dcat:Dataset"),
            ("dcterms:title", literal(title, "en")),
            ("dcterms:description", literal(description, "en")),
            ("dcterms:license", f"<{licence}>"),
            ("dcterms:modified", day(MODIFIED)),
            ("cmt:file", literal(f"data/{path}.ttl")),
        ],
    )
    subjects = [re.match(r"<([^>]+)>", text).group(1) for text in blocks]
    double = {subject for subject in subjects if subjects.count(subject) > 1}
    if double:
        raise SystemExit(f"{path}: described twice: {sorted(double)}")
    target = ROOT / "data" / f"{path}.ttl"
    target.parent.mkdir(parents=True, exist_ok=True)
    body = "\n\n".join([graph] + [text for _, text in sorted(zip(subjects, blocks))])
    target.write_text(f"{head}\n{PREFIXES}\n{body}\n", encoding="utf-8")
    print(f"data/{path}.ttl: {len(blocks)}")
