"""Two workers that settle pairs of the same people at the same time: never too many, always the best, no circle."""

import asyncio
import random
from collections.abc import Sequence

import pytest

from rematch_common.contracts import MatchFeedback
from rematch_common.database import Database
from rematch_devstack.waiting import until
from rematch_match.adapters import settling
from rematch_match.adapters.postgres_ledger import PostgresLedger
from rematch_match.adapters.postgres_store import PostgresStore
from rematch_match.domain.facts import JobFacts
from rematch_match.domain.pairs import PairKey, Scored
from rematch_match.handlers.settling import Settlement
from rematch_match.ports import Arrivals
from tests.fakes.occasions import LEAST, set_occasion, worth
from tests.fakes.samples import NOW, gone, job_id, person
from tests.servers import Postgres

pytestmark = pytest.mark.stack
PEOPLE = [("demo", f"c-{n}") for n in range(4)] + [("second", "c-1")]
JOBS = range(1, 13)
MOST = 3
ON = set_occasion(MOST)


class Race:
    """Openings that come, change and go on two workers at once, and what each is worth to everybody in the end."""

    def __init__(self, databases: Sequence[Database], seed: int) -> None:
        self._stores = [PostgresStore(database) for database in databases]
        self._rng = random.Random(seed)
        self._versions = dict.fromkeys(JOBS, 0)
        self._refused: set[PairKey] = set()
        self.worth: dict[int, float] = {}

    async def prepare(self) -> None:
        await self._stores[0].write(Arrivals([], [person(name, tenant) for tenant, name in PEOPLE]))

    async def round(self) -> None:
        """Every worker gets openings of its own, as partitions share them out; reactions come to either."""
        mine = [number for number in JOBS if self._rng.random() < 0.5]
        halves = [[n for n in mine if n % 2 == half] for half in (0, 1)]
        batches = [[self._next(number) for number in half] for half in halves]
        refusals = self._rng.sample([(who, job_id(n)) for who in PEOPLE for n in JOBS], 2)
        self._refused |= set(refusals)
        await asyncio.gather(
            *(self._match(store, batch) for store, batch in zip(self._stores, batches, strict=True)),
            *(store.react([_refusal(key)], ON) for store, key in zip(self._stores, refusals, strict=True)),
        )

    def _next(self, number: int) -> JobFacts:
        self._versions[number] += 1
        if number in self.worth and self._rng.random() < 0.3:
            del self.worth[number]
            return gone(number, self._versions[number])
        self.worth[number] = self._rng.choice([40.0, 55.0, 60.0, 70.0, 80.0, 90.0])
        return worth(number, self.worth[number], self._versions[number])

    async def _match(self, store: PostgresStore, jobs: list[JobFacts]) -> None:
        work = await store.write(Arrivals(jobs, []))
        pairs = await store.pairs_of(work) | {(who, job.job_id) for who in PEOPLE for job in jobs}
        await store.settle(list(map(Scored.unseen, sorted(pairs))), work, ON)

    def best(self) -> set[PairKey]:
        found: set[PairKey] = set()
        for who in PEOPLE:
            fitting = sorted(
                (-score, job_id(number))
                for number, score in self.worth.items()
                if score >= LEAST and (who, job_id(number)) not in self._refused
            )
            found |= {(who, id_) for _, id_ in fitting[:MOST]}
        return found


def _refusal(key: PairKey) -> MatchFeedback:
    (tenant_id, candidate_id), job = key
    ids = {"tenant_id": tenant_id, "candidate_id": candidate_id, "job_id": job}
    return MatchFeedback(**ids, action="rejected", actor="candidate", occurred_at=NOW)


async def active(database: Database) -> set[PairKey]:
    async with database.transaction({tenant for tenant, _ in PEOPLE}) as connection:
        rows = await connection.fetch("SELECT tenant_id, candidate_id, job_id FROM matches WHERE state = 'active'")
    return {((row["tenant_id"], row["candidate_id"]), row["job_id"]) for row in rows}


async def watch(database: Database, done: asyncio.Event) -> int:
    """What any moment shows: the most that somebody has had in force at once."""
    most = 0
    while not done.is_set():
        found = await active(database)
        most = max([most, *(sum(key[0] == who for key in found) for who in PEOPLE)])
    return most


async def race(postgres: Postgres, rounds: int, seed: int) -> None:
    async with postgres.database("match") as one, postgres.opened("match") as other:
        contest, done = Race([one, other], seed), asyncio.Event()
        await contest.prepare()
        watching = asyncio.create_task(watch(other, done))
        try:
            async with asyncio.timeout(rounds):
                for _ in range(rounds):
                    await contest.round()
                    assert await active(one) == contest.best()
        finally:
            done.set()
            most = await watching
        assert most == MOST


async def test_two_workers_give_places_to_the_best_and_to_no_more(postgres: Postgres) -> None:
    await race(postgres, rounds=60, seed=6)


async def waiting(database: Database) -> bool:
    """Whether somebody waits for a lock."""
    async with database.transaction() as connection:
        return bool(await connection.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"))


async def test_a_place_waits_for_an_opening_that_is_being_written_without_holding_anybody(postgres: Postgres) -> None:
    """The best that waits is written at this moment: neither is another taken instead, nor are people kept locked."""
    on, me = set_occasion(1), ("demo", "c-1")
    async with postgres.database("match") as one, postgres.opened("match") as other:
        store = PostgresStore(one)
        jobs = [worth(1, 80), worth(2, 70), worth(3, 60)]
        work = await store.write(Arrivals(jobs, [person()]))
        await store.settle([Scored.unseen((me, job.job_id)) for job in jobs], work, on)
        closing = await store.write(Arrivals([gone(1)], []))
        pairs = await store.pairs_of(closing)
        async with other.transaction(["demo"]) as writer:
            await writer.execute("SELECT FROM jobs WHERE job_id = $1 FOR UPDATE", job_id(2))
            settling = asyncio.create_task(store.settle(list(map(Scored.unseen, pairs)), closing, on))
            async with asyncio.timeout(30):
                await until(lambda: waiting(other))
            await writer.execute("SELECT FROM candidates WHERE candidate_id = 'c-1' FOR UPDATE NOWAIT")
        assert await settling == 2
        assert await active(one) == {(me, job_id(2))}


async def test_a_no_holds_for_an_opening_that_comes_while_its_person_is_waited_for(postgres: Postgres) -> None:
    """Topics are read anew: whoever holds the person gives them the opening that a word of long ago is about."""
    on, pair = set_occasion(MOST), (("demo", "c-1"), job_id(1))
    async with postgres.database("match") as one, postgres.opened("match") as other:
        store = PostgresStore(one)
        await store.write(Arrivals([], [person()]))
        async with other.transaction(["demo"]) as writer:
            await writer.execute("SELECT FROM candidates WHERE candidate_id = 'c-1' FOR UPDATE")
            reacting = asyncio.create_task(store.react([_refusal(pair)], on))
            async with asyncio.timeout(30):
                await until(lambda: waiting(other))
            await PostgresStore(other).write(Arrivals([worth(1, 80)], []))
            settlement = Settlement(PostgresLedger(writer), on)
            await settlement.lock({pair})
            assert await settling.save(writer, await settlement.settle([Scored.unseen(pair)]), on) == 1
        await reacting
        assert await active(one) == set()


@pytest.mark.full
async def test_two_workers_give_places_to_the_best_whatever_the_order(postgres: Postgres) -> None:
    for seed in range(10):
        await race(postgres, rounds=100, seed=seed)
