"""Who asks ingest, and match, about people, however often they are away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from rematch_common.kafka import KafkaPublisher
from rematch_devstack.waiting import until
from tests.reliability.harness.system import System

PATIENCE = 90.0


class Asking:
    """Who asks them, however often they are away."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._client = httpx.AsyncClient(timeout=20.0, headers={"Authorization": f"Bearer {system.key}"})

    async def answered(self, method: str, path: str, status: int = 200, of: str = "ingest", **more: Any) -> Any:
        found: list[Any] = []

        async def as_wished() -> bool:
            try:
                answer = await self._client.request(method, self._system.url(of, path), **more)
            except httpx.TransportError:
                return False
            assert answer.status_code in (status, 401, 503), answer.text
            found.append(answer.json())
            return answer.status_code == status

        async with asyncio.timeout(PATIENCE):
            await until(as_wished)
        return found[-1]

    async def erase(self, name: str) -> Any:
        return await self.answered("DELETE", f"/v1/candidates/{name}", 202)

    async def done(self, erasure: Any, *also: str) -> Any:
        """The erasure once no store is outstanding, nor any of those that needn't be waited for."""
        seen: list[Any] = []

        async def complete() -> bool:
            seen.append(await self.answered("GET", f"/v1/erasures/{erasure['erasure_id']}"))
            stores = {store["store"] for store in seen[-1]["stores"]}
            return not seen[-1]["outstanding"] and stores.issuperset(also)

        try:
            async with asyncio.timeout(PATIENCE):
                await until(complete)
        except TimeoutError:
            raise AssertionError(f"outstanding: {seen[-1:]}") from None
        return seen[-1]

    async def close(self) -> None:
        await self._client.aclose()


@asynccontextmanager
async def hands(system: System) -> AsyncIterator[tuple[Asking, KafkaPublisher]]:
    """Let go of at the end, however the test ends: what is left open fails the next one."""
    asking, publisher = Asking(system), KafkaPublisher(system.bootstrap, "erasing")
    await publisher.start()
    try:
        yield asking, publisher
    finally:
        await publisher.stop()
        await asking.close()
