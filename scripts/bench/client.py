"""A client over one kept connection, made so that it costs little beside a fast server and never waits for its own acknowledgements."""
import re
import select
import socket
import time

CONTENT_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
CLOSING = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)
LAST_CHUNK = b"0\r\n\r\n"
AT_ONCE = 1 << 18


class Response:
    """What came back, as it came: the parts are taken out of it after the clock has stopped."""

    def __init__(self, head, parts):
        self.head = head
        self.parts = parts

    @property
    def status(self):
        return int(self.head[9:12])

    def header(self, name):
        found = re.search(rf"\r\n{name}: *([^\r]*)".encode(), self.head, re.IGNORECASE)
        return found.group(1).decode() if found else None

    def body(self):
        content = b"".join(self.parts)
        return unchunked(content) if CHUNKED.search(self.head) else content


class Reader:
    """Takes in an answer piece by piece and knows when it is whole."""

    def __init__(self):
        self.head = b""
        self.parts = []
        self.tail = b""
        self.missing = None

    def take(self, piece):
        """True when the answer has ended. An empty piece is the end of a connection."""
        if not self.head:
            self.tail += piece
            end = self.tail.find(b"\r\n\r\n")
            if end < 0:
                return False
            self.head, piece, self.tail = self.tail[:end + 2], self.tail[end + 4:], b""
            length = CONTENT_LENGTH.search(self.head)
            self.missing = int(length.group(1)) if length else 0 if self.head[9:12] in (b"204", b"304") else None
        self.parts.append(piece)
        if self.missing is not None:
            self.missing -= len(piece)
            return self.missing <= 0
        # No format of an answer holds an empty line after a zero, so this is the last chunk.
        self.tail = (self.tail + piece)[-len(LAST_CHUNK):]
        return self.tail == LAST_CHUNK if CHUNKED.search(self.head) else not piece


class Connection:
    """One connection, opened again where the server closed it."""

    def __init__(self, port, timeout):
        self.port = port
        self.timeout = timeout
        self.socket = None

    def open(self):
        if not self.socket:
            self.socket = socket.create_connection(("127.0.0.1", self.port), self.timeout)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self.socket

    def close(self):
        if self.socket:
            self.socket.close()
            self.socket = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def ask(self, request):
        """Sends a whole request and waits for the whole answer. Raises TimeoutError or OSError, and is closed then."""
        again = self.socket is not None
        try:
            return self.asked_once(request)
        except ConnectionError:
            # A server may close a connection that was kept, and only the next request shows it.
            self.close()
            if again:
                return self.asked_once(request)
            raise
        except OSError:
            self.close()
            raise

    def asked_once(self, request):
        deadline = time.perf_counter() + self.timeout
        self.open().settimeout(self.timeout)
        self.socket.sendall(request)
        reader = Reader()
        while True:
            # Without this the kernel may hold back its acknowledgement for 40 ms, and a server that sends an answer
            # in small pieces waits for it.
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            left = deadline - time.perf_counter()
            if left <= 0 or not select.select([self.socket], [], [], left)[0]:
                raise TimeoutError
            piece = self.socket.recv(AT_ONCE)
            if reader.take(piece):
                break
            if not piece:
                raise ConnectionError("the connection ended within an answer")
        if CLOSING.search(reader.head) or not piece:
            self.close()
        return Response(reader.head, reader.parts)


def request(method, path, headers, body=b""):
    """The bytes of a request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", *(f"{name}: {value}" for name, value in headers.items()), f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def unchunked(content):
    parts, position = [], 0
    while True:
        end = content.index(b"\r\n", position)
        size = int(content[position:end].split(b";")[0], 16)
        if not size:
            return b"".join(parts)
        parts.append(content[end + 2:end + 2 + size])
        position = end + 2 + size + 2
