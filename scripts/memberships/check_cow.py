#!/usr/bin/env python3
"""Compare the memberships with the Correlates of War IGO data, version 3 (years 1816 to 2014), which fill nothing here.

Reads the tables beside this script and $COMITY_SHARED/data/cow-igo-memberships; prints, for each organisation that both
have, how many memberships were compared, are equal in their years, differ, stand only here or only there, and each difference.

Use: check_cow.py [ORGANISATION ...]
"""
import csv
import os
import pathlib
import sys

import generate

HERE = pathlib.Path(__file__).resolve().parent
SHARED = pathlib.Path(os.environ.get("COMITY_SHARED", HERE.parents[2] / "shared"))
COW = SHARED / "data/cow-igo-memberships/membership_spells.csv"
NAMES = {
    "ADB": "AsDB", "AFDB": "AfDB", "AMU": "AMU", "ANZUS": "ANZUS", "APEC": "APEC", "ARCTIC": "ArticC", "ASEAN": "ASEAN", "AU": "AU", "BENELUX": "BENELUX",
    "BSEC": "BSEC", "CAN": "Andean", "CARICOM": "CARICOM", "CBSS": "CBSS", "CDB": "CDB", "CEMAC": "CEMAC", "CENTO": "CENTO", "CIS": "CIS", "COE": "COE",
    "COMECON": "CMEA", "COMESA": "COMESA", "COMMONWEALTH": "ComSec", "CPLP": "CPSC", "CSTO": "CSTO", "D8": "D8", "EAC": "EAC", "EBRD": "EBRD",
    "ECCAS": "ECCAS", "ECO": "ECO", "ECOWAS": "ECOWAS", "EFTA": "EFTA", "FAO": "FAO", "GCC": "GCC", "IADB": "IADB", "IAEA": "IAEA", "IBRD": "IBRD", "ICAO": "ICAO",
    "ACS": "ACS", "CEI": "CEI", "CICA": "CICA", "EAPC": "EAPC", "INTERPOL": "INTERPOL", "ISDB": "ISDB", "ITU": "ITU", "PCA": "PCA", "UPU": "UPU", "UNWTO": "WTOURO", "WASSENAAR": "Wassen",
    "WCO": "WCO", "WIPO": "WIPO", "WMO": "WMO", "ICC": "ICC", "IFAD": "IFAD", "IGAD": "IGAD", "ILO": "ILO", "IMF": "IMF", "IMO": "IMO", "LAS": "LOAS", "LON": "LoN", "ALADI": "LAIA", "MRU": "MRU", "CEPGL": "CEPGL", "UNIDO": "UNIDO", "ISA": "ISA", "APT": "APT", "GUAM": "GUAM", "MERCOSUR": "Mercosur", "NAFTA": "NAFTA", "NAM": "NAM",
    "NATO": "NATO", "NORDIC-COUNCIL": "NordC", "OAPEC": "OAPEC", "OAS": "OAS", "OAU": "OAU", "OECD": "OECD", "OECS": "OECS", "OIC": "OIC", "OPEC": "OPEC",
    "OSCE": "OSCE", "PIF": "PIF", "SAARC": "SAARC", "SACU": "SACU", "SADC": "SADC", "SCO": "SCO", "SEATO": "SEATO", "SICA": "SICA", "UEMOA": "UEMOA", "UN": "UN",
    "UNESCO": "UNESCO", "WARSAW-PACT": "WPact", "WEU": "WEU", "WHO": "WHO", "WTO": "WTO",
}
# Codes that differ: the dataset's states without a current code, by its own number.
FORMER = {"315": "CSK", "265": "DDR", "260": "DEU", "345": "YUG", "365": "RUS", "678": "YAR", "680": "YMD", "817": "RVN", "511": "ZAN", "816": "VNM"}
# Here a successor continues its predecessor: compared as one.
SAME = {"SUN": "RUS", "SRB": "YUG", "SCG": "YUG", "YAR": "YEM"}


def years(text, where):
    """The first and the last year that a date allows."""
    return tuple(day[:4] for day in generate.bounds(text, where)) if text != "-" else ("", "")


def spells_here(path):
    """Organisation, and for each state the years of start and end, each as bounds."""
    directives, table = generate.rows(path)
    org = dict(d for d in directives if d[0] != "alias")["org"]
    out = {}
    for number, row in table:
        states, role, start, end, *_ = row
        if role not in ("member", "participating-state"):
            continue
        for token in states.split():
            state = token.partition("@")[0]
            if not state.startswith("org:"):
                out.setdefault(SAME.get(state, state), []).append((years(start, path.name), years(end, path.name)))
    return org, out


def joined(spells):
    """Spells that follow each other within a year as one."""
    out = []
    for first, last in sorted(spells):
        if out and out[-1][1][1] and first[0] and int(first[0]) - int(out[-1][1][1]) <= 1:
            out[-1] = (out[-1][0], last)
        else:
            out.append((first, last))
    return out


def agree(here, there):
    """Each year of the dataset lies within the bounds here."""
    return len(here) == len(there) and all(
        low <= other <= high if other and high else other == high or not low
        for mine, theirs in zip(here, there)
        for (low, high), (other, _) in zip(mine, theirs)
    )


def spells_there():
    """The dataset's full memberships: organisation by its name there, state, spells of years."""
    out = {}
    with open(COW, encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["status"] != "full member":
                continue
            state = FORMER.get(row["ccode"]) or row["iso3"]
            state = SAME.get(state, state)
            last = "" if row["censored_at_2014"] == "true" else row["end_year"]
            out.setdefault(row["ioname"], {}).setdefault(state, []).append(((row["start_year"],) * 2, (last,) * 2))
    return {org: {s: joined(v) for s, v in states.items()} for org, states in out.items()}


def until_2014(here):
    """The spells here as the dataset could have them: joined, begun by 2014, open if they ended later."""
    here = {s: [x for x in joined(v) if not x[0][0] or int(x[0][0]) <= 2014] for s, v in here.items()}
    return {s: [(a, b if b[1] and int(b[0]) <= 2014 else ("", "")) for a, b in v] for s, v in here.items() if v}


def compare(here, there):
    """The states whose spells are equal, those whose spells differ, those only here and those only there."""
    both = sorted(set(here) & set(there))
    equal = [s for s in both if agree(here[s], there[s])]
    return equal, [s for s in both if s not in equal], sorted(set(here) - set(there)), sorted(set(there) - set(here))


def show(spells):
    return ", ".join(f"{'/'.join(dict.fromkeys(a)) or '?'}-{'/'.join(dict.fromkeys(b))}" for a, b in spells)


def main():
    wanted = set(sys.argv[1:])
    there = spells_there()
    print("organisation\tcompared\tequal\tdiffer\tonly here\tonly there")
    details = []
    for path in sorted(HERE.glob("*.tsv")):
        if path.stem in ("sources", "organisations", "seats"):
            continue
        org, here = spells_here(path)
        if org not in NAMES or (wanted and org not in wanted):
            continue
        here, theirs = until_2014(here), there.get(NAMES[org], {})
        equal, differ, only_here, only_there = compare(here, theirs)
        print(f"{org}\t{len(equal) + len(differ)}\t{len(equal)}\t{len(differ)}\t{len(only_here)}\t{len(only_there)}")
        details += [f"{org} {s}: here {show(here[s])}; COW {show(theirs[s])}" for s in differ]
        details += [f"{org} {s}: only here {show(here[s])}" for s in only_here]
        details += [f"{org} {s}: only COW {show(theirs[s])}" for s in only_there]
    print()
    print("\n".join(details))


if __name__ == "__main__":
    main()
