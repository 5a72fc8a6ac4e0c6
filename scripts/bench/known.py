"""Where a peer's answer is known to differ, and why it is not ours that is wrong.

Each entry says what of the two answers has to agree all the same, so that no other difference hides behind it. Sections are those of
the SPARQL 1.1 Query Language, https://www.w3.org/TR/sparql11-query/.
"""


def rows_once(reference, theirs, _):
    """The same rows, but not the same number of times."""
    return set(reference.rows) == set(theirs.rows)


def without(name):
    """The same but for one column."""
    def same(reference, theirs, names):
        position = names.index(name)
        return bag(reference, position) == bag(theirs, position)
    return same


def fewer(reference, theirs, _):
    """Rows are missing, and none is another."""
    return not theirs.bag - reference.bag


def no_way_back(reference, theirs, _):
    """The same pairs once, those of a thing with itself apart."""
    def pairs(answer):
        return {row for row in answer.rows if row[0] != row[1]}
    return pairs(reference) == pairs(theirs)


def bag(answer, position):
    return sorted(repr(row[:position] + row[position + 1:]) for row in answer.rows)


ALTERNATIVES = "an alternative path is a union of multisets (18.4, 18.5): a name that is a label and an alternative label is two rows"
PATH_TWICE = "a path of any length gives each pair once, however many ways there are (9.3, 18.4)"
INTEGERS = "the quotient of two integers is a decimal (17.3): it cuts it to 0"

DIFFERENCES = {
    ("oxigraph", "names-with-a-text"): (rows_once, ALTERNATIVES),
    ("virtuoso", "agreement-in-votes"): (without("share"), INTEGERS),
    ("virtuoso", "who-votes-like"): (without("share"), INTEGERS),
    ("virtuoso", "positions-around"): (rows_once, PATH_TWICE),
    ("virtuoso", "withdrew-from-initiative"): (rows_once, PATH_TWICE),
    ("virtuoso", "successors"): (no_way_back, f"{PATH_TWICE}, and a thing that is reached again from itself is reached: it leaves it out"),
    ("virtuoso", "visits-of-state"): (fewer, "2025-06-02 is before 2030-12-31 (17.3): its filter leaves a visit out"),
    ("virtuoso", "votes-on-issue"): (fewer, "a path of length zero is a path (9.3): it leaves out what is on the issue itself"),
    ("virtuoso", "projects-of-initiative"): (without("industries"), "rows of an optional subquery join on its variables (18.5): it gives a project another's industries"),
}


def reason(peer, query, reference, theirs, names):
    """Why the answers differ, if it is known and nothing else differs."""
    same, why = DIFFERENCES.get((peer, query), (None, None))
    return why if same and same(reference, theirs, names) else None
