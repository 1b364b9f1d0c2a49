"""The same postings to a real match, now without a language model, now with one behind it: when are matches told?

Kafka, PostgreSQL and match run as in production; the stand-in answers over HTTP, as slowly and as badly as published.
Each round begins with the same people and no pair.
"""

import asyncio
import statistics
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import asyncpg

from bench.harness import console, percentile, running
from bench.hybrid_golden import Golden
from bench.hybrid_provider import as_published
from bench.hybrid_rounds import DEADLINE, Plan, Round, Told
from bench.match_runs import publish
from bench.pipeline import Reader
from bench.processes import Others
from rematch_common.codec import Stamp, encode
from rematch_common.contracts import EMBEDDED_CANDIDATES
from rematch_devstack.groups import Groups
from rematch_devstack.postgres import SUPERUSER
from rematch_devstack.standin.faults import Behaviour
from rematch_devstack.standin.server import StandIn
from rematch_devstack.system import System
from rematch_devstack.waiting import until

OFF, ON, DRAIN = "match", "match-judged", "match-draining"
PER_SECOND, WARM_UP = 4.0, 12
# So few that the judges keep up.
CALM_PER_SECOND, CALM = 0.25, 10
_QUICKLY = {"REMATCH_JUDGES_AT_ONCE": "32", "REMATCH_JUDGE_PER_MINUTE": "100000"}
_EMPTY = "TRUNCATE match.matches, match.verdicts, match.verdict_wants, match.audit"
_WAITING = "SELECT count(*) FROM match.verdict_wants WHERE ended_at IS NULL"
# Claims of a process that has ended run out in a minute.
_UNCLAIMED = "UPDATE match.verdict_wants SET claimed_at = NULL"
_ENDED = """
SELECT count(*) AS pairs, count(m.verdict) AS given, count(*) FILTER (WHERE v.provider = 'deterministic') AS by_factors,
  count(*) FILTER (WHERE m.verdict IS NULL AND w.state IN ('top', 'budget', 'off')) AS nothing,
  count(*) FILTER (WHERE v.score BETWEEN 0 AND 100 AND v.reason <> '') AS valid
FROM match.matches m LEFT JOIN match.verdict_wants w USING (tenant_id, candidate_id, job_id)
LEFT JOIN match.verdicts v ON (v.tenant_id, v.candidate_id, v.job_id, v.verdict_id)
  = (m.tenant_id, m.candidate_id, m.job_id, m.verdict) WHERE m.state = 'active'
"""


@dataclass
class Rounds:
    """Milliseconds until a match was told, by side and round; a round as calm as the judges want it; how the pairs of
    the last judged round ended."""

    first: dict[str, list[list[float]]] = field(default_factory=lambda: {OFF: [], ON: []})
    others: list[float] = field(default_factory=list)
    calm: Told = field(default_factory=lambda: Told((), ()))
    ended: Mapping[str, int] = field(default_factory=dict)

    def percentile(self, side: str, share: float) -> float:
        return percentile([each for run in self.first[side] for each in run], share)

    @property
    def ratio(self) -> float:
        """Of the medians of the rounds' medians."""
        off, on = (statistics.median(map(statistics.median, self.first[side])) for side in (OFF, ON))
        return on / off

    @property
    def well_ended(self) -> float:
        """The share of pairs that have a valid verdict, or an honest none."""
        return (self.ended["valid"] + self.ended["nothing"]) / self.ended["pairs"]


async def measure(golden: Golden, rounds: int) -> Rounds:
    found = Rounds()
    with StandIn(as_published()) as standin:
        async with running((OFF,)) as system:
            system.supervisor.add(system.spec(OFF, _judged(standin), name=ON))
            system.supervisor.add(system.spec(OFF, _judged(standin) | _QUICKLY, name=DRAIN))
            await _publish_people(system, golden)
            await system.supervisor.stop(OFF)
            found.calm = await _calm(system, golden)
            for number in range(rounds):
                # Who begins changes from one to the next, and the last is a judged one.
                for side in (OFF, ON) if number % 2 == (rounds - 1) % 2 else (ON, OFF):
                    await _round(system, golden, f"{side} {number + 1}", found)
            found.ended = await _drained(system, standin)
    return found


def _judged(standin: StandIn) -> dict[str, str]:
    told = {"JUDGES": "openai", "OPENAI_URL": standin.url, "OPENAI_KEY": "sk-none", "VERDICT_CALLS_PER_DAY": "1000000"}
    return {f"REMATCH_{name}": value for name, value in told.items()}


async def _publish_people(system: System, golden: Golden) -> None:
    stamp = Stamp("rematch/bench", datetime.now(UTC))
    records = [("", encode(EMBEDDED_CANDIDATES, one.key, one, stamp)) for one in golden.people]
    await publish(system.bootstrap, records, [0.0] * len(records))
    async with Groups(system.bootstrap) as groups:
        await groups.read_by((OFF,), DEADLINE)


async def _calm(system: System, golden: Golden) -> Told:
    """Until the last pair has its verdict."""
    plan = Plan("calm", golden.jobs[:CALM], CALM_PER_SECOND)
    async with _serving(system, ON), Reader(system.bootstrap).reading() as reader:
        this = Round(system, plan)
        await this.run(reader)
        await _all_ended(system)
        await reader.until_read(DEADLINE)
        return this.told(reader)


async def _round(system: System, golden: Golden, name: str, found: Rounds) -> None:
    side = name.split(maxsplit=1)[0]
    await _execute(system, _EMPTY)
    others = Others()
    async with _serving(system, side), Reader(system.bootstrap).reading() as reader:
        told = await Round(system, Plan(name, golden.jobs, PER_SECOND, WARM_UP)).run(reader)
    found.first[side].append(list(told.first))
    found.others.append(others.cores())
    console.print(f"  {name}: {len(told.first)} matches, p50 {statistics.median(told.first):.1f} ms")


async def _drained(system: System, standin: StandIn) -> Mapping[str, int]:
    """What the last round has left is judged to its end, with answers as bad as ever, and at once."""
    standin.behaviour = Behaviour(as_published().rates, retry_after=0.05)
    await _execute(system, _UNCLAIMED)
    async with _serving(system, DRAIN):
        await _all_ended(system)
    connection = await asyncpg.connect(system.stack.postgres.url(SUPERUSER))
    try:
        counts: Mapping[str, int] = dict(await connection.fetchrow(_ENDED) or {})
        return counts
    finally:
        await connection.close()


@asynccontextmanager
async def _serving(system: System, side: str) -> AsyncIterator[None]:
    await system.supervisor.start(side)
    try:
        yield
    finally:
        await system.supervisor.stop(side)


async def _all_ended(system: System) -> None:
    async def ended() -> bool:
        return not await _execute(system, _WAITING)

    async with asyncio.timeout(DEADLINE):
        await until(ended)


async def _execute(system: System, sql: str) -> int | None:
    """The one number that comes back, if any does."""
    connection = await asyncpg.connect(system.stack.postgres.url(SUPERUSER))
    try:
        found: int | None = await connection.fetchval(sql)
        return found
    finally:
        await connection.close()
