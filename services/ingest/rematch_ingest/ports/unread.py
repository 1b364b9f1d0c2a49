"""Postings on their topic that nobody has read yet."""

from typing import Protocol


class Unread(Protocol):
    async def postings(self) -> int: ...
