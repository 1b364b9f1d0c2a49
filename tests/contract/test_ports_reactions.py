"""What receivers say, in PostgreSQL and on Kafka."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID, uuid4

import orjson
import pytest

from rematch_common.database import Database
from rematch_common.outbox import Outbox
from rematch_notify.adapters.postgres_reactions import PostgresReactions
from rematch_notify.domain.links import Deed, Link
from rematch_notify.domain.wishes import Rules
from rematch_notify.handlers.subscribe import Subscribe
from tests.contract.subscribing import Ledger, ledger_in, sealer, subscription, telling, word
from tests.fakes.publisher import FakePublisher
from tests.fakes.samples import NOW, job_id

pytestmark = pytest.mark.stack
HERE = subscription(1, subscriber="candidate:c-1", candidate_id="c-1")


@dataclass(frozen=True)
class Place:
    ledger: Ledger
    reactions: PostgresReactions
    publisher: FakePublisher

    async def told(self, job: UUID) -> None:
        await self.ledger.tellings.hold([word(job, 1, telling(job))])
        await self.ledger.settle(job, "told")

    def said(self) -> list[tuple[str, str, str]]:
        values = [orjson.loads(record.value or b"") for record in self.publisher.of("match-feedback")]
        return [(one["action"], one["actor"], one["job_id"]) for one in values]


@pytest.fixture
async def place(request: pytest.FixtureRequest) -> AsyncIterator[Place]:
    database: Database
    async with request.getfixturevalue("postgres").database("notify") as database:
        ledger, publisher = ledger_in(database, await sealer()), FakePublisher()
        await ledger.subscriptions.create(HERE, 10)
        yield Place(ledger, PostgresReactions(database, Outbox("notify", database, publisher)), publisher)


def link(deed: Deed, job: UUID | None = None, candidate: str = "c-1") -> Link:
    return Link(deed, "demo", UUID(int=1), NOW + timedelta(days=1), candidate, job)


@pytest.mark.parametrize("deed", ["applied", "rejected"])
async def test_feedback_is_of_what_was_told(place: Place, deed: Deed) -> None:
    await place.told(job_id(1))
    assert await place.reactions.react(link(deed, job_id(1)), NOW)
    assert place.said() == [(deed, "candidate", str(job_id(1)))]


async def test_of_what_was_not_told_there_nothing_can_be_said(place: Place) -> None:
    await place.ledger.tellings.hold([word(job_id(1), 1, telling(job_id(1)))])
    for wrong in (link("applied", job_id(1)), link("applied", job_id(2)), link("applied", job_id(1), "c-2")):
        assert not await place.reactions.react(wrong, NOW)
    assert place.said() == []


async def test_an_opening_that_was_merged_since_is_the_one_it_went_into(place: Place) -> None:
    await place.told(job_id(1))
    await place.ledger.tellings.merge({job_id(1): job_id(2)})
    assert await place.reactions.react(link("applied", job_id(1)), NOW)
    assert place.said() == [("applied", "candidate", str(job_id(2)))]


async def test_who_was_forgotten_says_nothing(place: Place) -> None:
    await place.told(job_id(1))
    await place.ledger.subscriptions.remove(HERE.ref)
    assert not await place.reactions.react(link("applied", job_id(1)), NOW)
    assert not await place.reactions.unsubscribe(link("unsubscribe"), NOW)


async def test_who_leaves_has_left_however_often_it_is_said(place: Place) -> None:
    for _ in range(2):
        assert await place.reactions.unsubscribe(link("unsubscribe"), NOW)
    there = await place.ledger.subscriptions.get(HERE.ref)
    assert there == replace(HERE, state="unsubscribed", state_why=there.state_why, changed_at=NOW)


async def test_who_unsubscribes_while_the_owner_changes_something_stays_unsubscribed(place: Place) -> None:
    subscribe = Subscribe(place.ledger.subscriptions, Rules(["email"]), 10, uuid4, lambda: NOW)
    changes = [subscribe.change(HERE.ref, {"language": "de"}) for _ in range(20)]
    unsubscribing = place.reactions.unsubscribe(link("unsubscribe"), NOW)
    await asyncio.gather(*changes[:10], unsubscribing, *changes[10:])
    assert (await place.ledger.subscriptions.get(HERE.ref)).state == "unsubscribed"
