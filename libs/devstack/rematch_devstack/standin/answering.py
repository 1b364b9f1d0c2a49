"""What the stand-in answers: OpenAI's chat completions and list of models, and a route of its own to be told by."""

import json
import math
import socket
import time
from dataclasses import asdict, replace
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any

from rematch_devstack.standin.faults import Behaviour
from rematch_devstack.standin.replies import reply_of
from rematch_devstack.standin.said import said_of

if TYPE_CHECKING:
    from rematch_devstack.standin.server import StandIn

CHAT, MODELS, CONTROL = "/v1/chat/completions", "/v1/models", "/standin"
_CHARACTERS_A_TOKEN = 4
_MODEL = "stand-in"
# Seconds between two looks whether whoever has asked is still there.
_LOOK = 0.05


class Answering(BaseHTTPRequestHandler):
    """One connection to the stand-in."""

    server: "StandIn"
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # an answer in one piece; in two, the second waits for the first to be acknowledged

    def setup(self) -> None:
        super().setup()
        self.server.opened(self.connection)

    def finish(self) -> None:
        self.server.closed(self.connection)
        try:
            super().finish()
        except OSError:  # who has asked is gone
            self.close_connection = True

    def do_GET(self) -> None:
        if self.path == MODELS:
            self.server.counts.lists += 1
            self._answer(200, {"object": "list", "data": [{"id": _MODEL, "object": "model"}]})
        elif self.path == CONTROL:
            self._answer(200, asdict(self.server.counts))
        else:
            self._answer(404, {"error": {"message": "no such route"}})

    def do_PUT(self) -> None:
        """How to behave from now on; what isn't told stays as it was."""
        try:
            self.server.behaviour = replace(self.server.behaviour, **self._body())
        except (ValueError, TypeError) as error:
            self._answer(400, {"error": {"message": str(error)}})
        else:
            self._answer(200, asdict(self.server.behaviour))

    def do_POST(self) -> None:
        asked = self._body()
        if self.path != CHAT:
            self._answer(404, {"error": {"message": "no such route"}})
            return
        messages: list[dict[str, str]] = asked["messages"]
        behaviour = self.server.behaviour
        call, fault = self.server.begun(messages, behaviour)
        said, tokens = "", (0, 0)
        try:
            self._wait(math.inf if fault == "hang" else behaviour.seconds(call))
            if fault not in ("hang", "limited", "error"):
                said = reply_of(said_of(messages, behaviour.seed), messages, fault)
                tokens = _tokens(sum(len(each["content"]) for each in messages)), _tokens(len(said))
        finally:
            self.server.ended(tokens)  # before it is answered: whoever has the answer finds it counted
        if fault == "hang":
            self.close_connection = True
        elif fault in ("limited", "error"):
            self._refuse(fault, behaviour)
        else:
            self._say(str(asked.get("model", _MODEL)), said, tokens, cut=fault == "cut")

    def _wait(self, seconds: float) -> None:
        """So long, unless the server is stopped or whoever has asked has gone."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and not self.server.stopped.wait(min(left, _LOOK)):
            if self._gone():
                return

    def _gone(self) -> bool:
        try:
            return not self.connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except OSError:
            return True

    def _refuse(self, fault: str, behaviour: Behaviour) -> None:
        if fault == "error":
            self._answer(500, {"error": {"message": "something broke"}})
        else:
            self._answer(429, {"error": {"message": "slow down"}}, {"Retry-After": f"{behaviour.retry_after:g}"})

    def _say(self, model: str, said: str, tokens: tuple[int, int], cut: bool) -> None:
        choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": said}}
        used = {"prompt_tokens": tokens[0], "completion_tokens": tokens[1], "total_tokens": sum(tokens)}
        told = {"id": "stand-in", "object": "chat.completion", "created": 0, "model": model}
        body = json.dumps({**told, "choices": [choice], "usage": used}).encode()
        if cut:
            self._send(200, body[: len(body) // 2], {"Content-Length": str(len(body))})
            self.close_connection = True
        else:
            self._send(200, body, {})

    def _body(self) -> Any:
        return json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    def _answer(self, status: int, told: object, headers: dict[str, str] | None = None) -> None:
        self._send(status, json.dumps(told).encode(), headers or {})

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        try:
            self.send_response(status)
            for name, value in {
                "Content-Type": "application/json",
                "Content-Length": str(len(body)),
                **headers,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()
        except OSError:  # who has asked is gone
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: ARG002 - as the base class calls it
        return None


def _tokens(characters: int) -> int:
    return -(-characters // _CHARACTERS_A_TOKEN)
