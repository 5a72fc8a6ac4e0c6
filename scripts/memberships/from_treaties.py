#!/usr/bin/env python3
"""Write the tables of memberships that rest on treaties deposited with the Secretary-General of the United Nations.

A state belongs to these organisations from its deposit, or from a day that the treaty counts from its deposit. The deposits
are read from the treaty actions in $COMITY_SHARED/data/un-treaty-status-2015 (public record, as of 12 March 2015); what
happened later, and withdrawals, stand in the file NAME.later.psv beside this script, as rows of the table.

Use: from_treaties.py      (writes the tables named in TABLES; then run generate.py)
"""
import calendar
import csv
import datetime
import gzip
import os
import pathlib

HERE = pathlib.Path(__file__).resolve().parent
SHARED = pathlib.Path(os.environ.get("COMITY_SHARED", HERE.parents[2] / "shared"))
ACTIONS = SHARED / "data/un-treaty-status-2015/actions.csv.gz"
BINDING = {"ratification", "accession", "acceptance", "approval", "succession", "definitive signature"}


def same_day(day):
    return day


def after_30_days(day):
    return day + datetime.timedelta(days=30)


def first_of_month_after_60_days(day):
    """The first day of the month after the sixtieth day after the deposit (Rome Statute, article 126)."""
    sixtieth = day + datetime.timedelta(days=60)
    last = calendar.monthrange(sixtieth.year, sixtieth.month)[1]
    return sixtieth.replace(day=last) + datetime.timedelta(days=1)


# A state whose deposit the collection gives under the name of its successor: predecessor, last and first day, source, comment.
CONTINUED = {
    "RUS": ("SUN", "1991-12-23", "1991-12-24", "elaygc-un-russian-federation", "The Russian Federation continues the membership of the Soviet Union, by the letter of its President of 24 December 1991."),
    "SRB": ("SCG", "2006-06-02", "2006-06-03", "serbia-letter-2006", "Serbia continues the membership of Serbia and Montenegro, until 2003 the Federal Republic of Yugoslavia."),
}
MERGED = "The Republic of Yemen, into which two states merged on 22 May 1990; one of them had deposited on {}."

# name: organisation, treaty, entry into force, rule for later deposits, description
TABLES = {
    "who": ("WHO", "9-1", "1948-04-07", same_day, "Members of the World Health Organization, from the acceptance of its Constitution, which came into force on 7 April 1948. The Republic of Viet-Nam as a member of its own and the absence of several members between 1949 and 1957 are missing."),
    "imo": ("IMO", "12-1", "1958-03-17", same_day, "Members of the International Maritime Organization, from the acceptance of its Convention, which came into force on 17 March 1958. Most former states are missing."),
    "ifad": ("IFAD", "10-8", "1977-11-30", same_day, "Members of the International Fund for Agricultural Development up to March 2015, from the deposit for its Agreement, which came into force on 30 November 1977. Most former states are missing."),
    "icc": ("ICC", "18-10", "2002-07-01", first_of_month_after_60_days, "States parties to the Rome Statute of the International Criminal Court, from its entry into force for each."),
    "opcw": ("OPCW", "26-3", "1997-04-29", after_30_days, "Members of the Organisation for the Prohibition of Chemical Weapons, from the entry into force of the Chemical Weapons Convention for each."),
    "unido": ("UNIDO", "10-9", "1985-06-21", same_day, "Members of the United Nations Industrial Development Organization up to March 2015, from the deposit for its Constitution, which came into force on 21 June 1985, with withdrawals. Most former states are missing."),
    "isa": ("ISA", "21-6", "1994-11-16", after_30_days, "Members of the International Seabed Authority up to March 2015: the parties to the Convention on the Law of the Sea, from its entry into force for each."),
    "apt": ("APT", "25-2", "1979-02-25", same_day, "Members of the Asia-Pacific Telecommunity up to March 2015, from the deposit for its Constitution, which came into force on 25 February 1979."),
    "afdb": ("AFDB", "10-2 10-2-b", "1964-09-10", same_day, "Members of the African Development Bank up to March 2015: African states from the deposit for the agreement, in force from 10 September 1964, others from the deposit for the amended agreement, and not before 30 December 1982."),
    "cdb": ("CDB", "10-6", "1970-01-26", same_day, "Members of the Caribbean Development Bank up to March 2015, from the deposit for its Agreement, which came into force on 26 January 1970."),
}


def main():
    with gzip.open(ACTIONS, "rt", encoding="utf-8") as file:
        actions = list(csv.DictReader(file))
    for name, (org, treaty, in_force, rule, description) in TABLES.items():
        deposits = {}
        for row in actions:
            if row["treaty_id"] in treaty.split() and row["action"] in BINDING and row["iso3"] and row["date"]:
                old = deposits.get(row["iso3"])
                if old is None or row["date"] < old:
                    deposits[row["iso3"]] = row["date"]
        later = HERE / f"{name}.later.psv"
        extra = [line for line in later.read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith("#")] if later.exists() else []
        replaced = {line[1:].strip() for line in extra if line.startswith("-")}
        first = datetime.date.fromisoformat(in_force)
        groups = {}
        for state, deposited in deposits.items():
            if state in replaced:
                continue
            start = max(first, rule(datetime.date.fromisoformat(deposited)))
            groups.setdefault(start.isoformat(), []).append(state)
        lines = [f"!org {org}", f"!description {description}", "!alias T un-treaty-collection-2015"]
        lines += [line for line in extra if line.startswith("!")]
        lines.append("# states\trole\tstart\tend\tsources\tnote")
        heirs = []
        for start, states in sorted(groups.items()):
            for state in [s for s in states if s in CONTINUED]:
                old, last, next_day, source, comment = CONTINUED[state]
                if start <= last:
                    states.remove(state)
                    note = f"c={comment} ;; r=The collection gives the deposit under the name of the successor."
                    heirs += [f"{old}\tmember\t{start}\t{last}\tT {source}\t{note}", f"{state}\tmember\t{next_day}\t-\tT {source}\t{note}"]
            if "YEM" in states and start < "1990-05-22":
                states.remove("YEM")
                heirs.append(f"YEM\tmember\t1990-05-22\t-\tT\tc={MERGED.format(deposits['YEM'])} ;; r=The collection gives the one deposit under the name of Yemen.")
        groups = {start: states for start, states in groups.items() if states}
        lines += heirs
        lines += [f"{' '.join(sorted(states))}\tmember\t{start}\t-\tT\t-" for start, states in sorted(groups.items())]
        lines += ["\t".join(c.strip() for c in line.split("|")) for line in extra if not line.startswith(("-", "!"))]
        (HERE / f"{name}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(name, sum(len(s) for s in groups.values()))


if __name__ == "__main__":
    main()
