"""Nothing that was answered 202 is lost: ingest is killed while it takes in, and while it holds what waits."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import orjson
import pytest
import pytest_asyncio
from aiokafka.errors import KafkaError

from rematch_common.contracts import RAW_JOBS, RAW_JOBS_BULK
from rematch_devstack.waiting import until
from tests.reliability.conftest import Report
from tests.reliability.harness.door import Door, door, posting
from tests.reliability.harness.scale import Scale, scaled

pytestmark = [pytest.mark.stack, pytest.mark.reliability, pytest.mark.asyncio(loop_scope="session")]
LINES = 20  # an import has so many for each posting of the scale


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def opened() -> AsyncIterator[Door]:
    with tempfile.TemporaryDirectory(prefix="rematch-", ignore_cleanup_errors=True) as folder:
        async with door(Path(folder), {"REMATCH_INGEST_HOLD": "outbox", "REMATCH_SESSION_TIMEOUT": "6"}) as running:
            yield running


async def killed(opened: Door, kills: int, random: Random) -> None:
    for _ in range(kills):
        await opened.system.supervisor.wait_ready("ingest", 60)
        await asyncio.sleep(random.uniform(0.2, 2.0))  # the moment is what is random
        opened.system.supervisor.kill("ingest")
    await opened.system.supervisor.wait_ready("ingest", 60)


@scaled
async def test_kill_9_of_the_door_loses_nothing(opened: Door, scale: Scale, report: Report) -> None:
    began, stop = time.monotonic(), asyncio.Event()
    body = b"\n".join(orjson.dumps(posting(f"line-{n}")) for n in range(scale.postings * LINES))
    async with asyncio.timeout(60 + 10 * scale.kills), asyncio.TaskGroup() as together:
        together.create_task(opened.keep_posting("kill", stop))
        uploading = together.create_task(opened.upload(body, f"import-{scale.name}"))
        await killed(opened, scale.kills, Random(f"door{scale.seed}"))
        path = await uploading
        told = await opened.becomes(path, "deciding")
        stop.set()
    assert (told["total"], told["published"], told["failed"]) == (scale.postings * LINES, scale.postings * LINES, 0)
    prefix = told["import_id"].replace("-", "")
    lines = [each for each in await opened.ids_in(RAW_JOBS_BULK.name) if each.startswith(prefix)]
    assert len(set(lines)) == scale.postings * LINES
    there = await opened.ids_in(RAW_JOBS.name)
    assert opened.accepted <= set(there), f"{len(opened.accepted - set(there))} that were accepted are not there"
    report(
        kills=scale.kills,
        accepted=len(opened.accepted),
        lines=len(set(lines)),
        lines_twice=len(lines) - len(set(lines)),
        seconds=round(time.monotonic() - began, 1),
    )


@scaled
async def test_what_is_held_while_kafka_is_away_outlives_a_kill(opened: Door, scale: Scale, report: Report) -> None:
    supervisor, before = opened.system.supervisor, len(opened.accepted)
    supervisor.pause("kafka")
    try:
        async with asyncio.timeout(30):
            held = [await opened.post(f"held-{scale.name}", number) for number in range(5)]
        supervisor.kill("ingest")
    finally:
        supervisor.resume("kafka")
    assert all(held)

    async def arrived() -> bool:
        try:
            return opened.accepted <= set(await opened.ids_in(RAW_JOBS.name))
        except KafkaError:  # it stood still, and first lets go of who spoke to it before
            return False

    async with asyncio.timeout(60):
        await until(arrived)
    report(held=len(opened.accepted) - before)
