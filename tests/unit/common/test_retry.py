"""Patience: again and again within a budget, slower each time, never past a stop."""

import asyncio
from itertools import pairwise

import pytest

from rematch_common.errors import DependencyAway
from rematch_common.retry import Patience, Stopping
from tests.fakes.clock import FakeClock
from tests.unit.common.loop_cases import failing

AWAY = DependencyAway("postgresql", "refused")


async def done() -> str:
    return "done"


class Beats:
    """When the loop beat, by its clock."""

    def __init__(self) -> None:
        self.times: list[float] = []

    def __call__(self) -> None:
        self.times.append(asyncio.get_running_loop().time())


async def test_what_works_at_once_is_tried_once() -> None:
    beats = Beats()
    assert await Patience(beat=beats).insist(done, "test") == "done"
    assert len(beats.times) == 1


async def test_it_beats_at_every_try_and_waits_longer_each_time_up_to_a_limit() -> None:
    beats = Beats()
    patience = Patience(budget=10.0, first_delay=0.01, longest_delay=0.04, beat=beats)
    assert await patience.insist(failing(6, AWAY, done), "test") == "done"
    pauses = [later - earlier for earlier, later in pairwise(beats.times)]
    assert len(pauses) == 6
    assert pauses[0] < pauses[2]
    # A quarter more by jitter, and what a busy machine adds.
    assert all(pause >= 0.75 * least for pause, least in zip(pauses, [0.01, 0.02, 0.03, 0.03, 0.03, 0.03], strict=True))
    assert min(pauses[3:]) < 0.2


async def test_replicas_do_not_come_back_in_step() -> None:
    async def first_pauses() -> float:
        beats = Beats()
        await Patience(first_delay=0.01, longest_delay=0.5, beat=beats).insist(failing(2, AWAY, done), "test")
        return beats.times[2] - beats.times[1]

    pauses = await asyncio.gather(*(first_pauses() for _ in range(12)))
    assert max(pauses) - min(pauses) > 0.0005


async def test_the_budget_is_never_slept_past() -> None:
    clock = FakeClock(step=1.0)
    tries = 0

    async def away() -> None:
        nonlocal tries
        tries += 1
        raise AWAY

    with pytest.raises(DependencyAway) as caught:
        await Patience(budget=7.0, first_delay=0.001, now=clock).insist(away, "test")
    assert caught.value is AWAY
    assert tries == 7


async def test_a_stop_ends_the_wait_at_once() -> None:
    stop = asyncio.Event()
    waiting = asyncio.ensure_future(
        Patience(budget=600.0, first_delay=300.0, stop=stop).insist(failing(1, AWAY, done), "test")
    )
    await asyncio.sleep(0)
    stop.set()
    with pytest.raises(Stopping):
        async with asyncio.timeout(2):
            await waiting


async def test_a_stop_that_nobody_waits_for_lets_the_action_finish() -> None:
    stop = asyncio.Event()
    stop.set()
    assert await Patience(stop=stop).insist(done, "test") == "done"


async def test_a_bug_is_not_tried_again() -> None:
    tries = 0

    async def bug() -> None:
        nonlocal tries
        tries += 1
        raise KeyError("x")

    with pytest.raises(KeyError):
        await Patience().insist(bug, "test")
    assert tries == 1


async def test_an_attempt_has_its_own_time_and_is_cancelled_when_it_is_over() -> None:
    cancelled = asyncio.Event()

    async def hang() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.set()
            raise

    with pytest.raises(DependencyAway, match="no answer within 0 s"):
        await Patience(budget=0.0, attempt=0.01).insist(hang, "test")
    assert cancelled.is_set()
