"""CVs: what a file says, and where file and draft are kept."""

from datetime import datetime
from typing import Protocol

from rematch_ingest.domain.cvs import Draft, Text
from rematch_ingest.domain.people import PersonId


class CvReading(Protocol):
    async def text_of(self, data: bytes) -> Text:
        """What the file says. Raises InvalidRecord for what is no CV that can be read, whatever else it is."""
        ...


class Cvs(Protocol):
    """Both are sealed with the key of the person whose they are."""

    async def put(self, who: PersonId, file: bytes, draft: Draft, now: datetime) -> bool:
        """In place of the one before; False when nobody of that id is known."""
        ...

    async def draft(self, who: PersonId) -> Draft | None: ...

    async def file(self, who: PersonId) -> bytes | None: ...
