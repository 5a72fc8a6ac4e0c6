#!/usr/bin/env python3
"""Computes the passages of the seed article from a few anchor words, and checks data/seed-article.ttl against them.

  passages.py FILE               prints: passage, start, end (Unicode code points, end exclusive), the words
  passages.py FILE --turtle      prints the passages as Turtle
  passages.py FILE --check TTL   compares the offsets, the length and the hash that TTL states; exit 1 on a difference

FILE is the article itself; it is not part of this repository. passages.tsv, beside this script, holds the anchors.
"""
import hashlib
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = "source/seed-article"


def read_table():
    rows = []
    for line in (HERE / "passages.tsv").read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        name, start, end = line.split("\t")
        rows.append((name, start, end))
    return rows


def locate(text, name, start, end):
    nth = None
    match = re.fullmatch(r"(.*)#(\d+)", start)
    if match:
        start, nth = match.group(1), int(match.group(2))
    places = [m.start() for m in re.finditer(re.escape(start), text)]
    if not places:
        sys.exit(f"{name}: the words {start!r} do not occur")
    if nth is None and len(places) > 1:
        sys.exit(f"{name}: the words {start!r} occur {len(places)} times; say which with #n")
    first = places[(nth or 1) - 1]
    last = text.find(end, first)
    if last < 0:
        sys.exit(f"{name}: the words {end!r} do not occur after {start!r}")
    return first, last + len(end)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    raw = pathlib.Path(sys.argv[1]).read_bytes()
    text = raw.decode("utf-8")
    found = {name: locate(text, name, start, end) for name, start, end in read_table()}
    digest = hashlib.sha256(raw).hexdigest()

    if len(sys.argv) == 4 and sys.argv[2] == "--check":
        turtle = pathlib.Path(sys.argv[3]).read_text(encoding="utf-8")
        stated = {
            name: (int(start), int(end))
            for name, start, end in re.findall(
                r"<passage/([\w-]+)#selector>\s+a oa:TextPositionSelector ;\s+oa:start (\d+) ;\s+oa:end (\d+) \.", turtle
            )
        }
        wrong = [f"{n}: stated {stated.get(n)}, found {found.get(n)}" for n in sorted(found.keys() | stated.keys()) if stated.get(n) != found.get(n)]
        if f'"{digest}"' not in turtle:
            wrong.append(f"the hash {digest} of the file is not stated")
        if not re.search(rf"cmt:charactersTotal {len(text)}\b", turtle):
            wrong.append(f"the length {len(text)} of the file is not stated")
        print("\n".join(wrong) if wrong else f"{len(found)} passages, length and hash agree")
        sys.exit(1 if wrong else 0)

    if len(sys.argv) == 3 and sys.argv[2] == "--turtle":
        for name, (start, end) in found.items():
            print(f"<passage/{name}>\n    a cmt:Passage ;\n    oa:hasSource <{SOURCE}> ;\n    oa:hasSelector <passage/{name}#selector> .")
            print(f"<passage/{name}#selector>\n    a oa:TextPositionSelector ;\n    oa:start {start} ;\n    oa:end {end} .\n")
        return

    print(f"{len(text)} code points, SHA-256 {digest}")
    for name, (start, end) in found.items():
        print(f"{name}\t{start}\t{end}\t{text[start:end]}")


if __name__ == "__main__":
    main()
