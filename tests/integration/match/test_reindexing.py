"""The indexes are held against the tables and written anew, page by page, over PostgreSQL."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from uuid import UUID

import pytest

from rematch_common.database import Database
from rematch_match.adapters.postgres_index_work import PostgresIndexWork
from rematch_match.adapters.postgres_store import PostgresStore
from rematch_match.handlers import reindexing
from rematch_match.handlers.refilling import refill
from rematch_match.handlers.reindexing import Reindex
from rematch_match.ports import Arrivals, Query, Where
from rematch_match.ports.index_work import Kind
from tests.fakes.samples import NOW, job, job_id, person
from tests.fakes.vector_index import FakeVectorIndex
from tests.servers import Postgres

pytestmark = pytest.mark.stack
JOBS, PEOPLE = 5, 8


@dataclass
class Ground:
    database: Database
    index: FakeVectorIndex
    pages: int | None = None
    """How many more may be done before the process dies."""

    @property
    def works(self) -> PostgresIndexWork:
        return PostgresIndexWork(self.database)

    async def free(self) -> bool:
        if self.pages is None:
            return True
        self.pages -= 1
        return self.pages >= 0

    async def work(self) -> None:
        store = PostgresStore(self.database)
        await Reindex(self.works, (store, self.index), self.free, lambda: NOW)()

    async def done(self, kind: Kind) -> tuple[object, object, object]:
        """How many were looked at, and were wrong in each index."""
        await self.works.ask(kind, NOW)
        await self.work()
        found = await self.works.newest()
        assert found is not None and found["done_at"] == NOW and found["kind"] == kind
        return found["looked"], found["wrong"], found["skills_wrong"]

    async def execute(self, query: str) -> None:
        async with self.database.transaction(["demo", "second"]) as connection:
            await connection.execute(query)


@pytest.fixture
async def ground(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Ground]:
    monkeypatch.setattr(reindexing, "_PAGE", 2)
    async with postgres.database("match") as database:
        store, index = PostgresStore(database), FakeVectorIndex()
        people = [person(f"c-{n}", tenant) for n in range(PEOPLE // 2) for tenant in ("demo", "second")]
        await store.write(Arrivals([job(n) for n in range(JOBS)], people))
        await refill(store, index)
        yield Ground(database, index)


async def test_what_agrees_is_found_to_agree(ground: Ground) -> None:
    assert await ground.done("check") == (JOBS + PEOPLE, 0, 0)
    assert await ground.done("rebuild") == (JOBS + PEOPLE, 0, 0)


async def test_every_kind_of_difference_is_found_and_mended(ground: Ground) -> None:
    (lost,) = await PostgresStore(ground.database).points("jobs", [str(job_id(1))])
    (old,) = await PostgresStore(ground.database).points("candidates", ["demo/c-1"])
    await ground.index.remove("jobs", [lost.id])
    await ground.index.put("candidates", [replace(old, version=old.version + 9)])
    await ground.index.put("jobs", [replace(lost, id=UUID(int=77), ref=str(UUID(int=77)))])
    await ground.execute("DELETE FROM probes WHERE candidate_id = 'c-2' AND tenant_id = 'demo'")
    skills = len(person("c-2").skills)
    await ground.execute("INSERT INTO probes SELECT 'demo', 'falconry', spot_of('c-3'), 'c-3', 1, '{}'")
    differences = (JOBS + PEOPLE, 3, skills + 1)
    assert await ground.done("check") == differences
    assert await ground.done("check") == differences, "a check changes nothing"
    assert await ground.done("rebuild") == differences
    assert await ground.done("check") == (JOBS + PEOPLE, 0, 0)


async def test_a_payload_that_no_mark_tells_of_is_written_anew(ground: Ground) -> None:
    (right,) = await PostgresStore(ground.database).points("candidates", ["demo/c-1"])
    await ground.index.put("candidates", [replace(right, skills=frozenset({"falconry"}))])
    sought = Query(right.vector, 9, Where(tenant="demo", skills=frozenset({"falconry"})))
    assert await ground.index.nearest("candidates", [sought]) == [["demo/c-1"]]
    assert await ground.done("check") == (JOBS + PEOPLE, 0, 0)
    await ground.done("rebuild")
    assert await ground.index.nearest("candidates", [sought]) == [[]]


async def test_whoever_comes_after_a_killed_one_goes_on_behind_its_last_page(ground: Ground) -> None:
    await ground.works.ask("rebuild", NOW)
    ground.pages = 2
    await ground.work()
    found = await ground.works.newest()
    assert found is not None and (found["looked"], found["done_at"]) == (4, None)
    ground.pages = None
    await ground.work()
    found = await ground.works.newest()
    assert found is not None and (found["looked"], found["done_at"]) == (JOBS + PEOPLE, NOW)
