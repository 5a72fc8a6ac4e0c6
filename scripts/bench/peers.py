"""The stores that are compared: how each is installed, loaded and started."""
import pathlib
import re
import shutil
import subprocess
import sys
import time

from peer import Peer, available_memory, folder_size, free_port, timed, wait_for_port

HERE = pathlib.Path(__file__).resolve().parent
GRAPH = "https://w3id.org/comity/bench"
LOADS = "https://w3id.org/comity/graph/loads"
# Virtuoso: its makers recommend 85,000 buffers for a gigabyte that is free, and give 10,000 where nobody asks.
RECOMMENDED_BUFFERS = 85_000
LEAST_BUFFERS = 10_000
BYTES_OF_A_BUFFER = 8192


class Comity(Peer):
    """Our own server on a store of its own, which holds the statements in their graphs."""

    name = "comity"
    path = "/sparql"

    def __init__(self, data, cap, program):
        super().__init__(data, cap)
        self.program = program

    @property
    def store(self):
        """The data's own store; what is made up has only that which was loaded."""
        return self.data.store or (self.loaded_store if self.data.size == "synthetic" else None)

    @property
    def loaded_store(self):
        return self.folder / "store"

    def build(self):
        """A time of loading holds for no other build."""
        status = self.program.stat()
        return f"{status.st_size} bytes, {int(status.st_mtime)}"

    def version(self):
        return subprocess.run([self.program, "--version"], capture_output=True, check=True, text=True).stdout.strip()

    def fill(self):
        """A store that holds the same triples as the peers', to measure the way in; the questions go to the data's own."""
        command = [self.program, "--store", self.loaded_store, "--empty", "load", self.data.triples]
        return timed(command, self.folder / "load.log")

    def load(self):
        facts = super().load()
        if self.store == self.loaded_store:
            # The store says of itself what was loaded; the peers are to have that too.
            command = [self.program, "--store", self.store, "dump", "--graph", LOADS, "--format", "ntriples"]
            self.data.add(subprocess.run(command, capture_output=True, check=True).stdout)
        else:
            shutil.rmtree(self.loaded_store)
        return facts

    def disk(self):
        return folder_size(self.loaded_store)

    def start(self):
        command = [self.program, "serve", "--bind", "127.0.0.1:0", "--timeout", str(self.cap)]
        if self.store:
            command += ["--store", str(self.store)]
        self.folder.mkdir(parents=True, exist_ok=True)
        log = self.folder / "serve.log"
        with open(log, "w") as output:
            self.process = subprocess.Popen(command, stderr=output, stdout=subprocess.DEVNULL)
        while not (found := re.search(r"at http://[0-9.]+:(\d+)/", log.read_text())):
            if self.process.poll() is not None:
                sys.exit(f"error: the server did not start: {log.read_text()}")
            time.sleep(0.001)
        self.port = int(found.group(1))


class Oxigraph(Peer):
    """PyPI's `oxigraph serve`, on a RocksDB store that was optimised."""

    name = "oxigraph"
    path = "/query"

    def program(self):
        return python_tool("oxigraph", self.data.root)

    def version(self):
        return subprocess.run([self.program(), "--version"], capture_output=True, check=True, text=True).stdout.strip()

    def fill(self):
        program = self.program()
        seconds, memory = timed([program, "load", "--location", self.folder / "store", "--file", self.data.triples], self.folder / "load.log")
        more, _ = timed([program, "optimize", "--location", self.folder / "store"], self.folder / "optimize.log")
        print(f"   optimize: {more:.1f} s", file=sys.stderr)
        return seconds, memory

    def disk(self):
        return folder_size(self.folder / "store")

    def start(self):
        self.port = free_port()
        command = [self.program(), "serve", "--location", self.folder / "store", "--bind", f"127.0.0.1:{self.port}", "--timeout-s", str(self.cap)]
        log = open(self.folder / "serve.log", "a")
        self.process = subprocess.Popen([str(part) for part in command], stdout=log, stderr=log)
        wait_for_port(self.port, self.process)


class Virtuoso(Peer):
    """Debian's Virtuoso, with memory for all of its database and half as much again.

    Its buffers stay resident, needed or not: as many as its makers recommend would only make it look big.
    """

    name = "virtuoso"
    path = "/sparql"
    constructed = "text/plain"
    ini = HERE / "virtuoso.ini"

    def version(self):
        install_virtuoso()
        said = subprocess.run(["virtuoso-t", "-?"], capture_output=True, text=True)
        return re.search(r"Version ([0-9.]+)", said.stdout + said.stderr).group(1)

    def parameters(self):
        return {"default-graph-uri": GRAPH, "timeout": "0"}

    def fill(self):
        # What it loads is at most some 100 bytes a triple.
        self.start(min(150 * self.data.quads // BYTES_OF_A_BUFFER, RECOMMENDED_BUFFERS * available_memory() // 2**30))
        begin = time.perf_counter()
        self.isql(f"ld_dir('{self.data.triples.parent}', '{self.data.triples.name}', '{GRAPH}'); rdf_loader_run(); checkpoint;")
        seconds = time.perf_counter() - begin
        failures = self.isql("select ll_file, ll_error from DB.DBA.load_list where ll_error is not null;")
        if "0 Rows" not in failures:
            sys.exit(f"error: Virtuoso did not load everything:\n{failures}")
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        peak = int(re.search(r"VmHWM:\s+(\d+) kB", status).group(1)) * 1024
        self.stop()
        return seconds, peak

    def disk(self):
        return sum(file.stat().st_size for file in self.folder.glob("virtuoso.db*"))

    def start(self, buffers=0):
        install_virtuoso()
        self.port, self.sql_port = free_port(), free_port()
        buffers = max(LEAST_BUFFERS, buffers or self.disk() * 3 // 2 // BYTES_OF_A_BUFFER)
        (self.folder / "virtuoso.ini").write_text(self.ini.read_text().format(
            folder=self.data.root.resolve(), http=self.port, sql=self.sql_port,
            buffers=buffers, dirty=buffers * 3 // 4))
        (self.folder / "virtuoso.lck").unlink(missing_ok=True)
        log = open(self.folder / "serve.log", "a")
        self.process = subprocess.Popen(["virtuoso-t", "+foreground", "+configfile", "virtuoso.ini"], cwd=self.folder, stdout=log, stderr=log)
        wait_for_port(self.port, self.process)

    def stop(self):
        if self.process:
            try:
                self.isql("shutdown;", timeout=20)
                self.process.wait(30)
                self.process = None
            except (subprocess.SubprocessError, OSError):
                self.process.kill()
                self.process.wait()
                self.process = None

    def isql(self, text, timeout=None):
        command = ["isql-vt", f"127.0.0.1:{self.sql_port}", "dba", "dba", "ERRORS=STDOUT", f"EXEC={text}"]
        return subprocess.run(command, capture_output=True, text=True, timeout=timeout).stdout


class Rdflib(Peer):
    """rdflib's graph in memory, asked in its own process: for scale, on the bundle only."""

    name = "rdflib"
    path = "/"

    def loading(self):
        return {}

    def version(self):
        python = python_tool("python", self.data.root)
        return subprocess.run([python, "-c", "import rdflib; print('rdflib', rdflib.__version__)"], capture_output=True, check=True, text=True).stdout.strip()

    def start(self):
        self.port = free_port()
        python = python_tool("python", self.data.root)
        server = HERE / "rdflib_server.py"
        self.process = subprocess.Popen([str(python), str(server), str(self.data.triples), str(self.port)])
        wait_for_port(self.port, self.process)


def python_tool(tool, root):
    """The path of a tool that a package of PyPI brings, in an environment under the benchmark's folder."""
    environment, wanted = root / "python", HERE / "requirements.txt"
    installed = environment / "installed"
    if not installed.exists() or installed.read_text() != wanted.read_text():
        subprocess.run([sys.executable, "-m", "venv", "--clear", environment], check=True)
        subprocess.run([environment / "bin/pip", "install", "--quiet", "--requirement", wanted], check=True)
        shutil.copy(wanted, installed)
    return environment / "bin" / tool


def install_virtuoso():
    if not shutil.which("virtuoso-t") or not shutil.which("isql-vt"):
        subprocess.run([HERE.parent / "install-packages.sh", "virtuoso-opensource-7-bin"], check=True)
