"""Erasure, as whoever asks for it sees it."""

from typing import Protocol


class Erase(Protocol):
    async def __call__(self, tenant_id: str, candidate_id: str) -> object:
        """Destroy the person's key and have every store forget them; the same as DELETE does."""
        ...
