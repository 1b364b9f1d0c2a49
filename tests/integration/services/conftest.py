import pytest

from tests.integration.services.running import Place
from tests.servers import Postgres


@pytest.fixture
async def place(postgres: Postgres, kafka: str) -> Place:
    """Emptied databases, and the broker."""
    for schema in ("ingest", "notify"):
        await postgres.empty(schema)
    return Place(postgres, kafka)
