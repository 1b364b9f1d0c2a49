"""match dies at every step of a verdict: no match is lost, and each in force gets its verdict, and is told it once."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

import orjson
import pytest

from rematch_common.records import Record
from rematch_devstack.standin.server import StandIn
from rematch_devstack.waiting import until
from tests.reliability.conftest import Report
from tests.reliability.harness import claims
from tests.reliability.harness.books import connected
from tests.reliability.harness.dying import dies
from tests.reliability.harness.feed import Fed, feed
from tests.reliability.harness.ledger import make
from tests.reliability.harness.oracle import drained
from tests.reliability.harness.points import OF_VERDICTS
from tests.reliability.harness.run import Run
from tests.reliability.harness.scale import SHORT, Scale, scaled
from tests.reliability.harness.system import System
from tests.reliability.harness.topics import Topics

pytestmark = [pytest.mark.stack, pytest.mark.reliability, pytest.mark.asyncio(loop_scope="session")]
POSTINGS = 40
# A claim of a process that is dead runs out in a minute.
PATIENCE = 150.0


def judged(standin: StandIn) -> dict[str, str]:
    """Everybody's matches, and a verdict only annotates: so what is in force is what the ledger says."""
    return {
        "REMATCH_JUDGES": "openai",
        "REMATCH_OPENAI_URL": standin.url,
        "REMATCH_OPENAI_KEY": "sk-none",
        "REMATCH_VERDICT_WEIGHT": "1",
        "REMATCH_VERDICT_TOP": "50",
        "REMATCH_VERDICT_CALLS_PER_DAY": "100000",
    }


@asynccontextmanager
async def living(system: System, env: Mapping[str, str]) -> AsyncIterator[None]:
    """One more process of match; it is ended here."""
    process = await system.spawn("match", **env)
    try:
        yield
    finally:
        process.kill()
        await process.wait()


async def in_force(system: System, run: str) -> tuple[int, set[str]]:
    """How many pairs of the run wait for a verdict, and which of those in force were told of none."""
    mine = f"{run}-%"
    async with connected(system.database) as connection:
        waiting = "SELECT count(*) FROM match.verdict_wants WHERE candidate_id LIKE $1 AND ended_at IS NULL"
        without = "SELECT * FROM match.matches WHERE candidate_id LIKE $1 AND state = 'active' AND verdict IS NULL"
        rows = await connection.fetch(without, mine)
        names = {f"{row['tenant_id']}/{row['candidate_id']}/{row['job_id']}" for row in rows}
        return await connection.fetchval(waiting, mine), names


def told_twice(records: Sequence[Record], run: str) -> dict[str, int]:
    """Pairs that were told of a verdict of the same two sides under more than one version."""
    versions: dict[tuple[str, int, int], set[int]] = defaultdict(set)
    for record in records:
        event = orjson.loads(record.value or b"{}")
        if event.get("trigger") == "verdict" and event["candidate_id"].startswith(f"{run}-"):
            sides = event["job_version"], event["candidate_version"]
            versions[(record.key or b"").decode(), *sides].add(event["version"])
    return {key: len(many) for (key, _, _), many in versions.items() if len(many) > 1}


async def through_all_deaths(run: Run, env: Mapping[str, str], scale: Scale) -> Fed:
    fed = await feed(run.system.bootstrap, run.ledger.items, rate=500)
    await run.through_ingest(seconds=0.5)
    for point in OF_VERDICTS:
        await dies(run.system, "match", point, None, **env)
        await claims.run_out(run.system, scale)
    return fed


@scaled
async def test_death_at_every_step_of_a_verdict(whole: System, topics: Topics, scale: Scale, report: Report) -> None:
    run = await Run.begin(whole, topics, make("verdict", POSTINGS, SHORT.seed))
    await whole.supervisor.stop("match")
    try:
        with StandIn() as standin:
            fed = await through_all_deaths(run, judged(standin), scale)
            async with living(whole, judged(standin)):

                async def done() -> bool:
                    return await in_force(whole, run.ledger.run) == (0, set())

                await drained(whole, topics, PATIENCE)
                async with asyncio.timeout(PATIENCE):
                    await until(done)
                await run.judge(fed)
        records = (await topics.read(["matches"], run.since))["matches"]
        assert told_twice(records, run.ledger.run) == {}
        report(points=len(OF_VERDICTS), calls=standin.counts.calls)
    finally:
        await whole.supervisor.start("match")
