"""PostgreSQL: a pool, transactions that carry their tenants, and errors in the pipeline's words."""

import contextlib
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any, TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from rematch_common.errors import DependencyAway
from rematch_common.secret import Secret, text_of

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]"

# What a retry can mend: the server is away or restarting, or two transactions met and one was told to step back.
_AWAY = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    # A connection that is cut between two messages leaves asyncpg's protocol in a state that it can't go on from.
    asyncpg.InternalClientError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.InvalidCachedStatementError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.LockNotAvailableError,
    asyncpg.QueryCanceledError,
    asyncpg.DiskFullError,
    asyncpg.OutOfMemoryError,
    asyncpg.ReadOnlySQLTransactionError,
    OSError,
    TimeoutError,
)
COMMAND_TIMEOUT = 10.0


class Database:
    """One service's connections, as that service's own role. An address that lies in a file is read for each of them:
    with another password in it, it is taken up without a restart."""

    def __init__(self, url: Secret, schema: str, size: int = 4) -> None:
        self._url = url
        self._schema = schema
        self._size = size
        self._pool: asyncpg.Pool[asyncpg.Record] | None = None

    async def start(self) -> None:
        with translated():
            self._pool = await asyncpg.create_pool(
                connect=self._connected,
                min_size=1,
                max_size=self._size,
                reset=_nothing_to_reset,
                timeout=5.0,
                command_timeout=COMMAND_TIMEOUT,
                server_settings={
                    "search_path": self._schema,
                    "application_name": f"rematch-{self._schema}",
                    # A paused process must not hold its locks for ever: its session is ended, its work is redone.
                    "idle_in_transaction_session_timeout": "15s",
                    "jit": "off",
                    # A plan made while a table was empty must not stay in use when it has grown.
                    "plan_cache_mode": "force_custom_plan",
                },
            )

    async def stop(self) -> None:
        if self._pool is not None:
            self._pool.terminate()

    # The pool hands on what it was given; which types those have is its own affair.
    async def _connected(self, *_: Any, **how: Any) -> Any:
        return await asyncpg.connect(text_of(self._url), **how)

    @contextlib.asynccontextmanager
    async def transaction(self, tenants: Iterable[str] = ()) -> AsyncIterator[Connection]:
        """One transaction that may see the rows of these tenants, and of no other. Raises DependencyAway."""
        if self._pool is None:
            raise DependencyAway("postgresql", "not connected yet")
        with translated():
            async with self._pool.acquire(timeout=5.0) as connection, connection.transaction():
                allowed = ",".join(sorted(set(tenants)))
                if allowed:
                    await connection.execute("SELECT set_config('rematch.tenants', $1, true)", allowed)
                yield connection

    async def execute(self, statement: str, *given: object) -> None:
        """One statement on a table of no tenant, which is a transaction by itself: one round trip instead of three.
        Raises DependencyAway."""
        if self._pool is None:
            raise DependencyAway("postgresql", "not connected yet")
        with translated():
            await self._pool.execute(statement, *given)

    @contextlib.asynccontextmanager
    async def session_lock(self, name: str) -> AsyncIterator[bool]:
        """Whether this process holds the named lock, for as long as the block runs; never waits for it.

        It uses a connection of its own, so that the lock goes when the process does.
        """
        with translated():
            connection = await asyncpg.connect(text_of(self._url), timeout=5.0, command_timeout=COMMAND_TIMEOUT)
        try:
            with translated():
                held = bool(await connection.fetchval("SELECT pg_try_advisory_lock(hashtextextended($1, 0))", name))
            yield held
        finally:
            connection.terminate()


async def _nothing_to_reset(_: object) -> None:
    """Whoever has used a connection has set nothing that outlives the transaction, so asking costs a round trip only.
    One that is broken off in a transaction is rolled back all the same."""


@contextlib.contextmanager
def translated() -> Iterator[None]:
    """Absence as DependencyAway; whatever else PostgreSQL says is a bug and stays what it is."""
    try:
        yield
    except _AWAY as error:
        # A value that PostgreSQL can't hold is no absence; a certificate that can't be verified is a ValueError, too.
        if isinstance(error, asyncpg.DataError | ValueError) and not isinstance(error, OSError):
            raise
        raise DependencyAway("postgresql", f"{type(error).__name__} {error}") from error
