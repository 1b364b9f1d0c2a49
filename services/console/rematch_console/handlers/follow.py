"""Follow a posting: from its raw record over the ads of its opening to its matches, and to who was told."""

import asyncio
from dataclasses import asdict
from typing import Any
from uuid import UUID

from rematch_console.domain.reasons import reason
from rematch_console.domain.traces import came_of_it, raw_of, steps, told_of, whole_lineage
from rematch_console.handlers.pieces import Piece, ask_all, piece
from rematch_console.ports.services import Question, Refused, Services, path_of

_MATCHES, _WITH_LINEAGE = 20, 5
Shown = dict[str, Any]


class Follow:
    def __init__(self, services: Services) -> None:
        self._services = services

    async def __call__(self, key: str, job_id: UUID) -> Shown:
        """Raises Refused where neither dedup nor match knows the opening, or may tell."""
        opening, posting, found, told = await ask_all(
            self._services,
            key,
            Question("dedup", path_of("v1", "openings", job_id)),
            Question("match", path_of("v1", "jobs", job_id)),
            Question("match", path_of("v1", "jobs", job_id, "candidates"), query={"limit": _MATCHES}),
            Question("notify", path_of("v1", "openings", job_id, "told")),
        )
        if not opening.known and not posting.known:
            raise Refused("match", posting.status, posting.why_not or "no such opening")
        matches = found.told["matches"] if found.known else []
        lineage = whole_lineage(posting.told or {}, await self._whole(key, matches[:_WITH_LINEAGE]))
        lineage |= told_of(lineage, (told.told or {}).get("first_at"))
        return {
            "job_id": job_id,
            "posting": _posting(opening, posting),
            "raw": raw_of(lineage),
            "steps": [asdict(step) for step in steps(lineage)],
            "ads": _ads(opening.told["ads"]) if opening.known else [],
            "merged_into": (opening.told or {}).get("merged_into"),
            "matches": matches,
            "total": found.told["total"] if found.known else None,
            "told": told.told,
            "missing": [one.why_not for one in (opening, posting, found, told) if one.why_not],
        }

    async def _whole(self, key: str, matches: list[Shown]) -> list[Shown]:
        told = await asyncio.gather(*(self._one(key, match["match_id"]) for match in matches))
        return [one for one in told if one]

    async def _one(self, key: str, match_id: str) -> Shown:
        """With its audit, where its last word is a later one."""
        whole = await piece(self._services, key, Question("match", path_of("v1", "matches", match_id)))
        if not whole.known or came_of_it(whole.told):
            return whole.told or {}
        audit = await piece(self._services, key, Question("match", path_of("v1", "matches", match_id, "audit")))
        return {**whole.told, "audit": (audit.told or {}).get("told") or ()}


def _posting(opening: Piece, posting: Piece) -> Shown:
    """As match knows it; else as dedup does."""
    if posting.known:
        told: Shown = posting.told
        return told
    facts = opening.told.get("facts") or {}
    names = ("title", "company", "description", "workplace", "posted_at")
    return {name: facts.get(name) for name in names} | {"open": opening.told.get("open")}


def _ads(ads: list[Shown]) -> list[Shown]:
    """The first seen first, each with the reason why it is there."""
    ordered = sorted(ads, key=lambda ad: str(ad.get("first_seen")))
    return [{**ad, "reason": reason(ad, place)} for place, ad in enumerate(ordered, 1)]
