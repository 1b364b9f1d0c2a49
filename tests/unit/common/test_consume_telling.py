"""What is said of a record beside its dead letter goes out with it, and never instead of it."""

from collections.abc import Sequence

import pytest

from rematch_common.consume import ConsumeLoop, Failure, Policy, Tell
from rematch_common.consumers import ConsumerSpec
from rematch_common.contracts import RAW_JOBS
from rematch_common.errors import DependencyAway, InvalidRecord
from rematch_common.records import Outgoing
from rematch_common.retry import Patience
from tests.fakes.publisher import FakePublisher
from tests.unit.common.loop_cases import DLQ, OUT, Handling, good, keys, poison

TOLD = "ingest-outcomes"


def tell(failure: Failure) -> Sequence[Outgoing]:
    reason = failure.error.reason if isinstance(failure.error, InvalidRecord) else "bug"
    return [Outgoing(TOLD, failure.record.key, reason.encode())]


def loop_of(handling: Handling, publisher: FakePublisher, say: Tell | None, budget: float = 1.0) -> ConsumeLoop:
    patience = Patience(budget=budget, first_delay=0.001, longest_delay=0.002)
    return ConsumeLoop("dedup", {"raw-jobs": RAW_JOBS}, handling, publisher, Policy(patience, tell=say))


async def test_every_dead_letter_is_told_of_and_nothing_else_is() -> None:
    publisher = FakePublisher()
    handling = Handling({"k3": InvalidRecord("no_place", "location: nowhere"), "k4": KeyError("bug")})
    await loop_of(handling, publisher, tell).run([good(1), poison(2), good(3), good(4)])
    assert keys(publisher.of(OUT)) == ["k1"]
    assert keys(publisher.of(DLQ)) == keys(publisher.of(TOLD)) == ["k2", "k3", "k4"]
    assert [record.value for record in publisher.of(TOLD)] == [b"bad_json", b"no_place", b"bug"]


async def test_letters_and_what_is_said_of_them_leave_together() -> None:
    publisher = FakePublisher()
    await loop_of(Handling(), publisher, tell).run([poison(1), poison(2)])
    assert publisher.calls == 1


async def test_while_the_broker_is_away_neither_leaves_and_nothing_is_acknowledged() -> None:
    publisher = FakePublisher()
    publisher.away = 1_000_000
    with pytest.raises(DependencyAway):
        await loop_of(Handling(), publisher, tell, budget=0.0).run([poison(1)])
    assert publisher.silent


async def test_a_bug_in_telling_costs_no_dead_letter_and_stops_nobody() -> None:
    def fail(failure: Failure) -> Sequence[Outgoing]:
        if failure.record.key == b"k1":
            raise KeyError("bug")
        return tell(failure)

    publisher = FakePublisher()
    await loop_of(Handling(), publisher, fail).run([poison(1), poison(2)])
    assert keys(publisher.of(DLQ)) == ["k1", "k2"]
    assert keys(publisher.of(TOLD)) == ["k2"]


async def test_a_consumer_says_nothing_unless_it_is_wired_to() -> None:
    publisher = FakePublisher()
    spec = ConsumerSpec("dedup", (RAW_JOBS,), Handling())
    await loop_of(Handling(), publisher, spec.tell).run([poison(1)])
    assert (keys(publisher.of(DLQ)), publisher.of(TOLD)) == (["k1"], [])
