"""PostgreSQL and Kafka for tests: each started once a run, by the first test that asks, and stopped at its end.

They live on a loop in a thread of their own, since every test has a loop of its own that ends with it.
"""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import Future
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import asyncpg

import rematch_dedup
import rematch_ingest
import rematch_match
import rematch_notify
from rematch_common.database import Database
from rematch_common.migrate import Migrations
from rematch_devstack import jars, roles, workspace
from rematch_devstack.kafka import EmbeddedKafka
from rematch_devstack.ports import Ports
from rematch_devstack.postgres import EmbeddedPostgres
from rematch_devstack.supervisor import Supervisor
from rematch_devstack.topics import Shape, ensure_topics

T = TypeVar("T")
_START = 120.0
_MEMBERS = {"dedup": rematch_dedup, "ingest": rematch_ingest, "match": rematch_match, "notify": rematch_notify}
# What a migration fills and every test needs as it is.
_KEPT = ("alembic_version", "outbox_lanes")


class Background:
    """A loop in a thread of its own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="servers", daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        future: Future[T] = asyncio.run_coroutine_threadsafe(work, self._loop)
        return future.result(_START)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()


class Postgres:
    """A server with the roles and the migrated schemas of all services."""

    def __init__(self, server: EmbeddedPostgres) -> None:
        self._server = server

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
        owner = await asyncpg.connect(self.url(roles.OWNER))
        try:
            tables = await owner.fetch(
                "SELECT tablename FROM pg_tables WHERE schemaname = $1 AND tablename <> ALL ($2)", schema, list(_KEPT)
            )
            await owner.execute(f"TRUNCATE {', '.join(f'{schema}.{row[0]}' for row in tables)} CASCADE")
        finally:
            await owner.close()


@contextlib.contextmanager
def running_postgres() -> Iterator[Postgres]:
    with TemporaryDirectory() as name, contextlib.closing(Background()) as background:
        server = EmbeddedPostgres(Path(name) / "postgres")
        supervisor = Supervisor(Path(name) / "logs")
        supervisor.add(server.spec())
        postgres = Postgres(server)
        try:
            background.run(supervisor.start())
            background.run(postgres.migrate())
            yield postgres
        finally:
            background.run(supervisor.stop_all())
            server.tidy()


@contextlib.contextmanager
def running_kafka() -> Iterator[str]:
    """The bootstrap address of a broker that has every topic of the contracts."""
    with TemporaryDirectory() as name, Ports() as ports, contextlib.closing(Background()) as background:
        pinned = jars.ensure(jars.folder(workspace.default_cache_dir()), jars.kafka_pins())
        kafka = EmbeddedKafka(Path(name) / "kafka", pinned, ports.free(), ports.free())
        supervisor = Supervisor(Path(name) / "logs")
        supervisor.add(kafka.spec())
        try:
            background.run(supervisor.start())
            background.run(ensure_everything(kafka.bootstrap))
            yield kafka.bootstrap
        finally:
            background.run(supervisor.stop_all())


async def ensure_everything(bootstrap: str) -> None:
    await ensure_topics(bootstrap, Shape(embedded=True))


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
