"""The broker is killed, and comes back: everybody goes on by themselves."""

import asyncio
import time
from random import Random

import pytest

from tests.reliability.conftest import Report
from tests.reliability.harness.ledger import make
from tests.reliability.harness.points import CONSUMERS
from tests.reliability.harness.run import Run
from tests.reliability.harness.scale import Scale, scaled
from tests.reliability.harness.system import System
from tests.reliability.harness.topics import Topics

pytestmark = [pytest.mark.stack, pytest.mark.reliability, pytest.mark.asyncio(loop_scope="session")]


async def bounced(system: System, times: int, random: Random) -> None:
    """SIGKILL to the broker at random moments of its lives."""
    for _ in range(times):
        await asyncio.sleep(random.uniform(0.5, 3.0))  # the moment is what is random
        system.supervisor.kill("kafka")
        await system.supervisor.wait_ready("kafka", 60)


@scaled
async def test_a_killed_broker_costs_nothing(whole: System, topics: Topics, scale: Scale, report: Report) -> None:
    ledger = make("broker", scale.postings // 2, scale.seed)
    run = await Run.begin(whole, topics, ledger)
    async with asyncio.TaskGroup() as together:
        together.create_task(bounced(whole, scale.bounces, Random(f"broker{scale.seed}")))
        fed = await run.feed(rate=len(ledger.items) / (scale.bounces * 8))
    ended = time.monotonic()
    verdict = await run.judge(fed)
    assert whole.killed(run.events_before)["kafka"] == scale.bounces
    report(
        seed=scale.seed,
        postings=scale.postings // 2,
        bounces=scale.bounces,
        written_twice=verdict.duplicates,
        drained_after=round(time.monotonic() - ended, 1),
        seconds=round(time.monotonic() - run.began, 1),
    )


@scaled
async def test_sigterm_is_obeyed_while_the_broker_hangs(
    whole: System, topics: Topics, scale: Scale, report: Report
) -> None:
    ledger = make("hang", 60, scale.seed)
    run = await Run.begin(whole, topics, ledger)
    fed = await run.feed(rate=200)
    whole.supervisor.pause("kafka")
    try:
        began = time.monotonic()
        codes = await asyncio.gather(*(whole.supervisor.stop(service, grace=45) for service in CONSUMERS))
        seconds = time.monotonic() - began
    finally:
        whole.supervisor.resume("kafka")
    await whole.supervisor.start(*CONSUMERS)
    assert seconds < 30, f"{codes} after {seconds:.0f} s"
    assert all(code in (0, 75) for code in codes), codes
    await run.judge(fed)
    report(seconds=round(seconds, 1), codes=codes)
