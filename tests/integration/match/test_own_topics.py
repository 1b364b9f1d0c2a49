"""What is published while matches move between topics, whoever publishes, erases or writes late meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace

import pytest
from aiokafka.structs import RecordMetadata

from rematch_common.contracts import ERASURE_RECEIPTS, ErasureReceipt, limits
from rematch_common.database import Database
from rematch_common.erasing import Erasure
from rematch_common.outbox import Outbox
from rematch_common.reconcile import Reconciler
from rematch_common.records import Outgoing, Record
from rematch_devstack.waiting import until as ask_until
from rematch_match.adapters.postgres_store import PostgresStore
from rematch_match.adapters.terms_locks import keep_terms
from rematch_match.domain.pairs import Scored
from rematch_match.domain.terms import Terms
from rematch_match.ports import Arrivals, Ending
from tests.contract.owning import Owning, in_postgres
from tests.fakes.occasions import occasion
from tests.fakes.publisher import FakePublisher
from tests.fakes.samples import NOW, person
from tests.fakes.waiting import until
from tests.servers import Postgres

pytestmark = pytest.mark.stack
OWN = "matches.demo"
JANE = ("demo", "c-1")


class Slow(FakePublisher):
    """Holds what it is given until it is told to go on."""

    def __init__(self) -> None:
        super().__init__()
        self.go = asyncio.Event()
        self.go.set()

    async def deliver(self, records: Sequence[Outgoing]) -> list[RecordMetadata]:
        reports = await super().deliver(records)
        await self.go.wait()
        return reports


@dataclass(frozen=True)
class Desk:
    database: Database
    owning: Owning
    broker: Slow
    outbox: Outbox

    def said(self, topic: str) -> list[tuple[int | None, bool]]:
        """The version of each record, and whether it holds."""
        return [(record.version, record.value is not None) for record in self.broker.of(topic)]

    async def tell(self, number: int, version: int) -> None:
        await self.owning.tell(number, version)
        await self.outbox.drain()

    async def go(self, own: bool) -> None:
        await self.owning.go(own)
        await self.outbox.drain()


@pytest.fixture
async def desk(postgres: Postgres) -> AsyncIterator[Desk]:
    async with postgres.database("match") as database:
        broker = Slow()
        yield Desk(database, in_postgres(database), broker, Outbox("match", database, broker))


async def test_what_was_told_before_says_where_it_comes_from_and_its_end_where_it_has_gone(desk: Desk) -> None:
    await desk.tell(1, 1)
    await desk.go(True)
    (told, end), (moved,) = desk.broker.of("matches"), desk.broker.of(OWN)
    assert (moved.value, moved.header("ce_id"), moved.version) == (told.value, told.header("ce_id"), told.version)
    assert (moved.header(limits.MOVED_FROM), end.header(limits.MOVED_TO)) == ("matches", OWN)
    assert (end.value, end.version, told.header(limits.MOVED_FROM)) == (None, 1, None)
    await desk.go(False)
    await desk.go(True)
    assert [name for name, _ in desk.broker.of(OWN)[-1].headers].count(limits.MOVED_FROM) == 1
    assert desk.said("matches") == [(1, True), (1, False), (1, True), (1, False)]
    assert desk.said(OWN) == [(1, True), (1, False), (1, True)]


async def test_what_nobody_has_been_told_yet_is_told_on_the_new_topic_alone(desk: Desk) -> None:
    await desk.owning.tell(1, 1)
    await desk.go(True)
    assert desk.said("matches") == [(1, False)]
    (told,) = desk.broker.of(OWN)
    assert told.header(limits.MOVED_FROM) is None, "whoever listens has not had it"


async def test_whoever_publishes_is_waited_for(desk: Desk) -> None:
    await desk.owning.tell(1, 1)
    desk.broker.go.clear()
    draining = asyncio.ensure_future(desk.outbox.drain())
    await until(lambda: desk.said("matches"))
    moving = asyncio.ensure_future(desk.owning.go(True))
    async with asyncio.timeout(30):
        await ask_until(lambda: _waiting(desk.database))
    assert not moving.done()
    desk.broker.go.set()
    await asyncio.gather(draining, moving)
    await desk.outbox.drain()
    assert (desk.said("matches"), desk.said(OWN)) == ([(1, True), (1, False)], [(1, True)])


async def _waiting(database: Database) -> bool:
    async with database.transaction() as connection:
        return bool(await connection.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"))


async def test_whoever_settles_is_waited_for(desk: Desk) -> None:
    await desk.tell(1, 1)
    await desk.owning.choose(True)
    (wish,) = await desk.owning.topics.due()
    for step in (desk.owning.topics.switch(wish, NOW), desk.owning.topics.move(wish, None, NOW)):
        async with desk.database.transaction() as settling:
            await keep_terms(settling, ["demo"])
            going = asyncio.ensure_future(step)
            async with asyncio.timeout(30):
                await ask_until(lambda: _waiting(desk.database))
            assert not going.done()
        await going


async def test_nothing_older_is_told_behind_what_was_settled_before_the_move(desk: Desk) -> None:
    await desk.tell(1, 1)
    wish = await desk.owning.switch(True)
    await desk.tell(1, 2)
    await desk.owning.move(wish)
    await desk.outbox.drain()
    assert (desk.said("matches"), desk.said(OWN)) == ([(1, True), (1, False)], [(2, True)])


async def test_a_late_record_does_not_stay_the_last_word_on_the_topic_that_was_left(desk: Desk) -> None:
    await desk.tell(1, 1)
    await desk.go(True)
    (told, end), repair = desk.broker.of("matches"), Reconciler("matches", desk.database, desk.outbox, "nowhere:9092")
    await repair.compare([end])
    assert len(desk.said("matches")) == 2
    await repair.compare([replace(told, offset=end.offset + 1)])
    assert desk.said("matches") == [(1, True), (1, False), (1, False)]
    await desk.go(False)
    (*_, back) = desk.broker.of("matches")
    await repair.compare([replace(end, offset=back.offset + 1)])
    assert desk.said("matches")[-2:] == [(1, True), (1, True)], "and an end none on the one that it has come back to"


async def test_whoever_is_erased_in_the_middle_ends_on_both(desk: Desk) -> None:
    for number in (1, 2):
        await desk.tell(number, 1)
    wish = await desk.owning.switch(True)
    await desk.tell(2, 2)
    await _erase(desk)
    await desk.owning.move(wish)
    await desk.outbox.drain()
    lasts = {topic: _lasts(desk.broker.of(topic)) for topic in ("matches", OWN)}
    assert all(last.value is None for of_topic in lasts.values() for last in of_topic.values())
    assert {last.header(limits.ERASURE_ID) for of_topic in lasts.values() for last in of_topic.values()} == {"e-1"}
    (told,) = desk.broker.of(ERASURE_RECEIPTS.name)
    assert ErasureReceipt.model_validate_json(told.value or b"").counts["tombstones"] == 2, "pairs, not topics"
    async with desk.database.transaction(["demo"]) as connection:
        assert await connection.fetchval("SELECT count(*) FROM outbox WHERE topic LIKE 'matches%'") == 0


async def _erase(desk: Desk) -> None:
    store = PostgresStore(desk.database)
    gone = person(alive=False, away_as="erased", version=2, skills=frozenset(), vector=None)
    work = await store.write(Arrivals([], [gone], {JANE: Ending(Erasure("e-1", *JANE, version=2))}))
    pairs = [Scored.unseen(key) for key in sorted(await store.pairs_of(work))]
    await store.settle(pairs, work, occasion(terms={"demo": Terms(version=1)}, now=NOW))


def _lasts(records: Sequence[Record]) -> dict[bytes | None, Record]:
    return {record.key: record for record in records}
