"""The stores that are compared: how each is installed, loaded, started and asked."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time
import urllib.parse

import client

GRAPH = "https://w3id.org/comity/bench"
SELECTED = "application/sparql-results+json"
# What a store takes while it is loaded, at most, and its log.
ROOM_OF_A_QUAD = 400
# Virtuoso: its makers recommend 85,000 buffers for a gigabyte that is free, and give 10,000 where nobody asks.
RECOMMENDED_BUFFERS = 85_000
LEAST_BUFFERS = 10_000
BYTES_OF_A_BUFFER = 8192


class Capped(Exception):
    """A query took longer than it may."""


class Failed(Exception):
    """A store answered a query with an error."""


class Peer:
    """A store with a server: a folder of its own under the data's, and a process while it runs."""

    name = ""
    constructed = "application/n-triples"

    def __init__(self, data, cap):
        self.data = data
        self.cap = cap
        self.folder = data.folder / self.name
        self.process = None
        self.port = None

    def build(self):
        return self.version()

    def loading(self):
        """What loading took, if the store holds these data as this program loads them; nothing otherwise."""
        noted = self.folder / "loaded.json"
        facts = json.loads(noted.read_text()) if noted.exists() else {}
        return facts if facts.get("data") == self.data.version and facts.get("by") == self.build() else None

    def load(self):
        """Fills the store anew, and notes the seconds, the peak of resident memory and the size on disk, in bytes."""
        self.stop()
        if shutil.disk_usage(self.data.root).free < ROOM_OF_A_QUAD * self.data.quads:
            sys.exit(f"error: loading {self.data.quads} triples into {self.name} may need {ROOM_OF_A_QUAD * self.data.quads / 1e9:.0f} GB under `{self.data.root}`")
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        seconds, memory = self.fill()
        facts = {"data": self.data.version, "by": self.build(), "seconds": seconds, "memory": memory, "disk": self.disk()}
        (self.folder / "loaded.json").write_text(json.dumps(facts))
        return facts

    def restart(self):
        self.stop()
        self.start()

    def stop(self):
        if self.process:
            self.process.terminate()
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None

    def memory(self):
        """Resident memory of the server, in bytes: what is its own, and with the pages of mapped files."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        kilobytes = {name: int(value) for name, value in re.findall(r"(\w+):\s+(\d+) kB", status)}
        return {"own": kilobytes["RssAnon"] * 1024, "all": kilobytes["VmRSS"] * 1024}

    def request(self, query, cached=False, headers=None):
        """The bytes of a request: by POST, past all caches of answers; or by GET, where it is a cache that is measured."""
        headers = {"Accept": self.constructed if is_construct(query) else SELECTED, **(headers or {})}
        parameters = urllib.parse.urlencode({"query": query, **self.parameters()})
        if cached:
            return client.request("GET", f"{self.path}?{parameters}", headers)
        return client.request("POST", self.path, {"Content-Type": "application/x-www-form-urlencoded", "Cache-Control": "no-cache", **headers}, parameters.encode())

    def parameters(self):
        return {}

    def connect(self):
        return client.Connection(self.port, self.cap)

    def ask(self, request, connection=None, status=200):
        """The response and the seconds that it took. A store that is over the cap is started again: not every one gives up by itself."""
        own = connection or self.connect()
        start = time.perf_counter()
        try:
            response = own.ask(request)
        except TimeoutError:
            self.restart()
            raise Capped from None
        except OSError as error:
            if self.process.poll() is not None:
                self.process = None
                self.start()
                raise Failed("the server fell over") from None
            raise Failed(repr(error)) from None
        seconds = time.perf_counter() - start
        if not connection:
            own.close()
        if seconds > self.cap or response.status in (408, 503, 504):
            raise Capped
        if response.status != status:
            raise Failed(f"status {response.status}: {' '.join(response.body()[:300].decode(errors='replace').split())}")
        return response, seconds


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
        if self.store != self.loaded_store:
            shutil.rmtree(self.loaded_store)
        return facts

    def disk(self):
        return folder_size(self.loaded_store)

    def start(self):
        command = [self.program, "serve", "--bind", "127.0.0.1:0", "--timeout", str(self.cap)]
        if self.store:
            command += ["--store", str(self.store)]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        line = self.process.stderr.readline()
        found = re.search(r"at http://[0-9.]+:(\d+)/", line)
        if not found:
            sys.exit(f"error: the server did not start: {line}{self.process.stderr.read()}")
        self.port = int(found.group(1))


class Oxigraph(Peer):
    """PyPI's `oxigraph serve`, on a RocksDB store that was optimised."""

    name = "oxigraph"
    path = "/query"

    def program(self):
        return python_tool("oxigraph", "oxigraph", self.data.root)

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
    ini = pathlib.Path(__file__).with_name("virtuoso.ini")

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
        python = python_tool("rdflib", "rdfpipe", self.data.root).with_name("python")
        return subprocess.run([python, "-c", "import rdflib; print('rdflib', rdflib.__version__)"], capture_output=True, check=True, text=True).stdout.strip()

    def start(self):
        self.port = free_port()
        python = python_tool("rdflib", "rdfpipe", self.data.root).with_name("python")
        server = pathlib.Path(__file__).with_name("rdflib_server.py")
        self.process = subprocess.Popen([str(python), str(server), str(self.data.triples), str(self.port)])
        wait_for_port(self.port, self.process)


def is_construct(query):
    return re.search(r"^\s*CONSTRUCT\b", query, re.MULTILINE) is not None


def timed(command, log):
    """Seconds and peak resident bytes of a command that must succeed."""
    with open(log, "w") as output:
        start = time.perf_counter()
        process = subprocess.Popen([str(part) for part in command], stdout=output, stderr=output)
        _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"error: `{' '.join(map(str, command))}` failed: see {log}")
    return time.perf_counter() - start, usage.ru_maxrss * 1024


def python_tool(package, tool, root):
    """The path of a tool that a package of PyPI brings, in an environment under the benchmark's folder."""
    found = root / "python/bin" / tool
    if not found.exists():
        if not (root / "python/bin/pip").exists():
            subprocess.run([sys.executable, "-m", "venv", root / "python"], check=True)
        subprocess.run([root / "python/bin/pip", "install", "--quiet", package], check=True)
    return found


def install_virtuoso():
    if shutil.which("virtuoso-t") and shutil.which("isql-vt"):
        return
    command = ["apt-get", "install", "--yes", "--no-install-recommends", "virtuoso-opensource-7-bin"]
    if os.geteuid() != 0:
        if not shutil.which("sudo"):
            sys.exit(f"error: Virtuoso is not installed: run `{' '.join(command)}` as root, or leave it out by `--peers oxigraph`")
        command = ["sudo", *command]
    print("Installing Debian's Virtuoso", file=sys.stderr)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})


def free_port():
    import socket
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for_port(port, process, seconds=600):
    import socket
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if process.poll() is not None:
                sys.exit(f"error: `{process.args[0]}` ended while starting: see serve.log in its folder")
            time.sleep(0.005)
    sys.exit(f"error: `{process.args[0]}` did not listen within {seconds} s")


def available_memory():
    return int(re.search(r"MemAvailable:\s+(\d+)", pathlib.Path("/proc/meminfo").read_text()).group(1)) * 1024


def folder_size(folder):
    return sum(file.stat().st_size for file in pathlib.Path(folder).rglob("*") if file.is_file())
