"""One suite for every store of messages on their way: how much a message holds, and whose turn it is."""

import asyncio
from collections.abc import AsyncIterator
from datetime import time
from uuid import UUID

import pytest

from rematch_notify.domain.ends import Again, Sent
from rematch_notify.domain.pacing import Pace
from rematch_notify.domain.subscriptions import Cap
from rematch_notify.ports.outgoing import Backlog, Room
from tests.contract.posting import HOUR, SECOND, Post, jobs, posts, some, subscribed
from tests.contract.subscribing import telling
from tests.fakes.samples import NOW, job_id


@pytest.fixture(params=["fake", pytest.param("postgres", marks=pytest.mark.stack)])
async def post(request: pytest.FixtureRequest) -> AsyncIterator[Post]:
    async for one in posts(request):
        yield one


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


async def test_who_has_most_under_way_has_the_last_turn_and_no_more_than_a_share(post: Post) -> None:
    await subscribed(post, *range(1, 11))
    await subscribed(post, 11, tenant="second")
    for number in range(1, 11):
        await post.wait(telling(job_id(1), number, due_at=NOW - HOUR, candidate_id=f"c-{number}"))
    await post.wait(telling(job_id(1), 11, tenant_id="second"))
    held = {("demo", False): 3, ("second", True): 9}
    [first] = await post.take(room=Room(1, 1, held))
    assert first.subscription.tenant_id == "second", "what is due of it has waited less, and none of it is under way"
    assert len(await post.take(room=Room(9, 9, held, share=5))) == 2
    assert await post.take(room=Room(9, 9, {("demo", False): 5}, share=5)) == []


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
