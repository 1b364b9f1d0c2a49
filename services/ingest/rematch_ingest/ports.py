"""What ingest needs of a store."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from rematch_common.contracts import AccessKey, CandidateChanged


class Candidates(Protocol):
    """Candidates as recruiters gave them. Raises DependencyAway."""

    async def save(self, candidates: Sequence[CandidateChanged], now: datetime) -> list[CandidateChanged]:
        """Store those that are new or changed, with their next version and the event that tells of it; give back all
        with the version they have now."""
        ...


class AccessKeys(Protocol):
    """All keys ever made. Raises DependencyAway."""

    async def add(self, key: AccessKey) -> None: ...

    async def all(self, tenant_id: str | None) -> list[AccessKey]:
        """Oldest first."""
        ...

    async def revoke(self, key_id: str, now: datetime) -> AccessKey | None:
        """The key, revoked; None when there is none of that id. Revoking twice changes nothing."""
        ...
