"""A real server on the loopback that speaks OpenAI's embeddings, and misbehaves as a test tells it to."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np

from rematch_encoder.openai_embedder import Pace
from tests.unit.encoder.saying import Answer, Saying

Question = dict[str, Any]
Behaviour = Callable[[Question], Answer]


KEY = "sk-very-secret"


class Time:
    """Waiting takes no time and is written down; chance always says one half."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.waited: list[float] = []

    def wait(self, seconds: float) -> None:
        self.now += seconds
        if seconds:
            self.waited.append(seconds)

    @property
    def pace(self) -> Pace:
        return Pace(lambda: self.now, self.wait, lambda: 0.5)


class EmbeddingsServer(ThreadingHTTPServer):
    """Answers well, unless a behaviour is waiting in `next`; remembers what it was asked, and with which key."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.next: list[Behaviour] = []
        self.asked: list[Question] = []
        self.keys: list[str | None] = []
        self.paths: list[str] = []
        self.released = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def hang(self, question: Question) -> Answer:
        """No answer before the test is over."""
        self.released.wait(30)
        return well(question)


class _Handler(Saying, BaseHTTPRequestHandler):
    server: EmbeddingsServer

    def do_POST(self) -> None:
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(question)
        self.server.keys.append(self.headers["Authorization"])
        self.server.paths.append(self.path)
        behave = self.server.next.pop(0) if self.server.next else well
        self.say(behave(question))


@contextmanager
def serving() -> Iterator[EmbeddingsServer]:
    with EmbeddingsServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.released.set()
            server.shutdown()
            thread.join(10)


def entries(question: Question) -> list[dict[str, Any]]:
    """Vectors that tell the text: its length and 1, of a length that is not yet 1."""
    return [{"index": place, "embedding": [len(text), 1.0]} for place, text in enumerate(question["input"])]


def well(question: Question) -> Answer:
    return data(entries(question))


def data(found: object) -> Answer:
    return 200, {}, json.dumps({"object": "list", "data": found}).encode()


def status(code: int, message: str = "no", **headers: str) -> Behaviour:
    body = json.dumps({"error": {"message": message}}).encode()
    return lambda _question: (code, {name.replace("_", "-"): value for name, value in headers.items()}, body)


def saying(body: bytes) -> Behaviour:
    return lambda _question: (200, {}, body)


def made_of(*lengths: int) -> Any:
    """The rows that texts of these lengths must get."""
    vectors = np.array([[length, 1] for length in lengths], dtype=np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
