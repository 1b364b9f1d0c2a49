"""A stand-in for a remote trainer: a real server on the loopback that keeps to the protocol, or breaks it as a test
tells it to. `answer` makes the adapter of a plan."""

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.unit.encoder.saying import Answer, Saying

Say = Callable[[], Answer]


def said(told: object, code: int = 200, **headers: str) -> Answer:
    return code, headers, told if isinstance(told, bytes) else json.dumps(told).encode()


class TrainerServer(ThreadingHTTPServer):
    """`steps`: how often it is asked before it is done. `instead`: answers by method and end of the path, each given
    once, the first one first."""

    daemon_threads = True

    def __init__(self, answer: Callable[[bytes], bytes], steps: int = 2) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self.steps = steps
        self.instead: dict[str, list[Say]] = {}
        self.asked: list[str] = []
        self.tokens: set[str | None] = set()
        self.trainings: dict[str, tuple[str, bytes]] = {}
        self._polls: dict[str, int] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def handle_error(self, request: object, client_address: object) -> None:
        """Who has asked may be gone before it is told all."""

    def submit(self, key: str, body: bytes) -> Answer:
        name, _ = self.trainings.setdefault(key, (f"t-{len(self.trainings)}", self.answer(body)))
        return said({"id": name}, 201)

    def look(self, name: str) -> Answer:
        content = dict(self.trainings.values())[name]
        polls = self._polls[name] = self._polls.get(name, 0) + 1
        if polls <= self.steps:
            return said({"state": "running" if polls > 1 else "queued", "progress": (polls - 1) / self.steps})
        return said({"state": "done", "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)})

    def fetch(self, name: str) -> Answer:
        return said(dict(self.trainings.values())[name])


class _Handler(Saying, BaseHTTPRequestHandler):
    server: TrainerServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self._answer("submit", lambda: self.server.submit(self.headers["Idempotency-Key"], body))

    def do_GET(self) -> None:
        name, _, what = self.path.removeprefix("/v1/trainings/").partition("/")
        if what:
            self._answer("fetch", lambda: self.server.fetch(name))
        else:
            self._answer("look", lambda: self.server.look(name))

    def _answer(self, step: str, usual: Say) -> None:
        self.server.asked.append(step)
        self.server.tokens.add(self.headers["Authorization"])
        waiting = self.server.instead.get(step)
        self.say((waiting.pop(0) if waiting else usual)())


@contextmanager
def training(answer: Callable[[bytes], bytes], steps: int = 2) -> Iterator[TrainerServer]:
    with TrainerServer(answer, steps) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join(10)
