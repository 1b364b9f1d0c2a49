"""Death at every boundary between a database write, a produce and a commit: named places, so that none is missed."""

import asyncio
from collections.abc import Sequence

import pytest

from rematch_common.contracts import SERVICES
from rematch_devstack.groups import GROUPS
from tests.reliability.conftest import Report
from tests.reliability.harness import points
from tests.reliability.harness.dying import dies
from tests.reliability.harness.feed import Fed, feed
from tests.reliability.harness.late_words import overtaken, say_again
from tests.reliability.harness.ledger import Item, make
from tests.reliability.harness.points import CONSUMERS, Armed
from tests.reliability.harness.requests import (
    heard_once,
    in_force,
    index_anew,
    indexed_anew,
    match_all_anew,
    reject,
)
from tests.reliability.harness.run import Run
from tests.reliability.harness.scale import SHORT, Scale, scaled
from tests.reliability.harness.system import System
from tests.reliability.harness.topics import Topics

pytestmark = [pytest.mark.stack, pytest.mark.reliability, pytest.mark.asyncio(loop_scope="session")]

POSTINGS = 60
# The backlog has something in it when a tenant asks for that, and the indexes are written anew when an operator does.
ASKED_FOR = {"match.claimed": match_all_anew, "match.worked_off": match_all_anew, "match.reindexed": index_anew}


async def dies_and_comes_back(run: Run, service: str, names: Sequence[str], fed: Fed) -> None:
    """One armed process after another, then the usual one again."""
    try:
        for point in names:
            fed.add(await stimulus(run, service, point))
            asked = ASKED_FOR[point](run.system) if point in ASKED_FOR else None
            await dies(run.system, service, point, asked)
    finally:
        await run.system.supervisor.start(service)


async def piled_up(system: System, topics: Topics, items: Sequence[Item]) -> Fed:
    """Every consumer is down, with something to read before it: so they can all die at once, not one after another."""
    fed = Fed()
    share = len(items) // len(CONSUMERS) + 1
    for place, service in enumerate(reversed(CONSUMERS)):
        await system.supervisor.stop(service)
        fed.add(await feed(system.bootstrap, items[place * share : (place + 1) * share], rate=500))
        await topics.read_by(CONSUMERS[: len(CONSUMERS) - place - 1], 30)
    return fed


async def stimulus(run: Run, service: str, point: str) -> Fed:
    """What a ledger's own records don't lead to."""
    if point == "loop.dead_lettered" and service != "dedup":
        name = run.ledger.run
        bad = [Item(f"poison:{name}:{n}".encode(), b'{"bad_json": %d,' % n, "bad_json") for n in range(3)]
        return await feed(run.system.bootstrap, bad, rate=10, topic=GROUPS[service][0])
    if point == "match.reacted":
        run.ledger.rejected.update(await reject(run.system, await in_force(run.system, run.ledger.run)))
    if point == "reconcile.noted":
        said = (await run.topics.read(["deduped-jobs"]))["deduped-jobs"]
        await say_again(run.system.bootstrap, overtaken(said)[:3])
    return Fed()


async def one_round(system: System, topics: Topics, armed: Armed, name: str) -> None:
    run = await Run.begin(system, topics, make(name, POSTINGS, SHORT.seed))
    fed = await piled_up(system, topics, run.ledger.items)
    await system.supervisor.stop("ingest")
    async with asyncio.TaskGroup() as together:
        for service in SERVICES:
            together.create_task(dies_and_comes_back(run, service, armed.get(service, ()), fed))
        together.create_task(run.through_ingest(seconds=2.0))
    await run.judge(fed)
    await heard_once(run.system, sorted(run.ledger.rejected))


@scaled
async def test_death_at_every_point(whole: System, topics: Topics, scale: Scale, report: Report) -> None:
    rounds = points.at_once() if scale is SHORT else points.one_by_one()
    reached = [name for armed in rounds for names in armed.values() for name in names]
    assert set(reached) == points.in_source() - points.elsewhere()
    for number, armed in enumerate(rounds):
        await one_round(whole, topics, armed, f"point{number}")
    await indexed_anew(whole)
    report(points=len(points.in_source()), deaths=len(reached))
