from collections.abc import AsyncIterator, Iterator

import pytest

from rematch_match.adapters.postgres_directory import PostgresDirectory
from rematch_match.adapters.postgres_store import PostgresStore
from rematch_match.domain.telling import MatchEvent
from tests.contract.stores import Subject, outbox
from tests.fakes.directory import FakeDirectory
from tests.fakes.store import FakeStore
from tests.servers import POSTGRES, Postgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with POSTGRES.use() as server:
        yield server


@pytest.fixture(params=["fake", pytest.param("postgres", marks=pytest.mark.stack)])
async def subject(request: pytest.FixtureRequest) -> AsyncIterator[Subject]:
    if request.param == "fake":
        fake = FakeStore()

        async def events() -> list[MatchEvent]:
            return fake.events

        yield Subject(fake, events, FakeDirectory(fake))
        return
    async with request.getfixturevalue("postgres").database("match") as database:
        yield Subject(PostgresStore(database), lambda: outbox(database), PostgresDirectory(database))
