"""The body of a request as it comes: unpacked, counted, and never read further than it may be long."""

from collections.abc import AsyncIterator

from fastapi import HTTPException, Request

from rematch_common.routes import too_large
from rematch_ingest.api.room import KEPT, Place
from rematch_ingest.domain.inflating import Inflater, NotGzip

Chunks = AsyncIterator[bytes]


def chunks_of(request: Request, largest: int) -> Chunks:
    """Raises HTTPException 413 where it is longer, 415 for an encoding that is not known, 400 for broken gzip."""
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding in ("", "identity"):
        return bounded(_stream(request), largest)
    if encoding in ("gzip", "x-gzip"):
        return bounded(_inflated(_stream(request)), largest)
    raise HTTPException(415, "Content-Encoding may be gzip, or nothing", {"Accept-Encoding": "gzip"})


async def bounded(chunks: Chunks, largest: int) -> Chunks:
    read = 0
    async for chunk in chunks:
        read += len(chunk)
        if read > largest:
            raise too_large(largest)
        yield chunk


async def weighed(chunks: Chunks, place: Place) -> Chunks:
    """Each piece, unpacked, takes its place in the room until the request is answered. Raises Refusal 503."""
    async for chunk in chunks:
        place.take(KEPT * len(chunk))
        yield chunk


async def whole(chunks: Chunks, largest: int) -> bytes:
    """All of it, which may have so many bytes."""
    body = bytearray()
    async for chunk in bounded(chunks, largest):
        body += chunk
    return bytes(body)


async def _stream(request: Request) -> Chunks:
    async for chunk in request.stream():
        if chunk:
            yield chunk


async def _inflated(chunks: Chunks) -> Chunks:
    inflater = Inflater()
    try:
        async for chunk in chunks:
            for part in inflater.feed(chunk):
                yield part
        if rest := inflater.end():
            yield rest
    except NotGzip as error:
        raise HTTPException(400, str(error)) from None
