"""The ledger of erasures."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from rematch_common.contracts import ErasureReceipt
from rematch_common.erasing import Erasure
from rematch_ingest.domain.erasures import Asked

Place = tuple[datetime, str]
"""When an erasure was asked for, and its id."""


class Erasures(Protocol):
    async def erase(self, tenant_id: str, candidate_id: str, now: datetime) -> Asked | None:
        """In one transaction: the person's key and record destroyed, their facts deleted, the erasure noted, the
        tombstone and ingest's own receipt written. Who was erased and never came anew has the same erasure as before;
        None for who is unknown."""
        ...

    async def again(self, erasure: Erasure, now: datetime) -> bool:
        """The same for an erasure that was asked for before, in a ledger that may have lost it: noted, done again where
        a store has them once more, and all receipts wanted anew. Whoever came anew since stays: False then."""
        ...

    async def one(self, tenant_id: str, erasure_id: str) -> Asked | None: ...

    async def some(self, tenant_id: str, limit: int, after: Place | None = None) -> list[Asked]:
        """Newest first, from behind that place."""
        ...

    async def confirm(self, receipts: Sequence[ErasureReceipt]) -> None:
        """The first receipt of each store counts. Those of an erasure that nobody asked for are no concern."""
        ...

    async def all(self, since: datetime | None) -> list[Asked]:
        """Of every tenant, oldest first: what was asked for since then."""
        ...

    async def unswept(self, limit: int) -> list[Asked]:
        """Of every tenant, oldest first: of which every service has given a receipt, and the dead letters none."""
        ...

    async def swept(self, receipts: Sequence[ErasureReceipt]) -> None:
        """Those of the dead letters, noted and told in one transaction."""
        ...
