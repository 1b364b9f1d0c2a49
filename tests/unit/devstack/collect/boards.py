"""Job boards on loopback, that answer what was recorded (and invented), and note what they were asked."""

import gzip
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

from rematch_devstack.collect.fetching import Fetcher

RSS = b"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Invented jobs</title><link>https://board.example/</link>
<item><title>Python Developer</title><link>https://board.example/jobs/1</link><guid>job-1</guid>
<dc:creator>Northwind Labs</dc:creator><description>Short.</description>
<content:encoded><![CDATA[<p>Build APIs with <b>Python</b>.</p>]]></content:encoded>
<pubDate>Fri, 28 Nov 2025 09:00:00 +0100</pubDate></item>
<item><title>Harbour Hospital: Staff Nurse</title><link>https://board.example/jobs/2</link>
<description>Care for people.</description><pubDate>some day</pubDate></item>
</channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Invented jobs</title>
<entry><title>Baker</title><id>tag:board.example,2025:7</id><link rel="self" href="https://board.example/api/7"/>
<link href="https://board.example/jobs/7"/><author><name>Crumb &amp; Co</name></author>
<summary>Bake bread at night.</summary><updated>2025-11-28T06:00:00Z</updated></entry></feed>"""


@dataclass
class Answer:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def packed(cls, body: bytes) -> "Answer":
        return cls(gzip.compress(body), headers={"Content-Encoding": "gzip"})


@dataclass
class Board:
    """`answers`: by path, one after another, the last for ever; whatever else is asked for is not there."""

    url: str = ""
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def on(self, path: str, *answers: Answer | bytes) -> str:
        """The address of the path."""
        self.answers[path] = [answer if isinstance(answer, Answer) else Answer(answer) for answer in answers]
        return f"{self.url}{path}"

    def answer(self, path: str) -> Answer:
        self.asked.append(path)
        left = self.answers.get(path.partition("?")[0]) or [Answer(status=404)]
        return left.pop(0) if len(left) > 1 else left[0]


@contextmanager
def board() -> Iterator[Board]:
    told = Board()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = told.answer(self.path)
            self.send_response(answer.status)
            for name, value in {**answer.headers, "Content-Length": str(len(answer.body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    told.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield told
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


@dataclass
class Waits:
    """A clock's other end: nobody really waits, it is noted how long they would have."""

    seconds: list[float] = field(default_factory=list)

    def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


@contextmanager
def fetching(wait: Callable[[float], None], largest: int = 8 * 1024 * 1024) -> Iterator[Fetcher]:
    with httpx.Client(timeout=10.0, trust_env=False) as client:
        yield Fetcher(client, wait, largest)
