"""One replica, three, one again, while postings flow; one of the three sleeps past its eviction and wakes up."""

import asyncio

import pytest

from rematch_devstack.waiting import until
from tests.reliability.conftest import Report
from tests.reliability.harness.ledger import make
from tests.reliability.harness.run import Run
from tests.reliability.harness.scale import Scale, scaled
from tests.reliability.harness.system import System
from tests.reliability.harness.topics import Topics

pytestmark = [pytest.mark.stack, pytest.mark.reliability, pytest.mark.asyncio(loop_scope="session")]


async def counted(topics: Topics, group: str, members: int) -> None:
    """Until the group has so many members."""

    async def so_many() -> bool:
        return len(await topics.members(group)) == members

    async with asyncio.timeout(60):
        await until(so_many)


async def one_to_three_and_back(system: System, topics: Topics, service: str, scale: Scale) -> None:
    replicas = system.replicas(service)
    for _ in range(scale.rebalances):
        await system.supervisor.replicas(replicas, 3)
        await counted(topics, service, 3)
        zombie = f"{service}-2"
        system.supervisor.pause(zombie)
        await counted(topics, service, 2)  # evicted in its sleep
        system.supervisor.resume(zombie)
        await counted(topics, service, 3)  # it has said what it had on its tongue, and joined again
        await system.supervisor.replicas(replicas, 1)


@scaled
async def test_rebalances_and_a_zombie_cost_nothing(
    whole: System, topics: Topics, scale: Scale, report: Report
) -> None:
    ledger = make("rebalance", scale.postings, scale.seed)
    run = await Run.begin(whole, topics, ledger)
    try:
        async with asyncio.TaskGroup() as together:
            for service in ("dedup", "embed"):
                together.create_task(one_to_three_and_back(whole, topics, service, scale))
            fed = await run.feed(rate=len(ledger.items) / (scale.rebalances * (scale.session * 2 + 8)))
    finally:
        for service in ("dedup", "embed"):
            await whole.supervisor.replicas(whole.replicas(service), 1)
    verdict = await run.judge(fed)
    report(seed=scale.seed, postings=scale.postings, rounds=scale.rebalances, written_twice=verdict.duplicates)
