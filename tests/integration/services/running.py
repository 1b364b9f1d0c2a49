"""Services in this process, over a real database and a real broker."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from rematch_common.clock import utc_now
from rematch_common.service import Service, serve
from rematch_devstack import roles
from rematch_devstack.ports import LOOPBACK, Ports
from rematch_devstack.waiting import until
from rematch_ingest.bootstrap import access_keys
from rematch_ingest.domain.keys import Wish
from rematch_ingest.handlers.keys import create_key
from rematch_ingest.settings import Settings as IngestSettings
from tests.servers import Postgres

SEALING_KEY = b64encode(b"k" * 32).decode()


@dataclass(frozen=True)
class Place:
    """Where services find what they need."""

    postgres: Postgres
    kafka: str

    def settings(self, service: str, port: int) -> dict[str, Any]:
        return {
            "kafka_bootstrap": self.kafka,
            "database_url": self.postgres.url(roles.role_of(service)),
            "migrations_url": self.postgres.url(roles.OWNER),
            "http_port": port,
            "session_timeout": 6.0,
            "sealing_key": SEALING_KEY,
        }

    @property
    def keys(self) -> IngestSettings:
        return IngestSettings(**self.settings("ingest", 8001))

    async def key(self, tenant: str, *scopes: str) -> str:
        """A new access key's text. It may ask as often as a test likes."""
        async with access_keys(self.keys) as keys:
            text, _ = await create_key(keys, Wish(tenant, scopes=scopes, unlimited=True), utc_now)
            return text

    async def revoke(self, key: str) -> None:
        async with access_keys(self.keys) as keys:
            assert await keys.revoke(key.split("_")[1], utc_now())


@asynccontextmanager
async def serving(build: Callable[[int], Service]) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the service, once it is ready; at the end it has stopped as it should."""
    with Ports() as ports:
        port = ports.free()
        service = build(port)
        running = asyncio.ensure_future(serve(service))
        async with httpx.AsyncClient(base_url=f"http://{LOOPBACK}:{port}", timeout=15) as client:
            try:
                async with asyncio.timeout(40):
                    await until(lambda: _ready(client, running))
                yield client
            finally:
                service.stop.set()
                async with asyncio.timeout(20):
                    code = await running
        assert code == 0


async def _ready(client: httpx.AsyncClient, running: "asyncio.Future[int]") -> bool:
    assert not running.done(), running.result()
    try:
        return (await client.get("/readyz")).status_code == 200
    except httpx.TransportError:
        return False


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


async def status_becomes(client: httpx.AsyncClient, path: str, key: str, status: int, within: float = 10.0) -> float:
    """How long it takes until the key is answered like that; TimeoutError when it takes longer."""
    loop = asyncio.get_running_loop()
    began = loop.time()

    async def answered() -> bool:
        async with client.stream("GET" if path == "/v1/stream" else "POST", path, headers=bearer(key)) as answer:
            return answer.status_code == status

    async with asyncio.timeout(within):
        await until(answered)
    return loop.time() - began
