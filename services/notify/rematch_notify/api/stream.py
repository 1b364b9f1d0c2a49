"""notify's HTTP side: matches as server-sent events."""

from collections.abc import AsyncIterator, Callable
from typing import Annotated

from fastapi import APIRouter, Depends
from sse_starlette import EventSourceResponse, ServerSentEvent

from rematch_common.http import requires
from rematch_common.keys import Principal
from rematch_common.records import Record
from rematch_common.routes import group

Reader = Annotated[Principal, Depends(requires("matches:read"))]
# A tenant's records, for as long as the question answers yes.
Feed = Callable[[str, Callable[[], bool]], AsyncIterator[Record]]


def routes(feed: Feed, holds: Callable[[Principal], bool]) -> APIRouter:
    api = group("stream")

    @api.get("/v1/stream", summary="The tenant's matches as they are published", response_class=EventSourceResponse)
    async def stream(reader: Reader) -> EventSourceResponse:
        return EventSourceResponse(_events(feed(reader.tenant_id, lambda: holds(reader))), ping=15)

    return api


async def _events(records: AsyncIterator[Record]) -> AsyncIterator[ServerSentEvent]:
    # Headers alone may stay in a proxy's buffer; with a first line the listener knows that it is connected.
    yield ServerSentEvent(comment="listening")
    async for record in records:
        if record.value is not None:
            kind = (record.header("ce_type") or "match").removeprefix("rematch.").removesuffix(".v1")
            yield ServerSentEvent(record.value.decode(), event=kind, id=f"{record.partition}-{record.offset}")
