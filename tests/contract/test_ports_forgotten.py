"""One suite for every memory of whom notify has forgotten."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from rematch_common.clock import utc_now
from rematch_common.contracts import ErasureReceipt
from rematch_common.contracts.examples_jobs import JOB
from rematch_notify.adapters.postgres_deliveries import PostgresDeliveries
from rematch_notify.adapters.postgres_forgotten import PostgresForgotten
from rematch_notify.domain.matches import Ended, ended
from rematch_notify.ports.deliveries import Deliveries
from rematch_notify.ports.forgotten import Forgot, Forgotten
from tests.contract.subscribing import Ledger, fake_ledger_of, ledger_in, sealer, subscription, telling, word
from tests.fakes.notifying import FakeDeliveries
from tests.fakes.samples import found, updated
from tests.fakes.subscribing import FakeSubscriptions

Both = tuple[Deliveries, Forgotten]


@pytest.fixture(params=["fake", pytest.param("postgres", marks=pytest.mark.stack)])
async def notified(request: pytest.FixtureRequest) -> AsyncIterator[Both]:
    if request.param == "fake":
        fake = FakeDeliveries()
        yield fake, fake
        return
    async with request.getfixturevalue("postgres").database("notify") as database:
        yield PostgresDeliveries(database), PostgresForgotten(database)


def pair(erasure_id: str | None = "e-1", name: str = "c-1", job: UUID = JOB, version: int | None = None) -> Ended:
    made = ended(f"demo/{name}/{job}", erasure_id, version)
    assert made
    return made


def announced(tombstones: int, name: str = "c-1", erasure_id: str = "e-1") -> ErasureReceipt:
    return ErasureReceipt(
        erasure_id=erasure_id,
        store="match",
        done_at=utc_now() + timedelta(seconds=5),
        counts={"tombstones": tombstones},
        tenant_id="demo",
        candidate_id=name,
        version=4,
    )


def told(forgot: list[Forgot]) -> list[tuple[str, str, int, int]]:
    return [
        (one.erasure.erasure_id, one.erasure.candidate_id, one.erasure.version, one.counts["deliveries"])
        for one in forgot
    ]


async def test_what_was_delivered_of_a_pair_goes_with_its_tombstone(notified: Both) -> None:
    deliveries, forgotten = notified
    await deliveries.note("log", [found(), found(name="c-2")])
    assert await forgotten.forget([pair(None)], []) == []
    assert await deliveries.untold("log", [found(), found(name="c-2")]) == [found()]


async def test_what_was_said_of_who_came_anew_outlives_the_tombstone_of_who_was(notified: Both) -> None:
    """It is read again by a replay, or in one batch with what came after it."""
    deliveries, forgotten = notified
    anew = found().model_copy(update={"version": 4})
    await deliveries.note("log", [anew, found(name="c-2")])
    await forgotten.forget([pair(version=3), pair(name="c-2", version=3)], [])
    assert await deliveries.untold("log", [anew, found(name="c-2")]) == [found(name="c-2")]


async def test_who_came_anew_outlives_another_word_of_the_erasure_of_who_was(notified: Both) -> None:
    deliveries, forgotten = notified
    word = announced(0).model_copy(update={"done_at": utc_now() - timedelta(seconds=1)})
    await forgotten.forget([], [word])
    anew = found().model_copy(update={"version": 4, "occurred_at": utc_now()})
    await deliveries.note("log", [anew])
    await forgotten.forget([], [word.model_copy(update={"done_at": utc_now() + timedelta(seconds=5)})])
    assert await deliveries.untold("log", [anew]) == []


@pytest.mark.parametrize("first", ["tombstones", "receipt"])
async def test_it_is_complete_when_all_tombstones_have_come_and_match_has_told_how_many(
    notified: Both, first: str
) -> None:
    deliveries, forgotten = notified
    await deliveries.note("log", [found()])
    steps: list[tuple[list[Ended], list[ErasureReceipt]]] = [([pair(), pair()], []), ([pair(job=uuid4())], [])]
    word: tuple[list[Ended], list[ErasureReceipt]] = ([], [announced(2)])
    steps = [*steps, word] if first == "tombstones" else [word, *steps]
    *early, last = [await forgotten.forget(*step) for step in steps]
    assert early == [[], []]
    assert told(last) == [("e-1", "c-1", 4, 1)]


async def test_who_had_no_matches_is_forgotten_at_once(notified: Both) -> None:
    _, forgotten = notified
    assert told(await forgotten.forget([], [announced(0)])) == [("e-1", "c-1", 4, 0)]


async def test_the_same_again_gives_the_same(notified: Both) -> None:
    deliveries, forgotten = notified
    await deliveries.note("log", [found()])
    first = await forgotten.forget([pair()], [announced(1)])
    assert told(first) == [("e-1", "c-1", 4, 1)]
    assert await forgotten.forget([pair()], [announced(1)]) == first
    assert await forgotten.forget([], [announced(0)]) == first, "match confirms again, and has no tombstones left"


async def test_a_store_that_comes_back_from_a_backup_forgets_without_the_tombstones(notified: Both) -> None:
    deliveries, forgotten = notified
    await deliveries.note("log", [found(), found(name="c-2")])
    assert told(await forgotten.forget([], [announced(0)])) == [("e-1", "c-1", 4, 1)]
    assert await deliveries.untold("log", [found(name="c-2")]) == []


async def test_what_was_said_of_somebody_before_they_were_erased_is_never_told(notified: Both) -> None:
    deliveries, forgotten = notified
    word = announced(0)
    await forgotten.forget([], [word])
    old = updated()
    anew = old.model_copy(update={"occurred_at": word.done_at + timedelta(seconds=1)})
    assert await deliveries.untold("log", [old]) == []
    assert await deliveries.untold("log", [anew, found(name="c-2")]) == [anew, found(name="c-2")]


async def test_two_erasures_are_apart(notified: Both) -> None:
    _, forgotten = notified
    assert told(await forgotten.forget([pair()], [announced(2)])) == []
    assert told(await forgotten.forget([pair("e-2", "c-2")], [announced(1, "c-2", "e-2")])) == [("e-2", "c-2", 4, 0)]


@dataclass(frozen=True)
class WithLedger:
    forgotten: Forgotten
    ledger: Ledger


@pytest.fixture(params=["fake", pytest.param("postgres", marks=pytest.mark.stack)])
async def subscribed(request: pytest.FixtureRequest) -> AsyncIterator[WithLedger]:
    """With a recruiter's subscription, 1, and one of c-1's own, 2; both were told of c-1 and the first of c-2."""
    if request.param == "fake":
        store = FakeSubscriptions()
        ledger = fake_ledger_of(store)
        await filled(ledger)
        yield WithLedger(FakeDeliveries(store), ledger)
        return
    async with request.getfixturevalue("postgres").database("notify") as database:
        ledger = ledger_in(database, await sealer())
        await filled(ledger)
        yield WithLedger(PostgresForgotten(database), ledger)


async def filled(ledger: Ledger) -> None:
    made = (subscription(1), subscription(2, candidate_id="c-1", subscriber="candidate:c-1"))
    for one in made:
        await ledger.subscriptions.create(one, 10)
    theirs = telling(JOB, candidate_id="c-2")
    await ledger.tellings.hold([word(JOB, 1, telling(JOB), telling(JOB, 2)), word(JOB, 1, theirs, candidate="c-2")])


async def test_the_end_of_a_pair_takes_what_was_told_of_it(subscribed: WithLedger) -> None:
    assert await subscribed.forgotten.forget([pair(None)], []) == []
    assert set(await subscribed.ledger.states()) == {(1, "c-2", JOB)}


async def test_an_older_end_leaves_what_is_told_of_who_came_anew(subscribed: WithLedger) -> None:
    await subscribed.forgotten.forget([pair("e-1", version=0)], [])
    assert set(await subscribed.ledger.states()) == {(1, "c-1", JOB), (2, "c-1", JOB), (1, "c-2", JOB)}


async def test_an_erasure_takes_the_persons_subscriptions_and_tellings_and_counts_them(subscribed: WithLedger) -> None:
    [forgot] = await subscribed.forgotten.forget([], [announced(0)])
    assert forgot.counts == {"deliveries": 0, "tellings": 2, "messages": 0, "subscriptions": 1}
    assert set(await subscribed.ledger.states()) == {(1, "c-2", JOB)}
    left = await subscribed.ledger.subscriptions.list("demo", None, None, 10)
    assert [one.subscription_id.int for one in left] == [1]
    assert await subscribed.forgotten.forget([], [announced(0)]) == [forgot], "the same again gives the same"
