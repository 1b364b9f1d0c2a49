"""A produce that the broker refuses: the input is not committed past it, and nothing is given up."""

import asyncio

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from rematch_devstack.specs import Status
from rematch_devstack.topics import Shape, ensure_topics
from rematch_devstack.waiting import until
from tests.reliability.conftest import Report
from tests.reliability.harness import books
from tests.reliability.harness.ledger import make
from tests.reliability.harness.run import Run
from tests.reliability.harness.scale import Scale, scaled
from tests.reliability.harness.system import System
from tests.reliability.harness.topics import Topics

pytestmark = [pytest.mark.stack, pytest.mark.reliability, pytest.mark.asyncio(loop_scope="session")]


async def take_only(bootstrap: str, topic: str, size: int) -> None:
    """Let the broker refuse what is larger."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        settings = {"max.message.bytes": str(size), "cleanup.policy": "compact"}
        await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, topic, settings)])
    finally:
        await admin.close()


@scaled
async def test_a_refused_produce_is_not_committed(whole: System, topics: Topics, scale: Scale, report: Report) -> None:
    run = await Run.begin(whole, topics, make("refused", 200, scale.seed))
    before = len(whole.events)
    await take_only(whole.bootstrap, "deduped-jobs", 300)
    try:
        fed = await run.feed(rate=200)

        async def stuck() -> bool:
            return (await books.pending(whole.database))["dedup"] > 0 and await topics.lag("dedup") > 0

        async with asyncio.timeout(30):
            await until(stuck)
        # The loop's patience ends, the process leaves with 75, comes back, tries again, and still commits nothing.
        await whole.sees("dedup", Status.AWAY, Status.STARTING, since=before, deadline=60)
        await whole.hears("dedup", "waiting for what is away")
        assert await stuck()
        assert await topics.lag("dedup") >= len(fed.good)
    finally:
        await ensure_topics(whole.bootstrap, Shape(embedded=True))
    await whole.supervisor.wait_ready("dedup", 60)
    await run.judge(fed)
    report(seed=scale.seed, postings=200)
