"""Tenants' transactions take turns on one connection, broken off and failing in between: none sees another's rows."""

import asyncio
import random
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg
import pytest

from rematch_common.contracts.examples_matches import CHANGED
from rematch_common.database import Connection, Database
from rematch_common.errors import DependencyAway
from rematch_devstack import roles
from rematch_match.adapters.postgres_store import PostgresStore
from rematch_match.domain.pairs import Scored
from rematch_match.ports import Arrivals
from tests.contract.saving import saved
from tests.fakes.occasions import occasion
from tests.fakes.samples import NOW, job, job_id, person
from tests.servers import Postgres

pytestmark = pytest.mark.stack
TENANTS = ("demo", "second", "third", "fourth")
WAVE = 50


@dataclass(frozen=True)
class Ground:
    """The tables of a service that turns are taken in: two rows of each tenant, a number that every write adds to, and
    what would make one tenant's rows another's."""

    schema: str
    seen: str
    writes: str
    number: str
    intrudes: tuple[str, str]


MATCH = Ground(
    "match",
    "SELECT tenant_id FROM candidates UNION ALL SELECT tenant_id FROM matches",
    "UPDATE candidates SET floor = floor + 1",
    "SELECT tenant_id, floor AS number FROM candidates JOIN matches USING (tenant_id)",
    ("UPDATE matches SET tenant_id = $1", "INSERT INTO pseudonyms VALUES ($1, 'x', gen_random_uuid())"),
)
INGEST = Ground(
    "ingest",
    "SELECT tenant_id FROM candidates UNION ALL SELECT tenant_id FROM preferred_roles",
    "UPDATE candidates SET version = version + 1",
    "SELECT tenant_id, version - 1 AS number FROM candidates JOIN preferred_roles USING (tenant_id)",
    (
        "UPDATE candidates SET tenant_id = $1",
        "INSERT INTO preferred_roles VALUES ($1, 'c-1', 'baker', 'Baker', 0, '{}')",
    ),
)


class Broken(Exception):
    """What goes wrong in the middle of a transaction."""


class Turns:
    """So many transactions of changing tenants, what became of each, and what they saw that wasn't theirs."""

    def __init__(self, ground: Ground, database: Database, seed: int) -> None:
        self._ground = ground
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
                self._compare(how, tenants, [row[0] for row in await connection.fetch(self._ground.seen)])
                await self._do(how, others, connection)
                self._compare(how, tenants, [row[0] for row in await connection.fetch(self._ground.seen)])
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
                await connection.execute(self._ground.writes)
            case "intrudes":
                theirs = self._rng.choice(others)
                for statement in self._ground.intrudes:
                    await connection.execute(statement, theirs)

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


async def fill_match(database: Database) -> None:
    store = PostgresStore(database)
    work = await store.write(Arrivals([job()], [person(tenant=tenant) for tenant in TENANTS]))
    pairs = [Scored.unseen(((tenant, "c-1"), job_id(1))) for tenant in TENANTS]
    assert await store.settle(pairs, work, occasion()) == len(TENANTS)


async def fill_ingest(database: Database) -> None:
    people = [
        CHANGED[0].model_copy(update={"tenant_id": tenant, "candidate_id": "c-1", "titles": ()}) for tenant in TENANTS
    ]
    for somebody in people:
        await saved(database, [somebody], NOW)
    async with database.transaction(TENANTS) as connection:
        for tenant in TENANTS:
            await connection.execute(INGEST.intrudes[1], tenant)


FILLED = {MATCH: fill_match, INGEST: fill_ingest}


async def take_turns(ground: Ground, postgres: Postgres, count: int, seed: int) -> Counter[str]:
    async with postgres.database(ground.schema) as database:
        await FILLED[ground](database)
        one = Database(postgres.url(roles.role_of(ground.schema)), ground.schema, size=1)
        await one.start()
        try:
            turns = Turns(ground, one, seed)
            async with asyncio.timeout(60 + count / 50):
                await turns.take(count)
        finally:
            await one.stop()
        assert turns.leaks == []
        assert turns.cut_off > count / 100, "in the middle of a transaction"
        async with database.transaction(TENANTS) as connection:
            numbers = {row["tenant_id"]: row["number"] for row in await connection.fetch(ground.number)}
        assert set(numbers) == set(TENANTS), "nothing of one tenant was made another's"
        assert min(numbers.values()) > 0
    return turns.outcomes


def check(outcomes: Counter[str], count: int) -> None:
    """Every kind of turn was taken, and each ended as such a turn has to."""
    assert outcomes.total() == count
    expected = {"done", "cancelled", Broken.__name__, *REFUSED}
    assert {name for name, number in outcomes.items() if number >= count / 200} >= expected
    assert outcomes.keys() <= expected | {DependencyAway.__name__}
    assert outcomes[DependencyAway.__name__] < count / 20, "a connection that was broken off is replaced"


REFUSED = (asyncpg.DivisionByZeroError.__name__, asyncpg.InsufficientPrivilegeError.__name__)


@pytest.mark.parametrize("ground", FILLED, ids=lambda ground: ground.schema)
async def test_a_thousand_transactions_on_one_connection_leak_nothing(postgres: Postgres, ground: Ground) -> None:
    check(await take_turns(ground, postgres, 1_000, seed=1), 1_000)


@pytest.mark.full
@pytest.mark.parametrize("ground", FILLED, ids=lambda ground: ground.schema)
async def test_ten_thousand_transactions_on_one_connection_leak_nothing(postgres: Postgres, ground: Ground) -> None:
    check(await take_turns(ground, postgres, 10_000, seed=2), 10_000)
