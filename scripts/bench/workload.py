"""What is asked: the named questions with their parameters set, and the analytical queries beside this file."""
import pathlib
import re
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
QUERIES = HERE / "queries"
QUESTIONS = HERE.parent.parent / "queries/questions"
PARAMETER = re.compile(r"^#\s+\?(\w+) \((\w+)\)(?: = .*?)? : ", re.MULTILINE)


class Query:
    """A query by name, without its header."""

    def __init__(self, name, kind, text):
        self.name = name
        self.kind = kind
        # Virtuoso takes no comment that has a quotation mark, so the header stays here.
        self.text = "\n".join(line for line in text.splitlines() if not line.startswith("#")).strip()

    def with_text(self, text):
        return Query(self.name, self.kind, text)

    @property
    def concatenated(self):
        """The variables that hold a GROUP_CONCAT."""
        return set(re.findall(r"GROUP_CONCAT\s*\((?:[^()]|\([^()]*\))*\)\s*AS\s*\?(\w+)", self.text))

    @property
    def order(self):
        """The variables that the rows are in the order of; nothing where it is of something else."""
        found = re.search(r"ORDER BY\s+([^{}]*?)\s*(?:(?:LIMIT|OFFSET)[^{}]*)?$", self.text)
        keys = re.sub(r"(?:DESC|ASC)\s*\(\s*(\?\w+)\s*\)", r"\1", found.group(1)).split() if found else []
        return [key[1:] for key in keys] if all(re.fullmatch(r"\?\w+", key) for key in keys) else []


def analytical():
    return [Query(file.stem, "analytical", file.read_text()) for file in sorted(QUERIES.glob("*.rq"))]


def questions(program, store):
    """The named questions as plain SPARQL, their parameters set to the defaults of their headers."""
    return [Query(file.stem, "question", substituted(program, store, file.read_text())) for file in sorted(QUESTIONS.glob("*.rq"))]


def substituted(program, store, text):
    """Writes the terms in the place of the parameters. None of the questions projects one, so the text may be replaced."""
    parameters = [name for name, _ in PARAMETER.findall(text)]
    if not parameters:
        return text
    header = "\n".join(line for line in text.splitlines() if line.startswith("#") and not line.startswith("# Covers"))
    terms = resolved(program, store, f"{header}\nSELECT {' '.join(f'(?{name} AS ?value_{name})' for name in parameters)} {{}}\n")
    body = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    for name, term in zip(parameters, terms):
        body = re.sub(rf"[?$]{name}\b", lambda _: term, body)
    return body


def resolved(program, store, text):
    """The terms that the program itself finds for the names in a question's header."""
    with tempfile.NamedTemporaryFile("w", suffix=".rq") as file:
        file.write(text)
        file.flush()
        command = [program, "query", file.name, "--format", "tsv"] + (["--store", str(store)] if store else [])
        answer = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    return answer.splitlines()[1].split("\t")
