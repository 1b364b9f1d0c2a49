"""notify's HTTP side: matches as server-sent events."""

from collections.abc import AsyncIterator, Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Header
from sse_starlette import EventSourceResponse, ServerSentEvent

from rematch_common.errors import DependencyAway
from rematch_common.http import requires
from rematch_common.keys import Principal
from rematch_common.logs import logger
from rematch_common.routes import group
from rematch_notify.ports.feed import Feed, Heard, Notice

log = logger(__name__)
Reader = Annotated[Principal, Depends(requires("matches:read"))]
Since = Annotated[
    str, Header(alias="Last-Event-ID", max_length=4_000, description="of the last event that was heard: go on there")
]
_MISSED = "more was missed than is told anew, or the id is none of ours: look at GET /v1/matches, then go on from here"


def routes(feed: Feed, holds: Callable[[Principal], bool]) -> APIRouter:
    api = group("stream")

    @api.get("/v1/stream", summary="The tenant's matches as they are published", response_class=EventSourceResponse)
    async def stream(reader: Reader, since: Since = "") -> EventSourceResponse:
        """Each event has an id. Who comes again with the last one in `Last-Event-ID`, as browsers do by themselves,
        is told what was missed meanwhile. An event `missed` says that it was too much."""
        return EventSourceResponse(_events(feed(reader.tenant_id, lambda: holds(reader), since)), ping=15)

    return api


async def _events(feed: AsyncIterator[Heard | Notice]) -> AsyncIterator[ServerSentEvent]:
    try:
        async for one in feed:
            if isinstance(one, Notice):
                yield _notice(one)
            elif (content := one.record.content) is not None:
                kind = (one.record.header("ce_type") or "match").removeprefix("rematch.").removesuffix(".v1")
                yield ServerSentEvent(content.decode(), event=kind, id=one.place)
    except DependencyAway as away:  # who comes again goes on where it was
        log.info("a listener is sent away", dependency=away.dependency)


def _notice(notice: Notice) -> ServerSentEvent:
    """Headers alone may stay in a proxy's buffer; with a first line the listener knows that it is connected."""
    if notice.kind == "missed":
        return ServerSentEvent(_MISSED, event="missed", id=notice.place)
    return ServerSentEvent(comment="listening", id=notice.place or None)
