"""One suite for every store of messages on their way."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import time, timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest

from rematch_common.outbox import Outbox
from rematch_notify.adapters.postgres_outgoing import PostgresOutgoing
from rematch_notify.domain.ends import Again, Closed, Sent, Undeliverable
from rematch_notify.domain.items import Item
from rematch_notify.domain.pacing import Pace
from rematch_notify.domain.subscriptions import Cap
from rematch_notify.domain.tellings import Telling
from rematch_notify.ports.outgoing import Backlog, Outgoing, Room, Taken
from tests.contract.subscribing import Ledger, fake_ledger, ledger_in, sealer, subscription, telling, word
from tests.fakes.outgoing import FakeOutgoing
from tests.fakes.publisher import FakePublisher
from tests.fakes.samples import NOW, job_id
from tests.fakes.subscribing import FakeSubscriptions

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
LEASE = timedelta(seconds=45)
ROOM = Room(100, 100)


@dataclass(frozen=True)
class Post:
    """A ledger, what is on its way from it, and the kinds of alerts that owners were told by."""

    ledger: Ledger
    outgoing: Outgoing
    alerts: Callable[[], Awaitable[list[str]]]

    async def wait(self, *tellings: Telling) -> None:
        words = [word(one.job_id, 1, one, candidate=one.candidate_id, tenant=one.tenant_id) for one in tellings]
        await self.ledger.tellings.hold(words)

    async def take(self, at: Any = NOW, room: Room = ROOM) -> list[Taken]:
        return list(await self.outgoing.take(at, at + LEASE, room))

    async def counts(self) -> Counter[str]:
        return Counter(state for state, _ in (await self.ledger.states()).values())


@pytest.fixture(params=["fake", pytest.param("postgres", marks=pytest.mark.stack)])
async def post(request: pytest.FixtureRequest) -> AsyncIterator[Post]:
    if request.param == "fake":
        ledger = fake_ledger()
        assert isinstance(ledger.subscriptions, FakeSubscriptions)
        fake = FakeOutgoing(ledger.subscriptions)

        async def closed() -> list[str]:
            return [kind for _, kind in fake.closed]

        yield Post(ledger, fake, closed)
        return
    async with request.getfixturevalue("postgres").database("notify") as database:
        publisher, sealing = FakePublisher(), await sealer()

        async def told() -> list[str]:
            return [orjson.loads(one.value or b"")["kind"] for one in publisher.of("alerts")]

        outgoing = PostgresOutgoing(database, sealing, Outbox("notify", database, publisher))
        yield Post(ledger_in(database, sealing), outgoing, told)


async def subscribed(post: Post, *numbers: int, tenant: str = "demo", **fields: Any) -> None:
    for number in numbers or (1,):
        await post.ledger.subscriptions.create(subscription(number, tenant, **fields), 1_000)


def some(count: int, number: int = 1, tenant: str = "demo", **fields: Any) -> list[Telling]:
    """Of different scores, the worst first."""
    return [telling(job_id(n), number, tenant_id=tenant, score=60.0 + n, **fields) for n in range(count)]


def jobs(items: tuple[Item, ...]) -> list[UUID]:
    return [one.job_id for one in items if one.kind == "match"]


async def test_what_is_due_is_one_message_the_best_first(post: Post) -> None:
    await subscribed(post)
    await post.wait(*some(3))
    [taken] = await post.take()
    assert jobs(taken.items) == [job_id(2), job_id(1), job_id(0)]
    assert (taken.more, taken.attempt, taken.first_at) == (0, 0, NOW)
    assert taken.subscription.address.target == "mo@example.org"
    assert await post.counts() == {"taken": 3}


async def test_nothing_is_taken_twice_and_what_comes_meanwhile_waits_for_its_turn(post: Post) -> None:
    await subscribed(post)
    await post.wait(*some(1))
    [taken] = await post.take()
    await post.wait(telling(job_id(9)))
    assert await post.take(NOW + SECOND) == []
    await post.outgoing.settle([(taken, Sent())], NOW + SECOND)
    [following] = await post.take(NOW + SECOND)
    assert jobs(following.items) == [job_id(9)]
    assert following.message_id != taken.message_id


async def test_after_the_lease_the_same_message_is_given_again_as_it_was(post: Post) -> None:
    await subscribed(post)
    await post.wait(*some(3))
    [first] = await post.take()
    await post.wait(telling(job_id(9), score=99.0))
    assert await post.take(NOW + LEASE - SECOND) == []
    [again] = await post.take(NOW + LEASE)
    assert (again.message_id, again.items, again.more, again.first_at) == (
        *(first.message_id, first.items, first.more, first.first_at),
    )


async def test_what_arrived_is_told_and_nothing_is_due_any_more(post: Post) -> None:
    await subscribed(post)
    await post.wait(*some(2))
    [taken] = await post.take()
    await post.outgoing.settle([(taken, Sent())], NOW)
    assert await post.counts() == {"told": 2}
    assert await post.take(NOW + HOUR) == []
    assert await post.outgoing.backlog(NOW + HOUR) == Backlog(0, 0.0)


async def test_what_failed_is_tried_again_then_and_counts(post: Post) -> None:
    await subscribed(post)
    await post.wait(*some(2))
    [taken] = await post.take()
    await post.outgoing.settle([(taken, Again(NOW + HOUR, "nobody answers"))], NOW)
    assert await post.take(NOW + HOUR - SECOND) == []
    [again] = await post.take(NOW + HOUR)
    assert (again.message_id, again.items, again.attempt) == (taken.message_id, taken.items, 1)
    assert again.subscription.failing_since == NOW


async def test_who_waits_for_a_token_was_not_tried_and_does_not_fail(post: Post) -> None:
    await subscribed(post)
    await post.wait(*some(1))
    [taken] = await post.take()
    await post.outgoing.settle([(taken, Again(NOW + SECOND, "waits", counts=False))], NOW)
    [again] = await post.take(NOW + SECOND)
    assert (again.attempt, again.subscription.failing_since) == (0, None)


async def test_success_ends_a_failure(post: Post) -> None:
    await subscribed(post)
    await post.wait(*some(1))
    [taken] = await post.take()
    await post.outgoing.settle([(taken, Again(NOW + SECOND, "nobody answers"))], NOW)
    [again] = await post.take(NOW + SECOND)
    await post.outgoing.settle([(again, Sent())], NOW + SECOND)
    assert (await post.ledger.subscriptions.get(("demo", UUID(int=1)))).failing_since is None


async def test_a_message_that_is_refused_is_recorded_and_the_next_one_goes(post: Post) -> None:
    await subscribed(post)
    await post.wait(*some(1))
    [taken] = await post.take()
    await post.outgoing.settle([(taken, Undeliverable("too large"))], NOW)
    assert await post.counts() == {"undeliverable": 1}
    await post.wait(telling(job_id(9)))
    [following] = await post.take()
    assert jobs(following.items) == [job_id(9)]
    assert await post.alerts() == []


@pytest.mark.parametrize("outcome", ["off", "unlinked"])
async def test_nothing_more_goes_to_an_endpoint_that_is_closed_and_its_owner_is_told(post: Post, outcome: Any) -> None:
    await subscribed(post)
    await post.wait(*some(1))
    [taken] = await post.take()
    await post.outgoing.settle([(taken, Closed(outcome, "it is gone"))], NOW)
    await post.wait(telling(job_id(9)))
    assert await post.take(NOW + HOUR) == []
    there = await post.ledger.subscriptions.get(("demo", UUID(int=1)))
    assert (there.state, there.state_why) == (outcome, "it is gone")
    assert await post.alerts() == [f"endpoint_{outcome}"]
    await post.ledger.subscriptions.change(replace(there, state="active"))
    [following] = await post.take(NOW + HOUR)
    assert jobs(following.items) == [job_id(9)]


async def test_whoever_comes_after_its_lease_changes_nothing_but_what_was_sent(post: Post) -> None:
    await subscribed(post)
    await post.wait(*some(1))
    [late] = await post.take()
    [there] = await post.take(NOW + LEASE)
    for end in (Again(NOW + HOUR, "late"), Undeliverable("late"), Closed("off", "late")):
        await post.outgoing.settle([(late, end)], NOW + LEASE)
    assert await post.counts() == {"taken": 1}
    await post.outgoing.settle([(late, Sent())], NOW + LEASE)
    assert await post.counts() == {"told": 1}
    await post.outgoing.settle([(there, Again(NOW + HOUR, "nobody answers"))], NOW + LEASE)
    assert await post.counts() == {"told": 1}
    assert await post.take(NOW + 2 * HOUR) == []


async def test_what_was_withdrawn_before_it_is_due_is_not_sent(post: Post) -> None:
    await subscribed(post)
    await post.wait(*some(1), telling(job_id(5)))
    await post.ledger.tellings.hold([word(job_id(5), 2)])
    [taken] = await post.take()
    assert jobs(taken.items) == [job_id(0)]


async def test_what_is_withdrawn_while_its_message_waits_to_be_tried_again_is_taken_out(post: Post) -> None:
    await subscribed(post)
    await post.wait(*some(2))
    [taken] = await post.take()
    await post.outgoing.settle([(taken, Again(NOW + HOUR, "nobody answers"))], NOW)
    await post.ledger.settle(job_id(0), "withdrawn")
    [again] = await post.take(NOW + HOUR)
    assert jobs(again.items) == [job_id(1)]
    await post.outgoing.settle([(again, Again(NOW + 2 * HOUR, "nobody answers"))], NOW + HOUR)
    await post.ledger.settle(job_id(1), "withdrawn")
    assert await post.take(NOW + 2 * HOUR) == []
    await post.wait(telling(job_id(9)))
    [following] = await post.take(NOW + 2 * HOUR)
    assert (jobs(following.items), following.message_id != taken.message_id) == ([job_id(9)], True)


async def test_of_more_than_a_cap_allows_the_best_are_told_and_the_rest_is_summed_up(post: Post) -> None:
    await subscribed(post, cap=Cap(2, "day"))
    await post.wait(*some(16))
    [taken] = await post.take()
    assert (jobs(taken.items), taken.more) == ([job_id(15), job_id(14)], 14)
    await post.outgoing.settle([(taken, Sent())], NOW)
    assert await post.counts() == {"told": 2, "summed": 14}


async def test_when_a_cap_is_used_up_what_comes_waits_for_the_next_period(post: Post) -> None:
    await subscribed(post, cap=Cap(2, "day"), pace=Pace(zone="Europe/Berlin"))
    await post.wait(*some(2))
    [taken] = await post.take()
    await post.outgoing.settle([(taken, Sent())], NOW)
    await post.wait(telling(job_id(9)))
    assert await post.take(NOW + HOUR) == []
    midnight = NOW.replace(hour=23, minute=0)
    assert await post.take(midnight - SECOND) == []
    [following] = await post.take(midnight)
    assert jobs(following.items) == [job_id(9)]


async def test_nothing_is_sent_in_quiet_hours_though_it_was_due_before(post: Post) -> None:
    await subscribed(post, pace=Pace(quiet=(time(9), time(11))))
    await post.wait(*some(1, due_at=NOW - 2 * HOUR))
    assert await post.take(NOW) == []
    assert len(await post.take(NOW + HOUR)) == 1


async def test_more_than_a_message_holds_goes_in_several_and_none_is_lost(post: Post) -> None:
    await subscribed(post, channel="telegram")
    await post.wait(*some(12))
    sizes = []
    while got := await post.take():
        sizes.append(len(got[0].items))
        await post.outgoing.settle([(got[0], Sent())], NOW)
    assert sizes == [5, 5, 2]
    assert await post.counts() == {"told": 12}


async def test_one_with_many_keeps_nobody_waiting(post: Post) -> None:
    await subscribed(post, 1, 2, channel="telegram")
    await post.wait(*some(20, due_at=NOW - HOUR), telling(job_id(50), 2))
    [huge] = await post.take(room=Room(1, 1))
    assert huge.subscription.subscription_id == UUID(int=1)
    await post.outgoing.settle([(huge, Sent())], NOW + SECOND)
    [other] = await post.take(NOW + SECOND, Room(1, 1))
    assert other.subscription.subscription_id == UUID(int=2)


async def test_no_tenants_many_keep_anothers_few_waiting(post: Post) -> None:
    await subscribed(post, *range(1, 11))
    await subscribed(post, 11, tenant="second")
    for number in range(1, 11):
        await post.wait(telling(job_id(1), number, due_at=NOW - HOUR, candidate_id=f"c-{number}"))
    await post.wait(telling(job_id(1), 11, tenant_id="second"))
    taken = await post.take(room=Room(2, 2))
    assert {one.subscription.tenant_id for one in taken} == {"demo", "second"}


async def test_endpoints_that_fail_have_room_of_their_own(post: Post) -> None:
    await subscribed(post, 1, 2)
    await subscribed(post, 3, failing_since=NOW - HOUR)
    await post.wait(telling(job_id(1), 3))
    [failing] = await post.take(room=Room(5, 5))
    await post.outgoing.settle([(failing, Again(NOW, "nobody answers"))], NOW)
    await post.wait(telling(job_id(2), 1), telling(job_id(3), 2))
    sound = await post.take(room=Room(5, 0))
    assert {one.subscription.subscription_id.int for one in sound} == {1, 2}
    assert [one.subscription.subscription_id.int for one in await post.take(room=Room(0, 5))] == [3]


async def test_several_workers_at_once_take_each_message_once(post: Post) -> None:
    await subscribed(post, *range(1, 21))
    await post.wait(*(telling(job_id(1), number, candidate_id=f"c-{number}") for number in range(1, 21)))
    got = await asyncio.gather(*(post.take(room=Room(7, 7)) for _ in range(4)))
    rest = await post.take()
    ids = [one.message_id for batch in (*got, rest) for one in batch]
    assert len(ids) == len(set(ids)) == 20


async def test_how_much_waits_and_for_how_long(post: Post) -> None:
    await subscribed(post, 1, 2)
    await post.wait(telling(job_id(1), 1, due_at=NOW), telling(job_id(2), 2, due_at=NOW + HOUR))
    assert await post.outgoing.backlog(NOW + 30 * SECOND) == Backlog(1, 30.0)
    assert await post.outgoing.backlog(NOW - SECOND) == Backlog(0, 0.0)


async def test_what_was_forgotten_while_it_was_on_its_way_is_nothing(post: Post) -> None:
    await subscribed(post)
    await post.wait(*some(1))
    [taken] = await post.take()
    await post.ledger.subscriptions.remove(("demo", UUID(int=1)))
    await post.outgoing.settle([(taken, Sent())], NOW)
    assert await post.counts() == {}
    assert await post.take(NOW + HOUR) == []
