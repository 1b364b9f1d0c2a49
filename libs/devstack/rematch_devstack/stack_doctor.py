"""What is wrong with a system that runs as containers: asked over its network, by the settings of this environment."""

import asyncio
import os
from collections.abc import Awaitable, Mapping, Sequence
from time import monotonic

import asyncpg
import httpx

from rematch_common.contracts import SERVICES
from rematch_devstack import doctor
from rematch_devstack.doctor import Check
from rematch_devstack.errors import StackError
from rematch_devstack.roles import FAIRNESS, KEEPER, ROLES, SCHEMAS
from rematch_devstack.topics import Report, Shape, compare_topics

PATIENCE = 10.0
EVERY = 2.0
# Of pgvector, the version from which match can keep its vectors in it.
LEAST_VECTOR = (0, 8)
_ROLES = "SELECT rolname FROM pg_roles"
_SCHEMAS = "SELECT nspname FROM pg_namespace"
_VECTOR = "SELECT default_version FROM pg_available_extensions WHERE name = 'vector'"


async def checks(wait: float = 0.0, environ: Mapping[str, str] = os.environ) -> list[Check]:
    """Every check; while one is wrong all are asked again, for so many seconds."""
    until = monotonic() + wait
    while True:
        found = await _once(environ)
        if all(check.ok for check in found) or monotonic() + EVERY > until:
            return found
        await asyncio.sleep(EVERY)


def addresses(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Where a person finds what, as REMATCH_ADDRESSES tells: name=address, spaces between."""
    return _pairs(environ.get("REMATCH_ADDRESSES", ""))


async def _once(environ: Mapping[str, str]) -> list[Check]:
    looks: list[Awaitable[Sequence[Check]]] = []
    if bootstrap := environ.get("REMATCH_KAFKA_BOOTSTRAP"):
        looks.append(_kafka(bootstrap, int(environ.get("REMATCH_TOPIC_REPLICATION", "1"))))
    if url := environ.get("REMATCH_MIGRATIONS_URL"):
        looks.append(_postgres(url))
    if not looks and not _ready_pages(environ):
        return [Check("Stack", False, "nothing tells where it is", "set REMATCH_KAFKA_BOOTSTRAP, REMATCH_INGEST_URL …")]
    async with httpx.AsyncClient(timeout=PATIENCE) as client:
        looks += [_answers(client, who, url) for who, url in _ready_pages(environ).items()]
        found = await asyncio.gather(*looks)
    return [doctor.python(), doctor.open_files(), *(check for each in found for check in each)]


def _ready_pages(environ: Mapping[str, str]) -> dict[str, str]:
    """The page of each that says whether it is ready: Qdrant, the services, and whoever watches over them."""
    names = {name: f"REMATCH_{name.upper()}_URL" for name in ("qdrant", *SERVICES, "console")}
    told = {name: f"{environ[variable]}/readyz" for name, variable in names.items() if environ.get(variable)}
    return told | _pairs(environ.get("REMATCH_WATCHERS", ""))


async def _kafka(bootstrap: str, replication: int) -> list[Check]:
    try:
        report = await compare_topics(bootstrap, Shape(replication=replication))
    except StackError as error:
        return [Check("Kafka", False, str(error), "see `docker compose logs kafka`")]
    return [Check("Kafka", True, f"answers at {bootstrap}"), _topics(report)]


def _topics(report: Report) -> Check:
    missing = [f"{name} is missing" for name in report.created]
    strange = [f"{name} is not configured as it should" for name in report.configured]
    faults = [*missing, *strange, *report.refused]
    if not faults:
        return Check("Topics", True, "as the contracts say")
    return Check("Topics", False, "; ".join(faults), "run `rematch topics`")


async def _postgres(url: str) -> list[Check]:
    remedy = "see `docker compose logs postgres`, and REMATCH_MIGRATIONS_URL"
    try:
        connection = await asyncpg.connect(url, timeout=PATIENCE)
    except (OSError, TimeoutError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        # Without the address: it holds a password.
        return [Check("PostgreSQL", False, str(error) or type(error).__name__, remedy)]
    try:
        roles = {row[0] for row in await connection.fetch(_ROLES)}
        schemas = {row[0] for row in await connection.fetch(_SCHEMAS)}
        vector = await connection.fetchval(_VECTOR)
    finally:
        await connection.close()
    missing = sorted({*ROLES, KEEPER} - roles | {*SCHEMAS, FAIRNESS} - schemas)
    whole = Check("Roles and schemas", not missing, ", ".join(missing) or "all there", _unless(not missing))
    return [Check("PostgreSQL", True, "answers"), whole, _pgvector(vector)]


def _unless(well: bool) -> str:
    return "" if well else "run `rematch roles`"


def _pgvector(version: str | None) -> Check:
    """Being without it is no fault: where Qdrant is, nobody asks for it."""
    usable = version is not None and tuple(int(part) for part in version.split(".")[:2]) >= LEAST_VECTOR
    detail = f"{version} can be used" if usable else f"{version or 'none'}: match needs Qdrant"
    return Check("pgvector", True, detail)


async def _answers(client: httpx.AsyncClient, who: str, url: str) -> list[Check]:
    remedy = f"see `docker compose logs {who}`"
    try:
        answer = await client.get(url)
    except httpx.HTTPError as error:
        return [Check(who, False, f"{url} doesn't answer ({type(error).__name__})", remedy)]
    if not answer.is_success:
        return [Check(who, False, f"{url} says {answer.status_code}", remedy)]
    return [Check(who, True, "is ready")]


def _pairs(text: str) -> dict[str, str]:
    return {name: value for name, _, value in (each.partition("=") for each in text.split())}
