#!/usr/bin/env python3
"""Runs the W3C suites of SPARQL against this build, over HTTP, and prints what passes by section.

    scripts/conformance.py BINARY [ARGUMENT...]        further arguments go to the runner, e.g. --section gsp --test put

The suites and their runner are in $COMITY_SHARED/conformance (../shared); without them, this says that it skipped.
Exit 0 only when nothing failed that tests/conformance/known.txt does not explain."""
import os
import pathlib
import re
import secrets
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
SHARED = pathlib.Path(os.environ.get("COMITY_SHARED", ROOT / ".." / "shared")).resolve()
RUNNER = SHARED / "conformance" / "conformance.py"
KNOWN = ROOT / "tests" / "conformance" / "known.txt"
SECTIONS = (
    "protocol,gsp,service-description,query,update,syntax,"
    "sparql10-query,sparql10-syntax,sparql12-query,sparql12-update,sparql12-syntax"
)


def main(binary: str, arguments: list[str]) -> int:
    if not RUNNER.exists():
        print(f"skipped: `{RUNNER}` is not there: COMITY_SHARED names the folder of the shared datasets")
        return 0
    token = secrets.token_hex(16)
    with tempfile.TemporaryDirectory() as folder:
        server = subprocess.Popen(
            [binary, "serve", "--store", f"{folder}/store", "--empty", "--default-graph", "own", "--bind", "127.0.0.1:0"],
            env={**os.environ, "COMITY_TOKEN": f"{token} write"},
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            runner = [sys.executable, RUNNER, "--base", address(server), "--token", token, "--known", KNOWN]
            sections = [] if "--section" in arguments else ["--section", SECTIONS]
            cache = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
            environment = {**os.environ, "CONFORMANCE_VENV": str(cache / "conformance")}
            return subprocess.run([*runner, *sections, *arguments], env=environment).returncode
        finally:
            server.terminate()
            server.wait()


def address(server: subprocess.Popen) -> str:
    """Where the server listens, from what it says when it begins."""
    said = ""
    for line in server.stderr:
        said += line
        if found := re.search(r"Comity serves .* at (http://\S+)/", line):
            return found.group(1)
    sys.exit(f"error: the server did not begin:\n{said}")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2:]))
