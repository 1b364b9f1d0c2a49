"""What a service tells operators of itself: each trouble once when it begins and once when it is over."""

from datetime import timedelta

import pytest

from rematch_common.alarms import IN_A_ROW, LETTERS, WITHIN, Alarms, DeadLetters, InARow
from rematch_common.alerting import straight
from rematch_common.codec import decode
from rematch_common.consume import ConsumeLoop, Policy
from rematch_common.contracts import ALERTS, RAW_JOBS, Alert
from rematch_common.errors import DependencyAway
from rematch_common.retry import Patience
from tests.fakes.publisher import FakePublisher
from tests.fakes.samples import NOW
from tests.unit.common.loop_cases import DLQ, Handling, good, poison


class Watch:
    """A clock that is set, and what was told until now."""

    def __init__(self) -> None:
        self.now = NOW
        self.topics = FakePublisher()
        self.alarms = Alarms("embed", straight(self.topics), lambda: self.now)

    def later(self, by: timedelta) -> None:
        self.now += by

    async def told(self) -> list[tuple[str, str | None, bool]]:
        await self.alarms.tell()
        found = [decode(ALERTS, record) for record in self.topics.of(ALERTS.name)]
        return [(one.kind, one.subject, one.resolved_at is not None) for one in found if isinstance(one, Alert)]


async def test_dead_letters_that_pile_up_are_told_once_and_when_they_have_ended() -> None:
    watch = Watch()
    letters = DeadLetters(watch.alarms)
    for _ in range(LETTERS * 3):
        letters.came("raw-jobs.dlq")
        watch.later(timedelta(seconds=1))
    assert await watch.told() == [("dlq_growing", "raw-jobs.dlq", False)]
    await letters.look()
    assert len(await watch.told()) == 1, "they came a moment ago"
    watch.later(WITHIN + timedelta(seconds=1))
    await letters.look()
    assert (await watch.told())[1:] == [("dlq_growing", "raw-jobs.dlq", True)]


async def test_a_bad_record_now_and_then_is_no_alert() -> None:
    watch = Watch()
    letters = DeadLetters(watch.alarms)
    for number in range(LETTERS * 5):
        letters.came("raw-jobs.dlq" if number % 2 else "matches.dlq")
        watch.later(WITHIN / (LETTERS - 1) / 1.9)
    assert await watch.told() == []


async def test_failures_in_a_row_are_told_and_a_success_between_them_begins_anew() -> None:
    watch = Watch()
    failures = InARow(watch.alarms, "embedding_failing", "embed", "It fails.")
    for _ in range(IN_A_ROW - 1):
        failures.failed()
    failures.went_well()
    for _ in range(IN_A_ROW - 1):
        failures.failed()
    assert await watch.told() == []
    for _ in range(IN_A_ROW):
        failures.failed()
    assert await watch.told() == [("embedding_failing", "embed", False)]
    failures.went_well()
    failures.went_well()
    assert (await watch.told())[1:] == [("embedding_failing", "embed", True)]


async def test_what_can_t_be_told_is_told_later_and_in_its_order() -> None:
    watch = Watch()
    watch.topics.away = 1
    watch.alarms.begin("one", "a", "One.")
    watch.alarms.end("one", "a")
    watch.alarms.end("two", "never begun")
    with pytest.raises(DependencyAway):
        await watch.alarms.tell()
    assert await watch.told() == [("one", "a", False), ("one", "a", True)]


async def test_the_loop_says_which_queue_a_letter_came_to() -> None:
    queues: list[str] = []
    policy = Policy(Patience(budget=0.0), lettered=queues.append)
    handle = Handling({"k1": ValueError("a bug")})
    loop = ConsumeLoop("dedup", {"raw-jobs": RAW_JOBS}, handle, FakePublisher(), policy)
    await loop.run([good(0), good(1), poison(2)])
    assert queues == [DLQ, DLQ]
