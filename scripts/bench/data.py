"""The data of three sizes: the bundled graph, every shared dataset imported, and a made-up graph of any number of triples."""
import os
import pathlib
import re
import subprocess
import sys

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
        self.store = pathlib.Path(store) if store else None if size == "bundle" else self.folder / "store"
        self.triples = self.folder / "triples" / "data.nt"
        self.version = ""
        self.quads = 0

    def make(self, count):
        """Makes what is not there yet."""
        if self.size == "all" and not self.store.exists():
            subprocess.run([HERE.parent / "import-all.sh", self.program, self.store], check=True, stdout=subprocess.DEVNULL)
        if self.size == "synthetic" and not self.store.exists():
            self.synthesise(count)
        self.count()
        noted = self.folder / "version"
        if not self.triples.exists() or not noted.exists() or noted.read_text() != self.version:
            self.write_triples()
            noted.write_text(self.version)

    def synthesise(self, count):
        made = self.folder / "made.nt"
        subprocess.run([sys.executable, HERE / "synthesise.py", str(count), made], check=True)
        subprocess.run([self.program, "--store", self.store, "--empty", "load", made], check=True)
        made.unlink()

    def count(self):
        """What the program itself says of the data."""
        store = ["--store", str(self.store)] if self.store else []
        said = subprocess.run([self.program, "stats", *store], capture_output=True, check=True, text=True)
        found = re.search(r"(\d+) quads, (\d+) terms, (\d+) graphs, version (\w+)", said.stdout + said.stderr)
        self.quads, self.terms, self.graphs, self.version = int(found[1]), int(found[2]), int(found[3]), found[4]

    def write_triples(self):
        """The union of all graphs: a peer leaves out what it has twice."""
        print(f"Writing the triples of `{self.size}`", file=sys.stderr)
        self.triples.parent.mkdir(exist_ok=True)
        store = ["--store", str(self.store)] if self.store else []
        dump = subprocess.Popen([self.program, "dump", "--format", "nquads", *store], stdout=subprocess.PIPE)
        partial = self.triples.with_suffix(".part")
        with open(partial, "wb") as file:
            file.writelines(GRAPH_OF_A_QUAD.sub(b" .", line) for line in dump.stdout)
        if dump.wait():
            sys.exit("error: the data could not be written out")
        os.replace(partial, self.triples)
