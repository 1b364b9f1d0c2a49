"""The whole system with the handles that a breaker wants."""

import asyncio
import sys
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import orjson

from rematch_devstack import system as devstack
from rematch_devstack.backoff import Backoff
from rematch_devstack.postgres import SUPERUSER
from rematch_devstack.processes import Child, Command, run, spawn
from rematch_devstack.roles import OWNER, role_of
from rematch_devstack.specs import Event, ServiceSpec, Status
from rematch_devstack.stack import EmbeddedStack
from rematch_devstack.supervisor import Supervisor
from rematch_devstack.waiting import until

TENANT = "reliability"
# SIGKILL, and no other: a segmentation fault is a failure.
_KILLED = "was killed by signal 9"


@dataclass(frozen=True)
class System(devstack.System):
    """`events`: what the supervisor told, `said`: what each process said, both in order; `key` opens the API."""

    events: Sequence[Event]
    said: Mapping[str, list[str]]
    key: str

    @property
    def database(self) -> str:
        """The superuser's address, whom no row-level security stops."""
        return self.stack.postgres.url(SUPERUSER)

    def replicas(self, service: str, name: str | None = None, **env: str) -> Callable[[int], ServiceSpec]:
        """How the n-th replica is called and run: the first is the usual one unless they have a `name` of their own."""

        def spec(number: int) -> ServiceSpec:
            if number == 1 and name is None:
                return self.spec(service)
            called = f"{name or service}-{number}"
            return self.spec(service, env, name=called, port=self.stack.ports.free())

        return spec

    async def spawn(self, service: str, **env: str) -> Child:
        """One process of the service that nobody starts again; the supervisor's own must be stopped."""
        said = self.said[service]
        return await spawn(service, self.spec(service, env).command, lambda _, line: said.append(line))

    def last_words(self, service: str) -> str:
        """The end of what the service and its armed double said."""
        return "\n".join(self.said[service][-8:])

    async def hears(self, service: str, word: str, *, since: int | None = None, deadline: float = 40.0) -> None:
        """Until the service says the word: from now on, or from its `since`-th line."""
        first = len(self.said[service]) if since is None else since

        async def told() -> bool:
            return any(word in line for line in self.said[service][first:])

        try:
            async with asyncio.timeout(deadline):
                await until(told)
        except TimeoutError:
            raise AssertionError(f"{service} never said {word!r} but {self.last_words(service)}") from None

    async def sees(self, service: str, *wanted: Status, since: int, deadline: float) -> None:
        """Until the service has gone through these, in this order, since that event."""

        async def gone_through() -> bool:
            statuses = iter([event.status for event in self.events[since:] if event.name == service])
            return all(status in statuses for status in wanted)

        try:
            async with asyncio.timeout(deadline):
                await until(gone_through)
        except TimeoutError:
            raise AssertionError(f"{service} never went through {wanted}: {self.events[since:]}") from None

    async def status(self, service: str, path: str) -> int:
        """What the service answers; 0 when it doesn't."""
        try:
            async with httpx.AsyncClient(timeout=2.0) as client:
                return (await client.get(self.url(service, path))).status_code
        except httpx.HTTPError:
            return 0

    def failures(self, since: int) -> list[str]:
        """Lives that ended by the service's own failure: neither killed, nor told to, nor for want of a dependency."""
        crashes = [event for event in self.events[since:] if event.status is Status.CRASHED]
        return [f"{event.name}: {event.detail}" for event in crashes if event.detail != _KILLED]

    def killed(self, since: int) -> Counter[str]:
        """How often each was killed."""
        return Counter(event.name for event in self.events[since:] if event.detail == _KILLED)

    async def post(self, path: str, items: Sequence[object], *, deadline: float = 180.0) -> None:
        """Send to ingest until it is accepted, as a patient client does."""
        async with httpx.AsyncClient(timeout=20.0, headers={"Authorization": f"Bearer {self.key}"}) as client:

            async def accepted() -> bool:
                try:
                    answer = await client.post(self.url("ingest", path), json=items)
                except httpx.TransportError:
                    return False
                assert answer.status_code in (202, 401, 503), f"{answer.text}: {self.last_words('ingest')}"
                return answer.status_code == httpx.codes.ACCEPTED

            async with asyncio.timeout(deadline):
                await until(accepted)


_SCOPES = ("postings:write", "candidates:write", "matches:read", "matches:write")


async def create_key(system: devstack.System, *more: str) -> str:
    """An access key for the API, made as an operator makes it. `more`: scopes beside the usual."""
    env: dict[str, str | None] = {
        "REMATCH_KAFKA_BOOTSTRAP": system.bootstrap,
        "REMATCH_DATABASE_URL": system.stack.postgres.url(role_of("ingest")),
        "REMATCH_MIGRATIONS_URL": system.stack.postgres.url(OWNER),
    }
    wish = ["--tenant", TENANT, "--rpm", "unlimited"]
    for scope in (*_SCOPES, *more):
        wish += ["--scope", scope]
    program = (sys.executable, "-m", "rematch_ingest", "keys", "create", *wish)
    code, told = await run("keys", Command(program, env), 60.0)
    assert code == 0, told
    return str(orjson.loads(told.splitlines()[-1])["key"])


@asynccontextmanager
async def system(folder: Path, session: float, **env: str) -> AsyncIterator[System]:
    """Everything up and ready; all of it is stopped at the end. `env`: what the services are told beside the usual."""
    events: list[Event] = []
    said: dict[str, list[str]] = defaultdict(list)
    stack = EmbeddedStack(folder)
    stack.supervisor = Supervisor(
        stack.layout.logs,
        show=lambda name, line: said[name].append(line),
        events=events.append,
        # Killing is what is done here: a service that was killed ten times comes back as soon as after the first.
        backoff=Backoff(first=0.1, longest=0.5),
    )
    extra = {"REMATCH_SESSION_TIMEOUT": str(session), "REMATCH_EMBED_THREADS": "1", **env}
    async with devstack.running_system(stack, extra) as whole:
        yield System(whole.stack, whole.around, whole.ports, events, said, await create_key(whole))
