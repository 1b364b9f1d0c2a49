"""What the groups of routes share: who asks, the items of a request, and what is said of them."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request
from fastapi.responses import JSONResponse

from rematch_common.http import json_body, requires
from rematch_common.keys import Principal
from rematch_ingest.domain.reading import sized
from rematch_ingest.handlers.answers import Answer

Scraper = Annotated[Principal, Depends(requires("postings:write"))]
QueueWorker = Annotated[Principal, Depends(requires("queue:work"))]
Anybody = Annotated[Principal, Depends(requires("categories:read"))]
Recruiter = Annotated[Principal, Depends(requires("candidates:write"))]
TenantAdmin = Annotated[Principal, Depends(requires("tenant:admin"))]
Admin = Annotated[Principal, Depends(requires("admin"))]


async def object_of(request: Request, largest_body: int) -> dict[str, Any]:
    """The JSON object that the body is."""
    given = await json_body(request, largest_body)
    if not isinstance(given, dict):
        raise HTTPException(422, "send a JSON object")
    return given


async def items_of(request: Request, largest_body: int) -> list[Any]:
    """The request's items, whether it holds one or a list."""
    given = await json_body(request, largest_body)
    items = given if isinstance(given, list) else [given]
    if refused := sized(items):
        raise HTTPException(422, refused.reason)
    return items


def answered(answers: Sequence[Answer], id_name: str) -> JSONResponse:
    """202 when at least one item was accepted; 422 when none was."""
    results = results_of(answers, id_name)
    accepted = sum(answer.accepted for answer in answers)
    body = {"accepted": accepted, "rejected": len(answers) - accepted, "results": results}
    return JSONResponse(body, 202 if accepted else 422)


def results_of(answers: Sequence[Answer], id_name: str) -> list[dict[str, Any]]:
    results = []
    for answer in answers:
        told = {name: value for name, value in asdict(answer).items() if value is not None and name != "id"}
        results.append({id_name: answer.id, **told})
    return results
