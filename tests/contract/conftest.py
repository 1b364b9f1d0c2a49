from collections.abc import Iterator

import pytest

from tests.servers import POSTGRES, Postgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with POSTGRES.use() as server:
        yield server
