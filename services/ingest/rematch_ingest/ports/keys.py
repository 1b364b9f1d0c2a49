"""All keys ever made."""

from datetime import datetime
from typing import Protocol

from rematch_common.contracts import AccessKey


class AccessKeys(Protocol):
    async def add(self, key: AccessKey) -> None: ...

    async def all(self, tenant_id: str | None) -> list[AccessKey]:
        """Oldest first."""
        ...

    async def revoke(self, key_id: str, now: datetime) -> AccessKey | None:
        """The key, revoked; None when there is none of that id. Revoking twice changes nothing."""
        ...
