"""Read CVs, and make what a recruiter says of them a change of the candidate."""

import asyncio
from dataclasses import dataclass
from typing import Any

from rematch_common.clock import Now
from rematch_common.keys import Principal
from rematch_ingest.domain.cvs import LARGEST_CV, Draft, corrected, draft_of, refusal
from rematch_ingest.domain.people import Person
from rematch_ingest.domain.refusing import Unknown
from rematch_ingest.handlers.candidates import TakeIn
from rematch_ingest.ports.cvs import CvReading, Cvs
from rematch_ingest.ports.people import People


@dataclass(frozen=True, slots=True)
class TakeCvs:
    """A CV changes nothing about a candidate until a recruiter has said what of it holds."""

    reading: CvReading
    cvs: Cvs
    people: People
    take: TakeIn
    now: Now

    async def upload(self, who: Principal, candidate_id: str, file: bytes, file_name: str | None) -> Draft:
        """Kept, and what it says. Raises InvalidRecord, Unknown."""
        if not file or len(file) > LARGEST_CV:
            raise refusal("too_large" if file else "empty")
        key = (who.tenant_id, candidate_id)
        if await self.people.one(key) is None:
            raise Unknown
        read = await self.reading.text_of(file)
        draft = await asyncio.to_thread(draft_of, read, file_name, self.now())
        if not await self.cvs.put(key, file, draft, self.now()):
            raise Unknown
        return draft

    async def draft(self, who: Principal, candidate_id: str) -> Draft | None:
        return await self.cvs.draft((who.tenant_id, candidate_id))

    async def file(self, who: Principal, candidate_id: str) -> bytes | None:
        return await self.cvs.file((who.tenant_id, candidate_id))

    async def apply(self, who: Principal, candidate_id: str, fields: Any, if_match: int | None) -> Person:
        """What the recruiter says of the draft, as one change. Raises InvalidRecord, Conflict, Unknown."""
        if await self.draft(who, candidate_id) is None:
            raise Unknown
        return await self.take.patch(who, candidate_id, corrected(fields), if_match)
