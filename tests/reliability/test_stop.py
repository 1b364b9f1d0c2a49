"""SIGTERM while postings flow: everybody leaves in time, with nothing half done."""

import asyncio
import time

import pytest

from tests.reliability.conftest import Report
from tests.reliability.harness.ledger import make
from tests.reliability.harness.points import CONSUMERS
from tests.reliability.harness.run import Run
from tests.reliability.harness.scale import Scale, scaled
from tests.reliability.harness.system import System
from tests.reliability.harness.topics import Topics

# Postings a second that embed keeps up with on two busy cores: what is tested here is the leaving, not the queue.
PACE = 35.0

pytestmark = [pytest.mark.stack, pytest.mark.reliability, pytest.mark.asyncio(loop_scope="session")]


@scaled
async def test_sigterm_under_load_costs_nothing(whole: System, topics: Topics, scale: Scale, report: Report) -> None:
    ledger = make("stop", scale.postings, scale.seed)
    run = await Run.begin(whole, topics, ledger)
    slowest = 0.0
    async with asyncio.TaskGroup() as together:
        seconds = scale.rebalances * 4 * len(CONSUMERS)
        feeding = together.create_task(run.feed(rate=min(PACE, len(ledger.items) / seconds)))
        for service in CONSUMERS * scale.rebalances:
            began = time.monotonic()
            code = await whole.supervisor.stop(service, grace=60)
            slowest = max(slowest, time.monotonic() - began)
            assert code == 0, f"{service} ended with {code}: {whole.last_words(service)}"
            await whole.supervisor.start(service)
    assert slowest < 30
    verdict = await run.judge(feeding.result())
    assert not any(verdict.duplicates.values()), verdict.duplicates
    report(seed=scale.seed, postings=scale.postings, stops=len(CONSUMERS) * scale.rebalances, slowest=round(slowest, 1))
