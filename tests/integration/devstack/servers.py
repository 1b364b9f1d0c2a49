"""A PostgreSQL under a supervisor, and connections to it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

from rematch_devstack import roles
from rematch_devstack.backoff import Backoff
from rematch_devstack.postgres import EmbeddedPostgres
from rematch_devstack.supervisor import Supervisor


@asynccontextmanager
async def server(
    path: Path, port: int | None = None, programs: Path | None = None
) -> AsyncIterator[tuple[EmbeddedPostgres, Supervisor]]:
    postgres = EmbeddedPostgres(path / "postgres", port, programs)
    supervisor = Supervisor(path / "logs", backoff=Backoff(first=0.05, longest=0.2))
    supervisor.add(postgres.spec())
    try:
        await supervisor.start()
        yield postgres, supervisor
    finally:
        await supervisor.stop_all()
        postgres.tidy()


@asynccontextmanager
async def session(url: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await asyncpg.connect(url, timeout=5)
    try:
        yield connection
    finally:
        try:
            await connection.close(timeout=5)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            connection.terminate()  # the server was killed meanwhile: there is nobody to say goodbye to


async def make_table(postgres: EmbeddedPostgres, name: str) -> None:
    async with session(postgres.url(roles.OWNER)) as owner:
        await owner.execute(f"CREATE TABLE {name} (id bigserial PRIMARY KEY, word text NOT NULL)")
