"""Postings in."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from rematch_common.routes import group
from rematch_ingest.api.common import Scraper, answered, items_of
from rematch_ingest.handlers.answers import Answer

TakePostings = Callable[[Sequence[Any]], Awaitable[list[Answer]]]


def routes(take: TakePostings, largest_body: int) -> APIRouter:
    api = group("postings")

    @api.post("/v1/jobs", status_code=202, summary="Take in one posting, or a list of up to 1,000")
    async def take_postings(request: Request, _: Scraper) -> JSONResponse:
        return answered(await take(await items_of(request, largest_body)), "ingest_id")

    return api
