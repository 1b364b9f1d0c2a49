"""ingest's HTTP side."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse

from rematch_common.http import json_body, requires
from rematch_common.keys import Principal
from rematch_ingest.domain import sized
from rematch_ingest.handlers import Answer

Scraper = Annotated[Principal, Depends(requires("postings:write"))]
Recruiter = Annotated[Principal, Depends(requires("candidates:write"))]


@dataclass(frozen=True, slots=True)
class Handlers:
    """What the routes call."""

    postings: Callable[[Sequence[Any]], Awaitable[list[Answer]]]
    candidates: Callable[[Sequence[Any], Principal], Awaitable[list[Answer]]]


def add_routes(api: FastAPI, handlers: Handlers, largest_body: int) -> None:
    @api.post("/v1/jobs", status_code=202, summary="Take in one posting, or a list of up to 1,000")
    async def take_postings(request: Request, _: Scraper) -> JSONResponse:
        return _answered(await handlers.postings(await _items(request, largest_body)), "ingest_id")

    @api.post("/v1/candidates", status_code=202, summary="Take in one candidate, or a list of up to 1,000")
    async def take_candidates(request: Request, recruiter: Recruiter) -> JSONResponse:
        items = await _items(request, largest_body)
        return _answered(await handlers.candidates(items, recruiter), "candidate_id")


async def _items(request: Request, largest_body: int) -> list[Any]:
    """The request's items, whether it holds one or a list."""
    given = await json_body(request, largest_body)
    items = given if isinstance(given, list) else [given]
    if refused := sized(items):
        raise HTTPException(422, refused.reason)
    return items


def _answered(answers: Sequence[Answer], id_name: str) -> JSONResponse:
    """202 when at least one item was accepted; 422 when none was."""
    results = []
    for answer in answers:
        told = {name: value for name, value in asdict(answer).items() if value is not None and name != "id"}
        results.append({id_name: answer.id, **told})
    accepted = sum(answer.accepted for answer in answers)
    body = {"accepted": accepted, "rejected": len(answers) - accepted, "results": results}
    return JSONResponse(body, 202 if accepted else 422)
