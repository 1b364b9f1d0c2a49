"""notify alone, with Kafka and PostgreSQL, one who subscribes, and the endpoint that they are told at."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import orjson

from rematch_common.contracts import MATCHES, match_id_of
from rematch_common.contracts.examples_matches import FOUND
from rematch_common.database import Database
from rematch_common.faults import EXIT_CODE
from rematch_common.kafka import KafkaPublisher
from rematch_common.records import Outgoing
from rematch_common.sealing import DeploymentKeys, Sealer
from rematch_devstack import system as devstack
from rematch_devstack.backoff import Backoff
from rematch_devstack.processes import spawn
from rematch_devstack.roles import role_of
from rematch_devstack.stack import EmbeddedStack
from rematch_devstack.standin.endpoints import Arrived, Endpoints
from rematch_devstack.supervisor import Supervisor
from rematch_devstack.waiting import until
from rematch_notify.adapters.postgres_subscriptions import PostgresSubscriptions
from rematch_notify.domain.subscriptions import Address
from tests.contract.subscribing import SEALING_KEY, subscription
from tests.fakes.samples import received
from tests.integration.common.topics import publisher

LEASE, PATIENCE = 5.0, 60.0
_ENV = {
    "REMATCH_WEBHOOKS_INSECURE": "true",
    "REMATCH_WEBHOOKS_PRIVATE": "true",
    "REMATCH_SEALING_KEY": SEALING_KEY,
    "REMATCH_DELIVER_LEASE": str(LEASE),
    "REMATCH_SESSION_TIMEOUT": "6",
}


@dataclass
class Post:
    """`path`: of the endpoint."""

    system: devstack.System
    endpoints: Endpoints
    publisher: KafkaPublisher
    path: str = "/hook"

    @property
    def arrived(self) -> list[Arrived]:
        return self.endpoints.at(self.path)

    async def publish(self, count: int) -> set[UUID]:
        """As many matches; the openings that they are of."""
        jobs = {uuid4() for _ in range(count)}
        for job in jobs:
            pair = {
                "tenant_id": "demo",
                "candidate_id": "c-1",
                "job_id": job,
                "match_id": match_id_of("demo", "c-1", job),
            }
            match = FOUND[0].model_copy(update={**pair, "version": 1})
            sent = received(MATCHES, match.key, match).record
            await self.publisher.publish([Outgoing(sent.topic, sent.key, sent.value, sent.headers)])
        return jobs

    async def all_told(self, jobs: set[UUID]) -> None:
        async def told() -> bool:
            return jobs <= {job for one in self.arrived for job in jobs_of(one)}

        async with asyncio.timeout(PATIENCE):
            await until(told)

    async def dies_at(self, point: str) -> None:
        """One process in the place of the usual one, which must be down."""
        said: list[str] = []
        spec = self.system.spec("notify", {"REMATCH_FAULT_POINT": point})
        armed = await spawn("notify", spec.command, lambda _, line: said.append(line))
        try:
            code = await asyncio.wait_for(armed.wait(), PATIENCE)
            assert code == EXIT_CODE, f"it ended with {code} before it reached {point}: {said[-3:]}"
        finally:
            armed.kill()
            await armed.wait()


def jobs_of(arrived: Arrived) -> set[UUID]:
    return {UUID(item["job_id"]) for item in orjson.loads(arrived.body)["data"]["items"]}


@asynccontextmanager
async def post(folder: Path) -> AsyncIterator[Post]:
    stack = EmbeddedStack(folder)
    stack.supervisor = Supervisor(stack.layout.logs, backoff=Backoff(first=0.1, longest=0.5))
    async with devstack.running_system(stack, _ENV, services=("notify",)) as system, Endpoints() as endpoints:
        await _subscribe(system, endpoints.url("/hook"))
        async with publisher(system.bootstrap) as started:
            yield Post(system, endpoints, started)


async def _subscribe(system: devstack.System, url: str) -> None:
    sealer = Sealer(DeploymentKeys(SEALING_KEY, "", None))
    await sealer.start()
    database = Database(system.stack.postgres.url(role_of("notify")), "notify")
    await database.start()
    try:
        address = Address(url, "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz")
        one = subscription(1, channel="webhook", address=address, failing_since=None)
        await PostgresSubscriptions(database, sealer).create(one, 10)
    finally:
        await database.stop()
