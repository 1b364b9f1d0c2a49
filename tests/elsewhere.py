"""Servers for the tests that aren't started by them: by address, or as containers (REMATCH_TEST_SERVERS=containers).

By address they must be new: REMATCH_TEST_KAFKA is host:port, REMATCH_TEST_POSTGRES an address of the database `rematch`
with {role} for whoever connects, as postgresql://{role}:word-of-{role}@host/rematch. REMATCH_TEST_QDRANT_URL names a
Qdrant, of which every collection is dropped.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager, nullcontext, suppress
from functools import partial
from typing import Any
from urllib.parse import unquote, urlsplit

import asyncpg
import httpx

from rematch_devstack import roles
from rematch_devstack.errors import StackError
from rematch_devstack.postgres import SUPERUSER
from rematch_devstack.stack import ExternalPostgres
from rematch_devstack.topics import missing_topics
from rematch_devstack.waiting import until
from tests.containers import engine

# Does work on a loop of the caller's, which may be asked from within another.
Run = Callable[[Coroutine[Any, Any, None]], None]
CONTAINERS = os.environ.get("REMATCH_TEST_SERVERS", "") == "containers"
KAFKA_ADDRESS = os.environ.get("REMATCH_TEST_KAFKA", "")
POSTGRES_ADDRESS = os.environ.get("REMATCH_TEST_POSTGRES", "")
QDRANT_URL = os.environ.get("REMATCH_TEST_QDRANT_URL", "")
# An image may have to be fetched first, but that is over when its address is known.
PATIENCE = 120.0


@contextmanager
def kafka(run: Run) -> Iterator[str | None]:
    """The bootstrap address of a broker that answers; None: start one of one's own."""
    if not (CONTAINERS or KAFKA_ADDRESS):
        yield None
        return
    with engine.kafka() if CONTAINERS else nullcontext(KAFKA_ADDRESS) as bootstrap:
        run(_within(partial(_kafka_answers, bootstrap)))
        yield bootstrap


@contextmanager
def postgres(run: Run) -> Iterator[ExternalPostgres | None]:
    """A server with database and roles; None: start one of one's own."""
    if not (CONTAINERS or POSTGRES_ADDRESS):
        yield None
        return
    with engine.postgres() if CONTAINERS else nullcontext(POSTGRES_ADDRESS) as address:
        server = ExternalPostgres(address)
        run(_within(partial(prepared, server)))
        yield server


@contextmanager
def qdrant(run: Run) -> Iterator[str]:
    """Where a Qdrant answers that is ready."""
    with nullcontext(QDRANT_URL) if QDRANT_URL else engine.qdrant() as url:
        run(_within(partial(_qdrant_is_ready, url)))
        yield url


async def prepared(server: ExternalPostgres) -> bool:
    """Make the roles, with the passwords that the address names for them; False while the server is starting."""
    words = {role: unquote(urlsplit(server.url(role)).password or "") for role in roles.ROLES}
    with suppress(OSError, asyncpg.CannotConnectNowError, asyncpg.ConnectionDoesNotExistError):
        connection = await asyncpg.connect(server.url(SUPERUSER), timeout=10)
        try:
            async with connection.transaction():
                for statement in roles.statements(words if all(words.values()) else None):
                    await connection.execute(statement)
        finally:
            await connection.close()
        return True
    return False


async def _kafka_answers(bootstrap: str) -> bool:
    with suppress(StackError):
        await missing_topics(bootstrap)
        return True
    return False


async def _qdrant_is_ready(url: str) -> bool:
    with suppress(httpx.TransportError):
        async with httpx.AsyncClient() as client:
            return (await client.get(f"{url}/readyz")).is_success
    return False


async def _within(question: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE):
        await until(question)
