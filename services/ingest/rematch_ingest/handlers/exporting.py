"""Collect all that is held about a person."""

import asyncio
from dataclasses import dataclass
from typing import Any

from rematch_common.keys import Principal
from rematch_ingest.domain.exports import exported
from rematch_ingest.ports.cvs import Cvs
from rematch_ingest.ports.people import People


@dataclass(frozen=True, slots=True)
class Export:
    people: People
    cvs: Cvs

    async def __call__(self, who: Principal, candidate_id: str) -> dict[str, Any] | None:
        """None for who is unknown, or another tenant's."""
        key = (who.tenant_id, candidate_id)
        person = await self.people.one(key)
        if person is None:
            return None
        revisions, draft, file = (
            await self.people.revisions(key),
            await self.cvs.draft(key),
            await self.cvs.file(key),
        )
        return await asyncio.to_thread(exported, person, revisions, draft, file)
