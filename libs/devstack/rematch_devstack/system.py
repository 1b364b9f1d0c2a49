"""The whole system on an embedded stack: for whoever measures it, and for whoever breaks it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from rematch_common.contracts import SERVICES, Topic
from rematch_devstack import workspace
from rematch_devstack.ports import LOOPBACK
from rematch_devstack.services import Surroundings, service_spec
from rematch_devstack.specs import ServiceSpec
from rematch_devstack.stack import EmbeddedStack
from rematch_devstack.supervisor import Supervisor
from rematch_devstack.topics import Shape, ensure_topics


@dataclass(frozen=True)
class System:
    """Kafka with all topics, PostgreSQL, and services at their ports."""

    stack: EmbeddedStack
    around: Surroundings
    ports: Mapping[str, int]

    @property
    def supervisor(self) -> Supervisor:
        return self.stack.supervisor

    @property
    def bootstrap(self) -> str:
        return self.stack.bootstrap

    def url(self, service: str, path: str) -> str:
        return f"http://{LOOPBACK}:{self.ports[service]}{path}"

    def spec(
        self, service: str, env: Mapping[str, str] | None = None, *, name: str | None = None, port: int = 0
    ) -> ServiceSpec:
        """A service as it runs here, with more in its environment."""
        around = replace(self.around, extra={**self.around.extra, **(env or {})})
        return service_spec(service, port or self.ports[service], around, name=name)


@asynccontextmanager
async def running_system(
    stack: EmbeddedStack,
    extra: Mapping[str, str] | None = None,
    services: Sequence[str] = SERVICES,
    topics: Sequence[Topic] | None = None,
) -> AsyncIterator[System]:
    """Start the stack and these services, all ready inside the block; everything is stopped at its end.

    `extra` comes into the environment of each service; `topics`: in another shape than usual.
    """
    async with stack:
        await ensure_topics(stack.bootstrap, Shape(embedded=True), topics)
        cache = workspace.default_cache_dir()
        around = Surroundings(stack.bootstrap, stack.postgres.url, stack.data_dir, cache, extra or {})
        system = System(stack, around, {service: stack.ports.free() for service in services})
        stack.supervisor.add(*(system.spec(service) for service in services))
        await stack.supervisor.start()
        yield system
