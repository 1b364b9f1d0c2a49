"""CVs in memory, and a reader of plain text."""

from dataclasses import replace
from datetime import datetime

from rematch_ingest.domain.cvs import Draft, Text, refusal
from rematch_ingest.domain.people import PersonId
from tests.fakes.people import FakeCandidates


class FakeCvReading:
    """See rematch_ingest.ports.cvs.CvReading."""

    async def text_of(self, data: bytes) -> Text:
        if b"\0" in data:
            raise refusal("unknown_kind")
        return Text("txt", data.decode())


class FakeCvs:
    """See rematch_ingest.ports.cvs.Cvs."""

    def __init__(self, candidates: FakeCandidates) -> None:
        self._candidates = candidates
        self._kept: dict[PersonId, tuple[bytes, Draft]] = {}

    async def put(self, who: PersonId, file: bytes, draft: Draft, now: datetime) -> bool:
        known = self._candidates.stored.get(who)
        if known is None:
            return False
        self._kept[who] = (file, draft)
        self._candidates.stored[who] = replace(known, has_cv=True)
        self._candidates.touched[who] = now
        return True

    async def draft(self, who: PersonId) -> Draft | None:
        return self._kept[who][1] if who in self._kept else None

    async def file(self, who: PersonId) -> bytes | None:
        return self._kept[who][0] if who in self._kept else None
