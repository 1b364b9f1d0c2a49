"""Flow: the stages, and what passes through them."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from rematch_common.errors import DependencyAway
from rematch_console.api.desk import Desk
from rematch_console.api.looking import Looking, still_looking
from rematch_console.api.page import Page, twin
from rematch_console.handlers.hub import as_sent
from rematch_console.ports.services import Question, Refused

EVENTS = "text/event-stream"


def routes(api: APIRouter, desk: Desk) -> None:
    @twin(api, desk, PAGE.path, "flow.html")
    async def flow(visitor: Looking) -> dict[str, Any]:
        return {**desk.watch.shown(), "sources": await _sources(desk, visitor.key)}

    @api.get(f"{PAGE.path}/stream", include_in_schema=False)
    async def stream(request: Request, visitor: Looking) -> StreamingResponse:
        """One frame a second, the same for everybody who watches."""
        frames = as_sent(desk.watch.hub.watch(), still_looking(request, visitor))
        return StreamingResponse(frames, media_type=EVENTS)


async def _sources(desk: Desk, key: str) -> list[dict[str, Any]] | None:
    """How many ads of each source repeat another; None where the key may not see that, or dedup does not answer."""
    try:
        told = await desk.services.ask(key, Question("dedup", "/v1/stats"))
    except (Refused, DependencyAway):
        return None
    found = [source for source in told.get("sources", []) if source.get("ads")]
    return sorted(found, key=lambda source: -source["ads"])[:12]


PAGE = Page("/flow", "Flow", routes)
