"""Postings: the newest or those that a few words find, and the way of each."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from rematch_console.api.desk import Desk
from rematch_console.api.looking import Looking
from rematch_console.api.page import Page, twin
from rematch_console.handlers.follow import Follow
from rematch_console.ports.services import Question

_SHOWN = 40
Words = Annotated[str, Query(max_length=200)]


def routes(api: APIRouter, desk: Desk) -> None:
    follow = Follow(desk.services)

    @twin(api, desk, f"{PAGE.path}/{{job_id}}", "posting.html")
    async def posting(visitor: Looking, job_id: UUID) -> dict[str, Any]:
        return {**await follow(visitor.key, job_id), "now": desk.now()}

    @twin(api, desk, PAGE.path, "postings.html")
    async def postings(visitor: Looking, q: Words = "") -> dict[str, Any]:
        """With words those that they find, best first; a source and an id of its own (indeed:123) is one ad."""
        found = await _found(desk, visitor.key, q.strip())
        return {"q": q, "now": desk.now(), **found}


async def _found(desk: Desk, key: str, words: str) -> dict[str, Any]:
    if (ad := _ad(words)) is not None:
        told = await desk.services.ask(key, Question("dedup", "/v1/duplicates", query=ad))
        one = await desk.services.ask(key, Question("match", f"/v1/jobs/{UUID(told['job_id'])}"))
        return {"jobs": [one], "note": None}
    if not words:
        told = await desk.services.ask(key, Question("match", "/v1/jobs", query={"limit": _SHOWN}))
        return {"jobs": told["jobs"], "note": None}
    told = await desk.services.ask(key, Question("match", "/v1/jobs/search", query={"q": words, "limit": _SHOWN}))
    return {"jobs": told["jobs"], "note": told.get("note")}


def _ad(words: str) -> dict[str, str] | None:
    source, colon, external_id = words.partition(":")
    if not (source and colon and external_id) or " " in words:
        return None
    return {"source": source, "external_id": external_id}


PAGE = Page("/postings", "Postings", routes)
