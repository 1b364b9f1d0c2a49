"""Whose turn it is with work that few can have done at once: every tenant has one, whoever came first."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    """`at_once` over all tenants, and one of each: who sends many waits for themselves, and not others for them."""

    def __init__(self, at_once: int) -> None:
        self._places = asyncio.Semaphore(at_once)
        self._tenants: dict[str, tuple[asyncio.Lock, int]] = {}

    @property
    def waited_for(self) -> int:
        """Of how many tenants anything is under way."""
        return len(self._tenants)

    @asynccontextmanager
    async def of(self, tenant_id: str) -> AsyncIterator[None]:
        lock, others = self._tenants.get(tenant_id, (asyncio.Lock(), 0))
        self._tenants[tenant_id] = lock, others + 1
        try:
            async with lock, self._places:
                yield
        finally:
            _, here = self._tenants[tenant_id]
            if here > 1:
                self._tenants[tenant_id] = lock, here - 1
            else:
                del self._tenants[tenant_id]
