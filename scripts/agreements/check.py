#!/usr/bin/env python3
"""Compare the treaty actions with the International Environmental Agreements Database, which dates the same deposits.

For each treaty that both have: the day of the binding action and the day of effect of each state, and how often they are equal.
Only states that both have are compared; the collection ends in 2014 or 2015, the database in 2018.
Use: check.py [--details]
"""
import re
import sys

import generate

CONTINUED = {"SUN": "RUS", "SCG": "SRB"}  # the database has only the states of today
COLUMNS = ("deposit equal", "deposit different", "effect equal", "effect different", "only here", "only there")


class Database:
    """Agreements of the database by their days, and who is bound by each."""

    def __init__(self):
        self.titles, self.memberships = {}, {}
        for row in generate.dataset("environmental-agreements-ieadb", "agreements.csv"):
            self.titles.setdefault((row["signed"], row["in_force"]), []).append(row["ieadb_id"])
        for row in generate.dataset("environmental-agreements-ieadb", "memberships.csv"):
            self.memberships.setdefault(row["ieadb_id"], []).append(row)

    def bound(self, signed, force):
        """Day of ratification and of effect, by state, of the one large agreement with these days; none if there are two."""
        found = [i for i in self.titles.get((signed, force), []) if len(self.memberships.get(i, [])) > 20]
        return self.bound_by(found[0]) if len(found) == 1 else None

    def bound_by(self, ident):
        return {r["iso3"]: (r["state_ratified"], r["state_in_force"]) for r in self.memberships[ident] if r["iso3"] and (r["state_ratified"] or r["state_in_force"])}


def earliest(actions):
    """The first binding action of each party: (party, kind, day, day of effect) -> party: (day, day of effect)."""
    here = {}
    for party, kind, day, effective in actions:
        if kind in generate.BINDING:
            code = CONTINUED.get(party, party)
            if code not in here or (day, effective) < here[code]:
                here[code] = (day, effective)
    return here


def compare(here, there, force):
    """Each outcome, with the state, what is here and what is there."""
    for code in sorted(set(here) | set(there)):
        if code not in there:
            yield "only here", code, here[code], None
        elif code not in here:
            if there[code][0] <= "2014-06-30":
                yield "only there", code, None, there[code]
        else:
            (a, b), (c, d) = here[code], there[code]
            yield "compared", code, here[code], there[code]
            if c:
                yield "deposit equal" if a == c else "deposit different", code, here[code], there[code]
            if b and d and a == c:
                yield "effect equal" if b == max(d, force or d) else "effect different", code, here[code], there[code]


def main():
    database = Database()
    print("agreement", "compared", *COLUMNS, sep="\t")
    totals = {c: 0 for c in ("compared", *COLUMNS)}
    head = (generate.DATA / "agreements/deposited-with-un.ttl").read_text(encoding="utf-8")
    for path in sorted((generate.DATA / "treaty-actions").glob("*.ttl")):
        slug = path.stem
        block = re.search(rf"<agreement/{slug}>\n.*?\.\n\n", head + "\n", re.S)
        if not block:
            continue
        signed = re.search(r'eli:date_document "([^"]+)"', block[0])[1]
        force = re.search(r'in_force "([^"]+)"', block[0])
        force = force[1] if force else ""
        there = database.bound(signed, force)
        if there is None:
            continue
        actions = []
        for item in re.findall(r"<treaty-action/[^>]+>\n.*?\.\n", path.read_text(encoding="utf-8"), re.S):
            party = re.search(r"cmt:party <state/([A-Z]{3})>", item)
            if party:
                day, effective = re.search(r'cmt:date "([^"]+)"', item), re.search(r'effectDate "([^"]+)"', item)
                actions.append((party[1], re.search(r"action/([a-z-]+)>", item)[1], day[1] if day else "", effective[1] if effective else ""))
        counts = {c: 0 for c in totals}
        for outcome, code, mine, theirs in compare(earliest(actions), there, force):
            counts[outcome] += 1
            totals[outcome] += 1
            if "--details" in sys.argv and outcome in ("deposit different", "effect different", "only there"):
                print(f"  {outcome}: {slug} {code} here {mine} there {theirs}")
        print(slug, *counts.values(), sep="\t")
    print("all", *totals.values(), sep="\t")


if __name__ == "__main__":
    main()
