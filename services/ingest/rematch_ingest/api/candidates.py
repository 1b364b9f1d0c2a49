"""Candidates in."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from fastapi import APIRouter, Request, Response

from rematch_common.keys import Principal
from rematch_common.routes import group
from rematch_ingest.api.common import Recruiter, answered, items_of
from rematch_ingest.handlers.answers import Answer

TakeCandidates = Callable[[Sequence[Any], Principal], Awaitable[list[Answer]]]


def routes(take: TakeCandidates, largest_body: int) -> APIRouter:
    api = group("candidates")

    @api.post("/v1/candidates", status_code=202, summary="Take in one candidate, or a list of up to 1,000")
    async def take_candidates(request: Request, recruiter: Recruiter) -> Response:
        return answered(await take(await items_of(request, largest_body), recruiter), "candidate_id")

    return api
