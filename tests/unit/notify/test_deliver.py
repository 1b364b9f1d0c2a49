"""The worker: fair, never two at once for one endpoint, and nothing forgotten."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from rematch_common.errors import DependencyAway
from rematch_devstack.waiting import until
from rematch_notify.domain.ends import Again, End
from rematch_notify.domain.tellings import Telling
from rematch_notify.handlers.deliver import ROOM, Deliver
from rematch_notify.ports.outgoing import Room, Taken
from tests.contract.subscribing import subscription, telling
from tests.fakes.outgoing import FakeOutgoing
from tests.fakes.samples import NOW, job_id
from tests.fakes.sending import Clock, FakeSend
from tests.fakes.subscribing import FakeSubscriptions, FakeTellings

LEASE = timedelta(seconds=45)


class AwayOutgoing(FakeOutgoing):
    """Whose database is away for so many calls."""

    away: int = 0

    broken: bool = False

    async def settle(self, ends: Sequence[tuple[Taken, End]], now: datetime) -> None:
        if self.broken:
            raise KeyError("a bug")
        self._answer()
        await super().settle(ends, now)

    async def take(self, now: datetime, leased_until: datetime, room: Room) -> list[Taken]:
        self._answer()
        return list(await super().take(now, leased_until, room))

    def _answer(self) -> None:
        if self.away:
            self.away -= 1
            raise DependencyAway("postgresql", "restarting")


class Post:
    """A worker at work on what is in memory."""

    def __init__(self) -> None:
        self.subscriptions = FakeSubscriptions()
        self.tellings = FakeTellings(self.subscriptions)
        self.outgoing = AwayOutgoing(self.subscriptions)
        self.send = FakeSend()
        self.clock = Clock(NOW)

    async def subscribed(self, *numbers: int, tenant: str = "demo") -> None:
        for number in numbers:
            await self.subscriptions.create(subscription(number, tenant, channel="telegram"), 1_000)

    async def wait(self, *tellings: Telling) -> None:
        await self.tellings.raise_alerts(tellings)

    @contextlib.asynccontextmanager
    async def working(self) -> AsyncIterator["asyncio.Future[None]"]:
        worker = Deliver(self.outgoing, self.send, self.clock, 0.005, LEASE)
        task = asyncio.ensure_future(worker.run())
        try:
            async with asyncio.timeout(10):
                yield task
        finally:
            task.cancel()
            await asyncio.wait({task}, timeout=10)

    async def told(self, count: int) -> None:
        async def all_told() -> bool:
            return sum(one.state == "told" for one in self.subscriptions.tellings.values()) == count

        await until(all_told)


@pytest.fixture
def post() -> Post:
    return Post()


def of(number: int, count: int) -> list[Telling]:
    return [telling(job_id(n), number, candidate_id=f"c-{number}") for n in range(count)]


async def test_all_of_it_is_told_once(post: Post) -> None:
    await post.subscribed(*range(1, 101))
    await post.wait(*(one for number in range(1, 101) for one in of(number, 7)))
    async with post.working():
        await post.told(700)
    assert all(len(ids) == len(set(ids)) == 2 for ids in post.send.sent.values())
    assert post.send.most_at_once <= ROOM.sound


async def test_one_that_hangs_and_one_with_many_delay_nobody(post: Post) -> None:
    await post.subscribed(*range(1, 11))
    post.send.held[1] = asyncio.Event()
    await post.wait(*of(1, 50), *of(2, 500))
    async with post.working():
        await until(lambda: _truth(len(post.send.sent[2]) > 2))
        await post.wait(*(one for number in range(3, 11) for one in of(number, 1)))
        sent = len(post.send.sent[2])
        await until(lambda: _truth(all(post.send.sent[number] for number in range(3, 11))))
        assert len(post.send.sent[2]) - sent < 20, "they didn't wait for all of the many"
        assert post.send.sent[1] == []
        post.send.held[1].set()
        await post.told(558)


async def test_a_tenant_all_of_whose_endpoints_hang_leaves_room_for_others_at_once(post: Post) -> None:
    hanging = range(1, 201)
    await post.subscribed(*hanging)
    await post.subscribed(300, tenant="second")
    post.send.held = {number: asyncio.Event() for number in hanging}
    await post.wait(*(one for number in hanging for one in of(number, 1)))
    async with post.working():
        await until(lambda: _truth(post.send.at_once >= ROOM.share))
        await post.wait(*(replace(one, tenant_id="second") for one in of(300, 1)))
        await until(lambda: _truth(bool(post.send.sent[300])))
        assert post.send.at_once == ROOM.share


async def test_those_that_hang_leave_room_once_they_are_known(post: Post) -> None:
    failing = range(1, 201)
    await post.subscribed(*failing, 300)
    post.send.ends = {number: Again(NOW, "nobody answers") for number in failing}
    await post.wait(*(one for number in failing for one in of(number, 1)))
    async with post.working():
        await until(lambda: _truth(all(post.send.sent[number] for number in failing)))
        post.send.held = {number: asyncio.Event() for number in failing}
        await until(lambda: _truth(post.send.at_once == ROOM.failing))
        await post.wait(*of(300, 1))
        await until(lambda: _truth(bool(post.send.sent[300])))


async def test_what_was_sent_is_written_down_however_long_it_takes_and_is_not_sent_again(post: Post) -> None:
    await post.subscribed(1)
    await post.wait(*of(1, 1))
    post.send.held[1] = asyncio.Event()
    async with post.working():
        await until(lambda: _truth(post.send.at_once == 1))
        post.outgoing.away = 3
        post.send.held[1].set()
        await post.told(1)
    assert len(post.send.sent[1]) == 1


async def test_a_process_that_is_told_to_stop_lets_what_is_under_way_arrive(post: Post) -> None:
    await post.subscribed(1)
    await post.wait(*of(1, 1))
    post.send.held[1] = asyncio.Event()
    async with post.working() as worker:
        await until(lambda: _truth(post.send.at_once == 1))
        worker.cancel()
        worker.cancel()
        post.send.held[1].set()
        await asyncio.wait({worker})
    assert [one.state for one in post.subscriptions.tellings.values()] == ["told"]


async def test_a_process_that_comes_after_one_that_died_sends_the_same_message(post: Post) -> None:
    await post.subscribed(1)
    await post.wait(*of(1, 3))
    [dead] = await post.outgoing.take(NOW, NOW + LEASE, Room(1, 1))
    async with post.working():
        post.clock.now = NOW + LEASE
        await post.told(3)
    assert post.send.sent[1] == [dead.message_id]


async def test_a_bug_in_writing_down_ends_the_process(post: Post) -> None:
    await post.subscribed(1)
    await post.wait(*of(1, 1))

    post.outgoing.broken = True
    async with post.working() as worker:
        await asyncio.wait({worker})
        assert isinstance(worker.exception(), KeyError)


async def _truth(is_so: bool) -> bool:
    return is_so
