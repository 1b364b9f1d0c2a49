from collections.abc import Iterator

import pytest

from tests.servers import KAFKA, POSTGRES, Postgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with POSTGRES.use() as server:
        yield server


@pytest.fixture(scope="session")
def kafka() -> Iterator[str]:
    """The bootstrap address of a broker that has every topic of the contracts."""
    with KAFKA.use() as bootstrap:
        yield bootstrap
