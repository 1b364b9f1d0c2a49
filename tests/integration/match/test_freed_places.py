"""In an opening's list that a tenant limits a place that is freed goes to the next best who waits for one."""

from collections.abc import AsyncIterator

import pytest

from rematch_common.contracts import MatchFeedback
from rematch_common.database import Database
from rematch_match.adapters.postgres_backlog import PostgresBacklog
from rematch_match.adapters.postgres_store import PostgresStore
from rematch_match.domain.facts import CandidateFacts, CandidateKey, JobFacts
from rematch_match.domain.pairs import Scored
from tests.contract.stores import NOBODY, in_words, outbox
from tests.fakes.occasions import set_occasion, worth
from tests.fakes.samples import NOW, arrivals, gone, job_id, person
from tests.servers import Postgres

pytestmark = pytest.mark.stack
ONE_A_POSTING = set_occasion(per_posting=1)
PEOPLE = [("demo", f"c-{n}") for n in (1, 2, 3)]
OPENING = worth(1, 60, c_1=90, c_2=80, c_3=70)


@pytest.fixture
async def database(postgres: Postgres) -> AsyncIterator[Database]:
    async with postgres.database("match") as opened:
        yield opened


async def arrive(database: Database, *facts: JobFacts | CandidateFacts) -> None:
    store = PostgresStore(database)
    work = await store.write(arrivals(*facts))
    pairs = await store.pairs_of(work) | {(who, job.job_id) for who in PEOPLE for job in work.jobs}
    await store.settle(list(map(Scored.unseen, sorted(pairs))), work, ONE_A_POSTING)


async def asked(database: Database) -> list[CandidateKey]:
    """Who is to be matched again; they are."""
    backlog = PostgresBacklog(database)
    chunks = await backlog.claim(10, NOW)
    people = [key for chunk in chunks for key in chunk.keys]
    await PostgresStore(database).settle([Scored.unseen((who, job_id(1))) for who in people], NOBODY, ONE_A_POSTING)
    for chunk in chunks:
        await backlog.done(chunk, NOW)
    return people


async def test_the_next_best_is_told_when_somebody_says_no(database: Database) -> None:
    await arrive(database, *(person(name) for _, name in PEOPLE), OPENING)
    assert [in_words(event) for event in await outbox(database)] == ["c-1 found J1 90"]
    assert await asked(database) == []
    ids = {"tenant_id": "demo", "candidate_id": "c-1", "job_id": job_id(1)}
    refusal = MatchFeedback(**ids, action="rejected", actor="candidate", occurred_at=NOW)
    await PostgresStore(database).react([refusal], ONE_A_POSTING)
    assert await asked(database) == PEOPLE, "and who said so, since it moves others like it"
    told = [in_words(event) for event in await outbox(database)]
    assert told[1:] == ["c-1 withdrawn rejected", "c-2 found J1 80"]
    assert await asked(database) == [], "and nobody for ever"


async def test_an_opening_that_is_gone_has_no_places(database: Database) -> None:
    await arrive(database, *(person(name) for _, name in PEOPLE), OPENING)
    await arrive(database, gone(1, version=2))
    assert await asked(database) == []
