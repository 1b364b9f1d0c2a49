"""The suite over servers that it didn't start: reached by password, as in a container, and made ready by the tests."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import pytest

from rematch_devstack import roles
from rematch_devstack.ports import Ports
from rematch_devstack.postgres import SUPERUSER, EmbeddedPostgres
from rematch_devstack.supervisor import Supervisor
from tests import elsewhere
from tests.background import Background
from tests.servers import running_kafka, running_postgres

pytestmark = pytest.mark.stack


@pytest.fixture
def address() -> Iterator[str]:
    """A server that somebody else has started: database and roles are there, but their passwords are another's."""
    with TemporaryDirectory() as name, Ports() as ports, closing(Background()) as background:
        port = ports.free()
        server = EmbeddedPostgres(Path(name) / "postgres", port)
        supervisor = Supervisor(Path(name) / "logs")
        supervisor.add(server.spec())
        try:
            background.run(supervisor.start())
            background.run(_let_in(server))
            yield f"postgresql://{{role}}:word-of-{{role}}@127.0.0.1:{port}/{roles.DATABASE}"
        finally:
            background.run(supervisor.stop_all())
            server.tidy()


async def _let_in(server: EmbeddedPostgres) -> None:
    connection = await asyncpg.connect(server.url(SUPERUSER))
    await connection.execute(f"ALTER ROLE {SUPERUSER} PASSWORD 'word-of-{SUPERUSER}'")
    await connection.close()


async def test_a_server_by_address_gets_roles_and_schemas(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elsewhere, "POSTGRES_ADDRESS", address)
    with running_postgres() as postgres:
        assert postgres.url("rematch_match") == address.replace("{role}", "rematch_match")
        async with postgres.opened("match"):
            connection = await asyncpg.connect(postgres.url(roles.OWNER))
            assert await connection.fetchval("SELECT count(*) FROM match.alembic_version") == 1
            await connection.close()


def test_a_broker_by_address_is_taken_as_it_is(kafka: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elsewhere, "KAFKA_ADDRESS", kafka)
    with running_kafka() as bootstrap:
        assert bootstrap == kafka
