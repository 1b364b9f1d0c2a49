"""All that is held about a person."""

import asyncio
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response

from rematch_common.contracts.fields import Id
from rematch_common.routes import group, known
from rematch_ingest.api.candidates import NOBODY
from rematch_ingest.api.common import Recruiter
from rematch_ingest.api.slices import sliced
from rematch_ingest.api.turns import Turns
from rematch_ingest.handlers.exporting import Export

# While one with its CV is put together it takes six times the CV.
_AT_ONCE = 1
_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {"description": "Everything, as JSON", "content": {"application/json": {"schema": {"type": "object"}}}}
}


def routes(export: Export) -> APIRouter:
    api = group("candidates")
    turns = Turns(_AT_ONCE)

    @api.get(
        "/v1/candidates/{candidate_id}/export",
        summary="All that is held about a candidate",
        response_class=Response,
        responses=_ANSWER,
    )
    async def everything(candidate_id: Id, request: Request, recruiter: Recruiter) -> Response:
        """Their data as given and as published, which fields changed when, consent, the CV itself in base64, and what
        other services hold."""
        async with turns.of(recruiter.tenant_id):
            found = known(await export(recruiter, candidate_id), NOBODY)
            body = await asyncio.to_thread(orjson.dumps, found)
        return sliced(body, request, "application/json")

    return api
