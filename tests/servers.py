"""PostgreSQL and Kafka for tests: each started once a run, by the first test that asks, and stopped at its end.

They are the embedded ones, unless tests/elsewhere.py is told of others.

They live on a loop in a thread of their own, since every test has a loop of its own that ends with it.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import asyncpg
from aiokafka.errors import (
    GroupCoordinatorNotAvailableError,
    GroupLoadInProgressError,
    NotCoordinatorForGroupError,
)

import rematch_dedup
import rematch_ingest
import rematch_match
import rematch_notify
from rematch_common.database import Database
from rematch_common.migrate import Migrations
from rematch_devstack import jars, roles, workspace
from rematch_devstack.groups import Groups
from rematch_devstack.kafka import EmbeddedKafka
from rematch_devstack.ports import Ports
from rematch_devstack.postgres import SUPERUSER, EmbeddedPostgres
from rematch_devstack.stack import Postgres as AnyServer
from rematch_devstack.supervisor import Supervisor
from rematch_devstack.topics import Shape, ensure_topics
from rematch_devstack.waiting import until
from tests import elsewhere
from tests.background import Background

_START = 120.0
_MEMBERS = {"dedup": rematch_dedup, "ingest": rematch_ingest, "match": rematch_match, "notify": rematch_notify}
_NOT_YET = (GroupCoordinatorNotAvailableError, GroupLoadInProgressError, NotCoordinatorForGroupError)
# What a migration fills and every test needs as it is.
_KEPT = ("alembic_version", "outbox_lanes")
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = $1 AND tablename <> ALL ($2)"


class Postgres:
    """A server with the roles and the migrated schemas of all services."""

    def __init__(self, server: AnyServer, background: Background) -> None:
        self._server = server
        self._background = background
        self._cleaner: asyncpg.Connection[Any] | None = None

    def url(self, role: str) -> str:
        return self._server.url(role)

    async def migrate(self) -> None:
        for service, member in _MEMBERS.items():
            folder = Path(str(member.__file__)).parent / "migrations"
            await Migrations(self.url(roles.OWNER), service, folder).start()

    @contextlib.asynccontextmanager
    async def database(self, schema: str) -> AsyncIterator[Database]:
        """The service's own database, emptied."""
        await self.empty(schema)
        async with self.opened(schema) as database:
            yield database

    @contextlib.asynccontextmanager
    async def opened(self, schema: str) -> AsyncIterator[Database]:
        """The service's own database, with what is in it."""
        database = Database(self.url(roles.role_of(schema)), schema)
        await database.start()
        try:
            yield database
        finally:
            await database.stop()

    async def empty(self, schema: str) -> None:
        """Take all rows out of the service's tables."""
        await asyncio.wrap_future(self._background.begin(self._empty(schema)))

    async def close(self) -> None:
        if self._cleaner:
            await self._cleaner.close()

    async def _empty(self, schema: str) -> None:
        """Before almost every test, so it is quick: one connection for all of them, which has read the catalogue, and
        only what has rows is truncated, since a TRUNCATE makes new files for a table and for each of its indexes.
        """
        # The owner doesn't see the rows of tables whose row-level security is forced.
        if self._cleaner is None or self._cleaner.is_closed():
            self._cleaner = await asyncpg.connect(self.url(SUPERUSER))
        tables = [f"{schema}.{row[0]}" for row in await self._cleaner.fetch(_TABLES, schema, _KEPT)]
        looks = (f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in tables)
        if full := await self._cleaner.fetch(" UNION ALL ".join(looks)):
            await self._cleaner.execute(f"TRUNCATE {', '.join(row[0] for row in full)} CASCADE")


@contextlib.contextmanager
def running_postgres() -> Iterator[Postgres]:
    with (
        contextlib.closing(Background()) as background,
        elsewhere.postgres(background.run) as external,
        contextlib.nullcontext(external) if external else _embedded_postgres(background) as server,
    ):
        postgres = Postgres(server, background)
        try:
            background.run(postgres.migrate())
            yield postgres
        finally:
            background.run(postgres.close())


@contextlib.contextmanager
def _embedded_postgres(background: Background) -> Iterator[EmbeddedPostgres]:
    with TemporaryDirectory() as name:
        # A sync is for a machine that goes down. Whoever kills this server finds in the page cache what it has written.
        server = EmbeddedPostgres(Path(name) / "postgres", fsync="off")
        supervisor = Supervisor(Path(name) / "logs")
        supervisor.add(server.spec())
        try:
            background.run(supervisor.start())
            yield server
        finally:
            background.run(supervisor.stop_all())
            server.tidy()


@contextlib.contextmanager
def running_kafka() -> Iterator[str]:
    """The bootstrap address of a broker that has every topic of the contracts."""
    with (
        contextlib.closing(Background()) as background,
        elsewhere.kafka(background.run) as external,
        contextlib.nullcontext(external) if external else _embedded_kafka(background) as bootstrap,
    ):
        background.run(ensure_everything(bootstrap))
        yield bootstrap


@contextlib.contextmanager
def _embedded_kafka(background: Background) -> Iterator[str]:
    with TemporaryDirectory() as name, Ports() as ports:
        pinned = jars.ensure(jars.folder(workspace.default_cache_dir()), jars.kafka_pins())
        kafka = EmbeddedKafka(Path(name) / "kafka", pinned, ports.free(), ports.free())
        supervisor = Supervisor(Path(name) / "logs")
        supervisor.add(kafka.spec())
        try:
            background.run(supervisor.start())
            yield kafka.bootstrap
        finally:
            background.run(supervisor.stop_all())


async def ensure_everything(bootstrap: str) -> None:
    await ensure_topics(bootstrap, Shape(embedded=True))
    async with asyncio.timeout(_START), Groups(bootstrap) as groups:
        await until(partial(_remembers_positions, groups))


async def _remembers_positions(groups: Groups) -> bool:
    """A broker makes the topic of all groups' positions when it is first asked about one, and refuses until then."""
    with contextlib.suppress(*_NOT_YET):
        await groups.lag("notify")  # of a broker that others use there may be some
        return True
    return False


class Shared:
    """A server for however many conftests ask for it: the last one that lets go stops it."""

    def __init__(self, start: Any) -> None:
        self._start = start
        self._held = contextlib.ExitStack()
        self._users = 0
        self._server: Any = None

    @contextlib.contextmanager
    def use(self) -> Iterator[Any]:
        if not self._users:
            self._server = self._held.enter_context(self._start())
        self._users += 1
        try:
            yield self._server
        finally:
            self._users -= 1
            if not self._users:
                self._held.close()


POSTGRES, KAFKA = Shared(running_postgres), Shared(running_kafka)
