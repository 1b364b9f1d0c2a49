"""Matches that time moves into another grade, on PostgreSQL: when that is, and that it is told."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from rematch_common.database import Database
from rematch_match.adapters.postgres_ageing import PostgresAgeing
from rematch_match.adapters.postgres_store import PostgresStore
from rematch_match.domain.asks import Asks
from rematch_match.domain.pairs import Occasion, Scored
from rematch_match.domain.rarity import Rarity
from rematch_match.domain.scoring import Scorer
from rematch_match.domain.terms import Terms
from rematch_match.ports import Arrivals, Work
from tests.contract.stores import outbox
from tests.fakes.samples import NOW, job, job_id, person
from tests.servers import Postgres

pytestmark = pytest.mark.stack
PAIR = (("demo", "c-1"), job_id(1))
# Only how new it is counts: half of the score is gone when it is old.
TERMS = Terms(profile="layered", least=1.0, weights={"skills": 0.0, "semantic": 0.0, "location": 0.0, "salary": 0.0})


@pytest.fixture
async def database(postgres: Postgres) -> AsyncIterator[Database]:
    async with postgres.database("match") as found:
        yield found


async def settle(store: PostgresStore, days: float) -> int:
    now = NOW + timedelta(days=days)
    occasion = Occasion(now, Scorer(Rarity(), lambda _: TERMS, now), because="replay")
    return await store.settle([Scored.unseen(PAIR)], Work((), ()), occasion)


async def test_a_match_is_due_when_its_posting_grows_old_and_then_told_anew(database: Database) -> None:
    store, ageing = PostgresStore(database), PostgresAgeing(database)
    new = Asks(title="Data Engineer", title_core="data engineer", roles=("data engineer",), posted_at=NOW)
    await store.write(Arrivals([job(asks=new)], [person()]))
    assert await settle(store, 0.1) == 1
    assert await ageing.claim(10, NOW + timedelta(days=7.9)) == [], "90 from the third day to the seventh: A+ still"
    assert await ageing.claim(10, NOW + timedelta(days=8.1)) == [PAIR]
    assert await ageing.claim(10, NOW + timedelta(days=8.1)) == [], "somebody has it"
    assert await ageing.claim(10, NOW + timedelta(days=8.2)) == [PAIR], "who had it never told"
    assert await settle(store, 8.2) == 1
    assert await ageing.claim(10, NOW + timedelta(days=8.3)) == [], "told: until it is older yet"
    assert [version for _, version in sorted({(e.key, e.version) for e in await outbox(database)})] == [1, 2]
