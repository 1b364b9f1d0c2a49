"""Death at every boundary between a database write, a produce and a commit: named places, so that none is missed."""

import asyncio
from collections.abc import Sequence

import pytest

from rematch_common.contracts import SERVICES
from rematch_common.faults import EXIT_CODE
from rematch_devstack.groups import GROUPS
from tests.reliability.conftest import Report
from tests.reliability.harness import points
from tests.reliability.harness.feed import Fed, feed
from tests.reliability.harness.late_words import overtaken, say_again
from tests.reliability.harness.ledger import Item, make
from tests.reliability.harness.points import CONSUMERS
from tests.reliability.harness.run import Run
from tests.reliability.harness.scale import SHORT, Scale, scaled
from tests.reliability.harness.system import System
from tests.reliability.harness.topics import Topics

pytestmark = [pytest.mark.stack, pytest.mark.reliability, pytest.mark.asyncio(loop_scope="session")]

POSTINGS = 60


async def dies_and_comes_back(system: System, service: str, point: str) -> None:
    """The armed process in the place of the usual one, until it reaches the point; then the usual one again."""
    armed = await system.spawn(service, REMATCH_FAULT_POINT=point)
    try:
        code = await asyncio.wait_for(armed.wait(), 60)
        assert code == EXIT_CODE, f"{service} ended with {code} before it reached {point}: {system.said[service][-3:]}"
    except TimeoutError:
        raise AssertionError(f"{service} never reached {point}") from None
    finally:
        armed.kill()
        await armed.wait()
        await system.supervisor.start(service)


async def piled_up(system: System, topics: Topics, items: Sequence[Item]) -> Fed:
    """Every consumer is down, with something to read before it: so they can all die at once, not one after another."""
    fed = Fed()
    share = len(items) // len(CONSUMERS) + 1
    for place, service in enumerate(reversed(CONSUMERS)):
        await system.supervisor.stop(service)
        fed.add(await feed(system.bootstrap, items[place * share : (place + 1) * share], rate=500))
        await topics.read_by(CONSUMERS[: len(CONSUMERS) - place - 1], 30)
    return fed


async def stimulus(system: System, topics: Topics, service: str, point: str, run: str) -> Fed:
    """What a ledger's own records don't lead to."""
    if point == "loop.dead_lettered" and service != "dedup":
        bad = [Item(f"poison:{run}:{n}".encode(), b'{"bad_json": %d,' % n, "bad_json") for n in range(3)]
        return await feed(system.bootstrap, bad, rate=10, topic=GROUPS[service][0])
    if point.startswith("reconcile."):
        await say_again(system.bootstrap, overtaken((await topics.read(["deduped-jobs"]))["deduped-jobs"])[:3])
    return Fed()


async def one_round(system: System, topics: Topics, armed: dict[str, str], name: str) -> None:
    run = await Run.begin(system, topics, make(name, POSTINGS, SHORT.seed))
    fed = await piled_up(system, topics, run.ledger.items)
    await system.supervisor.stop("ingest")
    for service, point in armed.items():
        fed.add(await stimulus(system, topics, service, point, name))
    async with asyncio.TaskGroup() as together:
        for service in SERVICES:
            if service in armed:
                together.create_task(dies_and_comes_back(system, service, armed[service]))
            else:
                together.create_task(system.supervisor.start(service))
        together.create_task(run.through_ingest(seconds=2.0))
    await run.judge(fed)


@scaled
async def test_death_at_every_point(whole: System, topics: Topics, scale: Scale, report: Report) -> None:
    rounds = points.rounds(each=scale is not SHORT)
    assert {name for armed in rounds for name in armed.values()} == points.in_source()
    for number, armed in enumerate(rounds):
        await one_round(whole, topics, armed, f"point{number}")
    report(points=len(points.in_source()), deaths=sum(map(len, rounds)))
