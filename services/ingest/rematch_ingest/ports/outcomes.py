"""What was taken in, and what became of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from rematch_ingest.domain.fates import Decision, Fate, Receipt
from rematch_ingest.domain.ids import IngestId


class Outcomes(Protocol):
    async def open(self, receipt: Receipt) -> None:
        """Remember whose postings these are, before they are published. The same receipt twice is one."""
        ...

    async def note(self, decisions: Sequence[Decision]) -> None:
        """Keep what was decided on postings of known receipts, whoever's they are, and count it with their imports.
        The first decision stays, except that a rejection gives way to what comes of a second try."""
        ...

    async def find(self, id_: IngestId, tenant_id: str | None) -> Fate | None:
        """The fate of a posting; None for one that is not known, or another tenant's. No tenant means any."""
        ...

    async def prune(self, before: datetime) -> int:
        """Forget what was taken in before then; how many receipts that were."""
        ...
