"""When a consumer of imports may take its next batch."""

import asyncio

import pytest
from aiokafka.errors import KafkaConnectionError
from structlog.testing import capture_logs

from rematch_common.bulk import BATCH, QUIET_SECONDS, Behind, Quiet, may_go_on
from rematch_common.health import Pulse
from tests.fakes.clock import FakeClock

LONG_ENOUGH = 2 * QUIET_SECONDS


class FakeBehind(Behind):
    def __init__(self, lag: int | Exception) -> None:
        super().__init__("nowhere:9092", "embed", ())
        self._said = lag

    async def lag(self) -> int:
        if isinstance(self._said, Exception):
            raise self._said
        return self._said


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def fresh(clock: FakeClock) -> Pulse:
    return Pulse(now=clock)


async def test_an_import_waits_until_nothing_fresh_has_come_for_a_while(clock: FakeClock, fresh: Pulse) -> None:
    gate = Quiet(fresh)
    assert not await gate()
    clock.advance(LONG_ENOUGH)
    assert await gate()
    fresh.work(True)
    clock.advance(3600)
    assert not await gate(), "a fresh batch is in hand"
    fresh.work(False)
    assert not await gate(), "the next one may be on its way"
    clock.advance(LONG_ENOUGH)
    assert await gate()


@pytest.mark.parametrize(("lag", "goes_on"), [(0, True), (BATCH, True), (BATCH + 1, False)])
async def test_an_import_waits_for_the_stage_behind(clock: FakeClock, fresh: Pulse, lag: int, goes_on: bool) -> None:
    clock.advance(LONG_ENOUGH)
    assert await Quiet(fresh, (FakeBehind(0), FakeBehind(lag)))() is goes_on


async def test_an_import_waits_where_the_stage_behind_cannot_be_asked_about(clock: FakeClock, fresh: Pulse) -> None:
    clock.advance(LONG_ENOUGH)
    with capture_logs() as logged:
        assert not await Quiet(fresh, (FakeBehind(KafkaConnectionError()),))()
    assert [line["error"] for line in logged] == ["KafkaConnectionError"]


async def test_who_waits_at_the_gate_does_not_stand_still(clock: FakeClock) -> None:
    async def closed() -> bool:
        return False

    pulse, stop = Pulse(patience=60.0, now=clock, state="running", assigned=True), asyncio.Event()
    pulse.observe(lag=500, committed=7)
    for _ in range(3):
        clock.advance(50)
        pulse.beat()
        assert not await may_go_on(closed, pulse, stop)
        pulse.observe(lag=500, committed=7)
    assert pulse.alive()


async def test_whoever_has_no_gate_goes_on() -> None:
    assert await may_go_on(None, Pulse(), asyncio.Event())
