"""Kafka stands still without being gone: what is stored is answered soon, and a revoked key is refused all the same."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic

import pytest

from rematch_devstack import jars, workspace
from rematch_devstack.kafka import EmbeddedKafka
from rematch_devstack.ports import Ports
from rematch_devstack.supervisor import Supervisor
from tests.integration.services.running import Place, bearer
from tests.integration.services.test_keys import answers, ingest
from tests.servers import Postgres, ensure_everything

pytestmark = pytest.mark.stack


@asynccontextmanager
async def broker(path: Path) -> AsyncIterator[tuple[EmbeddedKafka, Supervisor]]:
    """One of its own: nobody else's may stand still."""
    with Ports() as ports:
        pinned = jars.ensure(jars.folder(workspace.default_cache_dir()), jars.kafka_pins())
        kafka = EmbeddedKafka(path / "kafka", pinned, ports.free(), ports.free())
        supervisor = Supervisor(path / "logs")
        supervisor.add(kafka.spec())
        try:
            await supervisor.start()
            await ensure_everything(kafka.bootstrap)
            yield kafka, supervisor
        finally:
            await supervisor.stop_all()


@pytest.mark.alone
async def test_a_key_that_is_revoked_while_kafka_stands_still_is_refused_at_once(
    postgres: Postgres, tmp_path: Path
) -> None:
    await postgres.empty("ingest")
    async with broker(tmp_path) as (kafka, supervisor):
        place = Place(postgres, kafka.bootstrap)
        owner, key = await place.key("demo", "tenant:admin"), await place.key("demo", "tenant:admin")
        async with ingest(place) as first, ingest(place) as second:
            for client in (first, second):
                await answers(client, "/v1/keys", owner, 200)
                await answers(client, "/v1/keys", key, 200)
            supervisor.pause("kafka")
            since = monotonic()
            told = await first.delete(f"/v1/keys/{key.split('_')[1]}", headers=bearer(owner))
            assert told.status_code == 202
            assert "when Kafka answers" in told.json()["message"]
            assert (await first.get("/v1/keys", headers=bearer(key))).status_code == 401
            assert (await first.post("/v1/keys", json={}, headers=bearer(owner))).status_code == 201
            assert monotonic() - since < 6, "twice, a second and a half, on a machine that has more to do"
            await answers(second, "/v1/keys", key, 401)
            supervisor.resume("kafka")
            again = await place.key("demo", "tenant:admin")
            async with asyncio.timeout(30):
                await answers(first, "/v1/keys", again, 200)
