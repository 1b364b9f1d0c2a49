"""Answers kept under idempotency keys, so that a request that is sent again gets the same one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered to which body."""

    sha256: bytes
    status: int
    media_type: str
    body: bytes


class Busy(Exception):
    """Another request with this key is being worked on."""


class Replies(Protocol):
    async def claim(self, tenant_id: str, key: str, now: datetime) -> Reply | None:
        """The answer that was given; None when there is none, and the key is then the caller's until `keep` or
        `release`. Raises Busy."""
        ...

    async def keep(self, tenant_id: str, key: str, reply: Reply) -> None: ...

    async def release(self, tenant_id: str, key: str) -> None:
        """No answer came of it: whoever comes next may try."""
        ...

    async def prune(self, before: datetime) -> None: ...
