"""One suite for every store of messages on their way."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from rematch_notify.domain.ends import Again, Closed, Sent, Undeliverable
from rematch_notify.ports.outgoing import Backlog
from tests.contract.posting import HOUR, LEASE, SECOND, Post, jobs, posts, some, subscribed
from tests.contract.subscribing import telling, word
from tests.fakes.samples import NOW, job_id


@pytest.fixture(params=["fake", pytest.param("postgres", marks=pytest.mark.stack)])
async def post(request: pytest.FixtureRequest) -> AsyncIterator[Post]:
    async for one in posts(request):
        yield one


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
    await post.ledger.subscriptions.change(there.ref, lambda known: (replace(known, state="active"), None))
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
