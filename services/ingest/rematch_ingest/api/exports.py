"""All that is held about a person."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from rematch_common.contracts.fields import Id
from rematch_common.routes import group, known
from rematch_ingest.api.candidates import NOBODY
from rematch_ingest.api.common import Recruiter
from rematch_ingest.api.room import place_of
from rematch_ingest.handlers.exporting import Export

# While one with its CV is put together it takes six times the CV.
_AT_ONCE = 1
# Bytes that are handed on at once: of an answer that is handed on whole the server keeps a copy until it is read.
_SLICE = 64 * 1024
_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {"description": "Everything, as JSON", "content": {"application/json": {"schema": {"type": "object"}}}}
}


def routes(export: Export) -> APIRouter:
    api = group("candidates")
    room = asyncio.Semaphore(_AT_ONCE)

    @api.get(
        "/v1/candidates/{candidate_id}/export",
        summary="All that is held about a candidate",
        response_class=Response,
        responses=_ANSWER,
    )
    async def everything(candidate_id: Id, request: Request, recruiter: Recruiter) -> Response:
        """Their data as given and as published, which fields changed when, consent, the CV itself in base64, and what
        other services hold."""
        async with room:
            found = known(await export(recruiter, candidate_id), NOBODY)
            body = await asyncio.to_thread(orjson.dumps, found)
        place_of(request).take(2 * len(body))  # until who asked has read it
        length = {"Content-Length": str(len(body))}
        return StreamingResponse(_slices(body), media_type="application/json", headers=length)

    return api


async def _slices(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), _SLICE):
        yield body[start : start + _SLICE]
