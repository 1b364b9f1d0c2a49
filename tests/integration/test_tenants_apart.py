"""Tenants' transactions take turns on one connection, broken off and failing in between: none sees another's rows."""

import asyncio
import random
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

import asyncpg
import pytest

from rematch_common.database import Connection, Database
from rematch_common.errors import DependencyAway
from rematch_devstack import roles
from rematch_match.adapters.postgres_store import PostgresStore
from rematch_match.domain.pairs import Scored
from rematch_match.ports import Arrivals
from tests.fakes.occasions import occasion
from tests.fakes.samples import job, job_id, person
from tests.servers import Postgres

pytestmark = pytest.mark.stack
TENANTS = ("demo", "second", "third", "fourth")
SEEN = "SELECT tenant_id FROM candidates UNION ALL SELECT tenant_id FROM matches"
WAVE = 50


class Broken(Exception):
    """What goes wrong in the middle of a transaction."""


class Turns:
    """So many transactions of changing tenants, what became of each, and what they saw that wasn't theirs."""

    def __init__(self, database: Database, seed: int) -> None:
        self._database = database
        self._rng = random.Random(seed)
        self.outcomes: Counter[str] = Counter()
        self.cut_off = 0
        self._killers: set[asyncio.Task[None]] = set()
        self.leaks: list[tuple[str, frozenset[str], frozenset[str]]] = []

    async def take(self, count: int) -> None:
        for _ in range(count // WAVE):
            tasks = [asyncio.create_task(self._turn()) for _ in range(WAVE)]
            await asyncio.gather(*(self._cancel(task) for task in tasks if self._rng.random() < 0.1))
            await asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.gather(*self._killers)
            self._killers.clear()
            self.outcomes.update(map(_outcome, tasks))

    async def _cancel(self, task: asyncio.Task[Any]) -> None:
        """At any moment from now on."""
        for _ in range(self._rng.randrange(100)):
            await asyncio.sleep(0)
        task.cancel()

    async def _turn(self) -> None:
        tenants = frozenset(self._rng.sample(TENANTS, self._rng.randrange(3)))
        others = [tenant for tenant in TENANTS if tenant not in tenants]
        how = self._rng.choice(["reads", "reads", "raises", "fails", "writes", "intrudes"])
        doomed = self._rng.random() < 0.2
        async with self._database.transaction(tenants) as connection:
            if doomed:
                self._killers.add(asyncio.create_task(self._cancel(_this())))
            try:
                self._compare(how, tenants, [row[0] for row in await connection.fetch(SEEN)])
                await self._do(how, others, connection)
                self._compare(how, tenants, [row[0] for row in await connection.fetch(SEEN)])
            except asyncio.CancelledError:
                self.cut_off += 1
                raise

    async def _do(self, how: str, others: Sequence[str], connection: Connection) -> None:
        match how:
            case "raises":
                raise Broken
            case "fails":
                await connection.execute("SELECT 1 / 0")
            case "writes":
                await connection.execute("UPDATE candidates SET floor = floor + 1")
            case "intrudes":
                await connection.execute("UPDATE matches SET tenant_id = $1", self._rng.choice(others))
                await connection.execute("INSERT INTO pseudonyms VALUES ($1, 'x', gen_random_uuid())", others[0])

    def _compare(self, how: str, tenants: frozenset[str], seen: Collection[str]) -> None:
        if sorted(seen) != sorted([*tenants, *tenants]):
            self.leaks.append((how, tenants, frozenset(seen)))


def _this() -> asyncio.Task[Any]:
    task = asyncio.current_task()
    assert task is not None
    return task


def _outcome(task: asyncio.Task[None]) -> str:
    if task.cancelled():
        return "cancelled"
    error = task.exception()
    return "done" if error is None else type(error).__name__


async def take_turns(postgres: Postgres, count: int, seed: int) -> Counter[str]:
    async with postgres.database("match") as database:
        store = PostgresStore(database)
        work = await store.write(Arrivals([job()], [person(tenant=tenant) for tenant in TENANTS]))
        pairs = [Scored.unseen(((tenant, "c-1"), job_id(1))) for tenant in TENANTS]
        assert await store.settle(pairs, work, occasion()) == len(TENANTS)
        one = Database(postgres.url(roles.role_of("match")), "match", size=1)
        await one.start()
        try:
            turns = Turns(one, seed)
            async with asyncio.timeout(60 + count / 50):
                await turns.take(count)
        finally:
            await one.stop()
        assert turns.leaks == []
        assert turns.cut_off > count / 100, "in the middle of a transaction"
        floors = await _floors(database)
        assert set(floors) == set(TENANTS), "nothing of one tenant was made another's"
        assert min(floors.values()) > 0
    return turns.outcomes


async def _floors(database: Database) -> dict[str, int]:
    async with database.transaction(TENANTS) as connection:
        rows = await connection.fetch("SELECT tenant_id, floor FROM candidates JOIN matches USING (tenant_id)")
    return {row["tenant_id"]: row["floor"] for row in rows}


def check(outcomes: Counter[str], count: int) -> None:
    """Every kind of turn was taken, and each ended as such a turn has to."""
    assert outcomes.total() == count
    expected = {"done", "cancelled", Broken.__name__, *REFUSED}
    assert {name for name, number in outcomes.items() if number >= count / 200} >= expected
    assert outcomes.keys() <= expected | {DependencyAway.__name__}
    assert outcomes[DependencyAway.__name__] < count / 20, "a connection that was broken off is replaced"


REFUSED = (asyncpg.DivisionByZeroError.__name__, asyncpg.InsufficientPrivilegeError.__name__)


async def test_a_thousand_transactions_on_one_connection_leak_nothing(postgres: Postgres) -> None:
    check(await take_turns(postgres, 1_000, seed=1), 1_000)


@pytest.mark.full
async def test_ten_thousand_transactions_on_one_connection_leak_nothing(postgres: Postgres) -> None:
    check(await take_turns(postgres, 10_000, seed=2), 10_000)
