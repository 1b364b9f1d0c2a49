"""The door of every API: a key before anything of a body is read, and nobody who keeps a body back for long."""

import asyncio
from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rematch_common.admission import Admission
from rematch_common.clock import monotonic
from rematch_common.problems import Refusal, refusal_problem

# What is answered without a key: Prometheus and probes have none, and who reads what there is to ask for, or what a
# record of a topic means, needs none yet. Of these, all but the first three are the same for everybody.
OPEN = frozenset(
    {"/healthz", "/readyz", "/metrics", "/openapi.json", "/docs", "/asyncapi.json", "/docs/topics", "/schemas"}
)
# Below these lies what is the same for everybody, too.
TOLD = ("/schemas/",)
# Seconds that may pass between two pieces of a body; and bytes a second that it must bring, once as many have passed.
IDLE, LEAST_RATE = 10.0, 8 * 1024
# Links in messages, whose last part is a key by itself, for one deed: notify alone has such routes.
LINKS = ("/l/", "/u/")
_TENANT = "rematch_tenant"


class Door:
    """A middleware. Its answers to who has no key come before the body; scopes and limits are the routes' to check."""

    def __init__(self, app: ASGIApp, idle: float = IDLE, least_rate: float = LEAST_RATE) -> None:
        self._app = app
        self._pace = idle, least_rate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = _Body(receive, send, *self._pace)
        try:
            _let_in(scope)
        except Refusal as refusal:
            await refusal_problem(refusal)(scope, body.receive, body.send)
        else:
            await self._app(scope, body.receive, body.send)


def tenant_of(scope: Scope) -> str:
    """Whose key it was that opened; empty where none was asked for."""
    return str(scope.get("state", {}).get(_TENANT, ""))


def _let_in(scope: Scope) -> None:
    """Raises Refusal 401, or 503 while the keys are being read."""
    admission: Any = getattr(scope["app"].state, "admission", None)
    if isinstance(admission, Admission) and not _is_open(scope["path"]):
        scope.setdefault("state", {})[_TENANT] = admission.known(Headers(scope=scope)).tenant_id


def _is_open(path: str) -> bool:
    return path in OPEN or path.startswith((*LINKS, *TOLD))


class _Body:
    """One request's body as it comes, and the answer to it. What the route itself takes to read on isn't counted."""

    def __init__(self, receive: Receive, send: Send, idle: float, least_rate: float) -> None:
        self._receive = receive
        self._send = send
        self._idle = idle
        self._least_rate = least_rate
        self._read, self._waited = 0, 0.0
        self._ended = self._answering = False

    async def receive(self) -> Message:
        if self._ended:  # what comes now is that they have gone
            return await self._receive()
        since = monotonic()
        try:
            async with asyncio.timeout(self._patience()):
                message = await self._receive()
        except TimeoutError:
            self._too_slow()
            return {"type": "http.disconnect"}
        self._waited += monotonic() - since
        self._read += len(message.get("body", b""))
        self._ended = not message.get("more_body", False)
        return message

    def _patience(self) -> float:
        return min(self._idle, self._idle + self._read / self._least_rate - self._waited)

    def _too_slow(self) -> None:
        if not self._answering:
            pace = f"at least {self._least_rate:,.0f} bytes a second"
            raise Refusal(408, "too-slow", f"send the body without pauses of {self._idle:g} s, and {pace}")

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._answering = True
            if message["status"] >= 400 and not self._ended:  # else the rest of the body would hold the connection
                message = {**message, "headers": [*message.get("headers", ()), (b"connection", b"close")]}
        await self._send(message)
