"""A posting, or a list of them, out of a body that is held whole."""

import asyncio
from collections.abc import Sequence
from typing import Any

import orjson
from fastapi import HTTPException

from rematch_common.contracts import MAX_RAW_BYTES
from rematch_ingest.api.bodies import Chunks
from rematch_ingest.api.room import KEPT, Place
from rematch_ingest.domain.cutting import Unreadable
from rematch_ingest.domain.json_array import ArrayCutter
from rematch_ingest.domain.reading import MOST_AT_ONCE, sized

_STEP = 64 * 1024


async def items_in(chunks: Chunks, place: Place) -> Sequence[Any]:
    """The items, whether there is one or a list: as they are, or as lines still to be read. Raises HTTPException 400,
    413 and 422."""
    body = bytearray()
    async for chunk in chunks:
        place.take(len(chunk) * KEPT)
        body += chunk
        if len(body) > MAX_RAW_BYTES:
            return checked(await _cut(bytes(body), chunks, place))
    try:
        given = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise HTTPException(400, f"the body is not JSON: {error}") from None
    return checked(given if isinstance(given, list) else [given])


def checked(items: Sequence[Any]) -> Sequence[Any]:
    if refused := sized(items):
        raise HTTPException(422, refused.reason)
    return items


async def _cut(begun: bytes, chunks: Chunks, place: Place) -> Sequence[Any]:
    """A long list isn't parsed whole: `[{},{},…]` grows twenty times."""
    if begun.lstrip()[:1] != b"[":
        raise HTTPException(413, f"a posting may have {MAX_RAW_BYTES:,} bytes at most, and this one has more")
    cutter, items = ArrayCutter(), list[Any]()
    try:
        async for chunk in _slices(begun, chunks, place):
            items += (item.text for item in cutter.feed(chunk))
            if len(items) > MOST_AT_ONCE:
                break
        else:
            cutter.end()
    except Unreadable as error:
        raise HTTPException(400, str(error)) from None
    return items


async def _slices(begun: bytes, chunks: Chunks, place: Place) -> Chunks:
    for at in range(0, len(begun), _STEP):
        yield begun[at : at + _STEP]
        await asyncio.sleep(0)
    async for chunk in chunks:
        place.take(len(chunk) * KEPT)
        yield chunk
