#!/usr/bin/env python3
"""Answers SPARQL from rdflib's graph in memory, over HTTP: to see where the library that everybody knows stands.

Use: rdflib_server.py FILE PORT
"""
import http.server
import sys
import urllib.parse

import rdflib


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    graph = rdflib.Graph()

    def do_POST(self):
        form = urllib.parse.parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        try:
            answer = self.graph.query(form["query"][0])
            content = answer.serialize(format="nt" if answer.type == "CONSTRUCT" else "json")
            self.reply(200, content)
        except Exception as error:
            # Whatever it could not do is an answer too: the comparison goes on.
            self.reply(500, repr(error).encode())

    def reply(self, status, content):
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    Handler.graph.parse(sys.argv[1], format="nt")
    http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), Handler).serve_forever()
