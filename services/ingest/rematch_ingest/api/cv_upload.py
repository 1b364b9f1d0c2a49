"""A CV out of a request, whether it is the body or the file of a form; never on a disk, never longer than allowed."""

import asyncio

from fastapi import HTTPException, Request

from rematch_ingest.api.bodies import chunks_of, weighed, whole
from rematch_ingest.api.multipart import file_part
from rematch_ingest.api.repeating import kind_of
from rematch_ingest.api.room import place_of

_ROOM_FOR_A_FORM = 64 * 1024
_PATIENCE = 60.0


async def file_of(request: Request, most: int) -> tuple[bytes, str | None]:
    """The file, and what its sender calls it. Raises HTTPException 400, 408, 413, 415 or 422, and
    Refusal 503 where there is no room for it."""
    try:
        async with asyncio.timeout(_PATIENCE):
            return await _file(request, most)
    except TimeoutError:
        raise HTTPException(408, f"the file did not come within {_PATIENCE:.0f} s") from None


async def _file(request: Request, most: int) -> tuple[bytes, str | None]:
    chunks = weighed(chunks_of(request, most + _ROOM_FOR_A_FORM), place_of(request))
    if kind_of(request) != "multipart/form-data":
        return await whole(chunks, most), None
    part = await file_part(request.headers.get("content-type", ""), chunks)
    return await whole(part.chunks, most), part.name
