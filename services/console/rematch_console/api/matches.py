"""Matches: as they come, and each with its reasons."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from rematch_console.api.desk import Desk
from rematch_console.api.flow import EVENTS
from rematch_console.api.looking import Looking, still_looking
from rematch_console.api.notices import Notice
from rematch_console.api.page import Page, twin
from rematch_console.api.thumbs import add_thumbs
from rematch_console.domain.cards import card
from rematch_console.domain.factors import bars
from rematch_console.handlers.hub import as_sent
from rematch_console.handlers.pieces import ask_all
from rematch_console.ports.services import Question, Services, path_of

_SHOWN = 40


def routes(api: APIRouter, desk: Desk) -> None:
    @api.get(f"{PAGE.path}/stream", include_in_schema=False)
    async def stream(request: Request, visitor: Looking) -> StreamingResponse:
        """What the key sees of matches, as they are told."""
        frames = as_sent(desk.feeds.watch(visitor.key), still_looking(request, visitor))
        return StreamingResponse(frames, media_type=EVENTS)

    @twin(api, desk, f"{PAGE.path}/{{match_id}}", "match.html")
    async def match(visitor: Looking, match_id: UUID, notice: Notice) -> dict[str, Any]:
        return {**await whole(desk.services, visitor.key, match_id), "now": desk.now(), "notice": notice}

    add_thumbs(api, desk)

    @twin(api, desk, PAGE.path, "matches.html")
    async def matches(visitor: Looking) -> dict[str, Any]:
        newest = Question("match", "/v1/matches", query={"limit": _SHOWN})
        told = await desk.services.ask(visitor.key, newest)
        (scores,) = await ask_all(desk.services, visitor.key, Question("match", "/v1/matches/scores"))
        cards = [found for one in told["matches"] if (found := card(one)) is not None]
        return {"matches": cards, "scores": scores.told, "now": desk.now()}


async def whole(services: Services, key: str, match_id: UUID) -> dict[str, Any]:
    """A match, its factors as bars, its audit, and the posting's sentences. Raises Refused where it is not known."""
    match = await services.ask(key, Question("match", path_of("v1", "matches", match_id)))
    audit, posting = await ask_all(
        services,
        key,
        Question("match", path_of("v1", "matches", match_id, "audit")),
        Question("match", path_of("v1", "jobs", match["job_id"])),
    )
    explanation = match.get("explanation") or {}
    evidence = {**((posting.told or {}).get("evidence") or {}), **(explanation.get("evidence") or {})}
    return {
        "match": match,
        "job": match.get("job") or {},
        "explanation": explanation,
        "evidence": evidence,
        "bars": [asdict(bar) for bar in bars(match.get("factors") or [])],
        "audit": (audit.told or {}).get("told") or [],
        "missing": [one.why_not for one in (audit, posting) if one.why_not],
    }


PAGE = Page("/matches", "Matches", routes)
