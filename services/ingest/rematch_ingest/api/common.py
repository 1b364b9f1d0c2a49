"""What the groups of routes share: who asks, the items of a request, and what is said of them."""

from collections.abc import Sequence
from typing import Annotated, Any

import orjson
from fastapi import Depends, HTTPException, Request, Response

from rematch_common.contracts.fields import Id
from rematch_common.http import json_body, parsed, requires
from rematch_common.keys import Principal
from rematch_common.problems import PROBLEM, problem
from rematch_ingest.api.bodies import chunks_of
from rematch_ingest.api.room import KEPT, PARSED, place_of
from rematch_ingest.domain.reading import sized
from rematch_ingest.domain.refusing import HOW_TO_OPEN
from rematch_ingest.handlers.answers import Answer
from rematch_ingest.ports.sealing import Unreadable

CandidateId = Id
Scraper = Annotated[Principal, Depends(requires("postings:write"))]
QueueWorker = Annotated[Principal, Depends(requires("queue:work"))]
Anybody = Annotated[Principal, Depends(requires("categories:read"))]
Recruiter = Annotated[Principal, Depends(requires("candidates:write"))]
TenantAdmin = Annotated[Principal, Depends(requires("tenant:admin"))]
Admin = Annotated[Principal, Depends(requires("admin"))]

# Beside a problem, which names the field of the request: the answer about each item, where none could be accepted.
NONE_ACCEPTED: dict[int | str, dict[str, Any]] = {
    422: {
        "description": "A field that is none; or nothing could be accepted, and why",
        "content": {
            PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}},
            "application/json": {"schema": {"type": "object"}},
        },
    }
}

# Beside a 204 or 200, of what every service must hear.
NOT_EVERYWHERE = "stored; the other services hear of it when Kafka answers"
TOLD_LATER: dict[int | str, dict[str, Any]] = {
    202: {
        "description": "Done, and not told to every service yet",
        "content": {"application/json": {"schema": {"type": "object"}, "example": {"message": NOT_EVERYWHERE}}},
    }
}


async def json_of(request: Request, largest_body: int) -> Any:
    """What the body says, unpacked where it is gzip. Raises HTTPException 400, 413 and 415."""
    body, place = bytearray(), place_of(request)
    async for chunk in chunks_of(request, largest_body):
        body += chunk
        place.grow(len(body), KEPT)
    place.grow(len(body), PARSED)
    return parsed(body)


async def object_of(request: Request, largest_body: int) -> dict[str, Any]:
    """The JSON object that the body is."""
    given = await json_body(request, largest_body)
    if not isinstance(given, dict):
        raise HTTPException(422, "send a JSON object")
    return given


async def items_of(request: Request, largest_body: int) -> list[Any]:
    """The request's items, whether it holds one or a list."""
    given = await json_of(request, largest_body)
    items = given if isinstance(given, list) else [given]
    if refused := sized(items):
        raise HTTPException(422, refused.reason)
    return items


def answered(answers: Sequence[Answer], id_name: str) -> Response:
    """202 when at least one item was accepted; 422 when none was."""
    results = [told(answer, id_name) for answer in answers]
    accepted = sum(answer.accepted for answer in answers)
    body = {"accepted": accepted, "rejected": len(answers) - accepted, "results": results}
    return Response(orjson.dumps(body), 202 if accepted else 422, media_type="application/json")


def told(answer: Answer, id_name: str) -> dict[str, Any]:
    """One item's answer, without what there is not to say."""
    found: dict[str, Any] = {id_name: answer.id, "accepted": answer.accepted}
    for name in ("reason", "field", "version"):
        if (value := getattr(answer, name)) is not None:
            found[name] = value
    return found


async def unreadable_problem(_: Request, error: Exception) -> Response:
    """409: no retry opens what is sealed by a key that isn't there, but a person can do something about it."""
    assert isinstance(error, Unreadable)
    return problem(409, f"{error}: {HOW_TO_OPEN}", "sealed")
