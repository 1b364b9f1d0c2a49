"""One suite for every ledger of tellings: nobody hears twice of one opening."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from rematch_notify.domain.items import AlertItem
from rematch_notify.domain.tellings import NOBODY, TellingState
from rematch_notify.ports.tellings import Reach
from tests.contract.subscribing import Ledger, fake_ledger, postgres_ledger, subscription, telling, word
from tests.fakes.samples import NOW, job_id
from tests.fakes.tellings import item

OLD, NEW, NEWEST = job_id(1), job_id(2), job_id(3)
WAITING, WITHDRAWN = ("waiting", 1), ("withdrawn", 2)
STRONG: list[TellingState] = ["taken", "told", "summed"]


@pytest.fixture(params=["fake", pytest.param("postgres", marks=pytest.mark.stack)])
async def ledger(request: pytest.FixtureRequest) -> AsyncIterator[Ledger]:
    """With two subscriptions of one tenant."""
    if request.param == "fake":
        made = fake_ledger()
        await _subscribed(made)
        yield made
        return
    async with postgres_ledger(request.getfixturevalue("postgres")) as made:
        await _subscribed(made)
        yield made


async def _subscribed(ledger: Ledger) -> None:
    for number in (1, 2):
        await ledger.subscriptions.create(subscription(number), 10)


def at(job: UUID, number: int = 1, candidate: str = "c-1") -> tuple[int, str, UUID]:
    return number, candidate, job


async def test_what_fits_waits_for_each_subscription_that_it_fits(ledger: Ledger) -> None:
    await ledger.tellings.hold([word(OLD, 1, telling(OLD), telling(OLD, 2)), word(NEW, 1, telling(NEW))])
    assert await ledger.states() == {at(OLD): WAITING, at(OLD, 2): WAITING, at(NEW): WAITING}


async def test_the_same_again_or_an_older_word_changes_nothing(ledger: Ledger) -> None:
    await ledger.tellings.hold([word(OLD, 3, telling(OLD, version=3))])
    for again in (word(OLD, 3, telling(OLD, version=3)), word(OLD, 3), word(OLD, 2), word(OLD, 1, telling(OLD))):
        await ledger.tellings.hold([again])
        assert await ledger.states() == {at(OLD): ("waiting", 3)}


async def test_what_waits_is_refreshed_and_keeps_its_time(ledger: Ledger) -> None:
    await ledger.tellings.hold([word(OLD, 1, telling(OLD))])
    later = telling(OLD, version=2, due_at=NOW + timedelta(hours=1), item=item(OLD, score=91.0))
    await ledger.tellings.hold([word(OLD, 2, later)])
    [told] = await ledger.tellings.of_person("demo", "c-1")
    assert told.item == later.item
    assert await ledger.states() == {at(OLD): ("waiting", 2)}


async def test_what_fits_no_more_is_withdrawn_where_it_waits_and_waits_again_when_it_fits_again(ledger: Ledger) -> None:
    await ledger.tellings.hold([word(OLD, 1, telling(OLD), telling(OLD, 2))])
    await ledger.tellings.hold([word(OLD, 2, telling(OLD, 2, version=2))])
    assert await ledger.states() == {at(OLD): WITHDRAWN, at(OLD, 2): ("waiting", 2)}
    await ledger.tellings.hold([word(OLD, 3)])
    assert {state for state, _ in (await ledger.states()).values()} == {"withdrawn"}
    await ledger.tellings.hold([word(OLD, 4, telling(OLD, version=4))])
    assert (await ledger.states())[at(OLD)] == ("waiting", 4)


@pytest.mark.parametrize("state", STRONG)
async def test_what_was_told_is_never_told_again(ledger: Ledger, state: TellingState) -> None:
    await ledger.tellings.hold([word(OLD, 1, telling(OLD))])
    await ledger.settle(OLD, state)
    for again in (word(OLD, 2), word(OLD, 3, telling(OLD, version=3))):
        await ledger.tellings.hold([again])
        assert await ledger.states() == {at(OLD): (state, 1)}


async def test_what_never_arrived_may_be_told_when_there_is_news(ledger: Ledger) -> None:
    await ledger.tellings.hold([word(OLD, 1, telling(OLD))])
    await ledger.settle(OLD, "undeliverable")
    await ledger.tellings.hold([word(OLD, 1, telling(OLD))])
    assert await ledger.states() == {at(OLD): ("undeliverable", 1)}
    await ledger.tellings.hold([word(OLD, 2, telling(OLD, version=2))])
    assert await ledger.states() == {at(OLD): ("waiting", 2)}


async def test_nothing_waits_for_a_subscription_that_is_gone(ledger: Ledger) -> None:
    await ledger.subscriptions.remove(subscription(2).ref)
    await ledger.tellings.hold([word(OLD, 1, telling(OLD), telling(OLD, 2), telling(OLD, 9))])
    assert await ledger.states() == {at(OLD): WAITING}


async def test_an_alert_waits_once_and_its_end_is_told_while_it_waits(ledger: Ledger) -> None:
    alert = AlertItem(source="ingest", about="disk_low", severity="warning", text="Little is left.", first_at=NOW)
    raised = replace(telling(OLD), candidate_id=NOBODY, item=alert)
    await ledger.tellings.raise_alerts([raised])
    await ledger.tellings.raise_alerts([raised])
    assert await ledger.states() == {at(OLD, candidate=NOBODY): WAITING}
    ended = replace(raised, version=2, item=alert.model_copy(update={"resolved_at": NOW}))
    await ledger.tellings.raise_alerts([ended])
    [told] = await ledger.tellings.of_person("demo", NOBODY)
    assert told.item == ended.item


async def test_a_persons_export_shows_what_they_were_told_and_nobody_elses(ledger: Ledger) -> None:
    other = telling(OLD, candidate_id="c-2", item=item(OLD, "c-2"))
    await ledger.tellings.hold([word(OLD, 1, telling(OLD)), word(OLD, 1, other, candidate="c-2")])
    [told] = await ledger.tellings.of_person("demo", "c-1")
    assert (told.subscription, told.channel, told.state) == (subscription().ref, "email", "waiting")
    assert told.item == item(OLD)
    assert await ledger.tellings.of_person("second", "c-1") == []


async def test_of_an_opening_it_is_told_how_far_it_has_come_merges_followed(ledger: Ledger) -> None:
    assert await ledger.tellings.of_opening("demo", OLD) == Reach(None, 0, 0)
    await ledger.tellings.hold([word(OLD, 1, telling(OLD), telling(OLD, 2))])
    assert await ledger.tellings.of_opening("demo", OLD) == Reach(None, 0, 2)
    await ledger.settle(OLD, "told")
    before = (await ledger.tellings.of_opening("demo", OLD)).first_at
    assert before is not None
    await ledger.tellings.hold([word(NEW, 1, telling(NEW, candidate_id="c-2"), candidate="c-2")])
    await ledger.tellings.merge({OLD: NEW})
    for opening in (OLD, NEW):
        assert await ledger.tellings.of_opening("demo", opening) == Reach(before, 2, 1)
    assert await ledger.tellings.of_opening("second", NEW) == Reach(None, 0, 0)


async def test_what_counts_as_told_is_never_told(ledger: Ledger) -> None:
    """After a restore: what comes as told, and what was due before that moment."""
    await ledger.tellings.hold([word(OLD, 1, telling(OLD, state="told"), telling(OLD, 2))])
    assert await ledger.states() == {at(OLD): ("told", 1), at(OLD, 2): WAITING}
    await ledger.tellings.hold([word(OLD, 2, telling(OLD, version=2), telling(OLD, 2, version=2))])
    assert (await ledger.states())[at(OLD)] == ("told", 1)
    await ledger.tellings.hold([word(NEW, 1, telling(NEW, due_at=NOW + timedelta(hours=2)))])
    await ledger.tellings.count_as_told(NOW + timedelta(hours=1))
    assert await ledger.states() == {at(OLD): ("told", 1), at(OLD, 2): ("told", 2), at(NEW): WAITING}
