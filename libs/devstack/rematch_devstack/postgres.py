"""PostgreSQL on this machine, from a wheel, as a child process on a unix socket. kill -9 loses nothing committed."""

import re
import secrets
import shutil
import signal
from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

import asyncpg
import psutil

from rematch_devstack import roles
from rematch_devstack.errors import StackError
from rematch_devstack.logs import last_word
from rematch_devstack.ports import LOOPBACK
from rematch_devstack.postgres_home import Home, settle
from rematch_devstack.processes import Command, run
from rematch_devstack.specs import POSTGRES_TIER, ServiceSpec

SUPERUSER = "postgres"
INIT_TIMEOUT = 60.0
USUAL_PORT = 5432
COMPLAINT = re.compile(r"(?:FATAL|PANIC|ERROR):\s+(.*)")

SETTINGS: Mapping[str, str] = {
    "shared_buffers": "64MB",
    "max_connections": "100",
    "work_mem": "4MB",
    "maintenance_work_mem": "64MB",
    "max_wal_size": "512MB",
    # Nobody follows this server, so the log of changes holds what a crash needs and no more.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    # One machine's page cache is quick enough: three processes less.
    "io_method": "sync",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "log_checkpoints": "off",
    "logging_collector": "off",
    "log_destination": "stderr",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class EmbeddedPostgres:
    """One server and its data. The supervisor runs it by its `spec`; `port` adds a loopback port with passwords,
    `settings` others than SETTINGS, as postgresql.conf names them."""

    def __init__(self, data_dir: Path, port: int | None = None, programs: Path | None = None, **settings: str) -> None:
        self._dir = data_dir.absolute()
        self._programs = programs
        self._port = port
        self._settings = {**SETTINGS, **settings}

    def spec(self, inherit: tuple[int, ...] = ()) -> ServiceSpec:
        """How the supervisor runs it. `inherit`: file descriptors that stay open as long as it lives."""
        return ServiceSpec(
            name="postgres",
            command=self._command("postgres", *self._arguments(), inherit=inherit),
            ready=self.ready,
            tier=POSTGRES_TIER,
            prepare=self.prepare,
            started=self.ensure_roles,
            why=self.last_error,
            quiet=True,
        )

    def url(self, role: str, database: str = roles.DATABASE) -> str:
        """How asyncpg connects as the role, by the socket: no password, whoever can reach it is let in."""
        return (
            f"postgresql://{quote(role)}@/{database}?host={quote(str(self._home.sockets), safe='/')}&port={self._named}"
        )

    def tcp_url(self, role: str) -> str:
        """How anything connects as the role by the loopback port; StackError when there is none."""
        if self._port is None:
            raise StackError("the embedded PostgreSQL listens on no port")
        return f"postgresql://{quote(role)}:{self._passwords[role]}@{LOOPBACK}:{self._port}/{roles.DATABASE}"

    @property
    def urls(self) -> dict[str, str]:
        """The socket's URL of every role."""
        return {role: self.url(role) for role in roles.ROLES}

    async def prepare(self) -> None:
        """Make the cluster when there is none yet, and write who may connect."""
        if self._unfinished.exists() or not (self._home.data / "PG_VERSION").is_file():
            await self._init()
        self._forget_stranger()
        access = self._home.data / "pg_hba.conf"
        access.write_text("local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n")

    async def ready(self) -> bool:
        """Whether the server answers a query."""
        if not (self._home.sockets / f".s.PGSQL.{self._named}").exists():
            return False
        with suppress(OSError, asyncpg.PostgresError, TimeoutError):
            connection = await asyncpg.connect(self.url(SUPERUSER, "postgres"), timeout=5)
            await connection.close()
            return True
        return False

    async def ensure_roles(self) -> None:
        """The database, its roles and schemas; what is there stays."""
        connection = await asyncpg.connect(self.url(SUPERUSER, "postgres"), timeout=10)
        try:
            if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", roles.DATABASE):
                await connection.execute(roles.create_database())
        finally:
            await connection.close()
        connection = await asyncpg.connect(self.url(SUPERUSER), timeout=10)
        try:
            async with connection.transaction():
                for statement in roles.statements(self._passwords if self._port else None):
                    await connection.execute(statement)
        finally:
            await connection.close()

    def tidy(self) -> None:
        """Remove the socket's directory, when the server is gone."""
        with suppress(OSError):
            self._home.sockets.rmdir()

    def last_error(self, lines: list[str]) -> str:
        """The last thing that the server complained about."""
        for line in reversed(lines):
            if complaint := COMPLAINT.search(line):
                return complaint[1]
        return last_word(lines)

    @property
    def _named(self) -> int:
        """The server names its socket by the port, be it listening on it or not."""
        return self._port or USUAL_PORT

    @cached_property
    def _home(self) -> Home:
        return settle(self._dir, self._programs)

    @cached_property
    def _passwords(self) -> dict[str, str]:
        """Made anew by each run: they lie in no file."""
        return {role: secrets.token_urlsafe(24) for role in roles.ROLES}

    async def _init(self) -> None:
        self._unfinished.touch()
        for left in self._home.data.iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        # Not synced: a machine that goes down within this second leaves a cluster that nobody has used.
        arguments = ("--username", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--no-sync", "--no-instructions")
        locale = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        code, said = await run("initdb", self._command("initdb", *arguments, *locale), INIT_TIMEOUT)
        if code != 0:
            why = said.strip().rsplit("\n", 1)[-1]
            raise StackError(f"PostgreSQL's data directory {self._dir} could not be made: {why}")
        self._unfinished.unlink()

    @property
    def _unfinished(self) -> Path:
        """Stands beside the data while they are being made: what a killed initdb leaves looks like a cluster."""
        return self._dir.with_name(f"{self._dir.name}.unfinished")

    def _forget_stranger(self) -> None:
        """A server that was killed leaves its pid. In a container it may soon be another program's, and the next
        server would refuse to start for it; one that is dead, or a server's, it judges better itself.
        """
        left = self._home.data / "postmaster.pid"
        with suppress(OSError, ValueError, psutil.NoSuchProcess):
            if psutil.Process(int(left.read_text().split("\n")[0])).name() != "postgres":
                left.unlink()

    def _arguments(self) -> list[str]:
        places = {
            "unix_socket_directories": str(self._home.sockets),
            "unix_socket_permissions": "0700",
            "listen_addresses": LOOPBACK if self._port else "",
            "port": str(self._named),
        }
        return [part for setting in {**self._settings, **places}.items() for part in ("-c", "=".join(setting))]

    def _command(self, program: str, *arguments: str, inherit: tuple[int, ...] = ()) -> Command:
        return Command(
            argv=(str(self._home.programs / "bin" / program), "-D", self._home.data_argument, *arguments),
            env={"LC_ALL": "C", "PGDATA": None, "PGOPTIONS": None},
            cwd=self._home.data,
            user=self._home.user,
            # "Fast shutdown": connections are cut, everything is written. SIGTERM would wait for the clients.
            stop=signal.SIGINT,
            inherit=inherit,
        )
