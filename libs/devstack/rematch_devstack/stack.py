"""Kafka and PostgreSQL, ready to use: for tests, and for `rematch up`, which adds the services to its supervisor."""

import asyncio
import os
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self
from urllib.parse import quote, urlsplit, urlunsplit

from rematch_common.secured import PLAIN_TEXT
from rematch_devstack import jars, kafka_archive, workspace
from rematch_devstack.datadir import DataDir, Layout, State
from rematch_devstack.errors import StackError
from rematch_devstack.kafka import EmbeddedKafka
from rematch_devstack.ports import Ports
from rematch_devstack.postgres import EmbeddedPostgres
from rematch_devstack.processes import LogSink
from rematch_devstack.space import check_left
from rematch_devstack.specs import Event, ServiceSpec
from rematch_devstack.supervisor import Supervisor


class Postgres(Protocol):
    """A database server with the roles of `rematch_devstack.roles`."""

    def url(self, role: str) -> str:
        """How asyncpg connects as the role."""
        ...


@dataclass(frozen=True)
class ExternalPostgres:
    """A server that somebody else runs, with database and roles in place.

    Its address may have `{role}` in it, `postgresql://{role}:word-of-{role}@host/rematch`; without, the role replaces
    its user and the password counts for all of them.
    """

    address: str

    def url(self, role: str) -> str:
        """How asyncpg connects as the role."""
        if "{role}" in self.address:
            return self.address.replace("{role}", quote(role))
        parts = urlsplit(self.address)
        login, _, host = parts.netloc.rpartition("@")
        _, colon, password = login.partition(":")
        return urlunsplit(parts._replace(netloc=f"{quote(role)}{colon}{password}@{host}"))


@dataclass(frozen=True)
class Options:
    """What a person may wish for. A port of None: a free one; for PostgreSQL none at all."""

    cache_dir: Path | None = None
    kafka_port: int | None = None
    postgres_port: int | None = None
    external_kafka: str = ""
    external_postgres: str = ""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """REMATCH_KAFKA_BOOTSTRAP and REMATCH_POSTGRES_URL name what runs elsewhere and is not started here."""
        return cls(
            external_kafka=environ.get("REMATCH_KAFKA_BOOTSTRAP", ""),
            external_postgres=environ.get("REMATCH_POSTGRES_URL", ""),
        )


async def prepare(cache_dir: Path | None = None, progress: jars.Progress | None = None) -> list[Path]:
    """All that a start would have to wait for: fetch Kafka's jars, check them, archive their classes."""
    directory = jars.folder(cache_dir or workspace.default_cache_dir())
    found = await asyncio.to_thread(jars.ensure, directory, jars.kafka_pins(), progress)
    await kafka_archive.train(found)
    return found


class EmbeddedStack:
    """`async with EmbeddedStack(path) as stack:` Kafka at `stack.bootstrap`, PostgreSQL at `stack.postgres.url(role)`.

    Both start side by side and are ready inside the block; what is external is not started. At its end all that
    `stack.supervisor` runs is stopped in order. `show` and `events` are the supervisor's. Without `wait` their
    addresses are known inside the block and nothing is started: that is then up to `stack.supervisor.start`.
    """

    def __init__(
        self,
        data_dir: Path,
        options: Options | None = None,
        *,
        show: LogSink | None = None,
        events: Callable[[Event], None] | None = None,
        wait: bool = True,
    ) -> None:
        self.layout = Layout(data_dir.absolute())
        self.ports = Ports()
        self.supervisor = Supervisor(self.layout.logs, show=show, events=events)
        self.bootstrap = ""
        self.postgres: Postgres = ExternalPostgres("")
        self._options = options or Options()
        self._wait = wait
        self._held = ExitStack()
        self._data: DataDir | None = None

    @property
    def data_dir(self) -> Path:
        return self.layout.path

    async def __aenter__(self) -> Self:
        try:
            # Waits for what is left of a killed run, so it is kept off the loop.
            self._data = await asyncio.to_thread(DataDir.open, self.data_dir)
            self._held.enter_context(self._data)
            self._held.enter_context(self.ports)
            await self._add_kafka((self._data.lock_fd,))
            self._add_postgres((self._data.lock_fd,))
            if self._wait:
                await self.supervisor.start()
        except BaseException:
            await self._end()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self._end()

    def publish(self, urls: Mapping[str, str], services: Mapping[str, str]) -> None:
        """Tell the other commands where all answers: the database's URLs by role, the services' by name."""
        if self._data is None:
            raise StackError("the stack is not running")
        self._data.publish(State(os.getpid(), self.bootstrap, dict(urls), dict(services)))

    async def _add_kafka(self, inherit: tuple[int, ...]) -> None:
        if self._options.external_kafka:
            self.bootstrap = self._options.external_kafka
            return
        if os.environ.get("REMATCH_KAFKA_SECURITY", PLAIN_TEXT) != PLAIN_TEXT:
            raise StackError("REMATCH_KAFKA_SECURITY is for a Kafka of your own: name it (REMATCH_KAFKA_BOOTSTRAP)")
        port = self._port(self._options.kafka_port, "Kafka")
        directory = jars.folder(self._options.cache_dir or workspace.default_cache_dir())
        found = await asyncio.to_thread(jars.ensure, directory, jars.kafka_pins())
        kafka = EmbeddedKafka(self.layout.kafka, found, port, self.ports.free())
        self.bootstrap = kafka.bootstrap
        self.supervisor.add(self._with_room(kafka.spec(inherit)))

    def _add_postgres(self, inherit: tuple[int, ...]) -> None:
        if self._options.external_postgres:
            self.postgres = ExternalPostgres(self._options.external_postgres)
            return
        wished = self._options.postgres_port
        port = None if wished is None else self._port(wished, "PostgreSQL")
        server = EmbeddedPostgres(self.layout.postgres, port)
        self.postgres = server
        self._held.callback(server.tidy)
        self.supervisor.add(self._with_room(server.spec(inherit)))

    def _with_room(self, spec: ServiceSpec) -> ServiceSpec:
        """Not started again on a full disk, which is what stopped it."""

        async def prepare() -> None:
            check_left(self.data_dir)
            await spec.prepare()

        return replace(spec, prepare=prepare)

    def _port(self, wished: int | None, what: str) -> int:
        return self.ports.free() if wished is None else self.ports.wished(wished, what)

    async def _end(self) -> None:
        try:
            await self.supervisor.stop_all()
        finally:
            self._held.close()
