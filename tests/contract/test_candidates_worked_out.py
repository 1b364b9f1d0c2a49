"""What a list makes of its people is worked out before anything is held for it in PostgreSQL."""

import asyncio
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from rematch_common.contracts.examples_matches import CHANGED
from rematch_common.database import Database
from rematch_ingest.adapters.postgres_candidates import PostgresCandidates
from rematch_ingest.adapters.sealed import Sealed
from rematch_ingest.domain.people import Change, Person, Private, Written
from tests.fakes.samples import NOW

pytestmark = pytest.mark.stack
_IDLE = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'"


@dataclass(frozen=True)
class Subject:
    store: PostgresCandidates
    database: Database


@pytest.fixture
async def subject(request: pytest.FixtureRequest) -> AsyncIterator[Subject]:
    async with request.getfixturevalue("postgres").database("ingest") as database:
        yield Subject(PostgresCandidates(database, Sealed([b"k" * 32])), database)


def written(known: Person | None, headline: str) -> Written:
    facts = known.facts if known else CHANGED[0].model_copy(update={"candidate_id": "c-1", "tenant_id": "demo"})
    return Written(facts.model_copy(update={"headline": headline}), Private())


async def test_the_loop_turns_and_no_transaction_waits_meanwhile(subject: Subject) -> None:
    loop = asyncio.get_running_loop()
    found: list[int] = []

    async def idle() -> int:
        async with subject.database.transaction() as connection:
            return int(await connection.fetchval(_IDLE))

    def decide(known: Person | None) -> Written:
        assert threading.current_thread() is not threading.main_thread()
        found.append(asyncio.run_coroutine_threadsafe(idle(), loop).result(timeout=20))
        return written(known, "Engineer")

    await subject.store.change("demo", [Change("c-1", decide)], NOW)
    assert found == [0]


@pytest.mark.parametrize("times", [1, 4])
async def test_who_is_changed_meanwhile_is_decided_upon_anew(subject: Subject, times: int) -> None:
    """However often others come between, in the end it is this one's turn."""
    loop = asyncio.get_running_loop()
    others: list[list[Person]] = []
    versions: list[int] = []

    def decide(known: Person | None) -> Written:
        versions.append(known.version if known else 0)
        if len(others) < times:
            headline = f"other {len(others)}"
            other = Change("c-1", lambda person: written(person, headline))
            coming = subject.store.change("demo", [other], NOW)
            others.append(asyncio.run_coroutine_threadsafe(coming, loop).result(timeout=20))
        return written(known, "mine")

    (person,) = await subject.store.change("demo", [Change("c-1", decide)], NOW)
    assert (person.version, person.facts.headline) == (len(others) + 1, "mine")
    assert versions == list(range(len(others) + 1))
