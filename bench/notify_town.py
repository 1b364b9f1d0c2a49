"""2,000 people with an endpoint each: most are well, some fail, one hangs. What is published for them, what arrives."""

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID, uuid5

import orjson
from aiokafka import AIOKafkaProducer

from rematch_common.clock import monotonic
from rematch_common.codec import Stamp, encode
from rematch_common.contracts import MATCHES, MatchFound, match_id_of
from rematch_common.contracts.examples_matches import FOUND
from rematch_common.database import Database
from rematch_common.sealing import DeploymentKeys, Sealer
from rematch_devstack.roles import role_of
from rematch_devstack.standin.endpoints import Arrived, Endpoints, Reply
from rematch_devstack.system import System
from rematch_notify.adapters.postgres_subscriptions import PostgresSubscriptions
from rematch_notify.domain.filters import MatchFilter
from rematch_notify.domain.pacing import Pace
from rematch_notify.domain.subscriptions import Address, Subscription

TENANT = "bench"
PEOPLE = 2_000
# Of a hundred that fail: most answer 500, and some that they are gone, or that it is too much.
FAILING = {**dict.fromkeys(range(40), 500), **dict.fromkeys(range(40, 70), 410), **dict.fromkeys(range(70, 100), 413)}
HANGS = 100
SEALING_KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
_SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"
_JOBS = UUID("5f1d3a60-0000-4000-8000-000000000000")
# A person and an opening.
Pair = tuple[int, UUID]


@dataclass
class Town:
    """`published`: when each match was, by the same clock as what arrives."""

    endpoints: Endpoints
    producer: AIOKafkaProducer
    published: dict[Pair, float] = field(default_factory=dict)

    async def publish(self, number: int, person: int) -> None:
        match = found(number, person)
        sent = encode(MATCHES, match.key, match, Stamp("bench", datetime.now(UTC)))
        self.published[person, match.job_id] = monotonic()
        await self.producer.send(sent.topic, sent.value, sent.key, headers=list(sent.headers))


def is_well(person: int) -> bool:
    return person not in FAILING and person != HANGS


def found(number: int, person: int) -> MatchFound:
    name, job_id = f"b-{person}", uuid5(_JOBS, str(number))
    pair = {"tenant_id": TENANT, "candidate_id": name, "job_id": job_id, "match_id": match_id_of(TENANT, name, job_id)}
    return FOUND[0].model_copy(update={**pair, "version": 1, "score": 60.0 + number % 40, "lineage": None})


def person_of(path: str) -> int:
    return int(path.rpartition("/")[2])


def pairs_of(arrived: Arrived) -> list[Pair]:
    items = orjson.loads(arrived.body)["data"]["items"]
    return [(person_of(arrived.path), UUID(item["job_id"])) for item in items]


def messages(arrived: Sequence[Arrived]) -> Mapping[str, list[Arrived]]:
    """By message id, each as often as it came."""
    found: dict[str, list[Arrived]] = defaultdict(list)
    for one in arrived:
        found[one.headers["webhook-id"]].append(one)
    return found


@asynccontextmanager
async def town(system: System) -> AsyncIterator[Town]:
    async with Endpoints() as endpoints:
        endpoints.replies = {f"/s/{person}": Reply(status) for person, status in FAILING.items()}
        endpoints.replies[f"/s/{HANGS}"] = Reply(hangs=True)
        await _subscribe(system, endpoints)
        producer = AIOKafkaProducer(bootstrap_servers=system.bootstrap, acks="all", linger_ms=5)
        await producer.start()
        try:
            yield Town(endpoints, producer)
        finally:
            await producer.stop()


async def _subscribe(system: System, endpoints: Endpoints) -> None:
    sealer = Sealer(DeploymentKeys(SEALING_KEY, "", None))
    await sealer.start()
    database = Database(system.stack.postgres.url(role_of("notify")), "notify")
    await database.start()
    try:
        subscriptions = PostgresSubscriptions(database, sealer)
        for person in range(PEOPLE):
            await subscriptions.create(_subscription(person, endpoints.url(f"/s/{person}")), PEOPLE)
    finally:
        await database.stop()


def _subscription(person: int, url: str) -> Subscription:
    now = datetime.now(UTC)
    return Subscription(
        tenant_id=TENANT,
        subscription_id=uuid5(_JOBS, f"subscription {person}"),
        subscriber=f"candidate:b-{person}",
        candidate_id=f"b-{person}",
        about="matches",
        filter=MatchFilter(min_score=50),
        channel="webhook",
        address=Address(url, _SECRET),
        pace=Pace(),
        cap=None,
        language="en",
        created_at=now,
        changed_at=now,
    )
