"""PostgreSQL is away: nothing good is given up, nobody is thrown out of its group, and SIGTERM is obeyed."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from rematch_devstack.groups import GROUPS
from rematch_devstack.specs import Status
from tests.reliability.conftest import Report
from tests.reliability.harness.ledger import make
from tests.reliability.harness.run import Run
from tests.reliability.harness.scale import Scale, scaled
from tests.reliability.harness.system import System
from tests.reliability.harness.topics import Topics

pytestmark = [pytest.mark.stack, pytest.mark.reliability, pytest.mark.asyncio(loop_scope="session")]

WITH_DATABASE = ("dedup", "match", "notify")


@asynccontextmanager
async def away(system: System, how: str) -> AsyncIterator[None]:
    """A server that hangs with its connections open, or one that is gone."""
    if how == "paused":
        system.supervisor.pause("postgres")
    else:
        await system.supervisor.stop("postgres")
    try:
        yield
    finally:
        if how == "paused":
            system.supervisor.resume("postgres")
        else:
            await system.supervisor.start("postgres")


def lives(system: System, since: int) -> int:
    """How often services were started since: each start is a rebalance, so this bounds them."""
    return sum(event.status is Status.STARTING and event.name in GROUPS for event in system.events[since:])


@scaled
@pytest.mark.parametrize("how", ["paused", pytest.param("stopped", marks=pytest.mark.full)])
async def test_an_absence_is_waited_for(whole: System, topics: Topics, scale: Scale, how: str, report: Report) -> None:
    ledger = make(f"pg{how}", scale.postings // 4, scale.seed)
    run = await Run.begin(whole, topics, ledger)
    before = len(whole.events)
    async with asyncio.TaskGroup() as together:
        feeding = together.create_task(run.feed(rate=len(ledger.items) / (scale.away + 3)))
        async with away(whole, how):
            await asyncio.sleep(scale.away)  # the absence itself
            assert await topics.lag("dedup") > 0, "nobody missed it"
    # A service leaves when its patience of 20 s is over, and joins again only when the server answers.
    restarts = lives(whole, before)
    assert restarts <= len(WITH_DATABASE) * (1 + scale.away // 20) * 2, whole.events[before:]
    ended = time.monotonic()
    await run.judge(feeding.result())
    report(seed=scale.seed, away=scale.away, restarts=restarts, drained_after=round(time.monotonic() - ended, 1))


@scaled
@pytest.mark.parametrize("how", ["paused", "stopped"])
async def test_sigterm_is_obeyed_during_an_absence(
    whole: System, topics: Topics, scale: Scale, how: str, report: Report
) -> None:
    ledger = make(f"term{how}", 60, scale.seed)
    run = await Run.begin(whole, topics, ledger)
    async with asyncio.TaskGroup() as together:
        async with away(whole, how):
            feeding = together.create_task(run.feed(rate=100))
            await whole.hears("dedup", "postgresql")  # and that it waits for it
            began = time.monotonic()
            codes = await asyncio.gather(*(whole.supervisor.stop(service, grace=45) for service in WITH_DATABASE))
            seconds = time.monotonic() - began
        await whole.supervisor.start(*WITH_DATABASE)
    assert seconds < 30, f"{codes} after {seconds:.0f} s"
    assert all(code in (0, 75) for code in codes), codes
    await run.judge(feeding.result())
    report(seconds=round(seconds, 1), codes=codes)
