#!/usr/bin/env python3
"""Compare the treaty actions with the International Environmental Agreements Database, which dates the same deposits.

For each treaty that both have: the day of the binding action and the day of effect of each state, and how often they are equal.
Only states that both have are compared; the collection ends in 2014 or 2015, the database in 2018.
Use: check.py [--details]
"""
import re
import sys

import generate



def main():
    titles = {}
    for row in generate.dataset("environmental-agreements-ieadb", "agreements.csv"):
        titles.setdefault((row["signed"], row["in_force"]), []).append(row)
    memberships = {}
    for row in generate.dataset("environmental-agreements-ieadb", "memberships.csv"):
        memberships.setdefault(row["ieadb_id"], []).append(row)
    print("agreement\tcompared\tdeposit equal\tdeposit different\teffect equal\teffect different\tonly here\tonly there")
    totals = [0] * 7
    for path in sorted((generate.DATA / "treaty-actions").glob("*.ttl")):
        slug = path.stem
        head = (generate.DATA / "agreements/deposited-with-un.ttl").read_text(encoding="utf-8")
        block = re.search(rf"<agreement/{slug}>\n.*?\.\n\n", head + "\n", re.S)
        if not block:
            continue
        signed = re.search(r'eli:date_document "([^"]+)"', block[0])[1]
        force = re.search(r'in_force "([^"]+)"', block[0])
        candidates = [r for r in titles.get((signed, force[1] if force else ""), []) if len(memberships.get(r["ieadb_id"], [])) > 20]
        if len(candidates) != 1:
            continue
        there = {r["iso3"]: (r["state_ratified"], r["state_in_force"]) for r in memberships[candidates[0]["ieadb_id"]] if r["iso3"] and (r["state_ratified"] or r["state_in_force"])}
        here = {}
        for item in re.findall(r"<treaty-action/[^>]+>\n.*?\.\n", path.read_text(encoding="utf-8"), re.S):
            party = re.search(r"cmt:party <state/([A-Z]{3})>", item)
            kind = re.search(r"action/([a-z-]+)>", item)[1]
            if party and kind in generate.BINDING:
                day, effective = re.search(r'cmt:date "([^"]+)"', item), re.search(r'effectDate "([^"]+)"', item)
                code = {"SUN": "RUS", "SCG": "SRB"}.get(party[1], party[1])
                value = (day[1] if day else "", effective[1] if effective else "")
                if code not in here or value < here[code]:
                    here[code] = value
        counts = [0] * 7
        for code in sorted(set(here) | set(there)):
            if code not in there or code not in here:
                if code in here:
                    counts[5] += 1
                elif there[code][0] <= "2014-06-30":
                    counts[6] += 1
                    if "--details" in sys.argv:
                        print(f"  only there: {slug} {code} {there[code]}")
                continue
            counts[0] += 1
            (a, b), (c, d) = here[code], there[code]
            if c:
                counts[1 if a == c else 2] += 1
                if a != c and "--details" in sys.argv:
                    print(f"  deposit: {slug} {code} here {a} there {c}")
            if b and d and a == c:
                counts[3 if b == max(d, force[1] if force else d) else 4] += 1
                if b != max(d, force[1] if force else d) and "--details" in sys.argv:
                    print(f"  effect: {slug} {code} deposit {a} here {b} there {d}")
        totals = [x + y for x, y in zip(totals, counts)]
        print(slug + "\t" + "\t".join(map(str, counts)))
    print("all\t" + "\t".join(map(str, totals)))


if __name__ == "__main__":
    main()
