"""Many clients at once, kept by one process that waits for all of their connections, so that the servers have the machine to themselves."""
import random
import selectors
import socket
import time

import measure
from client import AT_ONCE, CLOSING, Connection, Reader

# A deck is dealt to its end, so that every store answers the same mixture; this is where a store that is too slow is let off.
PATIENCE = 240


class Client:
    """A connection, and the question that it waits for."""

    def __init__(self, peer):
        self.connection = Connection(peer.port, peer.cap)
        self.reader = None
        self.asked = 0.0

    def ask(self, request, selector):
        self.connection.open()
        self.reader, self.asked = Reader(), time.perf_counter()
        self.connection.socket.settimeout(None)
        self.connection.socket.sendall(request)
        selector.register(self.connection.socket, selectors.EVENT_READ, self)

    def hear(self, selector):
        """True when the answer is whole; None when the connection broke."""
        self.connection.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        try:
            piece = self.connection.socket.recv(AT_ONCE)
        except ConnectionError:
            piece = b""
        whole = self.reader.take(piece)
        if not whole and piece:
            # What was read is not needed: only whether it ended, and how it began.
            self.reader.parts.clear()
            return False
        selector.unregister(self.connection.socket)
        if not whole or not piece or CLOSING.search(self.reader.head):
            self.connection.close()
        return True if whole else None


def throughput(peer, queries, clients, seconds):
    """Answers a second to clients that each take the next question of a shuffled deck of all, deck after deck, and the seconds that each answer took.

    No new deck is begun after `seconds`.
    """
    requests = [peer.request(query.text) for query in queries]
    selector, idle = selectors.DefaultSelector(), [Client(peer) for _ in range(clients)]
    waits, failures, number = [], 0, 0
    start, deck = time.perf_counter(), []
    while True:
        passed = time.perf_counter() - start
        if not deck and passed < seconds:
            deck, number = shuffled(requests, number), number + 1
        if passed > PATIENCE:
            deck = []
        while idle and deck:
            idle.pop().ask(deck.pop(), selector)
        if not selector.get_map():
            break
        for key, _ in selector.select(timeout=1):
            client = key.data
            heard = client.hear(selector)
            if heard:
                waits.append(time.perf_counter() - client.asked)
                failures += client.reader.head[9:12] != b"200"
            elif heard is None:
                failures += 1
            if heard is not False:
                idle.append(client)
    duration = time.perf_counter() - start
    for client in idle:
        client.connection.close()
    return {"clients": clients, "queries": len(queries), "per_second": (len(waits) - failures) / duration, "seconds": duration, "answers": len(waits), "failures": failures,
            "median": measure.percentile(waits, 0.5), "percentile95": measure.percentile(waits, 0.95)}


def shuffled(requests, number):
    deck = list(requests)
    random.Random(number).shuffle(deck)
    return deck
