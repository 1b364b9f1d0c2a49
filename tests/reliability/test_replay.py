"""All topics are read once more, by the services' own groups and by second ones: that changes nothing."""

import asyncio
import sys
from collections import Counter
from collections.abc import Sequence
from typing import Any

import orjson
import pytest

from rematch_common.contracts import MATCHES, TOPICS
from rematch_devstack.processes import Command
from rematch_devstack.processes import run as run_program
from rematch_devstack.waiting import until
from tests.reliability.conftest import Report
from tests.reliability.harness import books
from tests.reliability.harness.ledger import make
from tests.reliability.harness.requests import heard_once, in_force, reject
from tests.reliability.harness.run import Run
from tests.reliability.harness.scale import Scale, scaled
from tests.reliability.harness.system import System
from tests.reliability.harness.topics import Topics

pytestmark = [pytest.mark.stack, pytest.mark.reliability, pytest.mark.asyncio(loop_scope="session")]

READ = [(topic.name, service) for topic in TOPICS if not topic.broadcast for service in topic.readers]
SERVICES = sorted({service for _, service in READ})
# What tells people and programs something, once each.
EFFECTS = (
    "SELECT count(*) FROM notify.tellings",
    "SELECT count(*) FROM notify.messages",
    "SELECT count(*) FROM match.audit",
    "SELECT count(*) FROM match.reactions",
    "SELECT count(*) FROM match.feedback",
    "SELECT sum(reacted) FROM match.candidates",
    "SELECT count(*) FROM dedup.openings",
    "SELECT count(*) FROM ingest.erasures",
)


async def replayed(system: System, *words: str) -> dict[str, Any]:
    """What `rematch replay` says."""
    program = ("-m", "rematch_devstack", "replay", *words, "--json", "--bootstrap", system.bootstrap)
    code, told = await run_program("replay", Command((sys.executable, *program), {}), 60.0)
    assert code == 0, told
    found: dict[str, Any] = orjson.loads(told.splitlines()[-1])
    return found


async def effects(system: System) -> list[int]:
    async with books.connected(system.database) as connection:
        return [await connection.fetchval(query) for query in EFFECTS]


async def versions_told(topics: Topics) -> Counter[tuple[str, int | None]]:
    """Of each match, how often each version was published."""
    found = (await topics.read([MATCHES.name]))[MATCHES.name]
    return Counter(((record.key or b"").decode(), record.version) for record in found)


async def move_own(system: System) -> int:
    """Every service stopped, every topic it reads read again from the beginning."""
    for service in SERVICES:
        assert await system.supervisor.stop(service, grace=60) == 0
    told = [await replayed(system, topic, "--from", "beginning", "--to", service) for topic, service in READ]
    await asyncio.gather(*(system.supervisor.start(service) for service in SERVICES))
    return count(told)


async def by_second_groups(system: System) -> int:
    """Each service with a second group for all that it reads."""
    told = await asyncio.gather(*(_by_second_group(system, service) for service in SERVICES))
    return sum(told)


async def _by_second_group(system: System, service: str) -> int:
    names = [topic for topic, reader in READ if reader == service]
    told = [await replayed(system, name, "--from", "1h ago", "--to", service, "--second") for name in names]
    await _beside(system, service, names)
    return count(told)


async def _beside(system: System, service: str, names: Sequence[str]) -> None:
    assert await system.supervisor.stop(service, grace=60) == 0
    child = await system.spawn(service, REMATCH_REPLAYING=",".join(names))
    try:
        await system.hears(service, '"replayed"', since=0, deadline=120)

        async def ready() -> bool:
            return await system.status(service, "/readyz") == 200

        async with asyncio.timeout(60):
            await until(ready)
    finally:
        await child.stop(60)
        system.said[service].clear()
    await system.supervisor.start(service)


def count(told: Sequence[dict[str, Any]]) -> int:
    return sum(part["records"] for one in told for part in one["partitions"])


@scaled
async def test_reading_everything_again_changes_nothing(
    whole: System, topics: Topics, scale: Scale, report: Report
) -> None:
    ledger = make("replay", scale.postings // 5, scale.seed, poison=False)
    run = await Run.begin(whole, topics, ledger)
    fed = await run.feed(rate=20)
    await run.judge(fed)
    ledger.rejected.update(await reject(whole, await in_force(whole, "replay", 5)))
    await run.judge(fed)
    await heard_once(whole, sorted(ledger.rejected))
    before = await books.read(whole.database, "replay"), await effects(whole), await versions_told(topics)
    own = await move_own(whole)
    verdict = await run.judge(fed, deadline=180)
    assert (await books.read(whole.database, "replay"), await effects(whole)) == before[:2]
    assert await versions_told(topics) == before[2], "a match was told once more, or anew"
    second = await by_second_groups(whole)
    await run.judge(fed, deadline=180)
    assert (await books.read(whole.database, "replay"), await effects(whole)) == before[:2]
    assert await versions_told(topics) == before[2], "a match was told once more, or anew"
    await heard_once(whole, sorted(ledger.rejected))
    assert own >= len(ledger.items) and second >= len(ledger.items)
    report(seed=scale.seed, postings=scale.postings // 5, read_again=[own, second], twice=verdict.duplicates)
