"""The whole pipeline as a production has it: TLS everywhere, each service as its own user, secrets in files."""

import contextlib
import os
import sys
from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import orjson

from rematch_common.contracts import SERVICES
from rematch_common.contracts.access import user_of
from rematch_devstack import workspace
from rematch_devstack.ports import LOOPBACK, Ports
from rematch_devstack.processes import Command, run
from rematch_devstack.roles import OWNER, SCHEMAS, role_of
from rematch_devstack.services import Surroundings, service_spec
from rematch_devstack.supervisor import Supervisor
from tests.secure.certificates import write
from tests.secure.kafka import ADMIN, SecureKafka, running_kafka
from tests.secure.postgres import SecurePostgres, running_postgres

TENANT = "acme"
_SCOPES = ("postings:write", "candidates:write", "matches:read", "matches:write")


@dataclass
class SecureSystem:
    """`said`: all that the services have said so far."""

    kafka: SecureKafka
    postgres: SecurePostgres
    supervisor: Supervisor
    ports: dict[str, int]
    folder: Path

    def url(self, service: str, path: str) -> str:
        return f"http://{LOOPBACK}:{self.ports[service]}{path}"

    def environment(self, service: str) -> dict[str, str]:
        told = self.kafka.environment(user_of(service)) | {
            "REMATCH_SEALING_KEY_FILE": str(self.folder / "sealing.key"),
            "REMATCH_SESSION_TIMEOUT": "10",
        }
        if service in SCHEMAS:
            told |= {
                "REMATCH_DATABASE_URL_FILE": str(self.postgres.file(role_of(service))),
                "REMATCH_MIGRATIONS_URL_FILE": str(self.postgres.file(OWNER)),
            }
        return told

    def lives(self) -> dict[str, int | None]:
        """The process that each service is now."""
        return {service: self.supervisor.pid(service) for service in self.ports}

    def denied(self) -> list[str]:
        """What the broker has refused to let somebody do."""
        return self.kafka.denied()

    async def rematch(self, *words: str, user: str = ADMIN, **more: str) -> tuple[int, str]:
        """The command line, as this user of Kafka."""
        environment: dict[str, str | None] = {**self.kafka.environment(user), **more}
        return await run("rematch", Command((sys.executable, "-m", "rematch_devstack", *words), environment), 120.0)

    async def key(self) -> str:
        """An access key of the tenant, made as an operator makes it."""
        scopes = [word for scope in _SCOPES for word in ("--scope", scope)]
        words = ("keys", "create", "--tenant", TENANT, "--rpm", "unlimited", *scopes)
        environment: dict[str, str | None] = {**self.environment("ingest")}
        program = Command((sys.executable, "-m", "rematch_ingest", *words), environment)
        code, told = await run("keys", program, 120.0)
        assert code == 0, told
        return str(orjson.loads(told.splitlines()[-1])["key"])


def _nowhere(role: str) -> str:
    """The address comes from a file: this one answers nobody."""
    return f"postgresql://{role}@127.0.0.1:1/nothing"


@contextlib.asynccontextmanager
async def running(folder: Path, **settings: str) -> AsyncIterator[SecureSystem]:
    """All services of the pipeline, ready. `settings`: of the broker, with `_` for `.`."""
    write(folder / "sealing.key", b64encode(os.urandom(32)).decode())
    async with (
        running_kafka(folder / "kafka", **settings) as kafka,
        running_postgres(folder / "postgres") as postgres,
    ):
        with Ports() as ports:
            supervisor = Supervisor(folder / "logs")
            numbers = {service: ports.free() for service in SERVICES}
            system = SecureSystem(kafka, postgres, supervisor, numbers, folder)
            await kafka.grant_all()
            code, told = await system.rematch("topics", "--embedded")
            assert code == 0, told
            for service, port in numbers.items():
                around = Surroundings(
                    kafka.bootstrap,
                    _nowhere,
                    folder / "own" / service,
                    workspace.default_cache_dir(),
                    system.environment(service),
                )
                supervisor.add(service_spec(service, port, around))
            try:
                await supervisor.start()
                yield system
            finally:
                await supervisor.stop_all()
