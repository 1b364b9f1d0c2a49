"""A server on the loopback that answers what a test tells it to, and remembers what it was asked."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, bytes, dict[str, str]]


class Scripted(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer: Answer = (200, b"{}", {})
        self.released = threading.Event()
        self.released.set()
        self.asked: list[tuple[str, dict[str, str], Any]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Scripted
    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def do_GET(self) -> None:
        self.do_POST()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.asked.append((self.path, headers, json.loads(body) if body else None))
        self.server.released.wait(30)
        status, said, more = self.server.answer
        try:
            self.send_response(status)
            told = {"Content-Type": "application/json", "Content-Length": str(len(said)), **more}
            for name, value in told.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said)
        except OSError:  # who has asked is gone
            self.close_connection = True
        if int(told["Content-Length"]) > len(said):
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        return None


@contextmanager
def scripted() -> Iterator[Scripted]:
    with Scripted() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.released.set()
            server.shutdown()
            thread.join(10)
