"""What the routes of every API share: refusals and how they are documented, pages, and how long a body may be."""

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, HTTPException, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rematch_common.json_route import JsonRoute
from rematch_common.problems import PROBLEM

T = TypeVar("T")
Cursor = Annotated[str | None, Query(max_length=1_000, description="the `next` of the page before")]
Limit = Annotated[int, Query(ge=1, le=200)]
_REFUSED, TOO_LARGE = 400, 413
# Seconds.
_LINGER = 3.0


class Problem(BaseModel):
    """RFC 9457: what was refused, and why. `type` is the same for every refusal of a kind, for ever; `field` names the
    culprit where there is one."""

    model_config = ConfigDict(extra="allow")

    type: Annotated[str, Field(pattern=r"^urn:rematch:problem:[a-z0-9-]+$", examples=["urn:rematch:problem:invalid"])]
    title: str
    status: int
    detail: str
    field: str | None = None


_WHY = {
    400: "The body is not JSON",
    401: "No valid key, or one that has ended",
    403: "The key lacks the scope",
    404: "Not known, or another tenant's",
    408: "The body did not come in time",
    409: "Not as things stand",
    413: "The body is too large",
    415: "A Content-Encoding that is not read here",
    422: "A field that is none; `field` names it",
    429: "The key has made its requests for now; see Retry-After",
    503: "Something is away, or keys are still being read; see Retry-After",
}
# Of some routes only.
_ALSO = {
    412: "Changed since the version that If-Match names",
}
_SCHEMA = {"$ref": "#/components/schemas/Problem"}
Refusals = dict[int | str, dict[str, Any]]


def group(tag: str) -> APIRouter:
    """A group of routes whose refusals are documented."""
    return APIRouter(tags=[tag], responses=_documented(_WHY), route_class=JsonRoute)


def also(*statuses: int) -> Refusals:
    """The documentation of refusals that only this route has."""
    return _documented({status: _ALSO[status] for status in statuses})


def again(what: str) -> Refusals:
    """The documentation of a 200 where the first time something was made: it is what was made then."""
    schema = {"type": "object", "additionalProperties": True}
    return {200: {"description": what, "content": {"application/json": {"schema": schema}}}}


def _documented(told: Mapping[int, str]) -> Refusals:
    return {status: {"description": why, "content": {PROBLEM: {"schema": _SCHEMA}}} for status, why in told.items()}


def known(found: T | None, what: str) -> T:
    """What was found. Raises HTTPException 404."""
    if found is None:
        raise HTTPException(404, f"{what} is known")
    return found


class BodyLimit:
    """Reads no further than a body may be long; some paths take longer ones.

    Who is refused before all was read has a moment to read why: a connection that is closed while more comes loses
    the answer.
    """

    def __init__(self, app: ASGIApp, largest: int, by_path: Mapping[str, int] | None = None) -> None:
        self._app = app
        self._largest = largest
        self._by_path = by_path or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = _Body(receive, send, _announced(scope), self._by_path.get(scope["path"], self._largest))
        await self._app(scope, body.receive, body.send)


class _Body:
    """One request's body, and the answer to it."""

    def __init__(self, receive: Receive, send: Send, announced: int, largest: int) -> None:
        self._receive = receive
        self._send = send
        self._announced = announced
        self._largest = largest
        self._read = 0
        self._ended = self._refused = False

    async def receive(self) -> Message:
        if self._announced > self._largest:  # as it says itself: none of it need be read
            raise too_large(self._largest)
        message = await self._receive()
        self._ended = not message.get("more_body", False)
        self._read += len(message.get("body", b""))
        if self._read > self._largest:
            raise too_large(self._largest)
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._refused = not self._ended and message["status"] >= _REFUSED
            if self._refused and (b"connection", b"close") not in message["headers"]:
                message = {**message, "headers": [*message["headers"], (b"connection", b"close")]}
        elif self._refused and not message.get("more_body", False):
            await self._send({**message, "more_body": True})
            await self._linger()
            message = {"type": "http.response.body"}
        await self._send(message)

    async def _linger(self) -> None:
        """Pass over what still comes, for as long as it takes to read an answer."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LINGER):
                while (await self._receive()).get("more_body", False):
                    pass


def too_large(largest: int) -> HTTPException:
    """413: what is still to come is not worth reading."""
    return HTTPException(TOO_LARGE, f"send at most {largest:,} bytes in one request")


def _announced(scope: Scope) -> int:
    """How long the body is said to be; 0 where nothing is said."""
    told = [value for name, value in scope["headers"] if name == b"content-length"]
    return int(told[0]) if told and told[0].isdigit() else 0
