"""What the supervisor is told about each service, and what it tells back."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from rematch_devstack.logs import last_word
from rematch_devstack.processes import Command

# Stopped in descending order: what a service may need while it stops goes down after it.
POSTGRES_TIER, KAFKA_TIER, SERVICE_TIER = 0, 1, 2


async def _nothing() -> None:
    return None


async def _at_once() -> bool:
    return True


@dataclass(frozen=True)
class ServiceSpec:
    """One service. It starts when all in `after` are ready; leave one out to start beside it and wait on its own.

    `ready` is asked again and again; `prepare` runs before each start, `started` once it is ready and before anybody
    hears of that. `why` reads the cause of an end from the last lines; what a `quiet` one says goes to its file only.
    """

    name: str
    command: Command
    ready: Callable[[], Awaitable[bool]] = _at_once
    after: tuple[str, ...] = ()
    tier: int = SERVICE_TIER
    ready_timeout: float = 60.0
    grace: float = 30.0
    prepare: Callable[[], Awaitable[None]] = _nothing
    started: Callable[[], Awaitable[None]] = _nothing
    why: Callable[[list[str]], str] = last_word
    quiet: bool = False


class Status(StrEnum):
    """Where a service is in its life. Who crashed is started again, who failed is not: a person must mend that."""

    STOPPED = "stopped"
    WAITING = "waiting"
    STARTING = "starting"
    READY = "ready"
    AWAY = "a dependency is away"
    CRASHED = "crashed"
    FAILED = "failed"
    STOPPING = "stopping"


@dataclass(frozen=True)
class Event:
    """A change in a service's life: `detail` says why it crashed, `seconds` how long it took to be ready."""

    name: str
    status: Status
    detail: str = ""
    pid: int | None = None
    seconds: float | None = None


def check_table(specs: Iterable[ServiceSpec]) -> None:
    """ValueError for two of one name, a dependency that is not there, or a circle."""
    table: dict[str, ServiceSpec] = {}
    for spec in specs:
        if spec.name in table:
            raise ValueError(f"two services are called {spec.name}")
        table[spec.name] = spec
    started: set[str] = set()
    while waiting := [spec for spec in table.values() if spec.name not in started]:
        able = [spec.name for spec in waiting if started.issuperset(spec.after)]
        if not able:
            raise ValueError(f"these wait for each other or for what is not there: {[spec.name for spec in waiting]}")
        started.update(able)
