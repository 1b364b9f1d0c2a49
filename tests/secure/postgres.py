"""A PostgreSQL that takes nobody from the network but over TLS and with a password."""

import contextlib
import re
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import asyncpg

from rematch_devstack import roles
from rematch_devstack.ports import Ports
from rematch_devstack.postgres import SUPERUSER, EmbeddedPostgres
from rematch_devstack.supervisor import Supervisor
from tests.secure.certificates import Authority, write
from tests.secure.tls_front import TlsFront


@dataclass
class SecurePostgres:
    """`file` holds the address for a role."""

    server: EmbeddedPostgres
    authority: Authority
    folder: Path
    port: int

    def file(self, role: str) -> Path:
        return self.folder / f"{role}.url"

    def address(self, role: str, password: str | None = None, mode: str = "verify-full") -> str:
        known = re.sub(r":\d+/", f":{self.port}/", self.server.tcp_url(role))
        if password is not None:
            known = re.sub(r":[^:@/]+@", f":{quote(password)}@", known)
        return f"{known}?sslmode={mode}&sslrootcert={quote(str(self.authority.ca))}"

    async def give_password(self, role: str) -> None:
        """A new one, in its file first."""
        password = secrets.token_urlsafe(18)
        write(self.file(role), self.address(role, password))
        connection = await asyncpg.connect(self.server.url(SUPERUSER))
        try:
            await connection.execute(f"ALTER ROLE {role} PASSWORD '{password}'")
        finally:
            await connection.close()

    async def disconnect(self, role: str) -> int:
        """End what this role has connected; how many those were."""
        connection = await asyncpg.connect(self.server.url(SUPERUSER))
        try:
            ended = await connection.fetch(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1", role
            )
        finally:
            await connection.close()
        return len(ended)


@contextlib.asynccontextmanager
async def running_postgres(folder: Path) -> AsyncIterator[SecurePostgres]:
    authority = Authority(folder)
    with Ports() as ports:
        behind, port = ports.free(), ports.free()
        server = EmbeddedPostgres(folder / "data", behind, None, fsync="off")
        supervisor = Supervisor(folder / "logs")
        supervisor.add(server.spec())
        postgres = SecurePostgres(server, authority, folder, port)
        try:
            await supervisor.start()
            for role in roles.ROLES:
                write(postgres.file(role), postgres.address(role))
            async with TlsFront(behind, authority.sign("server")).open(port):
                yield postgres
        finally:
            await supervisor.stop_all()
            server.tidy()
