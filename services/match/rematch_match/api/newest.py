"""Matches of all of a tenant's people: the newest, how the scores lie, and what a match rested on."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter

from rematch_common.cursors import date_of, dated
from rematch_common.routes import Cursor, Limit, group, known
from rematch_match.api import views
from rematch_match.api.common import Reader
from rematch_match.api.matches import NO_MATCH
from rematch_match.handlers.replay import explain
from rematch_match.handlers.show import Show
from rematch_match.ports.audits import Audits

_ORDER = "told"
_TENTH = 10


def routes(show: Show, audits: Audits) -> APIRouter:
    api = group("matches")

    @api.get("/v1/matches", summary="The tenant's matches that are in force, told last first")
    async def newest(reader: Reader, limit: Limit = 50, cursor: Cursor = None) -> dict[str, Any]:
        """Scores are today's. A page's `next` leads to the following one, whatever is matched meanwhile."""
        after = date_of(cursor, _ORDER) if cursor is not None else None
        listed, following = await show.newest(reader.tenant_id, limit, after)
        return {"matches": views.page(listed)["matches"], "next": dated(_ORDER, *following) if following else None}

    @api.get("/v1/matches/scores", summary="How many of the tenant's matches have which score")
    async def scores(reader: Reader) -> dict[str, Any]:
        """Of those in force, by the score that they were stored with: from `least` to under `below`."""
        counts = await show.scores(reader.tenant_id)
        tenths = [{"least": n * _TENTH, "below": (n + 1) * _TENTH, "matches": many} for n, many in enumerate(counts)]
        return {"scores": tenths, "total": sum(counts)}

    @api.get("/v1/matches/{match_id}/audit", summary="What each version of a match rested on")
    async def audit(match_id: UUID, reader: Reader) -> dict[str, Any]:
        """Newest first; `equal` says whether what was noted gives the same score again today."""
        found = known(await show.named(reader.tenant_id, match_id), NO_MATCH)
        return {"match_id": match_id, **await explain(audits, found.head.key)}

    return api
