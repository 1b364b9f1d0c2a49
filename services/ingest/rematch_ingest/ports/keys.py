"""All keys ever made."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from rematch_common.contracts import AccessKey
from rematch_ingest.domain.keys import Kind, KnownKey, Use


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

    async def note_uses(self, uses: Mapping[str, Use]) -> None:
        """By the key's id; of a key that is not known nothing is noted."""
        ...
