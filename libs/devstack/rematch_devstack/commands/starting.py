"""What `rematch up` starts: the stack with its topics, and the services beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from rematch_devstack import workspace
from rematch_devstack.commands import demo_key
from rematch_devstack.commands.target import well_formed
from rematch_devstack.errors import StackError
from rematch_devstack.ports import LOOPBACK
from rematch_devstack.roles import OWNER, ROLES
from rematch_devstack.services import PROCESSES, Surroundings, service_spec
from rematch_devstack.stack import EmbeddedStack, Options, Postgres
from rematch_devstack.topics import Shape, ensure_topics, missing_topics

USUAL_PORT = 8001
# One machine, one worker a group: who is silent for ten seconds is gone.
SESSION_TIMEOUT = "10"


@dataclass(frozen=True)
class Wish:
    """What a person wants to run. A port of None: the usual one if it is free, else any."""

    data_dir: Path
    services: tuple[str, ...] = PROCESSES
    demo: bool = True
    kafka_port: int | None = None
    http_port: int | None = None
    postgres_port: int | None = None
    kept: bool = True

    @property
    def options(self) -> Options:
        told = Options.from_environment()
        if told.external_kafka:
            well_formed(told.external_kafka)
        return replace(told, kafka_port=self.kafka_port, postgres_port=self.postgres_port)


@dataclass(frozen=True)
class Addresses:
    """Where all answers."""

    bootstrap: str
    services: dict[str, str]
    postgres: dict[str, str]
    # For a person's own client; empty when the server listens on no port.
    database: str = ""


def add_services(stack: EmbeddedStack, wish: Wish) -> Addresses:
    """Put the services into the supervisor's table. StackError when a wished port is taken."""
    ports = {service: _port(stack, wish, service) for service in wish.services}
    around = Surroundings(
        bootstrap=stack.bootstrap,
        url=stack.postgres.url,
        data_dir=stack.data_dir,
        cache_dir=workspace.default_cache_dir(),
        extra={
            "REMATCH_SESSION_TIMEOUT": SESSION_TIMEOUT,
            **_meaning(stack.data_dir, ports),
            **_showing(stack.data_dir, ports),
        },
    )
    # They would wait by themselves. But five interpreters at once keep Kafka from the processor, and what waits for it
    # waits longer every time: on 2 busy cores a start is 2 s shorter when Kafka and PostgreSQL come first.
    first = tuple(stack.supervisor.statuses)
    specs = [service_spec(service, port, around) for service, port in ports.items()]
    stack.supervisor.add(*(replace(spec, after=first) for spec in specs))
    return Addresses(
        stack.bootstrap,
        {service: f"http://127.0.0.1:{port}" for service, port in ports.items()},
        {role: stack.postgres.url(role) for role in ROLES},
        _database(stack.postgres, wish),
    )


def _meaning(data_dir: Path, ports: Mapping[str, int]) -> dict[str, str]:
    """match asks embed what a search means; the demo's key is made once ingest is there."""
    if "embed" not in ports:
        return {}
    url = f"http://{LOOPBACK}:{ports['embed']}"
    return {"REMATCH_EMBED_URL": url, "REMATCH_EMBED_KEY_FILE": str(data_dir / demo_key.FILE)}


def _showing(data_dir: Path, ports: Mapping[str, int]) -> dict[str, str]:
    """Whoever sits at this machine may look into the console, with the demo's key; it asks the others by HTTP."""
    urls = {f"REMATCH_{service.upper()}_URL": f"http://{LOOPBACK}:{port}" for service, port in ports.items()}
    if "ingest" in ports:
        urls["REMATCH_SCHEMAS_URL"] = f"{urls['REMATCH_INGEST_URL']}/schemas"
    return {**urls, "REMATCH_CONSOLE_OPEN": "true", "REMATCH_CONSOLE_KEY_FILE": str(data_dir / demo_key.FILE)}


def _port(stack: EmbeddedStack, wish: Wish, service: str) -> int:
    place = PROCESSES.index(service)
    if wish.http_port is not None:
        return stack.ports.wished(wish.http_port + place, service)
    return stack.ports.preferred(USUAL_PORT + place)


def _database(postgres: Postgres, wish: Wish) -> str:
    told = getattr(postgres, "tcp_url", None)
    return str(told(OWNER)) if told and wish.postgres_port is not None else ""


async def make_topics(stack: EmbeddedStack) -> int:
    """Create the topics as soon as Kafka answers; how many were made. On a cluster that others run they are theirs."""
    if "kafka" not in stack.supervisor.statuses:
        if missing := await missing_topics(stack.bootstrap):
            raise StackError(f"{len(missing)} topics are missing on {stack.bootstrap}: make them with `rematch topics`")
        return 0
    await stack.supervisor.start("kafka")
    report = await ensure_topics(stack.bootstrap, Shape(embedded=True))
    if report.refused:
        raise StackError(f"{report.refused[0]}; or start with another --data-dir")
    return len(report.created)
