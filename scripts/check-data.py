#!/usr/bin/env python3
"""Compare the bundled graph with the datasets that cover the same facts.

The graph is asked through the program, the datasets are read from $COMITY_SHARED/data (default: ../shared beside the
repository). Every comparison counts what is compared, equal, different, only here and only there; each difference has a
key such as cow-igo/UN/DOM. A difference is adjudicated when data/DIFFERENCES.md names its key, a pattern that fits it
(cow-igo/LON/*), or a rule that explains it (cow-igo/rule/five-years), between backticks. What the datasets lack or
the graph lacks is counted and not adjudicated.

The table goes to standard output and to data/CHECKED.md.

Use: check-data.py PROGRAM [--details]     (--details prints every difference that is not adjudicated)
"""
import collections
import csv
import datetime
import fnmatch
import gzip
import importlib.util
import io
import os
import pathlib
import re
import subprocess
import sys
import unicodedata

ROOT = pathlib.Path(__file__).resolve().parent.parent
os.environ.setdefault("COMITY_SHARED", str(ROOT.parent / "shared"))
SHARED = pathlib.Path(os.environ["COMITY_SHARED"]) / "data"
PROGRAM = next((a for a in sys.argv[1:] if not a.startswith("-")), "target/release/comity")
ID = "https://w3id.org/comity/id/"
PREFIXES = "".join(f"PREFIX {kind}: <{ID}{kind}/>\n" for kind in ("indicator", "organisation", "role", "state", "status", "unit")) + """
PREFIX cmt: <https://w3id.org/comity/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX eli: <http://data.europa.eu/eli/ontology#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""


def checker(folder, name):
    """A script of another folder as a module; it finds the `generate` of its own folder."""
    path = ROOT / "scripts" / folder / f"{name}.py"
    sys.path.insert(0, str(path.parent))
    sys.modules.pop("generate", None)
    spec = importlib.util.spec_from_file_location(f"{folder}_{name}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.path.pop(0)
    sys.modules.pop("generate", None)
    return module


cow_igo = checker("memberships", "check_cow")
deposits = checker("agreements", "check")
agreements = deposits.generate
votes = checker("votes", "generate")


# ------------------------------------------------------------------------------
# Asking and reading
# ------------------------------------------------------------------------------


def ask(query):
    """The rows of an answer, as dictionaries; things are shortened to their slugs."""
    command = [PROGRAM, "query", "--format", "csv", "-e", PREFIXES + query]
    answer = subprocess.run(command, capture_output=True, text=True)
    if answer.stderr:  # an empty answer has a code of its own
        sys.exit(f"{answer.stderr}\nThe query was:\n{query}")
    return [{k: short(v) for k, v in row.items()} for row in csv.DictReader(io.StringIO(answer.stdout))]


def short(value):
    return value.removeprefix(ID).partition("/")[2] if value.startswith(ID) else value


def dataset(*parts):
    path = SHARED.joinpath(*parts)
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def grouped(rows, key):
    out = collections.defaultdict(list)
    for row in rows:
        out[row[key]].append(row)
    return out


def fold(name):
    """A name without accents, case and punctuation."""
    plain = unicodedata.normalize("NFD", name.casefold())
    return re.sub(r"[^a-z0-9]+", "", "".join(c for c in plain if not unicodedata.combining(c)))


# ------------------------------------------------------------------------------
# Counting
# ------------------------------------------------------------------------------


class Comparison:
    """What was compared, and the differences by key."""

    every = []

    def __init__(self, title, source, family):
        self.title, self.source, self.family = title, source, family
        self.equals, self.differences, self.here, self.there = 0, [], [], []
        Comparison.every.append(self)

    def compare(self, key, here, there, same=None, rules=()):
        if here == there if same is None else same:
            self.equals += 1
        else:
            self.differences.append((f"{self.family}/{key}", here, there, rules))

    def only_here(self, key):
        self.here.append(f"{self.family}/{key}")

    def only_there(self, key):
        self.there.append(f"{self.family}/{key}")

    def open(self, adjudications):
        """The differences that nothing adjudicates."""
        return [d for d in self.differences if not adjudications.settle(d[0], d[3])]


class Adjudications:
    """The keys and patterns between backticks in data/DIFFERENCES.md."""

    def __init__(self):
        text = (ROOT / "data/DIFFERENCES.md").read_text(encoding="utf-8")
        keys = set(re.findall(r"`([a-z0-9-]+/[^`\s]+)`", text))
        self.exact = {k for k in keys if "*" not in k}
        self.patterns = [k for k in keys if "*" in k]
        self.used = set()

    def settle(self, key, rules):
        fitting = [k for k in self.patterns if fnmatch.fnmatchcase(key, k)] + [k for k in (key,) if k in self.exact]
        if not fitting and rules and all(r in self.exact for r in rules):
            fitting = list(rules)
        self.used.update(fitting)
        return bool(fitting)

    def idle(self, families):
        """Keys that fit no difference any more."""
        return sorted(k for k in self.exact.union(self.patterns) - self.used if k.partition("/")[0] in families)


# ------------------------------------------------------------------------------
# States
# ------------------------------------------------------------------------------


def codes_here():
    """Codes by state and scheme; only states and territories of today have ISO codes and M49."""
    out = collections.defaultdict(dict)
    for row in ask("SELECT ?state (STR(?code) AS ?value) (DATATYPE(?code) AS ?scheme) { ?state a ?kind ; skos:notation ?code . FILTER (?kind IN (cmt:State, cmt:Territory)) }"):
        out[row["state"]][row["scheme"].partition("#")[2]] = row["value"]
    return out


def compare_codes(title, source, family, there):
    """Codes: state -> scheme -> code."""
    c = Comparison(title, source, family)
    here = codes_here()
    for state in sorted(set(here) | set(there)):
        for scheme, code in there.get(state, {}).items():
            ours = here[state].get(scheme) if state in here else None
            if ours is None:
                c.only_there(f"{state}/{scheme}")
            else:
                c.compare(f"{state}/{scheme}", ours, code)
        if state not in there:
            c.only_here(state)


def country_codes():
    there = {}
    for row in dataset("country-codes-pddl", "country_codes.csv"):
        there[row["iso3166_1_alpha_3"]] = {
            "iso3166-1-alpha-2": row["iso3166_1_alpha_2"],
            "iso3166-1-numeric": row["iso3166_1_numeric"].zfill(3),
            "m49": row["m49"].zfill(3),
        }
    compare_codes("codes: ISO alpha-2, ISO numeric, M49", "country-codes-pddl", "codes-pddl", there)


def mledoze_codes():
    there = {}
    for row in dataset("countries-mledoze", "countries.csv"):
        codes = {"iso3166-1-alpha-2": row["iso2"], "iso3166-1-numeric": row["iso_numeric"]}
        there["XKX" if row["iso3"] == "UNK" else row["iso3"]] = {k: v for k, v in codes.items() if v and row["iso3"] != "UNK"}
    compare_codes("codes: ISO alpha-2, ISO numeric", "countries-mledoze", "codes-mledoze", there)


def capitals():
    here = collections.defaultdict(set)
    for row in ask("SELECT ?state ?name { ?state cmt:capital/(rdfs:label|skos:altLabel) ?name }"):
        here[row["state"]].add(row["name"])
    # A capital may be called by any of its names.
    there = {
        "countries-mledoze": [(r["iso3"].replace("UNK", "XKX"), re.split("[/|]", r["capital"])) for r in dataset("countries-mledoze", "countries.csv")],
        "country-codes-pddl": [(r["iso3166_1_alpha_3"], r["capital"].split(",")) for r in dataset("country-codes-pddl", "country_codes.csv")],
        "cow-contiguity": [(r["iso3"], [r["capital"]]) for r in dataset("cow-contiguity", "capitals.csv") if r["end_date"] == "2024-12-31" and r["iso3"]],
    }
    for source, rows in there.items():
        c = Comparison("capitals", source, f"capital-{source.split('-')[1]}")
        for state, names in rows:
            names = [n for n in names if n]
            if names and state not in here:
                c.only_there(state)
            elif names:
                c.compare(state, sorted(here[state]), names, {fold(n) for n in names} & {fold(n) for n in here[state]})
        for state in sorted(set(here) - {s for s, n in rows if any(n)}):
            c.only_here(state)


def regions():
    c = Comparison("M49 regions", "country-codes-pddl", "region")
    here = {r["state"]: r["region"] for r in ask("SELECT ?state ?region { ?state a ?kind ; cmt:region ?region . FILTER (?kind IN (cmt:State, cmt:Territory)) }")}
    for row in dataset("country-codes-pddl", "country_codes.csv"):
        state, region = row["iso3166_1_alpha_3"], row["intermediate_region_code"] or row["sub_region_code"]
        if not region:
            if state in here:
                c.only_here(state)
        elif state in here:
            c.compare(state, here.pop(state), region.zfill(3))
        else:
            c.only_there(state)


def un_members_today():
    c = Comparison("members of the United Nations", "countries-mledoze", "un-member")
    here = {r["state"] for r in ask("SELECT ?state { ?m org:organization organisation:UN ; org:role role:member ; org:member ?state . FILTER NOT EXISTS { ?m cmt:end ?end } }")}
    known = set(codes_here())
    for row in dataset("countries-mledoze", "countries.csv"):
        state = row["iso3"].replace("UNK", "XKX")
        if state in known:
            c.compare(state, state in here, row["un_member"] == "true")


def assignments():
    """Code assignments: scheme, code, state, first and last day ("" where it goes on)."""
    return ask("SELECT ?scheme (STR(?number) AS ?code) ?state ?start ?end { ?a cmt:code ?number ; cmt:codeScheme ?scheme ; cmt:of ?state ; cmt:start ?start . OPTIONAL { ?a cmt:end ?end } } ORDER BY ?scheme ?code ?start")


def following(day):
    return (datetime.date.fromisoformat(day) + datetime.timedelta(days=1)).isoformat()


def code_spells():
    here = assignments()
    for scheme in ("cow", "gw"):
        c = Comparison(f"code spells of {scheme.upper()}", "state-codes", f"{scheme}-spell")
        ours = collections.defaultdict(list)
        for row in here:
            if row["scheme"] == scheme:
                spells = ours[row["code"]]
                if spells and spells[-1][1] and following(spells[-1][1]) == row["start"]:
                    spells[-1] = (spells[-1][0], row["end"])  # the code goes on for another state
                else:
                    spells.append((row["start"], row["end"]))
        theirs = collections.defaultdict(list)
        for row in dataset("state-codes", f"{scheme}_state_spells.csv"):
            theirs[row[f"{scheme}_code"]].append((row["start_date"], row["end_date"]))
        for code in sorted(set(ours) | set(theirs)):
            if code not in ours:
                c.only_there(code)
            elif code not in theirs:
                c.only_here(code)
            else:
                for mine, other in zip(ours[code], theirs[code]):
                    c.compare(f"{code}/{other[0]}", mine, other)
                for other in theirs[code][len(ours[code]):]:
                    c.only_there(f"{code}/{other[0]}")
                for mine in ours[code][len(theirs[code]):]:
                    c.only_here(f"{code}/{mine[0]}")
        current = Comparison(f"states that bear a code of {scheme.upper()} now", "state-codes", f"{scheme}-now")
        bearers = {r["code"]: r["state"] for r in here if r["scheme"] == scheme and not r["end"]}
        for row in dataset("state-codes", f"{scheme}_state_spells.csv"):
            code = row[f"{scheme}_code"]
            if not row["end_date"] and row["iso3"]:
                if code in bearers:
                    current.compare(code, bearers[code], row["iso3"])
                else:
                    current.only_there(code)


def lifespans():
    """First and last days; a day known here only between bounds agrees with each day between them."""
    here = {r["state"]: r for r in ask("""SELECT ?state ?founded ?foundedText ?dissolved ?dissolvedText {
        ?state a ?kind . FILTER (?kind IN (cmt:State, cmt:Territory, cmt:FormerState))
        OPTIONAL { ?state cmt:founded ?founded } OPTIONAL { ?state cmt:foundedText ?foundedText }
        OPTIONAL { ?state cmt:dissolved ?dissolved } OPTIONAL { ?state cmt:dissolvedText ?dissolvedText } }""")}
    for source, file in (("GGO", "ggo_states.csv"), ("ISD", "isd_states.csv")):
        c = Comparison(f"lifespans of states ({source})", "states-manystates", f"lifespan-{source.lower()}")
        rows = grouped(dataset("states-manystates", file), "state_id")
        if source == "GGO":
            for row in dataset("states-manystates", file):
                if row["iso3"] and row["iso3"] != row["state_id"]:
                    rows[row["iso3"]].append(row)
        for state, ours in sorted(here.items()):
            if state not in rows:
                c.only_here(state)
                continue
            for event, column in (("founded", "begin"), ("dissolved", "end")):
                theirs = sorted({r[column] for r in rows[state] if re.fullmatch(r"[12]\d{3}-\d\d-\d\d", r[column])})
                if not ours[event]:
                    if theirs:
                        c.only_there(f"{state}/{event}")
                elif theirs:
                    low, _, high = (ours[f"{event}Text"] or ours[event]).partition("/")
                    c.compare(f"{state}/{event}", (low, high or low), theirs, any(low <= t <= (high or low + "~") for t in theirs))
                else:
                    c.only_here(f"{state}/{event}")
        for state in sorted(set(rows) - set(here)):
            c.only_there(state)


# ------------------------------------------------------------------------------
# Organisations and alliances
# ------------------------------------------------------------------------------

# Organisations that COW counts from the signature, the founding conference or the deposit; here from the entry into force.
FROM_SIGNATURE = set("IMO WHO EBRD WCO CAN ALADI NAFTA SEATO MRU SACU ICC ISA CDB AFDB BENELUX ISDB LON PCA UNESCO WMO".split())

# States whose predecessors there have the same code, and the year of their first day; the predecessors may be missing here.
FORMER_STATES = {"RUS": 1991, "YEM": 1990, "YUG": 2006}


def igo_memberships():
    """Full members by organisation, as spells of years; the rules are those that data/DIFFERENCES.md explains."""
    c = Comparison("full members of organisations, spells of years", "cow-igo-memberships", "cow-igo")
    here = collections.defaultdict(lambda: collections.defaultdict(list))
    for row in ask("""SELECT ?organisation ?member ?start ?startLatest ?endEarliest ?end {
        ?m a cmt:Membership ; org:organization ?organisation ; org:member ?member ; org:role ?role .
        FILTER (?role IN (role:member, role:participating-state) && CONTAINS(STR(?member), "/state/"))
        OPTIONAL { ?m cmt:start ?start } OPTIONAL { ?m cmt:startLatest ?startLatest }
        OPTIONAL { ?m cmt:endEarliest ?endEarliest } OPTIONAL { ?m cmt:end ?end } }"""):
        state = cow_igo.SAME.get(row["member"], row["member"])
        first = (row["start"][:4], (row["startLatest"] or row["start"])[:4])
        last = ((row["endEarliest"] or row["end"])[:4], row["end"][:4])
        here[row["organisation"]][state].append((first, last))
    there, system = cow_igo.spells_there(), state_system()
    for name in sorted(cow_igo.NAMES):
        ours, theirs = cow_igo.until_2014(here[name]), there.get(cow_igo.NAMES[name], {})
        equal, differ, only_here, only_there = cow_igo.compare(ours, theirs)
        c.equals += len(equal)
        for state in differ:
            c.compare(f"{name}/{state}", cow_igo.show(ours[state]), cow_igo.show(theirs[state]), False, igo_rules(name, state, ours[state], theirs[state], system.get(state, [])))
        for state in only_here:
            c.only_here(f"{name}/{state}")
        for state in only_there:
            c.only_there(f"{name}/{state}")


def state_system():
    """The years in which a state is in the COW system, by the codes that check_cow.py uses."""
    out = collections.defaultdict(list)
    for row in dataset("state-codes", "cow_state_spells.csv"):
        state = cow_igo.FORMER.get(row["cow_code"]) or row["iso3"]
        out[cow_igo.SAME.get(state, state)].append((int(row["start_date"][:4]), int((row["end_date"] or "9999")[:4])))
    return {s: sorted(spells) for s, spells in out.items()}


def igo_rules(name, state, ours, theirs, system):
    """The rules that together explain why the years differ; none if some year stays unexplained."""
    rules, filled = set(), []
    entered = {a for a, b in system}
    left = {b for a, b in system}
    if len(ours) == 1 < len(theirs) and ours[0][0][0] < ours[0][0][1] and cow_igo.agree(ours, theirs[-1:]):
        return ("cow-igo/rule/last-spell",)
    if state in FORMER_STATES and int(theirs[0][0][0]) < FORMER_STATES[state] <= int(ours[0][0][0] or 0) and theirs[-1][1] == ours[-1][1]:
        return ("cow-igo/rule/former-state",)
    for spell in theirs:
        start = int(spell[0][0])
        if filled and len(theirs) > len(ours) and (gap := gap_rule(state, int(filled[-1][1][0]), start, left, entered)):
            rules.add(gap)
            filled[-1] = (filled[-1][0], spell[1])
        else:
            filled.append(spell)
    if len(filled) != len(ours):
        return ()
    for (mine_first, mine_last), (their_first, their_last) in zip(ours, filled):
        for rule in (start_rule(name, mine_first, their_first[0], entered), end_rule(mine_last, their_last[0], left)):
            if rule is None:
                return ()
            rules.add(rule)
    return tuple(sorted(f"cow-igo/rule/{r}" for r in rules - {""}))


def gap_rule(state, last, start, left, entered):
    """Why a membership has a gap between two years there."""
    if state == "CHN" and last <= 1949 and start >= 1971:
        return "china"
    if any(last - 1 <= year <= start for year in left) and any(year - 1 <= start <= year + 1 for year in entered):
        return "state-system"
    if start in (1950, 1955, 1960, 1965) and start - last <= 6:
        return "five-years"
    return None


def start_rule(name, mine, theirs, entered):
    """Why a membership starts in another year there: "" if it does not, None if nothing explains it."""
    low, high, year = int(mine[0] or 0), int(mine[1] or 9999), int(theirs)
    if low <= year <= high:
        return ""
    if high < year and (year in entered or year - 1 in entered):
        return "state-system"
    if high < year and year in (1950, 1955, 1960, 1965) and year - high <= 5:
        return "five-years"
    if year < low and name in FROM_SIGNATURE:
        return "entry-into-force"
    return None


def end_rule(mine, theirs, left):
    if mine == ("", "") and theirs == "" or mine[0] and theirs and mine[0] <= theirs <= mine[1]:
        return ""
    if theirs and mine[0] and int(mine[0]) - 1 <= int(theirs) <= int(mine[1]):
        return "last-full-year"
    if theirs and int(theirs) in left and (not mine[0] or int(mine[0]) > int(theirs)):
        return "state-system"
    return None


def alliances():
    """Years in which a pair is allied: the layer of alliances, and pacts of defence in COW from 1945 to 2012."""
    c = Comparison("pairs bound by a pact of defence, spells of years", "cow-alliances", "cow-alliance")
    ours = collections.defaultdict(list)
    for row in ask((ROOT / "queries/layers/alliances.rq").read_text(encoding="utf-8")):
        if row["start"] and row["start"][:4] <= "2012":
            ours[pair(row["source"], row["target"])].append((int(row["start"][:4]), min(int(row["end"][:4] or 9999), 2012)))
    theirs = collections.defaultdict(list)
    for row in dataset("cow-alliances", "dyad_spells.csv"):
        if row["obligation"] == "defense" and int(row["end_year"]) >= 1945:
            one, two = (cow_igo.FORMER.get(row[f"ccode{n}"]) or row[f"iso3_{n}"] for n in "12")
            theirs[pair(one, two)].append((max(int(row["start_year"]), 1945), int(row["end_year"])))
    for both in sorted(set(ours) | set(theirs)):
        mine, other = union(ours.get(both, [])), union(theirs.get(both, []))
        if not other:
            c.only_here("-".join(both))
        elif not mine:
            c.only_there("-".join(both))
        else:
            c.compare("-".join(both), mine, other, rules=alliance_rules(mine, other))


def pair(one, two):
    return tuple(sorted(cow_igo.SAME.get(s, s) for s in (one, two)))


def union(spells):
    """Spells of years that touch or overlap, as one."""
    out = []
    for first, last in sorted(spells):
        if out and first <= out[-1][1] + 1:
            out[-1] = (out[-1][0], max(last, out[-1][1]))
        else:
            out.append((first, last))
    return out


def alliance_rules(ours, theirs):
    """A pact there starts with its signature and ends with its last full year."""
    rules = set()
    if len(ours) != len(theirs):
        return ()
    for (a, b), (c, d) in zip(ours, theirs):
        if a - 2 <= c < a:
            rules.add("cow-alliance/rule/signature")
        elif a != c:
            return ()
        if b - 1 == d:
            rules.add("cow-alliance/rule/last-full-year")
        elif b != d:
            return ()
    return tuple(sorted(rules))


# ------------------------------------------------------------------------------
# Agreements
# ------------------------------------------------------------------------------


def actions_here():
    """Treaty actions by agreement; an organisation as a party is written with org: before it."""
    rows = ask("""SELECT ?agreement ?party ?organisation ?action ?date ?dateText ?effect {
        ?a cmt:agreement ?agreement ; cmt:party ?party ; cmt:action ?action . BIND (CONTAINS(STR(?party), "/organisation/") AS ?organisation)
        OPTIONAL { ?a cmt:date ?date } OPTIONAL { ?a cmt:dateText ?dateText } OPTIONAL { ?a cmt:effectDate ?effect } }""")
    for row in rows:
        if row["organisation"] == "true":
            row["party"] = "org:" + row["party"]
    return grouped(rows, "agreement")


def identified():
    """Agreements by the number that another list gives them: MTDSG IV-4, DESTA 604."""
    rows = ask("""SELECT ?number ?agreement ?signed ?signedYear ?force ?forceYear {
        ?agreement schema:legislationIdentifier ?number .
        OPTIONAL { ?agreement eli:date_document ?signed } OPTIONAL { ?agreement dcterms:created ?signedYear }
        OPTIONAL { ?agreement eli:first_date_entry_in_force ?force } OPTIONAL { ?agreement dcterms:valid ?forceYear } }""")
    return {row["number"]: row for row in rows}


def un_treaty_status():
    """A round trip: what became of the rows of the collection that the actions were made from."""
    c = Comparison("treaty actions: party, day, kind (round trip)", "un-treaty-status-2015", "untc")
    there = grouped(dataset("un-treaty-status-2015", "actions.csv.gz"), "treaty_id")
    here = actions_here()
    for number, row in sorted(identified().items()):
        if not number.startswith("MTDSG ") or not here.get(row["agreement"]):
            continue
        chapter, _, rest = number.removeprefix("MTDSG ").partition("-")
        slug = row["agreement"]
        ours, theirs = collections.defaultdict(set), collections.defaultdict(set)
        for action in here[slug]:
            if action["date"]:
                ours[deposits.CONTINUED.get(action["party"], action["party"]), action["date"]].add(action["action"])
        for action in there[f"{agreements.ROMAN.index(chapter)}-{rest}"]:
            party = action["iso3"] or "org:" + agreements.ORGANISATIONS.get(action["participant"], "?" + action["participant"])
            if action["date"]:
                theirs[party, action["date"]].add(agreements.KINDS.get(action["action"], action["action"].replace(" ", "-")))
        for party, day in sorted(set(ours) | set(theirs)):
            key, mine, other = f"{slug}/{party}/{day}", ours.get((party, day), set()), theirs.get((party, day), set())
            if not mine:
                c.only_there(key)
            elif not other:
                c.only_here(key)
            else:
                c.compare(key, sorted(mine), sorted(other), mine == other, untc_rules(other - mine or other & {"succession"}))


def untc_rules(kinds):
    """Kinds of the collection that are read as another kind here, or once as another and once as they are."""
    return tuple(f"untc/rule/{k}" for k in sorted(kinds))


def environmental_agreements():
    """The days of deposit and effect, against a database that did not make them, and for those that it made."""
    database, here = deposits.Database(), actions_here()
    deposited = [r for n, r in sorted(identified().items()) if n.startswith("MTDSG ")]
    found = [(r["agreement"], r["force"], database.bound(r["signed"], r["force"])) for r in deposited if here.get(r["agreement"])]
    made = [(row[1], row[7], database.bound_by(row[0])) for _, row in agreements.table("ieadb.tsv", 11)]
    for what, items in (("", found), (" (round trip)", made)):
        day = Comparison("days of deposit" + what, "environmental-agreements-ieadb", "ieadb-deposit")
        effect = Comparison("days of effect" + what, "environmental-agreements-ieadb", "ieadb-effect")
        for slug, force, there in items:
            if there is None:
                continue
            bound = deposits.earliest((a["party"], a["action"], a["date"], a["effect"]) for a in here[slug] if not a["organisation"] == "true")
            for outcome, state, mine, theirs in deposits.compare(bound, there, force):
                kind = outcome.partition(" ")[0]
                if outcome == "only here":
                    day.only_here(f"{slug}/{state}")
                elif outcome == "only there":
                    day.only_there(f"{slug}/{state}")
                elif kind == "deposit":
                    day.compare(f"{slug}/{state}", mine[0], theirs[0])
                elif kind == "effect":
                    effect.compare(f"{slug}/{state}", mine[1], theirs[1], outcome == "effect equal")


def trade_agreements():
    """A round trip: first parties and years of the agreements taken from DESTA."""
    members = grouped(dataset("trade-agreements-desta", "members.csv"), "desta_number")
    rows = {r["desta_number"]: r for r in dataset("trade-agreements-desta", "agreements.csv")}
    here = actions_here()
    parties = Comparison("first parties of trade agreements (round trip)", "trade-agreements-desta", "desta-party")
    years = Comparison("years of signature and entry into force (round trip)", "trade-agreements-desta", "desta-year")
    for number, row in sorted(identified().items()):
        if not number.startswith("DESTA "):
            continue
        ident = number.removeprefix("DESTA ")
        there = {m["iso3"] for m in members[ident] if m["iso3"]}
        ours = {deposits.CONTINUED.get(a["party"], a["party"]) for a in here[row["agreement"]] if a["action"] in ("signature", *agreements.BINDING)}
        if "org:EU" in ours:  # the Union stands for its members
            there -= agreements.EUROPEAN - ours
        parties.equals += len(ours & there)
        for party in sorted(ours - there):
            parties.only_here(f"{ident}/{party}")
        for party in sorted(there - ours):
            parties.only_there(f"{ident}/{party}")
        for what, day, year, column in (("signed", "signed", "signedYear", "year"), ("in-force", "force", "forceYear", "entryforceyear")):
            mine, other = (row[day] or row[year])[:4], rows[ident][column]
            if mine and other:
                years.compare(f"{ident}/{what}", mine, other)
            elif mine:
                years.only_here(f"{ident}/{what}")
            elif other:
                years.only_there(f"{ident}/{what}")


# ------------------------------------------------------------------------------
# Votes
# ------------------------------------------------------------------------------


def unga_votes():
    """The choices of members, the counted results, and the official results, against the dataset's roll calls."""
    calls = {}
    for row in ask("SELECT ?vote ?call ?date { ?vote a cmt:Vote ; dcterms:identifier ?call . OPTIONAL { ?vote cmt:date ?date } }"):
        if row["call"].startswith("roll call "):
            calls[row["vote"]] = (row["call"].removeprefix("roll call "), row["date"])
    casts = grouped(ask("SELECT ?vote ?holder ?stance { ?cast a cmt:VoteCast ; cmt:act ?vote ; cmt:holder ?holder ; cmt:stance ?stance }"), "vote")
    results = collections.defaultdict(dict)
    for row in ask("SELECT ?vote ?indicator ?value ?reading { ?o cmt:about ?vote ; cmt:indicator ?indicator ; cmt:value ?value ; cmt:unit unit:vote ; cmt:reading ?reading }"):
        results[row["vote"], row["reading"] == "Official result."][row["indicator"]] = int(float(row["value"]))
    choices = Comparison("votes cast (round trip)", "unga-votes", "unga-cast")
    counted = Comparison("counted results (round trip)", "unga-votes", "unga-counted")
    official = Comparison("official results", "unga-votes", "unga")
    there = votes.roll_calls({call for call, _ in calls.values()})
    for vote, (call, day) in sorted(calls.items()):
        slug = vote.removeprefix("unga-")
        theirs = {votes.state(name, code, day, vote)[0]: choice for name, code, choice in there[call]}
        ours = {c["holder"]: c["stance"] for c in casts[vote]}
        for state in sorted(set(ours) | set(theirs)):
            if state not in theirs:
                choices.only_here(f"{slug}/{state}")
            elif state not in ours:
                choices.only_there(f"{slug}/{state}")
            else:
                choices.compare(f"{slug}/{state}", ours[state], theirs[state])
        tally = collections.Counter(theirs.values())
        for comparison, is_official in ((counted, False), (official, True)):
            result = results[vote, is_official]
            if not result:
                comparison.only_there(slug)
                continue
            kinds = [(c, i) for c, i, _ in votes.RESULTS if i in result]
            comparison.compare(slug, [result[i] for _, i in kinds], [tally[c] for c, _ in kinds])
    for vote in sorted({v for v, _ in results} - set(calls)):
        official.only_here(vote.removeprefix("unga-"))


# ------------------------------------------------------------------------------
# The United States
# ------------------------------------------------------------------------------


def us_relations():
    """A round trip for the years of establishment and recognition."""
    here = collections.defaultdict(set)
    for row in ask("SELECT ?state ?start ?latest { ?r a cmt:DiplomaticRelation ; cmt:partner state:USA, ?state ; cmt:status ?status ; cmt:start ?start . FILTER (?state != state:USA && ?status IN (status:established, status:resumed)) OPTIONAL { ?r cmt:startLatest ?latest } }"):
        here["relations", us_state(row["state"])].update((row["start"][:4], (row["latest"] or row["start"])[:4]))
    for row in ask("SELECT ?state ?date { ?r a cmt:Recognition ; cmt:holder state:USA ; cmt:on ?state ; cmt:date ?date }"):
        here["recognition", us_state(row["state"])].add(row["date"][:4])
    there = collections.defaultdict(set)
    for row in dataset("us-recognition-relations", "events.csv"):
        if not row["iso3"] or not row["date"]:
            continue
        if re.search(r"establishment of (full |formal )?diplomatic relations", row["event"], re.I):
            there["relations", row["iso3"]].add(row["date"][:4])
        elif re.search(r"recognition", row["event"], re.I) and not re.search(r"of the United States|of U\.S\.|withdr|sever", row["event"], re.I):
            there["recognition", row["iso3"]].add(row["date"][:4])
    for kind, title in (("relations", "years in which the United States established relations (round trip)"), ("recognition", "years in which the United States recognised a state (round trip)")):
        c = Comparison(title, "us-recognition-relations", f"us-{kind}")
        for what, state in sorted(set(here) | set(there)):
            if what != kind:
                continue
            if (kind, state) not in there:
                c.only_here(state)
            elif (kind, state) not in here:
                c.only_there(state)
            else:
                for year in sorted(there[kind, state]):
                    c.compare(f"{state}/{year}", sorted(here[kind, state]), year, year in here[kind, state])


def us_state(state):
    return {"SUN": "RUS", "SCG": "SRB", "YUG": "SRB", "OTT": "TUR", "PRU": "DEU", "SAR": "ITA", "YAR": "YEM", "CSK": "CZE"}.get(state, state)


def us_chiefs_of_mission():
    """Credentials are presented only while there are relations."""
    c = Comparison("credentials of chiefs of mission lie within relations", "us-chiefs-of-mission", "us-chief")
    spells = collections.defaultdict(list)
    for row in ask("SELECT ?state ?status ?start ?latest ?end { ?r a cmt:DiplomaticRelation ; cmt:partner state:USA, ?state ; cmt:status ?status ; cmt:start ?start . FILTER (?state != state:USA) OPTIONAL { ?r cmt:end ?end } OPTIONAL { ?r cmt:startLatest ?latest } }"):
        spells[us_state(row["state"])].append((row["start"], row["end"] or "9999", row["status"]))
    seen = set()
    for row in dataset("us-chiefs-of-mission", "appointments.csv"):
        state, day = row["iso3"], row["started"]
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", day) or row["id"] in seen:
            continue
        seen.add(row["id"])
        if state not in spells:
            c.only_there(row["id"])
            continue
        if day < min(first for first, _, _ in spells[state]):
            c.only_there(row["id"])  # earlier relations, mostly with a predecessor, are not here
            continue
        status = {s for first, last, s in spells[state] if first <= day <= last}
        c.compare(f"{state}/{day}", sorted(status) or sorted(spells[state])[0][0], day, bool(status & {"established", "resumed"}))


# ------------------------------------------------------------------------------
# Trade
# ------------------------------------------------------------------------------


def trade_totals():
    """Exports and imports of a state with all others, and flows between two states, in the same year."""
    here = ask("""SELECT ?o ?indicator ?flow ?reporter ?counterpart ?period ?value (GROUP_CONCAT(STR(?about); separator=" ") AS ?states) {
        ?o cmt:indicator ?indicator ; cmt:about ?about ; cmt:period ?period ; cmt:value ?value .
        FILTER (?indicator IN (indicator:exports, indicator:imports, indicator:foreign-trade, indicator:bilateral-trade))
        OPTIONAL { ?o cmt:flow ?flow } OPTIONAL { ?o cmt:reporter ?reporter } OPTIONAL { ?o cmt:counterpart ?counterpart }
        } GROUP BY ?o ?indicator ?flow ?reporter ?counterpart ?period ?value""")
    totals = {(r["iso3"], r["year"]): r for r in dataset("cow-trade-state-year", "national_trade.csv")}
    total = Comparison("exports and imports of a state in a year", "cow-trade-state-year", "trade-total")
    flows = {(r["exporter_iso3"], r["importer_iso3"], r["year"]): float(r["trade"]) for r in dataset("bilateral-trade-agtpa", "flows.csv.gz")}
    flow = Comparison("trade of two states in a year", "bilateral-trade-agtpa", "trade-pair")
    for row in here:
        states, year, value = [s.rpartition("/")[2] for s in row["states"].split()] or [short(row["states"])], row["period"][:4], float(row["value"]) / 1e6
        if row["indicator"] != "bilateral-trade" and len(states) == 1:
            other = totals.get((states[0], year))
            figures = [float(other[c]) for c in ("exports", "imports") if other[c]] if other else []
            wanted = figures[:1] if row["indicator"] == "exports" else figures[1:] if row["indicator"] == "imports" else [sum(figures)] if len(figures) == 2 else []
            total.compare(row["o"], value, wanted, abs(value - wanted[0]) < 0.05 * value) if wanted else total.only_here(row["o"])
        elif len(states) == 2:
            one, two = states
            figures = [flows.get((one, two, year)), flows.get((two, one, year))]
            if None in figures or row["flow"] != "total":
                flow.only_here(row["o"])
            else:
                flow.compare(row["o"], value, sum(figures), abs(value - sum(figures)) < 0.05 * value)


# ------------------------------------------------------------------------------
# The table
# ------------------------------------------------------------------------------

COMPARISONS = (
    country_codes, mledoze_codes, regions, capitals, code_spells, lifespans,
    un_members_today, igo_memberships, alliances,
    un_treaty_status, environmental_agreements, trade_agreements,
    unga_votes, us_relations, us_chiefs_of_mission, trade_totals,
)
HEAD = """# The bundled graph beside other data

Written by `make check-data` (`scripts/check-data.py`), which asks the program and reads the datasets.

A round trip compares statements with the dataset that they were made from: it shows losses and misreadings, not errors of the source. The others are independent.
*Adjudicated* are the differences that `DIFFERENCES.md` settles, by their key, by a pattern or by a rule; *open* are the rest. "Only here" and "only there" are not errors: a dataset covers other states or years, and a choice of treaties and alliances is no census. Where nothing is compared, no figure here is of the years and the kind that the dataset has.

"""


def table(adjudications):
    lines = ["| comparison | dataset | keys | compared | equal | different | adjudicated | open | only here | only there |", "|---|---|---|--:|--:|--:|--:|--:|--:|--:|"]
    sums = [0] * 7
    for c in Comparison.every:
        different, left = len(c.differences), len(c.open(adjudications))
        figures = [c.equals + different, c.equals, different, different - left, left, len(c.here), len(c.there)]
        sums = [a + b for a, b in zip(sums, figures)]
        lines.append(f"| {c.title} | {c.source} | `{c.family}` | " + " | ".join(f"{n:,}" for n in figures) + " |")
    lines.append("| all | | | " + " | ".join(f"{n:,}" for n in sums) + " |")
    return "\n".join(lines) + "\n"


def main():
    if not SHARED.is_dir():
        sys.exit(f"no datasets in {SHARED}: set COMITY_SHARED to the directory that has them in data/")
    for comparison in COMPARISONS:
        comparison()
    adjudications = Adjudications()
    text = table(adjudications)
    (ROOT / "data/CHECKED.md").write_text(HEAD + text, encoding="utf-8")
    print(text)
    for key in adjudications.idle({c.family for c in Comparison.every}):
        print(f"adjudicated, but no longer different: {key}")
    if "--details" in sys.argv:
        for c in Comparison.every:
            for key, here, there, _ in c.open(adjudications):
                print(f"{key}: here {here}; there {there}")


if __name__ == "__main__":
    main()
