"""What the routes of every API share: refusals and how they are documented, pages, and how long a body may be."""

from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, HTTPException, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rematch_common.problems import PROBLEM

T = TypeVar("T")
Cursor = Annotated[str | None, Query(max_length=1_000, description="the `next` of the page before")]
Limit = Annotated[int, Query(ge=1, le=200)]


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
    409: "Not as things stand",
    413: "The body is too large",
    422: "A field that is none; `field` names it",
    429: "The key has made its requests for now; see Retry-After",
    503: "Something is away, or keys are still being read; see Retry-After",
}
_SCHEMA = {"$ref": "#/components/schemas/Problem"}


def group(tag: str) -> APIRouter:
    """A group of routes whose refusals are documented."""
    refusals: dict[int | str, dict[str, Any]] = {
        status: {"description": told, "content": {PROBLEM: {"schema": _SCHEMA}}} for status, told in _WHY.items()
    }
    return APIRouter(tags=[tag], responses=refusals)


def known(found: T | None, what: str) -> T:
    """What was found. Raises HTTPException 404."""
    if found is None:
        raise HTTPException(404, f"{what} is known")
    return found


class BodyLimit:
    """Reads no further than a body may be long."""

    def __init__(self, app: ASGIApp, largest: int) -> None:
        self._app = app
        self._largest = largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        read = 0

        async def limited() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._largest:
                raise HTTPException(413, f"send at most {self._largest:,} bytes in one request")
            return message

        await self._app(scope, limited if scope["type"] == "http" else receive, send)
