"""The whole system on an embedded stack, with the handles that a breaker wants."""

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
import orjson

from rematch_common.contracts import SERVICES
from rematch_devstack import workspace
from rematch_devstack.backoff import Backoff
from rematch_devstack.postgres import SUPERUSER
from rematch_devstack.processes import Child, Command, run, spawn
from rematch_devstack.roles import OWNER, role_of
from rematch_devstack.services import Surroundings, service_spec
from rematch_devstack.specs import Event, ServiceSpec, Status
from rematch_devstack.stack import EmbeddedStack
from rematch_devstack.supervisor import Supervisor
from rematch_devstack.topics import Shape, ensure_topics

TENANT = "reliability"
Env = Mapping[str, str]
_AS_IT_IS: Env = {}


@dataclass
class System:
    """Kafka, PostgreSQL and the five services, running. `events` is what the supervisor told, in order."""

    stack: EmbeddedStack
    around: Surroundings
    ports: Mapping[str, int]
    events: list[Event]
    key: str = ""
    said: dict[str, list[str]] = field(default_factory=dict)

    @property
    def supervisor(self) -> Supervisor:
        return self.stack.supervisor

    @property
    def bootstrap(self) -> str:
        return self.stack.bootstrap

    @property
    def database(self) -> str:
        """The superuser's address, whom no row-level security stops."""
        return self.stack.postgres.url(SUPERUSER)

    def spec(
        self, service: str, env: Mapping[str, str] | None = None, *, name: str | None = None, port: int = 0
    ) -> ServiceSpec:
        """A service as it runs here, with more in its environment."""
        around = replace(self.around, extra={**self.around.extra, **(env or {})})
        return service_spec(service, port or self.ports[service], around, name=name)

    async def spawn(self, service: str, **env: str) -> Child:
        """One process of the service that nobody starts again; the supervisor's own must be stopped."""
        said = self.said.setdefault(service, [])
        return await spawn(service, self.spec(service, env).command, lambda _, line: said.append(line))

    def url(self, service: str, path: str) -> str:
        return f"http://127.0.0.1:{self.ports[service]}{path}"

    def last_words(self, service: str) -> str:
        """The end of what the service and its armed double said."""
        lines = (self.stack.layout.logs / f"{service}.log").read_text("utf-8").splitlines()
        return "\n".join([*lines[-8:], *self.said.get(service, [])[-8:]])

    async def status(self, service: str, path: str) -> int:
        """What the service answers; 0 when it doesn't."""
        try:
            async with httpx.AsyncClient(timeout=2.0) as client:
                return (await client.get(self.url(service, path))).status_code
        except httpx.HTTPError:
            return 0

    def failures(self, since: int = 0) -> list[str]:
        """Lives that ended by the service's own failure: neither killed, nor told to, nor for want of a dependency."""
        return [
            f"{event.name}: {event.detail}"
            for event in self.events[since:]
            if event.status is Status.CRASHED and "was killed by signal" not in event.detail
        ]

    async def create_key(self) -> None:
        """An access key for the API, made as an operator makes it."""
        env: dict[str, str | None] = {
            "REMATCH_KAFKA_BOOTSTRAP": self.bootstrap,
            "REMATCH_DATABASE_URL": self.stack.postgres.url(role_of("ingest")),
            "REMATCH_MIGRATIONS_URL": self.stack.postgres.url(OWNER),
        }
        scopes = ("--scope", "postings:write", "--scope", "candidates:write", "--scope", "matches:read")
        program = (sys.executable, "-m", "rematch_ingest", "keys", "create", "--tenant", TENANT, *scopes)
        code, said = await run("keys", Command(program, env), 60.0)
        assert code == 0, said
        self.key = orjson.loads(said.splitlines()[-1])["key"]

    async def post(self, path: str, items: Sequence[object], *, deadline: float = 180.0) -> None:
        """Send to ingest until it is accepted, as a patient client does."""
        async with asyncio.timeout(deadline), httpx.AsyncClient(timeout=20.0) as client:
            while True:
                try:
                    answer = await client.post(
                        self.url("ingest", path), json=items, headers={"Authorization": f"Bearer {self.key}"}
                    )
                    if answer.status_code == httpx.codes.ACCEPTED:
                        return
                    assert answer.status_code in (401, 503), f"{answer.text}: {self.last_words('ingest')}"
                except httpx.TransportError:
                    pass
                await asyncio.sleep(0.1)


@asynccontextmanager
async def system(folder: Path, session: float, **env: str) -> AsyncIterator[System]:
    """Everything up and ready; all of it is stopped at the end."""
    events: list[Event] = []
    stack = EmbeddedStack(folder)
    # Killing is what is done here: a service that was killed ten times comes back as soon as after the first.
    backoff = Backoff(first=0.1, longest=0.5)
    stack.supervisor = Supervisor(stack.layout.logs, events=events.append, backoff=backoff)
    async with stack:
        await ensure_topics(stack.bootstrap, Shape(embedded=True))
        extra = {"REMATCH_SESSION_TIMEOUT": str(session), "REMATCH_EMBED_THREADS": "1", **env}
        cache = workspace.default_cache_dir()
        around = Surroundings(stack.bootstrap, stack.postgres.url, stack.data_dir, cache, extra)
        whole = System(stack, around, {service: stack.ports.free() for service in SERVICES}, events)
        stack.supervisor.add(*(whole.spec(service) for service in SERVICES))
        await stack.supervisor.start(*SERVICES)
        await whole.create_key()
        yield whole
