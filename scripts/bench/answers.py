"""Answers as bags of rows that can be compared: numbers by value, blank nodes and the order of rows aside."""
import collections
import json
import re

NUMBERS = {"integer", "decimal", "double", "float", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "unsignedInt", "unsignedLong"}
XSD = "http://www.w3.org/2001/XMLSchema#"


class Answer:
    """The rows of an answer, in the order in which they came."""

    def __init__(self, rows, names=()):
        self.rows = rows
        self.names = list(names)
        self.bag = collections.Counter(rows)

    def __len__(self):
        return len(self.rows)

    def agrees(self, other):
        return self.bag == other.bag

    def same_order(self, other, keys):
        """Whether both have the rows in one order, if the keys leave only one."""
        return not self.is_total(keys) or self.rows == other.rows

    def is_total(self, keys):
        """Whether no two rows have the same keys, and each key is of a kind that the specification puts in order (15.1):
        it does not say which of two texts with a language is first."""
        if not keys or not set(keys) <= set(self.names):
            return False
        columns = [[row[self.names.index(key)] for row in self.rows] for key in keys]
        return len(set(zip(*columns))) == len(self.rows) and all(is_comparable(column) for column in columns)

    def differences(self, other):
        """A row or two of each that the other has not, to look into a disagreement."""
        return list((self.bag - other.bag))[:2], list((other.bag - self.bag))[:2]


def is_comparable(column):
    kinds = {"number" if isinstance(value, float) else re.sub(r"^<.*|\".*\"", lambda found: found[0][0], str(value)) for value in column if value is not None}
    return len(kinds) <= 1 and not any("@" in kind for kind in kinds)


def read(content, query):
    if content.lstrip()[:1] == b"{":
        return selected(json.loads(content), query.concatenated)
    return Answer(sorted(set(statements(content.decode()))))


def selected(document, concatenated):
    if "boolean" in document:
        return Answer([(document["boolean"],)])
    names = document["head"]["vars"]
    return Answer([tuple(term(row.get(name), name in concatenated) for name in names) for row in document["results"]["bindings"]], names)


def term(found, is_concatenated):
    if found is None:
        return None
    kind, value = found["type"], found["value"]
    if kind == "uri":
        return f"<{value}>"
    if kind == "bnode":
        return "_:"
    if is_concatenated:
        # Neither the order of what is joined nor the language of the whole is agreed upon.
        return " ".join(sorted(value.replace(";", " ").split()))
    language, datatype = found.get("xml:lang"), found.get("datatype", "")
    if language:
        return f'"{value}"@{language.lower()}'
    name = datatype.removeprefix(XSD)
    if name == "boolean":
        return value in ("true", "1")
    if name in NUMBERS:
        return number(value)
    return f'"{value}"' if name in ("", "string") else f'"{value}"^^{name}'


def number(text):
    """Nine digits are what two stores that sum or divide in their own order have in common."""
    return float(f"{float(text):.9g}")


def statements(text):
    """The statements of N-Triples, with escapes undone and one space, so that two ways of writing one are the same."""
    for line in text.splitlines():
        subject, predicate, rest = (line.split(None, 2) + ["", "", ""])[:3]
        if rest and not subject.startswith("#"):
            line = f"{subject} {predicate} {rest.rstrip(' .')}"
            yield re.sub(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})", lambda found: chr(int(found[1] or found[2], 16)), line)
