"""Both stores of messages on their way, and what their suites begin with."""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest

from rematch_common.contracts import MATCH_FEEDBACK, MatchShown
from rematch_common.outbox import Outbox
from rematch_notify.adapters.postgres_outgoing import PostgresOutgoing
from rematch_notify.domain.items import Item
from rematch_notify.domain.tellings import Telling
from rematch_notify.ports.outgoing import Outgoing, Room, Taken
from tests.contract.subscribing import Ledger, fake_ledger, ledger_in, sealer, subscription, telling, word
from tests.contract.telling import told_in
from tests.fakes.outgoing import FakeOutgoing
from tests.fakes.publisher import FakePublisher
from tests.fakes.samples import NOW, job_id
from tests.fakes.subscribing import FakeSubscriptions

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
LEASE = timedelta(seconds=45)
ROOM = Room(100, 100)


@dataclass(frozen=True)
class Post:
    """A ledger, what is on its way from it, the kinds of alerts that owners were told by, and what was said to be
    shown: whose, of which opening and version, and where."""

    ledger: Ledger
    outgoing: Outgoing
    alerts: Callable[[], Awaitable[list[str]]]
    shown: Callable[[], Awaitable[list[tuple[str, UUID, int, int]]]]

    async def wait(self, *tellings: Telling) -> None:
        words = [word(one.job_id, 1, one, candidate=one.candidate_id, tenant=one.tenant_id) for one in tellings]
        await self.ledger.tellings.hold(words)

    async def take(self, at: Any = NOW, room: Room = ROOM) -> list[Taken]:
        return list(await self.outgoing.take(at, at + LEASE, room))

    async def counts(self) -> Counter[str]:
        return Counter(state for state, _ in (await self.ledger.states()).values())


async def posts(request: pytest.FixtureRequest) -> AsyncIterator[Post]:
    if request.param == "fake":
        ledger = fake_ledger()
        assert isinstance(ledger.subscriptions, FakeSubscriptions)
        fake = FakeOutgoing(ledger.subscriptions)

        async def closed() -> list[str]:
            return [kind for _, kind in fake.closed]

        async def shown() -> list[tuple[str, UUID, int, int]]:
            return list(map(_shown, fake.shown))

        yield Post(ledger, fake, closed, shown)
        return
    async with request.getfixturevalue("postgres").database("notify") as database:
        publisher, sealing = FakePublisher(), await sealer()

        async def told() -> list[str]:
            return [orjson.loads(one.value or b"")["kind"] for one in publisher.of("alerts")]

        outgoing = PostgresOutgoing(database, sealing, Outbox("notify", database, publisher))
        said = told_in(database, MATCH_FEEDBACK)

        async def written() -> list[tuple[str, UUID, int, int]]:
            events = [MatchShown.model_validate(value) for _, _, value in await said()]
            assert [key for key, *_ in await said()] == [one.key for one in events]
            return list(map(_shown, events))

        yield Post(ledger_in(database, sealing), outgoing, told, written)


async def subscribed(post: Post, *numbers: int, tenant: str = "demo", **fields: Any) -> None:
    for number in numbers or (1,):
        await post.ledger.subscriptions.create(subscription(number, tenant, **fields), 1_000)


def some(count: int, number: int = 1, tenant: str = "demo", **fields: Any) -> list[Telling]:
    """Of different scores, the worst first."""
    return [telling(job_id(n), number, tenant_id=tenant, score=60.0 + n, **fields) for n in range(count)]


def _shown(one: MatchShown) -> tuple[str, UUID, int, int]:
    return one.candidate_id, one.job_id, one.version, one.position


def jobs(items: tuple[Item, ...]) -> list[UUID]:
    return [one.job_id for one in items if one.kind == "match"]
