"""A store with a server: loaded from a file, started, asked over HTTP, and stopped."""
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.parse

import client

SELECTED = "application/sparql-results+json"
# What a store takes while it is loaded, at most, and its log.
ROOM_OF_A_QUAD = 400


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


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for_port(port, process, seconds=600):
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
