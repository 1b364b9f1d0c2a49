"""An opening and a person that reach two processes of match at the same instant: law 4 says that they meet."""

from collections import Counter
from collections.abc import Collection, Sequence

import orjson
import pytest

from rematch_devstack.groups import Ends
from tests.reliability.conftest import Report
from tests.reliability.harness import books, oracle
from tests.reliability.harness.halves import Couple, faults, make, owned
from tests.reliability.harness.meeting import send, shared_out
from tests.reliability.harness.scale import Scale, scaled
from tests.reliability.harness.system import System
from tests.reliability.harness.topics import Topics, last_of_each_key

TENANT = "halves"
# Couples a second: slow enough that both workers wait for the next ones. Several come together: a worker takes them as
# one batch, and works on it for longer than the other may be late.
PACE, AT_ONCE = 25.0, 12
OPENINGS, PEOPLE = "embedded-jobs", "embedded-candidates"

pytestmark = [pytest.mark.stack, pytest.mark.reliability, pytest.mark.asyncio(loop_scope="session")]


async def meet(system: System, topics: Topics, couples: Sequence[Couple]) -> None:
    """Two processes of match on one index, each couple's halves at the same moment for either; then the usual one."""
    two = system.replicas("match", "match-pgvector", REMATCH_VECTOR_INDEX="pgvector-hnsw")
    await system.supervisor.stop("match")
    try:
        await system.supervisor.replicas(two, 2)
        workers = await shared_out(topics, "match", OPENINGS, PEOPLE)
        records = [couple.records for couple in couples]
        await send(system.bootstrap, records, owned(*workers), rate=PACE, at_once=AT_ONCE)
        await topics.read_by(["match"], 60)
        assert await shared_out(topics, "match", OPENINGS, PEOPLE) == workers, "a rebalance: one may have read both"
    finally:
        await system.supervisor.replicas(two, 0)
        await system.supervisor.start("match")


def of(pair: str) -> str:
    """Its opening."""
    return pair.rpartition("/")[2]


async def as_told(topics: Topics, since: Ends, openings: Collection[str]) -> dict[str, str]:
    """By pair, whether the last event is of a match in force, and what led to it. Openings of other tests that ask for
    nothing may fit anybody."""
    told = last_of_each_key((await topics.read(["matches"], since))["matches"])
    events = {key: orjson.loads(record.value or b"{}") for key, record in told.items()}
    mine = {key for key in events if key.startswith(f"{TENANT}/") and of(key) in openings}
    return {key: events[key].get("trigger", "withdrawn") for key in mine}


@scaled
async def test_the_halves_of_a_couple_that_meet_are_matched(
    whole: System, topics: Topics, scale: Scale, report: Report
) -> None:
    couples = make(TENANT, scale.pairs, scale.seed)
    since, events_before = await oracle.beginnings(topics), len(whole.events)
    await meet(whole, topics, couples)
    await oracle.drained(whole, topics, 60)
    openings = {str(couple.job.job_id) for couple in couples}
    told = await as_told(topics, since, openings)
    stored = {key: state for key, state in (await books.states(whole.database, TENANT)).items() if of(key) in openings}
    found = [
        *faults(couples, dict.fromkeys((key for key, why in told.items() if why != "withdrawn"), "active"), "matches"),
        *faults(couples, stored, "PostgreSQL"),
        *whole.failures(events_before),
    ]
    assert not found, f"{len(found)} faults:\n" + "\n".join(found[:20])
    by = Counter(told.values())
    assert by.keys() == {"new_job", "profile_changed"}, "one side always came first"
    report(seed=scale.seed, couples=len(couples), found_by=by)
