"""One suite for what every store of messages says that messages have shown to candidates."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from rematch_common.contracts import MATCH_FEEDBACK
from rematch_common.outbox import Outbox
from rematch_notify.adapters import writing_ends
from rematch_notify.adapters.postgres_outgoing import PostgresOutgoing
from rematch_notify.domain.ends import Again, Closed, Sent, Undeliverable
from tests.contract.posting import HOUR, LEASE, ROOM, Post, posts, some, subscribed
from tests.contract.subscribing import ledger_in, sealer, subscription, telling, word
from tests.contract.telling import told_in
from tests.fakes.publisher import FakePublisher
from tests.fakes.samples import NOW, job_id
from tests.fakes.tellings import item

THEIRS: dict[str, Any] = {"subscriber": "candidate:c-1", "candidate_id": "c-1"}


@pytest.fixture(params=["fake", pytest.param("postgres", marks=pytest.mark.stack)])
async def post(request: pytest.FixtureRequest) -> AsyncIterator[Post]:
    async for one in posts(request):
        yield one


async def test_what_a_candidate_got_is_said_once_in_the_order_of_the_message(post: Post) -> None:
    await subscribed(post, **THEIRS)
    second = telling(job_id(7), score=61.5, item=item(job_id(7), version=5))
    await post.wait(*some(3), second)
    [late] = await post.take()
    assert await post.shown() == [], "it is on its way"
    [taken] = await post.take(NOW + LEASE)
    said = [("c-1", job_id(2), 1, 1), ("c-1", job_id(7), 5, 2), ("c-1", job_id(1), 1, 3), ("c-1", job_id(0), 1, 4)]
    await post.outgoing.settle([(late, Sent(4)), (taken, Sent(4))], NOW + LEASE)
    assert await post.shown() == said
    await post.outgoing.settle([(taken, Sent(4))], NOW + HOUR)
    assert await post.shown() == said


@pytest.mark.parametrize("candidate_id", [None, "c-1"])
async def test_what_a_recruiter_got_was_shown_to_no_candidate(post: Post, candidate_id: str | None) -> None:
    await subscribed(post, subscriber="recruiter:c-1", candidate_id=candidate_id)
    await post.wait(*some(2))
    [taken] = await post.take()
    await post.outgoing.settle([(taken, Sent(2))], NOW)
    assert (await post.counts(), await post.shown()) == ({"told": 2}, [])


async def test_what_the_message_had_no_room_for_was_not_shown(post: Post) -> None:
    await subscribed(post, **THEIRS)
    await post.wait(*some(3))
    [taken] = await post.take()
    await post.outgoing.settle([(taken, Sent(2))], NOW)
    assert await post.shown() == [("c-1", job_id(2), 1, 1), ("c-1", job_id(1), 1, 2)]


@pytest.mark.parametrize("end", [Again(NOW + HOUR, "no"), Undeliverable("no"), Closed("off", "no")])
async def test_what_did_not_arrive_was_not_shown(post: Post, end: Any) -> None:
    await subscribed(post, **THEIRS)
    await post.wait(*some(1))
    [taken] = await post.take()
    await post.outgoing.settle([(taken, end)], NOW)
    assert await post.shown() == []


async def test_places_are_those_of_the_message_as_it_arrived(post: Post) -> None:
    await subscribed(post, **THEIRS)
    await post.wait(*some(2))
    [taken] = await post.take()
    await post.outgoing.settle([(taken, Again(NOW + HOUR, "nobody answers"))], NOW)
    await post.ledger.settle(job_id(1), "withdrawn")
    [again] = await post.take(NOW + HOUR)
    await post.outgoing.settle([(again, Sent(1))], NOW + HOUR)
    assert await post.shown() == [("c-1", job_id(0), 1, 1)]


async def test_what_is_told_under_the_id_of_another_opening_has_no_version_to_name(post: Post) -> None:
    await subscribed(post, **THEIRS)
    await post.wait(*some(2))
    await post.ledger.tellings.merge({job_id(1): job_id(9)})
    [taken] = await post.take()
    assert [(one.job_id, one.version) for one in taken.items if one.kind == "match"] == [
        (job_id(9), None),
        (job_id(0), 1),
    ]
    await post.outgoing.settle([(taken, Sent(2))], NOW)
    assert await post.shown() == [("c-1", job_id(0), 1, 2)]


@pytest.mark.stack
async def test_that_it_was_sent_and_that_it_was_shown_are_written_together(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def dies(*_: object) -> None:
        raise asyncio.CancelledError

    async with request.getfixturevalue("postgres").database("notify") as database:
        sealing = await sealer()
        ledger = ledger_in(database, sealing)
        outgoing = PostgresOutgoing(database, sealing, Outbox("notify", database, FakePublisher()))
        said = told_in(database, MATCH_FEEDBACK)
        await ledger.subscriptions.create(subscription(**THEIRS), 10)
        await ledger.tellings.hold([word(job_id(1), 1, telling(job_id(1)))])
        [taken] = await outgoing.take(NOW, NOW + LEASE, ROOM)
        with monkeypatch.context() as patched, pytest.raises(asyncio.CancelledError):
            patched.setattr(writing_ends, "write", dies)
            await outgoing.settle([(taken, Sent(1))], NOW)
        assert (await said(), {state for state, _ in (await ledger.states()).values()}) == ([], {"taken"})
        [again] = await outgoing.take(NOW + LEASE, NOW + 2 * LEASE, ROOM)
        assert (again.message_id, again.items) == (taken.message_id, taken.items)
        await outgoing.settle([(again, Sent(1))], NOW + LEASE)
        [(key, _, value)] = await said()
        assert (key, UUID(value["job_id"])) == (f"demo/c-1/{job_id(1)}", job_id(1))
        assert {state for state, _ in (await ledger.states()).values()} == {"told"}
