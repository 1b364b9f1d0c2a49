"""Rematch's services as the supervisor runs them: the same entry points as in production."""

import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

from rematch_common.contracts import SERVICES
from rematch_devstack.processes import Command
from rematch_devstack.roles import OWNER, SCHEMAS, role_of
from rematch_devstack.specs import ServiceSpec

# The console stands beside them: it passes nothing on and owns nothing, it shows.
PROCESSES = (*SERVICES, "console")
_SLOWEST_START = 120.0
# Endpoints are on this machine, too: a deployment says nothing of the kind.
_OF_ONE_MACHINE = {"REMATCH_WEBHOOKS_INSECURE": "true", "REMATCH_WEBHOOKS_PRIVATE": "true"}


@dataclass(frozen=True)
class Surroundings:
    """What the services are told about where they run; `url` gives the database's address for a role."""

    bootstrap: str
    url: Callable[[str], str]
    data_dir: Path
    cache_dir: Path
    extra: Mapping[str, str]


def service_spec(service: str, port: int, around: Surroundings, *, name: str | None = None) -> ServiceSpec:
    """One service on one port. It starts at once and waits by itself for what it needs."""
    environment = {
        "REMATCH_KAFKA_BOOTSTRAP": around.bootstrap,
        "REMATCH_HTTP_PORT": str(port),
        "REMATCH_DATA_DIR": str(around.data_dir),
        "REMATCH_CACHE_DIR": str(around.cache_dir),
        # Of the person's own shell: a file would come before the addresses that are told here.
        "REMATCH_DATABASE_URL_FILE": "",
        "REMATCH_MIGRATIONS_URL_FILE": "",
        **_OF_ONE_MACHINE,
        **around.extra,
    }
    if service in SCHEMAS:
        environment |= {
            "REMATCH_DATABASE_URL": around.url(role_of(service)),
            "REMATCH_MIGRATIONS_URL": around.url(OWNER),
        }
    command = Command((sys.executable, "-m", f"rematch_{service}"), environment)
    return ServiceSpec(name or service, command, ready=_answers(port), ready_timeout=_SLOWEST_START)


def _answers(port: int) -> Callable[[], Awaitable[bool]]:
    async def ready() -> bool:
        try:
            async with httpx.AsyncClient(timeout=1.0) as client:
                answer = await client.get(f"http://127.0.0.1:{port}/readyz")
        except httpx.HTTPError:
            return False
        return answer.status_code == httpx.codes.OK

    return ready
