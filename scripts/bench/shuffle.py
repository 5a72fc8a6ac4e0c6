"""The same query with its triple patterns in other orders: what a planner makes of them should not differ.

Only runs of plain triple patterns are put in another order, each within itself, which no answer depends on. A query in which such a
run has a form that is not taken apart here (blank nodes in brackets, collections) is left out, and counted.
"""
import random
import re

TOKEN = re.compile(r"""
    (?P<space>\s+|\#[^\n]*)
  | (?P<text>\"\"\".*?\"\"\"|'''.*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')(?P<tail>@[\w-]+|\^\^<[^<>]*>|\^\^[\w-]*:[\w.-]*)?
  | (?P<iri><[^<>"{}|^`\\\s]*>)
  | (?P<variable>[?$]\w+)
  | (?P<blank>_:\w+)
  | (?P<name>[A-Za-z][\w-]*:[\w./-]*\w|[A-Za-z][\w-]*:|:[\w-]+)
  | (?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<word>[A-Za-z]\w*)
  | (?P<sign>&&|\|\||!=|<=|>=|\^\^|[{}()\[\].;,/|^*+?!=<>-])
""", re.VERBOSE | re.DOTALL)
TERMS = {"text", "iri", "variable", "blank", "name", "number"}


class NotPlain(Exception):
    """A form that is not taken apart here."""


class Token:
    def __init__(self, kind, text):
        self.kind = kind
        self.text = text

    def is_term(self):
        return self.kind in TERMS or self.text in ("true", "false")


def orders(text, count):
    """The query with its patterns in `count` other orders, the same ones each time; none where there is nothing to put in another order."""
    pieces = taken_apart(text)
    if not any(isinstance(piece, list) and len(piece) > 1 for piece in pieces):
        return []
    found = dict.fromkeys(joined(pieces, random.Random(seed)) for seed in range(4 * count))
    found.pop(joined(pieces, None), None)
    return list(found)[:count]


def joined(pieces, generator):
    """The text again, with each run of triples in an order of its own."""
    texts = []
    for piece in pieces:
        if isinstance(piece, list):
            triples = generator.sample(piece, len(piece)) if generator else piece
            texts.append(" .\n ".join(triples) + " . ")
        else:
            texts.append(piece)
    return "".join(texts)


def taken_apart(text):
    """Pieces of text, and between them lists of triples."""
    tokens, pieces, position = tokenised(text), [], 0
    depth, plain = 0, []
    while position < len(tokens):
        token = tokens[position]
        if depth and plain[-1] and (token.is_term() or token.text == "[") and begins_triples(tokens, position):
            triples, position = run_of_triples(tokens, position)
            pieces.append(triples)
            continue
        if token.text == "{":
            depth += 1
            plain.append(not is_template_or_values(tokens, position))
        elif token.text == "}":
            depth -= 1
            plain.pop()
        pieces.append(token.text)
        position += 1
    return pieces


def tokenised(text):
    tokens, position = [], 0
    while position < len(text):
        found = TOKEN.match(text, position)
        if not found:
            raise NotPlain(text[position:position + 20])
        tokens.append(Token(found.lastgroup if found.lastgroup != "tail" else "text", found.group()))
        position = found.end()
    return tokens


def significant(tokens, position, step=1):
    """The next token from here that is not space."""
    while 0 <= position < len(tokens) and tokens[position].kind == "space":
        position += step
    return position


def before(tokens, position):
    position = significant(tokens, position - 1, -1)
    return tokens[position].text.upper() if position >= 0 else ""


def begins_triples(tokens, position):
    """Whether a term stands where a triple pattern may begin: after a brace, a full stop or the end of a filter, and before a predicate."""
    if before(tokens, position) not in ("{", "}", ".", ")"):
        return False
    after = tokens[min(significant(tokens, position + 1), len(tokens) - 1)]
    return after.is_term() or after.text in ("a", "^", "(", "!") or tokens[position].text == "["


def is_template_or_values(tokens, position):
    """Whether a brace opens what is no group of patterns."""
    back = significant(tokens, position - 1, -1)
    if tokens[back].text.upper() == "CONSTRUCT":
        return True
    if tokens[back].text == ")":
        back = tokens_back_to_open(tokens, back)
    return tokens[back].text.upper() == "VALUES" or before(tokens, back) == "VALUES"


def tokens_back_to_open(tokens, position):
    while tokens[position].text != "(":
        position -= 1
    return significant(tokens, position - 1, -1)


def run_of_triples(tokens, position):
    """The triples from here on, each written out in full, and where they end."""
    triples = []
    while True:
        subject, position = term(tokens, position)
        while True:
            path, position = predicate(tokens, position)
            while True:
                value, position = term(tokens, position)
                triples.append(f"{subject} {path} {value}")
                if text_at(tokens, position) != ",":
                    break
                position = significant(tokens, position + 1)
            while text_at(tokens, position) == ";":
                position = significant(tokens, position + 1)
            if not continues(tokens, position):
                break
        if text_at(tokens, position) != ".":
            return triples, position
        position = significant(tokens, position + 1)
        if position >= len(tokens) or not tokens[position].is_term() and tokens[position].text != "[":
            return triples, position


def continues(tokens, position):
    """Whether another predicate follows: after a semicolon, that is."""
    return before(tokens, position) == ";" and (tokens[position].is_term() or tokens[position].text in ("a", "^", "(", "!"))


def term(tokens, position):
    if position >= len(tokens) or not tokens[position].is_term():
        raise NotPlain(text_at(tokens, position))
    return tokens[position].text, significant(tokens, position + 1)


def predicate(tokens, position):
    """A predicate or a path, as it is written: terms and the signs between and around them."""
    texts, open_brackets, needs_term = [], 0, True
    while position < len(tokens):
        token = tokens[position]
        if needs_term:
            if token.text in ("^", "!", "("):
                open_brackets += token.text == "("
            elif token.is_term() or token.text == "a":
                needs_term = False
            else:
                raise NotPlain(token.text)
        elif token.text in ("/", "|"):
            needs_term = True
        elif token.text == ")" and open_brackets:
            open_brackets -= 1
        elif token.text not in ("*", "+", "?"):
            break
        texts.append(token.text)
        position = significant(tokens, position + 1)
    return "".join(texts), position


def text_at(tokens, position):
    return tokens[position].text if position < len(tokens) else ""
