"""Too many records in a row that nobody can read: the consumer stops and says so, instead of giving all of them up."""

import asyncio

import httpx
import pytest

from rematch_devstack.waiting import until
from tests.reliability.conftest import Report
from tests.reliability.harness.feed import feed
from tests.reliability.harness.ledger import Item, make
from tests.reliability.harness.run import Run
from tests.reliability.harness.scale import Scale, scaled
from tests.reliability.harness.system import System
from tests.reliability.harness.topics import Topics

pytestmark = [pytest.mark.stack, pytest.mark.reliability, pytest.mark.asyncio(loop_scope="session")]

LIMIT = 20


@scaled
async def test_a_flood_stops_the_consumer(whole: System, topics: Topics, scale: Scale, report: Report) -> None:
    run = await Run.begin(whole, topics, make("flood", 60, scale.seed, poison=False))
    bad = [Item(b"flood:%d" % number, b'{"bad": %d,' % number, "bad_json") for number in range(3 * LIMIT)]
    await whole.supervisor.stop("dedup")
    lines = len(whole.said["dedup"])
    armed = await whole.spawn("dedup", REMATCH_POISON_LIMIT=str(LIMIT))
    try:
        fed = await feed(whole.bootstrap, bad, rate=10_000, partition=0)
        fed.add(await feed(whole.bootstrap, run.ledger.items, rate=10_000, partition=0))
        await whole.hears("dedup", "consumer paused", since=lines)
        await stays(topics, "dedup", scale.session * 1.5)
        await unready(whole, "dedup")
        assert armed.returncode is None
        assert await topics.lag("dedup") >= len(run.ledger.items)
        assert await armed.stop(30) == 0
    finally:
        armed.kill()
        await armed.wait()
    await let_through(whole, run)
    await whole.supervisor.start("dedup")
    await run.through_ingest(seconds=1)
    await run.judge(fed)
    report(bad=len(bad), good=len(run.ledger.items))


async def stays(topics: Topics, group: str, seconds: float) -> None:
    """Past its session time-out the one member is the one that it was. Nothing is to happen, so only time can tell."""
    members = await topics.members(group)
    assert len(members) == 1
    await asyncio.sleep(seconds)
    assert await topics.members(group) == members


async def unready(system: System, service: str) -> None:
    async def told() -> bool:
        alive, ready = await system.status(service, "/healthz"), await system.status(service, "/readyz")
        assert alive in (0, httpx.codes.OK)  # 0: too busy to answer within its two seconds
        return alive == httpx.codes.OK and ready == httpx.codes.SERVICE_UNAVAILABLE

    async with asyncio.timeout(30):
        await until(told)


async def let_through(system: System, run: Run) -> None:
    """As the remedy says: restarted without a limit, it sends all of them to the dead-letter queue."""
    child = await system.spawn("dedup", REMATCH_POISON_LIMIT="0")
    try:
        await run.topics.read_by(["dedup"], 60)
        assert await child.stop(30) == 0
    finally:
        child.kill()
        await child.wait()
