"""A large answer, handed on piece by piece."""

from collections.abc import AsyncIterator

from fastapi import Request
from fastapi.responses import StreamingResponse

from rematch_ingest.api.room import place_of

# Bytes at once: of an answer that is handed on whole the server keeps a copy until it is read.
_SLICE = 64 * 1024


def sliced(body: bytes, request: Request, media_type: str, **headers: str) -> StreamingResponse:
    """It has its place in the room until who asked has read it. Raises Refusal 503 where there is none."""
    place_of(request).take(2 * len(body))
    length = {"Content-Length": str(len(body))}
    return StreamingResponse(_slices(body), media_type=media_type, headers=headers | length)


async def _slices(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), _SLICE):
        yield body[start : start + _SLICE]
