"""Two ads that reach two replicas of dedup at the same instant, neither of which can know of the other's."""

import statistics
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
import pytest

from rematch_common.records import Record
from rematch_devstack.groups import Ends
from tests.reliability.conftest import Report
from tests.reliability.harness import books, oracle
from tests.reliability.harness.ledger import AdKey
from tests.reliability.harness.meeting import Assigned, Owned, send, shared_out
from tests.reliability.harness.pairs import Pair, completed, faults, make
from tests.reliability.harness.scale import Scale, scaled
from tests.reliability.harness.system import System
from tests.reliability.harness.topics import Topics, last_of_each_key

RUN = "pairs"
# Pairs a second: slow enough that both replicas wait for the next one, so that neither gets both halves in one batch.
PACE = 15.0

pytestmark = [pytest.mark.stack, pytest.mark.reliability, pytest.mark.asyncio(loop_scope="session")]


def owned(workers: Assigned) -> list[Owned]:
    one, other = workers.values()
    return [(here, there) for here in sorted(one) for there in sorted(other)]


async def open_in_postgres(system: System) -> list[frozenset[AdKey]]:
    """The ads of each open opening of this run."""
    found = await books.read(system.database, RUN)
    members: dict[object, set[AdKey]] = {job_id: set() for job_id, row in found.openings.items() if row.open}
    for key, job_id in found.ads.items():
        members.get(job_id, set()).add(key)
    return [frozenset(keys) for keys in members.values()]


async def open_as_told(topics: Topics, since: Ends) -> list[frozenset[AdKey]]:
    """The same, from the last event of each opening."""
    told = last_of_each_key((await topics.read(["deduped-jobs"], since))["deduped-jobs"])
    jobs = [orjson.loads(record.value or b"{}") for record in told.values() if _names_ads(record)]
    ads = [frozenset((ad["source"], ad["external_id"]) for ad in job["ads"]) for job in jobs]
    return [keys for keys in ads if any(source.startswith(f"{RUN}-") for source, _ in keys)]


def _names_ads(record: Record) -> bool:
    """JobClosed doesn't: whatever its reason, this opening is no longer one."""
    return b'"ads"' in (record.value or b"")


async def gaps(topics: Topics, pairs: Sequence[Pair], since: Ends) -> list[float]:
    """Milliseconds between the decisions on the two halves of each pair, which different partitions brought."""
    records = (await topics.read(["ingest-outcomes"], since))["ingest-outcomes"]
    outcomes = [orjson.loads(record.value or b"") for record in records]
    said: dict[AdKey, dict[str, Any]] = {(told["source"], told["external_id"]): told for told in outcomes}
    return [_gap(*(said[key] for key in pair.keys)) for pair in pairs]


def _gap(one: Mapping[str, Any], other: Mapping[str, Any]) -> float:
    assert one["raw"]["partition"] != other["raw"]["partition"]
    times = [datetime.fromisoformat(told["decided_at"]) for told in (one, other)]
    return abs((times[0] - times[1]).total_seconds()) * 1000


async def meet(system: System, topics: Topics, pairs: Sequence[Pair]) -> None:
    """Two replicas, and each pair's halves at the same moment in partitions of either; then one replica again."""
    await system.supervisor.replicas(system.replicas("dedup"), 2)
    try:
        (workers,) = await shared_out(topics, "dedup", "raw-jobs")
        await send(system.bootstrap, [pair.records for pair in pairs], owned(workers), rate=PACE)
        await topics.read_by(["dedup"], 60)
        assert await topics.assigned("dedup", "raw-jobs") == workers, "a rebalance: one may have read both halves"
    finally:
        await system.supervisor.replicas(system.replicas("dedup"), 1)


@scaled
async def test_the_halves_of_a_pair_that_meet_are_one_opening(
    whole: System, topics: Topics, scale: Scale, report: Report
) -> None:
    pairs = make(RUN, scale.pairs, scale.seed)
    since, events_before = await oracle.beginnings(topics), len(whole.events)
    await meet(whole, topics, pairs)
    # What is published is embedded and matched, too: the next test begins when all of it is done.
    await oracle.drained(whole, topics, 60 + len(pairs))
    found = [
        *faults(pairs, completed(pairs, await open_as_told(topics, since)), "deduped-jobs"),
        *faults(pairs, await open_in_postgres(whole), "PostgreSQL"),
        *whole.failures(events_before),
    ]
    assert not found, f"{len(found)} faults:\n" + "\n".join(found[:20])
    apart = statistics.median(await gaps(topics, pairs, since))
    report(seed=scale.seed, pairs=len(pairs), decided_apart_ms=round(apart, 1))
