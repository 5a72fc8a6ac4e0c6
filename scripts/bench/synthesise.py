#!/usr/bin/env python3
"""Makes up votes, treaty actions, memberships, figures and the rest, in the shapes and proportions of the imported datasets.

Use: scripts/bench/synthesise.py TRIPLES [--seed 1] >made-up.nt

The same number and seed give the same lines. They are written as they are made, so that memory does not grow with them. States,
issues and topics are those of the bundled graph; what is made up has `made-` in its name. What there is of a kind for one vote
(140 votes cast, 21 figures, 10 treaty actions and so on) was counted in the imported graph; a few states, organisations,
agreements and sources have much of it and most have little, as there.
"""
import argparse
import datetime
import pathlib
import random
import re
import sys

DATA = pathlib.Path(__file__).resolve().parents[2] / "data"
FIRST_DAY, LAST_DAY = datetime.date(1946, 1, 24), datetime.date(2025, 12, 30)
TRIPLES_OF_A_ROUND = 1526
SOURCES = 1000

PREFIXES = {
    "a": "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
    "label": "http://www.w3.org/2000/01/rdf-schema#label",
    "altLabel": "http://www.w3.org/2004/02/skos/core#altLabel",
    "dcterms:": "http://purl.org/dc/terms/",
    "org:": "http://www.w3.org/ns/org#",
    "prov:": "http://www.w3.org/ns/prov#",
    "xsd:": "http://www.w3.org/2001/XMLSchema#",
    "cmt:": "https://w3id.org/comity/ontology#",
    "": "https://w3id.org/comity/id/",
}
WORDS = """agreement convention protocol treaty amendment cooperation conservation protection trade fisheries nuclear weapons regional
economic development marine transport customs civil aviation health education science republic border rivers navigation statistics
energy agriculture technical assistance cultural exchange police refugees settlement disputes rights women children labour migration
desert climate forests whaling plants telecommunication postal railway outer space tourism standards patents banking insurance""".split()
LANGUAGES = ["en"] * 6 + ["fr", "fr", "es", "ru", "ar", "zh", "de"]
ACTIONS = ["signature"] * 10 + ["accession"] * 9 + ["acceptance"] * 3 + ["succession", "approval", "definitive-signature", "withdrawal"]
OBLIGATIONS = ["defence"] * 8 + ["consultation"] * 8 + ["non-aggression"] * 8 + ["neutrality"]
ROLES = ["member"] * 95 + ["observer"] * 2 + ["associate-member", "suspended", "candidate"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("triples", type=int, help="how many triples to write")
    parser.add_argument("--seed", type=int, default=1, help="another number makes up another graph (1)")
    options = parser.parse_args()
    for lines in statements(options.triples, options.seed):
        sys.stdout.write("\n".join(lines) + "\n")


def statements(count, seed=1):
    """Lists of lines of N-Triples, `count` lines in all."""
    world = World(random.Random(seed), max(1, count // TRIPLES_OF_A_ROUND))
    left = count
    for part in parts(world):
        yield part[:left]
        left -= len(part)
        if left <= 0:
            return


def parts(world):
    """What belongs together, without end: the sources, then round after round a vote and what there is beside one."""
    for number in range(SOURCES):
        yield source(world, number)
    while True:
        yield from joined(world)
        yield from vote(world)
        for kind, many in [(membership, 4.2), (figure, 21.3), (treaty_act, 7.5), (alliance, 0.8), (name, 2.9), (bilateral_agreement, 0.64)]:
            for _ in range(int(many + world.random.random())):
                yield kind(world)
        world.round += 1


class World:
    """What the made-up statements are about, and how much of them each has."""

    def __init__(self, generator, rounds):
        self.random = generator
        self.rounds = rounds
        self.round = 0
        self.made = 0
        self.states = keys("state", "states.ttl")
        self.issues = keys("issue", "issues.ttl", "issues-votes.ttl")
        self.topics = keys("topic", "topics.ttl")
        generator.shuffle(self.states)
        # The great ones first, so that a skewed choice takes them most.
        self.states.sort(key=lambda state: state not in {"USA", "CHN", "DEU", "FRA", "GBR", "RUS", "JPN", "IND", "BRA", "ITA"})
        # Where a state stands on two lines of conflict: near ones vote alike.
        self.ideals = {state: (generator.gauss(0, 1), generator.gauss(0, 1)) for state in self.states}

    def number(self):
        self.made += 1
        return self.made

    def skewed(self, items, power=2.5):
        return items[self.skewed_number(len(items), power)]

    def skewed_number(self, count, power=2.5):
        """A number below `count`: small ones far more often than great ones."""
        return int(count * self.random.random() ** power)

    def pair(self):
        first, second = self.skewed(self.states), self.skewed(self.states, 1.5)
        return (first, second) if first != second else self.pair()

    def day(self):
        return FIRST_DAY + datetime.timedelta(days=self.random.randrange((LAST_DAY - FIRST_DAY).days))

    def day_of_round(self):
        return FIRST_DAY + (LAST_DAY - FIRST_DAY) * min(1, self.round / self.rounds)

    def words(self, many):
        return " ".join(self.skewed(WORDS, 1.5) for _ in range(many)).capitalize()

    def organisation(self):
        """One that there is already, the oldest with the most members."""
        return f"made-{self.skewed_number(self.round // 16 + 1)}"

    def agreement(self):
        return f"made-{self.skewed_number(self.round // 3 + 1)}"

    def sources(self, main):
        yield f"source/{main}"
        while self.random.random() < 0.25:
            yield f"source/made-{self.skewed_number(SOURCES, 4)}"


def keys(kind, *files):
    """The keys of what the bundled data describe, sorted."""
    found = set()
    for file in files:
        found.update(re.findall(rf"^<{kind}/([\w-]+)>$", (DATA / file).read_text(), re.MULTILINE))
    return sorted(found)


def joined(world):
    """What states can be in from now on: an organisation every sixteenth time, an agreement every third."""
    organisation, agreement = divmod(world.round, 16), divmod(world.round, 3)
    if organisation[1] == 0:
        yield described(world, f"organisation/made-{organisation[0]}", "Organisation", "organisation of", "organisationKind", "organisation-kind/intergovernmental-organisation")
    if agreement[1] == 0:
        yield described(world, f"agreement/made-{agreement[0]}", "MultilateralAgreement", "convention on", "topic", f"topic/{world.skewed(world.topics)}")


def vote(world):
    number, day = world.round, world.day_of_round()
    resolution = f"resolution/made-{number}"
    yield [
        line(resolution, "a", iri("cmt:Resolution")),
        line(resolution, "label", text(f"Made-up resolution {number}: {world.words(4)}", "en")),
        line(resolution, "altLabel", text(f"A/MADE/{number}", "en")),
        line(resolution, "dcterms:source", iri("source/unga-votes")),
        *(line(resolution, "cmt:on", iri(f"issue/{issue}")) for issue in dict.fromkeys(world.skewed(world.issues) for _ in range(world.random.choice([1, 1, 2])))),
    ]
    event = f"vote/made-{number}"
    yield [
        line(event, "a", iri("cmt:Vote")),
        line(event, "label", text(f"Vote of the UN General Assembly on made-up resolution {number}", "en")),
        line(event, "dcterms:description", text(world.words(12).upper(), "en")),
        line(event, "dcterms:title", text(world.words(2).upper(), "en")),
        line(event, "dcterms:source", iri("source/unga-votes")),
        line(event, "prov:wasAssociatedWith", iri("organisation/UN")),
        line(event, "cmt:on", iri(resolution)),
        *dated(event, "date", day, day.strftime("%Y-%m")),
        line(event, "cmt:keyInSource", plain(f"{number}|{day.year - 1945}|0|{day}|R/{day.year - 1945}/{number}")),
    ]
    for state, stance in stances(world, day):
        yield vote_cast(world, number, day, state, stance)


def stances(world, day):
    """Who was there, more from year to year, and what each said: most say yes, those far from the matter abstain or say no."""
    angle = (world.random.gauss(0, 1), world.random.gauss(0, 1))
    ease = world.random.gauss(1.6, 1.2)
    present = min(0.95, 0.3 + (day.year - 1946) * 0.011)
    for state in world.states:
        if world.random.random() < present:
            x, y = world.ideals[state]
            liking = ease + 0.8 * (x * angle[0] + y * angle[1]) + world.random.gauss(0, 0.3)
            yield state, "yes" if liking > 0.2 else "abstention" if liking > -0.6 else "no"


def vote_cast(world, number, day, state, stance):
    subject = f"position/made-{number}-{state}"
    return [
        line(subject, "a", iri("cmt:VoteCast")),
        line(subject, "cmt:act", iri(f"vote/made-{number}")),
        line(subject, "cmt:holder", iri(f"state/{state}")),
        line(subject, "cmt:on", iri(f"resolution/made-{number}")),
        line(subject, "cmt:stance", iri(f"vote-choice/{stance}")),
        line(subject, "cmt:source", iri("source/unga-votes")),
        *dated(subject, "date", day, day.strftime("%Y-%m") if world.round % 3 else None),
    ]


def membership(world):
    organisation, number = world.organisation(), world.number()
    subject, state, start = f"membership/made-{number}", world.skewed(world.states, 1.3), world.day()
    lines = [
        line(subject, "a", iri("cmt:Membership")),
        line(subject, "org:member", iri(f"state/{state}")),
        line(subject, "org:organization", iri(f"organisation/{organisation}")),
        line(subject, "org:role", iri(f"role/{world.random.choice(ROLES)}")),
        *dated(subject, "start", start, str(start.year)),
        line(subject, "cmt:startLatest", date(start.replace(month=12, day=31))),
        line(subject, "cmt:keyInSource", plain(f"{organisation}|{state}|{start.year}|{number}")),
        *sourced(world, subject, "cow-igo-memberships"),
    ]
    if world.random.random() < 0.3:
        lines += dated(subject, "end", start + datetime.timedelta(days=world.random.randrange(200, 20000)), None)
    else:
        lines.append(line(f"state/{state}", "cmt:memberOf", iri(f"organisation/{organisation}")))
    return lines


def figure(world):
    subject, (exporter, importer) = f"observation/made-{world.number()}", world.pair()
    year = 1950 + world.skewed_number(75, 0.7)
    value = round(world.random.lognormvariate(16, 3))
    lines = [
        line(subject, "a", iri("cmt:Observation")),
        line(subject, "cmt:period", typed(year, "gYear")),
        line(subject, "cmt:value", typed(value, "decimal")),
        line(subject, "cmt:unit", iri("unit/USD")),
        line(subject, "cmt:prices", iri("prices/nominal")),
        line(subject, "cmt:flow", iri("flow/export")),
        line(subject, "cmt:about", iri(f"state/{exporter}")),
        line(subject, "cmt:keyInSource", plain(f"{exporter}|{importer}|{value / 1e6}|{year}")),
        *sourced(world, subject, "bilateral-trade-agtpa"),
    ]
    if world.random.random() < 0.8:
        return lines + [line(subject, "cmt:indicator", iri("indicator/bilateral-trade")), line(subject, "cmt:counterpart", iri(f"state/{importer}")),
                        line(subject, "cmt:about", iri(f"state/{importer}"))]
    return lines + [line(subject, "cmt:indicator", iri("indicator/exports"))]


def treaty_act(world):
    """An act of a state; after a signature, mostly a ratification too."""
    agreement, state, day = world.agreement(), world.skewed(world.states, 1.3), world.day()
    action = world.random.choice(ACTIONS)
    lines = acted(world, agreement, state, action, day)
    if action == "signature" and world.random.random() < 0.7:
        lines += acted(world, agreement, state, "ratification", day + datetime.timedelta(days=int(world.random.expovariate(1 / 900)) + 20))
    if action not in ("signature", "withdrawal"):
        lines.append(line(f"state/{state}", "cmt:partyTo", iri(f"agreement/{agreement}")))
    return lines


def acted(world, agreement, state, action, day):
    number = world.number()
    subject = f"treaty-action/made-{number}"
    return [
        line(subject, "a", iri("cmt:TreatyAction")),
        line(subject, "cmt:action", iri(f"action/{action}")),
        line(subject, "cmt:agreement", iri(f"agreement/{agreement}")),
        line(subject, "cmt:party", iri(f"state/{state}")),
        *dated(subject, "date", day, None),
        line(subject, "cmt:effectDate", date(day + datetime.timedelta(days=90))),
        line(subject, "cmt:keyInSource", plain(f"{number}|{state}|{action}|{day}")),
        *sourced(world, subject, "environmental-agreements-ieadb"),
    ]


def alliance(world):
    subject, (first, second), start = f"alliance-commitment/made-{world.number()}", world.pair(), world.day()
    return [
        line(subject, "a", iri("cmt:AllianceCommitment")),
        line(subject, "cmt:obligation", iri(f"obligation/{world.random.choice(OBLIGATIONS)}")),
        line(subject, "cmt:partner", iri(f"state/{first}")),
        line(subject, "cmt:partner", iri(f"state/{second}")),
        *dated(subject, "start", start, str(start.year)),
        *dated(subject, "end", start + datetime.timedelta(days=world.random.randrange(300, 15000)), None),
        *sourced(world, subject, "cow-alliances"),
    ]


def name(world):
    subject = f"name-assignment/made-{world.number()}"
    return [
        line(subject, "a", iri("cmt:NameAssignment")),
        line(subject, "cmt:name", text(world.words(2), world.random.choice(LANGUAGES))),
        line(subject, "cmt:of", iri(f"state/{world.skewed(world.states, 1.3)}")),
        line(subject, "cmt:knownUntil", date(LAST_DAY)),
        *sourced(world, subject, "country-codes-pddl"),
    ]


def bilateral_agreement(world):
    subject, (first, second) = f"agreement/made-bilateral-{world.number()}", world.pair()
    return [
        *described(world, subject, "BilateralAgreement", f"treaty of {first} and {second} on", "topic", f"topic/{world.skewed(world.topics)}"),
        line(f"state/{first}", "cmt:partyTo", iri(subject)),
        line(f"state/{second}", "cmt:partyTo", iri(subject)),
    ]


def source(world, number):
    subject = f"source/made-{number}"
    return [line(subject, "a", iri("cmt:WebPage")), line(subject, "dcterms:title", text(f"Page {number}: {world.words(5)}", "en"))]


def described(world, subject, kind, what, predicate, value):
    """A thing with names in two languages or more."""
    label = f"Made-up {what} {world.words(3).lower()}"
    return [
        line(subject, "a", iri(f"cmt:{kind}")),
        line(subject, "label", text(label, "en")),
        *(line(subject, "altLabel", text(world.words(4), world.random.choice(LANGUAGES))) for _ in range(2)),
        line(subject, f"cmt:{predicate}", iri(value)),
        line(subject, "dcterms:source", iri(f"source/made-{world.skewed_number(SOURCES)}")),
    ]


def sourced(world, subject, main):
    return [line(subject, "cmt:source", iri(found)) for found in dict.fromkeys(world.sources(main))]


def dated(subject, predicate, day, written):
    """A date, and the text that it stood as where that says less."""
    lines = [line(subject, f"cmt:{predicate}", date(day))]
    return lines + [line(subject, f"cmt:{predicate}Text", plain(written))] if written else lines


def line(subject, predicate, value):
    return f"<{PREFIXES['']}{subject}> {iri(predicate)} {value} ."


def iri(name, found={}):
    """The IRI of a short name, remembered where it has a prefix: these are few."""
    if name not in found:
        prefix = re.match(r"(a$|label$|altLabel$|\w+:|)", name).group(1)
        written = f"<{PREFIXES[prefix]}{name[len(prefix):]}>"
        if not prefix:
            return written
        found[name] = written
    return found[name]


def date(day):
    return typed(day, "date")


def typed(value, datatype):
    return f'"{value}"^^<{PREFIXES["xsd:"]}{datatype}>'


def plain(value):
    return f'"{value}"'


def text(value, language):
    return f'"{value}"@{language}'


if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError:
        pass
