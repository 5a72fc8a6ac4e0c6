#!/usr/bin/env python3
"""Write agreements, what states did under them, their topics and their sources as Turtle.

Reads the tables beside this script and three datasets under $COMITY_SHARED/data (default: ../shared beside the repository):

    un-treaty-status-2015            what was deposited with the Secretary-General of the United Nations
    environmental-agreements-ieadb   parties of treaties with other depositaries, and of the Paris Agreement
    trade-agreements-desta           preferential trade agreements, their first parties, accessions and withdrawals

and writes, byte for byte the same each time:

    topics.tsv             -> data/topics.ttl
    sources.tsv            -> data/sources/agreements.ttl   (with one source for each text that is only recalled)
    treaties.tsv           -> data/agreements/deposited-with-un.ttl, data/treaty-actions/SLUG.ttl
    ieadb.tsv              -> data/agreements/other-treaties.ttl, data/treaty-actions/SLUG.ttl
    hand.tsv               -> data/agreements/other-treaties.ttl, data/treaty-actions/{security,arms-control,other}.ttl
    desta-names.tsv        -> names and exact dates for data/agreements/trade.ttl, data/treaty-actions/trade.ttl
    registrations.tsv      -> numbers in the United Nations Treaty Series, from pages that were read
    actions.tsv            -> further actions, withdrawals above all, in the file of their agreement
    scripts/agreements/rejected.tsv   rows of the datasets that were not used, each with the reason

Lines that start with # are comments. "-" stands for an empty cell.
Use: generate.py [--check] [--counts]     (--check writes nothing and fails when a file would change)
"""
import calendar
import csv
import datetime
import gzip
import os
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
DATA = HERE.parent.parent / "data"
SHARED = pathlib.Path(os.environ.get("COMITY_SHARED", HERE.parents[2] / "shared")) / "data"
MODIFIED = "2026-11-24"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
PREFIXES = {
    "cmt": "https://w3id.org/comity/ontology#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
MONTHS = {m: i for i, m in enumerate(calendar.month_name) if m}

BINDING = ("acceptance", "accession", "approval", "definitive-signature", "ratification", "succession")
UN_EARLY, UN_LATE = "untc-status-2015", "untc-status-2014"
IEADB, DESTA = "ieadb-2018", "desta-2020"

# Organisations that the collection names, as they are called here. The others have no entry among our organisations.
ORGANISATIONS = {
    "European Union": "EU", "World Health Organization": "WHO", "International Civil Aviation Organization": "ICAO",
    "International Labour Organisation": "ILO", "International Maritime Organization": "IMO", "United Nations": "UN",
    "Andean Community": "CAN", "Caribbean Community": "CARICOM", "Common Market for Eastern and Southern Africa": "COMESA",
    "East African Community": "EAC", "Economic Community of West African States": "ECOWAS", "Eurasian Economic Community": "EAEC",
    "Organization of African Unity": "OAU", "Southern African Development Community": "SADC",
    "West African Economic and Monetary Union": "UEMOA", "Council of Europe": "COE",
    "Food and Agriculture Organization of the United Nations": "FAO", "International Atomic Energy Agency": "IAEA",
    "International Criminal Police Organization": "INTERPOL", "International Telecommunication Union": "ITU",
    "Organisation for the Prohibition of Chemical Weapons": "OPCW",
    "United Nations Educational Scientific and Cultural Organization": "UNESCO",
    "United Nations Industrial Development Organization": "UNIDO", "Universal Postal Union": "UPU",
    "World Intellectual Property Organization": "WIPO", "World Meteorological Organization": "WMO",
}

# The days from which successors hold themselves bound in the place of the former state (their notifications to the depositary).
SUCCESSORS = {
    "CZE": ("1993-01-01", "Czechoslovakia"), "SVK": ("1993-01-01", "Czechoslovakia"),
    "SVN": ("1991-06-25", "Yugoslavia"), "HRV": ("1991-10-08", "Yugoslavia"), "BIH": ("1992-03-06", "Yugoslavia"),
    "MKD": ("1991-11-17", "Yugoslavia"), "SCG": ("1992-04-27", "Yugoslavia"), "MNE": ("2006-06-03", "Serbia and Montenegro"),
}

# DESTA lists the members of the European Union under an agreement of the Union; only the Union is taken as a party there.
EUROPEAN = set("AUT BEL BGR CYP CZE DEU DNK ESP EST FIN FRA GBR GRC HRV HUN IRL ITA LTU LUX LVA MLT NLD POL PRT ROU SVK SVN SWE".split())

rejected = []


def fail(where, message):
    sys.exit(f"{where}: {message}")


def string(text, lang=None):
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"' + (f"@{lang}" if lang else "")


def date(text):
    return f'"{text}"^^xsd:date'


def is_day(text, where):
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        fail(where, f"no such day: {text}")
    return text


def table(name, columns):
    """Rows of a table: a label of the place, and the cells with "-" made empty."""
    out = []
    for number, line in enumerate((HERE / name).read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        row = [c.strip() for c in line.split("\t")]
        if len(row) != columns:
            fail(f"{name}:{number}", f"{len(row)} columns, not {columns}")
        out.append((f"{name}:{number}", ["" if c == "-" else c for c in row]))
    return out


def dataset(*parts):
    path = SHARED.joinpath(*parts)
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def parts(text):
    return [p.strip() for p in text.split(";") if p.strip()]


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
            fail(f"data/{self.name}.ttl", f"{iri} twice")
        self.blocks[iri] = properties

    def text(self):
        def block(subject, properties):
            return f"{subject}\n" + " ;\n".join(f"    {p} {v}" for p, v in properties) + " .\n"

        body = [block(f"<https://w3id.org/comity/graph/{self.name}>", self.head)]
        body += [block(f"<{iri}>", self.blocks[iri]) for iri in sorted(self.blocks)]
        joined = "\n".join(body)
        used = [p for p in sorted(PREFIXES) if re.search(rf"(?<![\w/]){p}:", joined)]
        lines = [f"# {line}".rstrip() for line in self.comment.splitlines()]
        lines += ["", "@base <https://w3id.org/comity/id/> ."]
        lines += [f"@prefix {p}: <{PREFIXES[p]}> ." for p in used]
        return "\n".join(lines) + "\n\n" + joined


# ------------------------------------------------------------------------------
# Dates of effect
# ------------------------------------------------------------------------------

NUMBER = {"1": "one month", "3": "three months", "6": "six months", "12": "twelve months"}


def months_later(day, months):
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return day.replace(year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1]))


def effect(rule, deposited):
    """The day on which a deposit takes effect under a rule, once the agreement is in force."""
    if m := re.fullmatch(r"(\d+)d", rule):
        return deposited + datetime.timedelta(days=int(m[1]))
    if m := re.fullmatch(r"(\d+)m", rule):
        return months_later(deposited, int(m[1]))
    if m := re.fullmatch(r"first\+(\d+)m", rule):
        return months_later(months_later(deposited, int(m[1])).replace(day=1), 1)
    if rule == "sixth":
        return months_later(deposited.replace(day=1), 6)
    if rule == "rome":
        return months_later((deposited + datetime.timedelta(days=60)).replace(day=1), 1)
    sys.exit(f"no such rule: {rule}")


def rule_words(rule):
    if rule == "0d":
        return "on the day of the deposit"
    if m := re.fullmatch(r"(\d+)d", rule):
        return f"{m[1]} days after the deposit"
    if m := re.fullmatch(r"(\d+)m", rule):
        return f"{NUMBER[m[1]]} after the deposit"
    if m := re.fullmatch(r"first\+(\d+)m", rule):
        return f"on the first day of the month that follows {NUMBER[m[1]]} after the deposit"
    if rule == "sixth":
        return "on the first day of the sixth month after that of the deposit"
    return "on the first day of the month after the sixtieth day after the deposit"


# ------------------------------------------------------------------------------
# Agreements and actions
# ------------------------------------------------------------------------------

class Bundle:
    def __init__(self):
        self.sources, self.citation = {}, {}
        self.agreements, self.graph_of, self.labels, self.action_file = {}, {}, {}, {}
        self.actions = {}          # file -> list of actions
        self.headers = {}          # file -> (title, description)
        self.founded, self.states = known_states()
        self.in_force = {}

    def source(self, key, properties):
        if key in self.sources:
            fail("sources", f"{key} twice")
        self.sources[key] = properties
        self.citation[key] = next(v for p, v in properties if p == "cmt:citation")[4:]

    def recalled(self, key, title):
        if key not in self.sources:
            self.source(key, [("a", "cmt:Document"), ("dcterms:title", string(title, "en")), ("cmt:citation", "cmt:recalled"), ("cmt:sourceStance", "<source-stance/official>")])

    def agreement(self, where, graph, slug, properties, label, action_file, in_force):
        if slug in self.agreements:
            fail(where, f"{slug} twice")
        self.agreements[slug] = properties
        self.graph_of[slug], self.labels[slug], self.action_file[slug], self.in_force[slug] = graph, label, action_file, in_force

    def action(self, where, slug, party, kind, day="", year="", effect_day="", sources=(), reading="", comment="", represented="", late=False):
        if slug not in self.agreements:
            fail(where, f"no agreement {slug}")
        if not party.startswith("org:") and party not in self.states:
            fail(where, f"no state {party}")
        for key in sources:
            if key not in self.sources and key not in OUTSIDE:
                fail(where, f"unknown source {key}")
        if not sources:
            fail(where, "no source")
        for d in (day, effect_day):
            if d:
                is_day(d, where)
        self.actions.setdefault(self.action_file[slug], []).append(
            dict(where=where, slug=slug, party=party, kind=kind, day=day, year=year, effect=effect_day, sources=list(sources), reading=reading, comment=comment, represented=represented)
        )


# Sources that are described elsewhere in the bundle.
OUTSIDE = set(re.findall(r"^<source/([^>#]+)>", (DATA / "sources/organisations.ttl").read_text(encoding="utf-8"), re.M))


def known_states():
    """Codes of states, territories and former states, and their first days where these are given."""
    founded, codes = {}, set()
    for name in ("states", "territories", "former-states"):
        code = None
        for line in (DATA / f"{name}.ttl").read_text(encoding="utf-8").splitlines():
            if m := re.match(r"<state/([A-Z]{3})>", line):
                code = m[1]
                codes.add(code)
            elif line.startswith("<"):
                code = None
            elif code and (m := re.match(r'\s+cmt:founded "([^"]+)"', line)):
                founded[code] = m[1]
    return founded, codes


def topic_properties(text):
    return [("cmt:topic", f"<topic/{t}>") for t in parts(text)]


def relation_properties(text, where):
    names = {"based": "eli:based_on", "amends": "eli:amends", "replaces": "dcterms:replaces"}
    out = []
    for item in parts(text):
        kind, _, target = item.partition(":")
        if kind not in names or not target:
            fail(where, f"relation not understood: {item}")
        out.append((names[kind], f"<agreement/{target}>"))
    return out


def naming(label, acronyms, aliases):
    out = [("rdfs:label", string(label, "en"))]
    out += [("skos:altLabel", string(a, "en")) for a in parts(aliases)]
    out += [("cmt:acronym", string(a, "en")) for a in parts(acronyms)]
    return out


ROMAN = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII", "XVIII", "XIX", "XX", "XXI", "XXII", "XXIII", "XXIV", "XXV", "XXVI", "XXVII", "XXVIII", "XXIX"]
KINDS = {"signature": "signature", "ratification": "ratification", "accession": "accession", "acceptance": "acceptance", "approval": "approval", "succession": "succession", "definitive signature": "definitive-signature"}


def deposited_with_un(bundle, registrations):
    titles = {r["treaty_id"].replace(".", "-"): r for r in dataset("un-treaty-status-2015", "treaties.csv")}
    rows = {}
    for number, row in enumerate(dataset("un-treaty-status-2015", "actions.csv.gz"), 2):
        rows.setdefault(row["treaty_id"], []).append((number, row))
    for where, (ident, slug, label, acronyms, aliases, topics, in_force, rule, article, basis) in table("treaties.tsv", 10):
        listed = not ident.startswith("=")
        ident = ident.removeprefix("=")
        if ident not in titles:
            fail(where, f"{ident} is not in the collection's list")
        m = re.search(r"([^.]+?),\s+(\d{1,2}) (\w+) (\d{4})$", titles[ident]["treaty_name"])
        place, adopted = m[1].strip(), f"{m[4]}-{MONTHS[m[3]]:02d}-{int(m[2]):02d}"
        chapter, rest = ident.split("-", 1)
        source = UN_EARLY if int(chapter) <= 10 else UN_LATE
        number = f"{ROMAN[int(chapter)]}-{rest}"
        p = [("a", "cmt:MultilateralAgreement")] + naming(label, acronyms, aliases) + topic_properties(topics)
        p += [("eli:date_document", date(adopted)), ("schema:locationCreated", string(place, "en"))]
        registered = registrations.pop(slug, None)
        keys = [source]
        if in_force == "no":
            p.append(("schema:legislationLegalForce", "schema:NotInForce"))
        else:
            p.append(("eli:first_date_entry_in_force", date(is_day(in_force, where))))
        p.append(("schema:legislationIdentifier", string(f"MTDSG {number}")))
        if registered:
            unts, key = registered
            if unts:
                p.append(("schema:legislationIdentifier", string(f"UNTS {unts}")))
            keys.append(key)
        elif in_force != "no":
            key = f"untc-page-{number.lower()}"
            bundle.recalled(key, f"Multilateral Treaties Deposited with the Secretary-General: {number}, status page")
            keys.append(key)
        p += relation_properties(basis, where)
        if rule:
            p.append(("rdfs:comment", string(f"After the entry into force an instrument takes effect {rule_words(rule)}" + (f" (article {article})." if article else "."), "en")))
        if not listed:
            p.append(("rdfs:comment", string("Its actions are not listed here.", "en")))
        p += [("dcterms:source", f"<source/{k}>") for k in keys]
        bundle.agreement(where, "deposited-with-un", slug, p, label, slug, in_force if in_force != "no" else "")
        if not listed:
            continue
        bundle.headers[slug] = (label, f"Who signed, ratified or joined the instrument, who succeeded to it and who left it. Deposits up to {'12 March 2015' if source == UN_EARLY else 'the middle of 2014'}; later ones where a source is named.")
        actions(bundle, where, slug, rows.get(ident, []), source, in_force, rule, article)


def actions(bundle, where, slug, rows, source, in_force, rule, article):
    """The actions of one treaty, from the rows of the collection."""
    seen, bound = set(), {}
    since = f", and not before {in_force}" if in_force not in ("", "no") else ""
    rule_text = f"The date of effect is counted by {'article ' + article if article else 'the rule of the agreement'}: {rule_words(rule)}{since}." if rule else ""

    def reject(number, row, reason):
        rejected.append(("un-treaty-status-2015/actions.csv.gz", str(number), row["treaty_id"], row["participant"], row["action"], row["date"] or row["unparsed_value"], reason))

    for number, row in sorted(rows, key=lambda item: (item[1]["date"], item[0])):
        at = f"un-treaty-status-2015/actions.csv.gz:{number}"
        kind, reading, day = KINDS.get(row["action"]), "", row["date"]
        if not day:
            reject(number, row, "no date")
            continue
        if row["action"] == "formal confirmation":
            kind, reading = "ratification", "A formal confirmation, as organisations make it in the place of a ratification."
        elif row["action"] == "provisional application" and "Consent to be bound(P)" in row["column"]:
            kind, reading = "acceptance", "A consent to be bound, notified to the depositary. The dataset calls it provisional application, from the letter P of the collection, which stands for consent to be bound in this table."
            if "Simplified procedure(p)" in row["column"]:
                reading = "Bound by the simplified procedure or by a consent to be bound. The dataset calls both provisional application, from the letter p or P of the collection."
        elif row["action"] == "notification" and row["column"].startswith("Provisional application"):
            kind = "provisional-application"
        elif row["action"] == "succession" and "Succession to signature" in row["column"] and row["column"].startswith("Signature"):
            kind, reading = "signature", "A succession to the signature of the predecessor; it does not bind."
        if kind is None:
            reject(number, row, "an action of another kind, of this treaty only: " + row["column"][:60])
            continue
        party = row["iso3"]
        if not party:
            if row["participant"] not in ORGANISATIONS:
                reject(number, row, "the organisation is not among our organisations")
                continue
            party = "org:" + ORGANISATIONS[row["participant"]]
        elif party not in bundle.states:
            reject(number, row, "the state or territory is not among ours")
            continue
        if (party, kind, day) in seen:
            reject(number, row, "the same action twice")
            continue
        seen.add((party, kind, day))
        comment = represented = ""
        if party == "RUS" and day < "1991-12-24":
            party, comment = "SUN", "Listed under the Russian Federation, which continues the Soviet Union."
            if kind in BINDING:
                bound["RUS"] = (day, kind)
        elif party == "SRB" and day < "2006-06-03":
            party, comment = "SCG", "Listed under Serbia, which continues Serbia and Montenegro, until 2003 the Federal Republic of Yugoslavia."
            if kind in BINDING:
                bound["SRB"] = (day, kind)
        elif party == "YEM" and day < "1990-05-22":
            if kind in BINDING:
                bound["YEM"] = (day, kind)
            reject(number, row, "an act of one of the two states that merged into Yemen on 22 May 1990; the dataset does not say of which")
            continue
        elif party == "VNM" and day < "1976-07-02":
            reject(number, row, "an act of one of the two states of Viet Nam before July 1976; the dataset does not say of which")
            continue
        elif party == "CHN" and day < "1971-10-25":
            represented = "republic-of-china"
            comment = "Done by the Government of the Republic of China, which then represented China in the United Nations."
        effect_day = ""
        if kind == "succession" and party in SUCCESSORS:
            first, former = SUCCESSORS[party]
            if day >= first and in_force != "no":
                effect_day = max(first, in_force) if in_force else first
                reading = f"A succession acts backwards: from {first}, when the state took the place of {former}" + (f", and not before the entry into force, {in_force}." if effect_day != first else ".")
        elif kind in BINDING and rule and kind != "succession":
            effect_day = max(effect(rule, datetime.date.fromisoformat(day)).isoformat(), in_force)
            reading = " ".join(t for t in (reading, rule_text) if t)
        bundle.action(at, slug, party, kind, day, "", effect_day, [source], reading, comment, represented)
    continued = {
        "RUS": ("1991-12-24", ["elaygc-un-russian-federation"], "the Soviet Union", "By the letter of its President of 24 December 1991 the Russian Federation continues the rights and obligations of the Soviet Union. This is a continuation rather than a succession; the scheme of actions has no nearer concept."),
        "SRB": ("2006-06-03", ["serbia-letter-2006"], "Serbia and Montenegro", "By the letter of its President of 3 June 2006 Serbia continues Serbia and Montenegro. This is a continuation rather than a succession; the scheme of actions has no nearer concept."),
        "YEM": ("1990-05-22", [], "one of the two states that merged into it", "The Republic of Yemen has been one state since 22 May 1990 and is listed with the deposit of one of its two predecessors; it is taken as bound from its first day."),
    }
    for heir, (day, kind) in sorted(bound.items()):
        first, more, who, reading = continued[heir]
        effect_day = max(first, in_force) if in_force not in ("", "no") else ""
        bundle.action(where, slug, heir, "succession", first, "", effect_day, [source] + more, reading, f"Bound by the {kind} that {who} deposited on {day}.")


def from_ieadb(bundle, registrations):
    rows = {}
    for number, row in enumerate(dataset("environmental-agreements-ieadb", "memberships.csv"), 2):
        rows.setdefault(row["ieadb_id"], []).append((number, row))
    for where, (ident, slug, label, acronyms, aliases, topics, signed, in_force, place, relations, comment) in table("ieadb.tsv", 11):
        add_hand_agreement(bundle, where, "other-treaties", slug, "MultilateralAgreement", label, acronyms, aliases, topics, signed, in_force, "", place, relations, [IEADB], comment, slug, registrations)
        bundle.headers[slug] = (label, "Who signed the instrument and who became bound by it, up to 2018 as the International Environmental Agreements Database has it; later actions where a source is named.")
        bound = {}
        for number, row in rows[ident]:
            at = f"environmental-agreements-ieadb/memberships.csv:{number}"
            party, signed_on, ratified, effective = row["iso3"], row["state_signed"], row["state_ratified"], row["state_in_force"]

            def reject(value, reason):
                rejected.append(("environmental-agreements-ieadb/memberships.csv", str(number), ident, row["country"], "", value, reason))

            if not (signed_on or ratified or effective):
                continue
            if party not in bundle.states:
                reject(ratified or signed_on or effective, "the state or territory is not among ours")
                continue
            if signed_on and signed_on < signed:
                reject(signed_on, "a signature before the agreement was made")
                signed_on = ""
            if ratified and ratified < signed:
                reject(ratified, "a ratification before the agreement was made")
                continue
            if ratified and ratified.endswith("-01-01") and party not in ("CZE", "SVK"):
                reject(ratified, "the first of January stands for a year whose day is not known")
                ratified = ""
            for day, kind in ((signed_on, "signature"), (ratified, "ratification")):
                if not day:
                    continue
                actor, note, represented = party, "", ""
                if party == "RUS" and day < "1991-12-24":
                    actor, note = "SUN", "Listed under Russia, which continues the Soviet Union."
                elif party == "DEU" and "1949-10-07" <= day < "1990-10-03":
                    note = "The Federal Republic of Germany; the German Democratic Republic is not in the dataset."
                elif party == "CHN" and day < "1971-10-25":
                    represented, note = "republic-of-china", "Done by the Government of the Republic of China, which then represented China in the United Nations."
                elif party in ("SRB", "MNE") and day < "2006-06-03" or party == "YEM" and day < "1990-05-22" or party == "VNM" and day < "1976-07-02" or party in ("CZE", "SVK") and day < "1993-01-01" or party in ("HRV", "SVN", "BIH", "MKD") and day < "1991-06-25":
                    reject(day, "an act of a former state under the name of its successor")
                    continue
                if actor in bundle.founded and day < bundle.founded[actor] and kind == "ratification":
                    reject(day, f"before the state was founded, {bundle.founded[actor]}")
                    continue
                if kind == "signature":
                    bundle.action(at, slug, actor, kind, day, "", "", [IEADB], "", note, represented)
                    continue
                what, reading = ("ratification", "") if signed_on else ("accession", "The database dates a ratification, without a signature before; it is read as an accession, and may be a succession.")
                effect_day = ""
                if effective and effective >= day and not effective.endswith("-01-01"):
                    effect_day = max(effective, in_force)
                bundle.action(at, slug, actor, what, day, "", effect_day, [IEADB], reading, note, represented)
                if actor == "SUN":
                    bound["RUS"] = (day, what)
        for heir, (day, kind) in sorted(bound.items()):
            bundle.action(where, slug, heir, "succession", "1991-12-24", "", max("1991-12-24", in_force), [IEADB, "elaygc-un-russian-federation"], "By the letter of its President of 24 December 1991 the Russian Federation continues the rights and obligations of the Soviet Union. This is a continuation rather than a succession; the scheme of actions has no nearer concept.", f"Bound by the {kind} of the Soviet Union of {day}.")


def add_hand_agreement(bundle, where, graph, slug, kind, label, acronyms, aliases, topics, signed, in_force, ended, place, relations, keys, comment, action_file, registrations):
    p = [("a", f"cmt:{kind}")] + naming(label, acronyms, aliases) + topic_properties(topics)
    if signed:
        p.append(("eli:date_document", date(is_day(signed, where))))
    if in_force == "no":
        p.append(("schema:legislationLegalForce", "schema:NotInForce"))
    elif in_force:
        p.append(("eli:first_date_entry_in_force", date(is_day(in_force, where))))
    if ended:
        p.append(("eli:date_no_longer_in_force", date(is_day(ended, where))))
    if place:
        p.append(("schema:locationCreated", string(place, "en")))
    registered = registrations.pop(slug, None)
    keys = list(keys)
    if registered:
        unts, key = registered
        if unts:
            p.append(("schema:legislationIdentifier", string(f"UNTS {unts}")))
        if key not in keys:
            keys.append(key)
    if not keys or "text" in keys:
        key = f"text-{slug}"
        day = f"{int(signed[8:])} {calendar.month_name[int(signed[5:7])]} {signed[:4]}"
        bundle.recalled(key, f"{label}, {place + ', ' if place else ''}{day}")
        keys = [k for k in keys if k != "text"] + [key]
    for key in keys:
        if key not in bundle.sources and key not in OUTSIDE:
            fail(where, f"unknown source {key}")
    p += relation_properties(relations, where)
    if comment:
        p.append(("rdfs:comment", string(comment, "en")))
    p += [("dcterms:source", f"<source/{k}>") for k in keys]
    bundle.agreement(where, graph, slug, p, label, action_file, "" if in_force == "no" else in_force)
    return keys


GROUPS = [
    ("arms-control", {"arms-control", "nuclear-weapons", "chemical-and-biological-weapons", "conventional-weapons"}, "Actions under agreements on arms control", "Who made, joined and left agreements on arms control that are not deposited with the United Nations."),
    ("security", {"alliance", "non-aggression", "neutrality", "entente", "peace-settlement", "security-cooperation"}, "Actions under alliances and other agreements on security", "Who made, joined and left alliances, peace settlements and agreements on security."),
    ("other", None, "Actions under other agreements", "Who made, joined and left agreements that found organisations, settle relations, borders or trade, or protect rights."),
]


def by_hand(bundle, registrations):
    for where, (slug, kind, label, acronyms, aliases, topics, signed, in_force, ended, place, relations, parties, mode, keys, comment) in table("hand.tsv", 15):
        group = next(g for g in GROUPS if g[1] is None or g[1] & set(parts(topics)))
        bundle.headers[group[0]] = (group[2], group[3])
        keys = add_hand_agreement(bundle, where, "other-treaties", slug, "BilateralAgreement" if kind == "B" else "MultilateralAgreement", label, acronyms, aliases, topics, signed, in_force, ended, place, relations, parts(keys), comment, group[0], registrations)
        if kind == "B" and parties and len(parties.split()) != 2:
            fail(where, "a bilateral agreement has two parties")
        for party in parties.split():
            represented, note = "", ""
            if party == "CHN" and signed < "1971-10-25":
                government = "peoples-republic-of-china" if "prc" in mode else "republic-of-china"
                represented = government
            if party.startswith("GBR") and signed < "1707-05-01":
                note = "England."
            step = mode.split()[0] if mode else ""
            if step in ("sig", "rat"):
                bundle.action(where, slug, party, "signature", signed, "", "", keys, "", note, represented)
            if step == "rat":
                bundle.action(where, slug, party, "ratification", "", "", in_force, keys, "Bound from the entry into force, as one of the first parties; the day of its own instrument is not stated here.", note, represented)
            if step == "def":
                bundle.action(where, slug, party, "definitive-signature", signed, "", in_force or signed, keys, "In force by signature." if (in_force or signed) == signed else "", note, represented)
            if step not in ("sig", "rat", "def"):
                fail(where, f"mode {mode}")


def from_desta(bundle, registrations):
    names = {row[0]: (where, row) for where, row in table("desta-names.tsv", 9)}
    english = {}
    code = None
    for name in ("states", "territories", "former-states"):
        for line in (DATA / f"{name}.ttl").read_text(encoding="utf-8").splitlines():
            if m := re.match(r"<state/([A-Z]{3})>", line):
                code = m[1]
            elif code and (m := re.match(r'\s+rdfs:label "([^"]+)"@en', line)):
                english[code] = m[1]
                code = None
    english["org:EU"] = "the European Union"
    members = {}
    for row in dataset("trade-agreements-desta", "members.csv"):
        members.setdefault(row["desta_number"], []).append(row)
    bundle.headers["trade"] = ("Actions under trade agreements", "First parties of preferential trade agreements, and states that joined or left them, by year, as the DESTA database has them.")
    everything = dataset("trade-agreements-desta", "agreements.csv")
    slugs, signed_year, unions, first_parties = {}, {}, {}, {}
    for number, row in enumerate(everything, 2):
        at = f"trade-agreements-desta/agreements.csv:{number}"
        ident = row["desta_number"]

        def reject(value, who, reason):
            rejected.append(("trade-agreements-desta/agreements.csv", str(number), ident, who, row["entry_type"], value, reason))

        if row["entry_type"] != "base_treaty" or ident in BY_HAND:
            continue
        named = names.pop(ident, None)
        if named is None and (row["wto_listed"] != "1" or not row["entryforceyear"]):
            continue
        year = row["year"]
        union = re.search(r"\b(EC|EU|EEC)\b", row["name"]) is not None
        unions[ident] = union
        party_list, dropped = [], 0
        for member in members.get(ident, []):
            party = member["iso3"]
            if not party:
                reject(member["member_as_given"], row["name"], "a member without a code")
                continue
            if union and party in EUROPEAN and not names_in_title(party, english, row["name"]):
                continue
            if party not in bundle.states:
                reject(party, row["name"], "the state or territory is not among ours")
                continue
            if party == "SRB" and "1992" <= year < "2006":
                party = "SCG"
            if (party == "RUS" and year < "1992") or (party in ("CZE", "SVK") and year < "1993") or (party in bundle.founded and bundle.founded[party][:4] > year):
                reject(party, row["name"], "a code of today for a time before the state existed")
                dropped += 1
                continue
            if party not in party_list:
                party_list.append(party)
        if union:
            party_list.append("org:EU")
        first_parties[ident] = party_list
        if len(party_list) < 2:
            reject(year, row["name"], "fewer than two parties are left")
            continue
        exact_signed = exact_force = ended = comment = acronyms = aliases = ""
        sources = [DESTA]
        if named:
            where, (_, slug, label, acronyms, aliases, exact_signed, exact_force, ended, comment) = named
            if exact_signed:
                key = f"text-{slug}"
                bundle.recalled(key, f"{label}, {int(exact_signed[8:])} {calendar.month_name[int(exact_signed[5:7])]} {exact_signed[:4]}")
                sources.append(key)
        else:
            title = re.sub(r"\s+", " ", row["name"]).strip()
            if len(party_list) == 2 and not dropped:
                one, two = sorted(party_list, key=lambda c: english[c].removeprefix("the "))
                label = f"Trade agreement between {english[one]} and {english[two]} ({year})"
                slug = "trade-" + "-".join(sorted(c.removeprefix("org:") for c in party_list)) + "-" + year
            else:
                label = f"{title} (trade agreement, {year})"
                slug = "trade-" + re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") + "-" + year
            if slug in bundle.agreements:
                slug += f"-{ident}"
            aliases = "; ".join(dict.fromkeys(a for a in (title,) if len(party_list) != 2 or dropped))
        kind = "BilateralAgreement" if len(party_list) == 2 and not dropped else "MultilateralAgreement"
        p = [("a", f"cmt:{kind}")] + naming(label, acronyms, aliases) + topic_properties("trade-agreement")
        if exact_signed:
            if exact_signed[:4] != year:
                fail(at, f"{label}: signed {exact_signed}, DESTA has {year}")
            p.append(("eli:date_document", date(is_day(exact_signed, at))))
        else:
            p.append(("dcterms:created", f'"{year}"^^xsd:gYear'))
        if exact_force:
            p.append(("eli:first_date_entry_in_force", date(is_day(exact_force, at))))
        elif row["entryforceyear"]:
            p.append(("dcterms:valid", f'"{row["entryforceyear"]}"^^xsd:gYear'))
        if ended:
            p.append(("eli:date_no_longer_in_force", date(is_day(ended, at))))
        p.append(("schema:legislationIdentifier", string(f"DESTA {ident}")))
        if comment:
            p.append(("rdfs:comment", string(comment, "en")))
        p += [("dcterms:source", f"<source/{k}>") for k in sources]
        bundle.agreement(at, "trade", slug, p, label, "trade", "")
        slugs[ident], signed_year[ident] = slug, year
        reading = "DESTA lists the first parties of an agreement; a ratification of each is not dated there."
        if union:
            reading += " It names the European Community or Union and lists its members as well, which are left out here."
        for party in party_list:
            bundle.action(at, slug, party, "signature", exact_signed, "" if exact_signed else year, "", sources, reading)
    if names:
        fail("desta-names.tsv", f"not in DESTA: {sorted(names)}")
    for number, row in enumerate(everything, 2):
        at = f"trade-agreements-desta/agreements.csv:{number}"
        if row["entry_type"] not in ("accession", "withdrawal") or row["base_treaty"] not in slugs:
            continue
        slug = slugs[row["base_treaty"]]
        for member in members.get(row["desta_number"], []):
            party = member["iso3"]

            def reject(reason):
                rejected.append(("trade-agreements-desta/agreements.csv", str(number), row["desta_number"], party or member["member_as_given"], row["entry_type"], row["year"], reason))

            if not party or party not in bundle.states:
                reject("the state or territory is not among ours")
                continue
            if unions[row["base_treaty"]] and party in EUROPEAN:
                continue
            # A row lists all members; who joins or leaves stands in its title only, beside the first parties.
            title = row["name"].split("withdrawal")[-1] if row["entry_type"] == "withdrawal" else row["name"]
            if not names_in_title(party, english, title) or row["entry_type"] == "accession" and party in first_parties[row["base_treaty"]]:
                continue
            if not row["year"] or row["year"] < signed_year[row["base_treaty"]] or (party in bundle.founded and bundle.founded[party][:4] > row["year"]):
                reject("no year, or a year that cannot be")
                continue
            bundle.action(at, slug, party, row["entry_type"], "", row["year"], "", [DESTA], "")


def names_in_title(party, english, title):
    words = [english[party].split()[0]] + NAMES_IN_DESTA.get(party, [])
    return any(w.lower() in title.lower() for w in words)


# Agreements of DESTA that stand in hand.tsv: the Treaty of Rome and the European Economic Area.
BY_HAND = {"293", "437"}
NAMES_IN_DESTA = {"GBR": ["UK"], "CZE": ["Czech"], "SVK": ["Slovak"], "COD": ["Congo DR", "DR Congo", "Zaire"], "MKD": ["Macedonia"], "SWZ": ["Swaziland"], "KOR": ["Korea"], "CIV": ["Ivory", "Ivoire"], "USA": ["US "], "CPV": ["Cape Verde"]}


def further_actions(bundle):
    rules = {row[1]: (row[6], row[7], row[8]) for _, row in table("treaties.tsv", 10)}
    for where, (slugs, parties, kind, day, effect_day, keys, reading, comment) in table("actions.tsv", 8):
        for slug in slugs.split():
            named = []
            for key in parts(keys):
                kind_of_key, _, rest = key.partition(":")
                if kind_of_key == "untc":
                    key = f"untc-page-{rest.lower()}"
                    bundle.recalled(key, f"Multilateral Treaties Deposited with the Secretary-General: {rest}, status page")
                elif kind_of_key == "text":
                    key = f"text-{rest}"
                    if rest not in bundle.labels:
                        fail(where, f"no agreement {rest}")
                    bundle.recalled(key, f"{bundle.labels[rest]}: text and record of its depositary")
                named.append(key)
            effective, how = effect_day, reading
            if effect_day == "rule":
                in_force, rule, article = rules[slug]
                effective = max(effect(rule, datetime.date.fromisoformat(day)).isoformat(), in_force)
                how = f"The date of effect is counted by article {article}: {rule_words(rule)}" + (f", and not before {in_force}." if effective == in_force else ".")
            for party in parties.split():
                bundle.action(where, slug, party, kind, day, "", effective, named, how, comment)


def read_sources(bundle):
    for where, (key, kind, title, publisher, when, url, citation, stance, origin, licence, covers, gap) in table("sources.tsv", 12):
        p = [("a", f"cmt:{kind}"), ("dcterms:title", string(title, "en"))]
        if publisher:
            p.append(("dcterms:publisher", string(publisher)))
        if when:
            p.append(("dcterms:issued", f'"{when}"^^xsd:{ {0: "gYear", 1: "gYearMonth", 2: "date"}[when.count("-")] }'))
        if url:
            p.append(("schema:url", f"<{url}>"))
        p.append(("cmt:citation", f"cmt:{citation}"))
        if citation == "opened":
            if not url:
                fail(where, "opened, but without an address")
            p.append(("cmt:accessed", date(MODIFIED)))
        if stance:
            p.append(("cmt:sourceStance", f"<source-stance/{stance}>"))
        if origin:
            p.append(("prov:wasDerivedFrom", f"<source/{origin}>"))
        if licence:
            p.append(("dcterms:license", f"<{licence}>"))
        if covers:
            first, last = covers.split("/")
            p += [("cmt:coversFrom", date(is_day(first, where))), ("cmt:coversUntil", date(is_day(last, where)))]
        if gap:
            p.append(("cmt:gap", string(gap)))
        bundle.source(key, p)


def topics():
    graph = Graph("topics", "Topics of agreements", "What agreements deal with: concepts in a hierarchy.", "Topics of agreements, as concepts in a hierarchy.\nWritten by scripts/agreements/generate.py from scripts/agreements/topics.tsv. Licence: CC BY 4.0.")
    graph.add("scheme/topic", [("a", "skos:ConceptScheme"), ("skos:prefLabel", string("topics", "en")), ("rdfs:label", string("topics", "en")), ("skos:definition", string("subjects that agreements deal with", "en"))])
    known = {row[0] for _, row in table("topics.tsv", 5)}
    for where, (key, label, aliases, broader, definition) in table("topics.tsv", 5):
        p = [("a", "skos:Concept"), ("skos:prefLabel", string(label, "en")), ("rdfs:label", string(label, "en"))]
        p += [("skos:altLabel", string(a, "en")) for a in parts(aliases)]
        p.append(("skos:definition", string(definition, "en")))
        if broader:
            if broader not in known:
                fail(where, f"no topic {broader}")
            p.append(("skos:broader", f"<topic/{broader}>"))
        p.append(("skos:inScheme", "<scheme/topic>"))
        graph.add(f"topic/{key}", p)
    return graph, known


def action_graphs(bundle):
    graphs = []
    for name in sorted(bundle.headers):
        title, description = bundle.headers[name]
        graph = Graph(f"treaty-actions/{name}", f"Treaty actions: {title}" if name in bundle.agreements else title, description, f"{title}.\n{description}\nA party is whoever has taken a binding action that is in effect and has not left since; party status is derived from these actions and not stored.\nWritten by scripts/agreements/generate.py; sources in data/sources/agreements.ttl. Licence: CC BY 4.0.")
        items = bundle.actions.get(name, [])
        names = {}
        for item in items:
            when = item["day"] or item["year"] or item["effect"]
            short = f'{item["slug"]}-{item["party"].removeprefix("org:")}-{when[:4]}-{item["kind"]}'
            names.setdefault(short, []).append(item)
        for short, group in names.items():
            for item in group:
                iri = short if len(group) == 1 else short.replace(f'-{(item["day"] or item["year"] or item["effect"])[:4]}-', f'-{item["day"] or item["effect"]}-', 1)
                party = f'<organisation/{item["party"][4:]}>' if item["party"].startswith("org:") else f'<state/{item["party"]}>'
                p = [("a", "cmt:TreatyAction"), ("cmt:party", party), ("cmt:agreement", f'<agreement/{item["slug"]}>'), ("cmt:action", f'<action/{item["kind"]}>')]
                if item["day"]:
                    p.append(("cmt:date", date(item["day"])))
                elif item["year"]:
                    p += [("cmt:dateText", string(item["year"])), ("cmt:start", date(f'{item["year"]}-01-01')), ("cmt:startLatest", date(f'{item["year"]}-12-31'))]
                if item["effect"]:
                    p.append(("cmt:effectDate", date(item["effect"])))
                if item["represented"]:
                    p.append(("cmt:representedBy", f'<government/{item["represented"]}>'))
                p += [("cmt:source", f"<source/{k}>") for k in item["sources"]]
                if item["reading"]:
                    p.append(("cmt:reading", string(item["reading"])))
                if item["comment"]:
                    p.append(("rdfs:comment", string(item["comment"], "en")))
                graph.add(f"treaty-action/{iri}", p)
        graphs.append(graph)
    return graphs


def main():
    check = "--check" in sys.argv[1:]
    bundle = Bundle()
    read_sources(bundle)
    registrations = {}
    for where, (slug, unts, key) in table("registrations.tsv", 3):
        if key not in bundle.sources:
            fail(where, f"unknown source {key}")
        registrations[slug] = (unts, key)
    topic_graph, known_topics = topics()
    deposited_with_un(bundle, registrations)
    from_ieadb(bundle, registrations)
    by_hand(bundle, registrations)
    from_desta(bundle, registrations)
    further_actions(bundle)
    if registrations:
        fail("registrations.tsv", f"no such agreement: {sorted(registrations)}")
    for slug, properties in bundle.agreements.items():
        for p, v in properties:
            if p == "cmt:topic" and v[7:-1] not in known_topics:
                fail(slug, f"no topic {v}")
            if p in ("eli:based_on", "eli:amends", "dcterms:replaces") and v[11:-1] not in bundle.agreements:
                fail(slug, f"no agreement {v}")
    made = "Written by scripts/agreements/generate.py; sources in data/sources/agreements.ttl. Licence: CC BY 4.0."
    heads = {
        "deposited-with-un": ("Agreements deposited with the United Nations", "Landmark treaties deposited with the Secretary-General of the United Nations: names, topics, dates, place, number in the collection, and registration where a page that was read states it."),
        "other-treaties": ("Other agreements", "Alliances, peace settlements, arms control, founding treaties, friendship treaties and others: names, topics, dates, place and what they amend or replace. The date of a document is that of its signature or adoption."),
        "trade": ("Trade agreements", "Preferential trade agreements notified to the World Trade Organization and others of note: the years of signature and of entry into force as DESTA has them; days where they are known."),
    }
    graphs = [topic_graph]
    for name, (title, description) in heads.items():
        graph = Graph(f"agreements/{name}", title, description, f"{title}.\n{description}\n{made}")
        for slug, properties in bundle.agreements.items():
            if bundle.graph_of[slug] == name:
                graph.add(f"agreement/{slug}", properties)
        graphs.append(graph)
    actions_written = action_graphs(bundle)
    graphs += actions_written
    used = {v[8:-1] for g in graphs for props in g.blocks.values() for p, v in props if p in ("cmt:source", "dcterms:source")}
    source_graph = Graph("sources/agreements", "Sources of agreements and treaty actions", "Datasets, documents and pages that the agreements and treaty actions of the bundle were read in, or that are named as their origin.", "Sources of the agreements and treaty actions.\nopened: the text at the address was read; recalled: the document is named, but was not opened; dataset: derived from the dataset named.\n" + "Written by scripts/agreements/generate.py from scripts/agreements/sources.tsv. Licence: CC BY 4.0 (the descriptions only).")
    for key, properties in bundle.sources.items():
        if key not in used:
            fail("sources.tsv", f"{key} is not used")
        source_graph.add(f"source/{key}", properties)
    graphs.append(source_graph)
    texts = {DATA / f"{g.name}.ttl": g.text() for g in graphs}
    lines = ["# dataset\tline\tidentifier\tparty\taction\tvalue\treason"] + ["\t".join(r) for r in sorted(rejected, key=lambda r: (r[0], int(r[1]), r))]
    texts[HERE / "rejected.tsv"] = "\n".join(lines) + "\n"
    changed = []
    for path, text in texts.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            changed.append(str(path.relative_to(DATA.parent)))
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
    stale = [p for p in (DATA / "treaty-actions").glob("*.ttl") if p not in texts]
    total = sum(len(g.blocks) for g in actions_written)
    if "--counts" in sys.argv[1:]:
        for graph in actions_written:
            kinds = {}
            for properties in graph.blocks.values():
                keys = [v[8:-1] for p, v in properties if p == "cmt:source"]
                best = min((("opened", "dataset", "recalled").index(bundle.citation.get(k, "opened")) for k in keys))
                kinds[best] = kinds.get(best, 0) + 1
            print(f"{graph.name}\t{len(graph.blocks)}\t" + " ".join(f"{('opened', 'dataset', 'recalled')[k]}={n}" for k, n in sorted(kinds.items())))
    print(f"{len(bundle.agreements)} agreements; {total} actions in {len(actions_written)} files; {len(bundle.sources)} sources; {len(rejected)} rows rejected; changed: {len(changed)}")
    for path in stale:
        print(f"no longer written: {path.relative_to(DATA.parent)}")
    if check and (changed or stale):
        sys.exit("out of date: " + ", ".join(changed))


if __name__ == "__main__":
    main()
