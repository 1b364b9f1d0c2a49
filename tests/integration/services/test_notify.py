"""notify's stream tells each tenant of its own matches; and a revoked key is refused everywhere at once."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from rematch_common.contracts import MATCHES
from rematch_common.kafka import KafkaPublisher
from rematch_common.records import Outgoing
from rematch_ingest.bootstrap import build as build_ingest
from rematch_ingest.settings import Settings as IngestSettings
from rematch_notify.bootstrap import build as build_notify
from rematch_notify.settings import Settings as NotifySettings
from tests.fakes.samples import found, received
from tests.integration.common.topics import publisher
from tests.integration.services.running import Place, bearer, serving, status_becomes

pytestmark = [pytest.mark.stack, pytest.mark.filterwarnings("ignore::DeprecationWarning")]


@asynccontextmanager
async def notify(place: Place) -> AsyncIterator[httpx.AsyncClient]:
    async with serving(lambda port: build_notify(NotifySettings(**place.settings("notify", port)))) as client:
        yield client


@asynccontextmanager
async def ingest(place: Place) -> AsyncIterator[httpx.AsyncClient]:
    async with serving(lambda port: build_ingest(IngestSettings(**place.settings("ingest", port)))) as client:
        yield client


class Listening:
    """What one key's stream has told: the event's name and the match."""

    def __init__(self) -> None:
        self.told: list[tuple[str, dict[str, object]]] = []
        self.open = asyncio.Event()

    async def listen(self, client: httpx.AsyncClient, key: str) -> None:
        async with client.stream("GET", "/v1/stream", headers=bearer(key), timeout=30) as answer:
            assert answer.status_code == 200
            assert answer.headers["content-type"].startswith("text/event-stream")
            self.open.set()
            name = ""
            async for line in answer.aiter_lines():
                if line.startswith("event: "):
                    name = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    self.told.append((name, json.loads(line.removeprefix("data: "))))

    def tenants(self) -> set[object]:
        return {match["tenant_id"] for _, match in self.told}


async def tell(started: KafkaPublisher, *tenants: str, version: int) -> None:
    for tenant in tenants:
        match = found(tenant, version=version)
        record = received(MATCHES, match.key, match).record
        await started.publish([Outgoing(record.topic, record.key, record.value, record.headers)])


async def test_each_tenant_hears_of_its_own_matches_and_of_no_other(place: Place) -> None:
    keys = {tenant: await place.key(tenant, "matches:read") for tenant in ("demo", "second")}
    async with notify(place) as client, publisher(place.kafka) as started:
        for key in keys.values():
            await status_becomes(client, "/v1/stream", key, 200)
        listening = {tenant: Listening() for tenant in keys}
        tasks = [asyncio.ensure_future(listening[tenant].listen(client, key)) for tenant, key in keys.items()]
        await asyncio.gather(*(one.open.wait() for one in listening.values()))
        version = 0
        async with asyncio.timeout(20):
            # From now on, and nobody says when that is: so it is told until it is heard.
            while not all(len(one.told) >= 2 for one in listening.values()):
                version += 1
                await tell(started, *keys, "third", version=version)
                await asyncio.sleep(0.1)
        assert {tenant: one.tenants() for tenant, one in listening.items()} == {"demo": {"demo"}, "second": {"second"}}
        assert {name for name, _ in listening["demo"].told} == {"match.found"}
        assert not any(task.done() for task in tasks)
    # The service has stopped within its time, listeners or not, and they have come to an end.
    async with asyncio.timeout(5):
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_revoked_key_is_refused_everywhere_within_two_seconds(place: Place) -> None:
    key = await place.key("demo", "matches:read", "postings:write")
    async with notify(place) as client, ingest(place) as other:
        await asyncio.gather(
            status_becomes(client, "/v1/stream", key, 200), status_becomes(other, "/v1/jobs", key, 400)
        )
        await place.revoke(key)
        took = await asyncio.gather(
            status_becomes(client, "/v1/stream", key, 401), status_becomes(other, "/v1/jobs", key, 401)
        )
    assert max(took) < 2
