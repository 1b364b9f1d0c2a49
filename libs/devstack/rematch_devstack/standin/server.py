"""The stand-in as a server: its life, and what it counts."""

import socket
import sys
import threading
from collections import Counter
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from typing import Any

from rematch_devstack.standin.answering import Answering
from rematch_devstack.standin.faults import Behaviour
from rematch_devstack.standin.judge import digest_of


@dataclass(slots=True)
class Counts:
    """What was asked of it since it was started."""

    calls: int = 0
    lists: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    tokens_in: int = 0
    tokens_out: int = 0
    under_way: int = 0
    most_at_once: int = 0


class StandIn(ThreadingHTTPServer):
    """Serves from `with` on, until its end; whoever is still waiting then is cut off."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, behaviour: Behaviour | None = None, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Answering)
        self.behaviour = behaviour or Behaviour()
        self.counts = Counts()
        self.stopped = threading.Event()
        self.asked: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._sockets: set[socket.socket] = set()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), name="stand-in", daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def __enter__(self) -> "StandIn":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        self.stopped.set()
        self.shutdown()
        self._thread.join(10)
        self.server_close()
        with self._lock:
            for connection in self._sockets:
                # Else who has a connection open would go on being answered on it.
                _cut(connection)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever goes away in the middle of a call is what it is made for; anything else is told."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    def begun(self, messages: list[dict[str, str]], behaviour: Behaviour) -> tuple[str, str | None]:
        """The call's name, what is asked and how often it was, and the fault that is drawn by it."""
        with self._lock:
            digest = digest_of(messages)
            self.asked[digest] += 1
            self.counts.calls += 1
            self.counts.under_way += 1
            self.counts.most_at_once = max(self.counts.most_at_once, self.counts.under_way)
            call = f"{digest} {self.asked[digest]}"
            fault = behaviour.fault(call)
            self.counts.faults.update([fault] if fault else [])
            return call, fault

    def ended(self, tokens: tuple[int, int]) -> None:
        with self._lock:
            self.counts.under_way -= 1
            self.counts.tokens_in += tokens[0]
            self.counts.tokens_out += tokens[1]

    def opened(self, connection: socket.socket) -> None:
        with self._lock:
            self._sockets.add(connection)

    def closed(self, connection: socket.socket) -> None:
        with self._lock:
            self._sockets.discard(connection)


def _cut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:  # its other end was quicker
        return
