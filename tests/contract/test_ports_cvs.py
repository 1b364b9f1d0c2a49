"""One suite for every store of CVs."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from rematch_common.database import Database
from rematch_ingest.adapters.postgres_candidates import PostgresCandidates
from rematch_ingest.adapters.postgres_cvs import PostgresCvs
from rematch_ingest.adapters.postgres_people import PostgresPeople, forget
from rematch_ingest.adapters.sealed import Sealed
from rematch_ingest.domain.cvs import Draft
from rematch_ingest.domain.people import Change, Person, Written
from rematch_ingest.ports.candidates import Candidates
from rematch_ingest.ports.cvs import Cvs
from rematch_ingest.ports.people import People
from tests.contract.test_ports_candidates import BOTH, change
from tests.fakes.cvs import FakeCvs
from tests.fakes.people import FakeCandidates
from tests.fakes.samples import NOW

DRAFT = Draft("cv.txt", "txt", NOW, "Jane, cook", {"titles": ["Cook"]}, [{"field": "titles", "line": 1}])
FILE = b"Jane Roe, cook, 12 Harbour Lane"
C1 = ("demo", "c-1")
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Subject:
    store: Candidates
    people: People
    cvs: Cvs


@pytest.fixture(params=BOTH)
async def subject(request: pytest.FixtureRequest) -> AsyncIterator[Subject]:
    if request.param == "fake":
        fake = FakeCandidates()
        yield Subject(fake, fake, FakeCvs(fake))
        return
    async with request.getfixturevalue("postgres").database("ingest") as database:
        yield in_postgres(database)


def in_postgres(database: Database) -> Subject:
    sealing = Sealed([b"k" * 32])
    return Subject(
        PostgresCandidates(database, sealing), PostgresPeople(database, sealing), PostgresCvs(database, sealing)
    )


async def test_a_cv_is_kept_beside_its_person(subject: Subject) -> None:
    await subject.store.change("demo", [change()], NOW)
    assert await subject.cvs.draft(C1) is None
    assert await subject.cvs.put(C1, FILE, DRAFT, NOW + HOUR)
    assert (await subject.cvs.draft(C1), await subject.cvs.file(C1)) == (DRAFT, FILE)
    person = await subject.people.one(C1)
    assert person is not None
    assert (person.has_cv, person.version) == (True, 1), "nothing about the person has changed"
    assert await subject.people.untouched("demo", NOW + HOUR / 2, 5) == []


async def test_a_cv_outlives_a_change_and_gives_way_to_the_next(subject: Subject) -> None:
    await subject.store.change("demo", [change()], NOW)
    await subject.cvs.put(C1, FILE, DRAFT, NOW)
    (changed,) = await subject.store.change("demo", [change(headline="Another")], NOW)
    assert changed.has_cv
    assert await subject.cvs.file(C1) == FILE
    await subject.cvs.put(C1, b"newer", DRAFT, NOW)
    assert await subject.cvs.file(C1) == b"newer"


async def test_nobody_elses(subject: Subject) -> None:
    await subject.store.change("demo", [change()], NOW)
    for who in (("second", "c-1"), ("demo", "c-2")):
        assert await subject.cvs.put(who, FILE, DRAFT, NOW) is False
        assert (await subject.cvs.draft(who), await subject.cvs.file(who)) == (None, None)


@pytest.mark.stack
async def test_nothing_personal_is_in_clear_and_what_is_forgotten_is_gone(request: pytest.FixtureRequest) -> None:
    async with request.getfixturevalue("postgres").database("ingest") as database:
        subject = in_postgres(database)
        await subject.store.change("demo", [change()], NOW)
        await subject.cvs.put(C1, FILE, DRAFT, NOW)
        rows = await everything(database)
        assert len(rows) == 3
        assert not any(word in str(row) for row in rows for word in ("Harbour", "Jane", FILE.hex()))
        async with database.transaction(["demo"]) as connection:
            assert await forget(connection, *C1) == 2
            assert await forget(connection, *C1) is None
            assert await forget(connection, "demo", "c-2") is None
        assert (await subject.people.one(C1), await subject.cvs.file(C1)) == (None, None)
        (left,) = await everything(database)
        assert (left["facts"], left["version"]) == ("{}", 2)
        (again,) = await subject.store.change("demo", [Change("c-1", anew)], NOW)
        assert (again.version, again.has_cv) == (3, False), "above their tombstone"


def anew(known: Person | None) -> Written:
    assert known is None
    return change().decide(None)


async def everything(database: Database) -> list[dict[str, Any]]:
    async with database.transaction(["demo"]) as connection:
        tables = ("candidates", "people", "candidate_versions")
        return [dict(row) for table in tables for row in await connection.fetch(f"SELECT * FROM {table}")]
