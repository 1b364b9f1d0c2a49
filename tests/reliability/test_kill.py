"""kill -9, again and again, of every service while postings flow."""

import asyncio
import time
from random import Random

import pytest

from rematch_common.contracts import SERVICES
from tests.reliability.conftest import Report
from tests.reliability.harness.ledger import make
from tests.reliability.harness.run import Run
from tests.reliability.harness.scale import Scale, scaled
from tests.reliability.harness.system import System
from tests.reliability.harness.topics import Topics

pytestmark = [pytest.mark.stack, pytest.mark.reliability, pytest.mark.asyncio(loop_scope="session")]


async def killed(system: System, service: str, kills: int, random: Random) -> None:
    """SIGKILL at a random moment of each of its lives."""
    for _ in range(kills):
        await system.supervisor.wait_ready(service, 60)
        # The moment is what is random; half of them while it works off what has piled up.
        await asyncio.sleep(random.choice((random.uniform(0.0, 0.5), random.uniform(0.5, 5.0))))
        system.supervisor.kill(service)
    await system.supervisor.wait_ready(service, 60)


@scaled
async def test_kill_9_loses_and_doubles_nothing(whole: System, topics: Topics, scale: Scale, report: Report) -> None:
    ledger = make("kill", scale.postings, scale.seed)
    run = await Run.begin(whole, topics, ledger)
    # A killed member is missed for a session time-out, then its successor starts: about this long a life lasts.
    rate = len(ledger.items) / (scale.kills * (scale.session + 4))
    async with asyncio.TaskGroup() as together:
        for victim in SERVICES:
            together.create_task(killed(whole, victim, scale.kills, Random(f"{victim}{scale.seed}")))
        fed = await run.feed(rate)
    ended = time.monotonic()
    verdict = await run.judge(fed)
    deaths = whole.killed(run.events_before)
    assert deaths.keys() >= set(SERVICES), deaths
    report(
        seed=scale.seed,
        postings=scale.postings,
        kills=deaths.total(),
        written_twice=verdict.duplicates,
        drained_after=round(time.monotonic() - ended, 1),
        seconds=round(time.monotonic() - run.began, 1),
    )
