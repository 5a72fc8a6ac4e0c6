"""The data of three sizes: the bundled graph, every shared dataset imported, and a made-up graph of any number of triples."""
import os
import pathlib
import re
import subprocess
import sys

import synthesise

HERE = pathlib.Path(__file__).resolve().parent
GRAPH_OF_A_QUAD = re.compile(rb" <[^<> ]+> \.$")


class Data:
    """A graph: our store of it, the same triples as a file for the peers, and the version that both are of."""

    def __init__(self, size, root, program, store=None):
        self.size = size
        self.root = root
        self.program = program
        self.folder = root / size
        self.folder.mkdir(parents=True, exist_ok=True)
        self.store = pathlib.Path(store) if store else self.folder / "store" if size == "all" else None
        self.triples = self.folder / "triples" / "data.nt"
        self.version = ""
        self.quads = 0

    def make(self, count):
        """Makes what is not there yet."""
        if self.size == "all" and not self.store.exists():
            subprocess.run([HERE.parent / "import-all.sh", self.program, self.store], check=True, stdout=subprocess.DEVNULL)
        self.quads, self.version = counted(self.program, self.store)
        if self.size == "synthetic":
            self.quads, self.version = count, f"{count} around {self.version}"
        noted = self.folder / "version"
        if not self.triples.exists() or not noted.exists() or noted.read_text() != self.version:
            self.write_triples()
            noted.write_text(self.version)

    def write_triples(self):
        """The union of all graphs: a peer leaves out what it has twice. Around the bundled graph, made-up triples where these are asked for."""
        say(f"Writing the triples of `{self.size}`")
        self.triples.parent.mkdir(exist_ok=True)
        partial = self.triples.with_suffix(".part")
        with open(partial, "wb") as file:
            written = 0
            for line in self.dumped():
                file.write(GRAPH_OF_A_QUAD.sub(b" .", line))
                written += 1
            if self.size == "synthetic":
                file.writelines("".join(f"{line}\n" for line in lines).encode() for lines in synthesise.statements(self.quads - written))
        os.replace(partial, self.triples)

    def dumped(self):
        command = [self.program, "dump", "--format", "nquads"] + (["--store", str(self.store)] if self.store else [])
        dump = subprocess.Popen(command, stdout=subprocess.PIPE)
        yield from dump.stdout
        if dump.wait():
            sys.exit("error: the data could not be written out")


def counted(program, store):
    """How many quads the program itself says that there are, and the version of the data."""
    said = subprocess.run([program, "stats"] + (["--store", str(store)] if store else []), capture_output=True, check=True, text=True)
    found = re.search(r"(\d+) quads, .* version (\w+)", said.stdout + said.stderr)
    return int(found[1]), found[2]


def say(text):
    print(text, file=sys.stderr, flush=True)
