"""All keys ever made."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from rematch_common.contracts import AccessKey
from rematch_ingest.domain.keys import Kind, KnownKey, ToldUse, Use


class TooMany(Exception):
    """The tenant has as many keys in force as one may have."""


class AccessKeys(Protocol):
    async def add(self, key: AccessKey, kind: Kind, most: int | None = None) -> None:
        """Raises TooMany when the tenant has `most` keys in force already."""
        ...

    async def all(self, tenant_id: str | None, kind: Kind | None = None) -> list[KnownKey]:
        """Oldest first."""
        ...

    async def revoke(
        self, key_id: str, now: datetime, tenant_id: str | None = None, kind: Kind | None = None
    ) -> AccessKey | None:
        """The key, revoked; None when there is none of that id, tenant and kind. Revoking twice changes nothing."""
        ...

    async def revoked(self, since: datetime) -> list[str]:
        """The ids of those that were revoked then or later."""
        ...

    async def note_uses(self, uses: Mapping[str, Use]) -> None:
        """By the key's id; of a key that is not known nothing is noted."""
        ...

    async def take_told(self, told: Sequence[ToldUse]) -> None:
        """Each counts once, however often it is told. Of one teller and key they come in the order of their numbers."""
        ...

    async def prune_told(self, before: datetime) -> None:
        """Forget which ones were told before; they can't come again."""
        ...
