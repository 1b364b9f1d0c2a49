"""Match as it is put together in its own process, over an embedded PostgreSQL and the Qdrant engine, without Kafka."""

import os
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import orjson
from aiokafka.structs import RecordMetadata, TopicPartition

from bench.index_sides import serving
from bench.match_people import sizes
from bench.match_store import fill_with
from bench.nightly_day import BEGIN, Day
from bench.nightly_people import person
from bench.processes import family
from rematch_common.consume import Handler
from rematch_common.database import Database
from rematch_common.outbox import Outbox, draining
from rematch_common.records import Outgoing
from rematch_devstack import roles
from rematch_devstack.postgres import SUPERUSER, EmbeddedPostgres
from rematch_match.adapters.facts_cache import FactsCache
from rematch_match.adapters.postgres_ageing import PostgresAgeing
from rematch_match.adapters.postgres_circumstances import PostgresCircumstances
from rematch_match.adapters.postgres_directory import PostgresDirectory
from rematch_match.adapters.postgres_store import PostgresStore
from rematch_match.adapters.qdrant_edge_index import QdrantEdgeIndex
from rematch_match.domain.pairs import Occasion, PairKey, Scored
from rematch_match.domain.rarity import weights_of
from rematch_match.domain.reading import candidate_facts
from rematch_match.domain.terms import Terms
from rematch_match.handlers.looking import Known, Look
from rematch_match.handlers.match import Match
from rematch_match.handlers.retrieving import Bounds, Retrieve, Sources
from rematch_match.handlers.sweep import Sweep
from rematch_match.ports import Work
from rematch_match.ports.circumstances import Circumstances

_CACHED = 100_000
# What the nightly batches store: a row a match with what it rests on, no version, no audit, no event.
_TABLE = f"""
CREATE TABLE nightly (way text, tenant_id text, candidate_id text, job_id uuid, score float8, reasons jsonb,
  PRIMARY KEY (way, tenant_id, candidate_id, job_id));
GRANT ALL ON nightly TO {roles.role_of("match")}
"""


class Clock:
    """The time of the simulated day."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> datetime:
        return BEGIN + timedelta(seconds=self.seconds)


class Published:
    """Takes the place of a broker that takes everything at once: what was told, of whom, and when."""

    def __init__(self) -> None:
        self._told: list[tuple[float, str, str]] = []

    async def deliver(self, records: Sequence[Outgoing]) -> list[RecordMetadata]:
        now = time.perf_counter()
        for record in records:
            self._told.append((now, (record.key or b"").decode(), dict(record.headers)["ce_type"].decode()))
        place = TopicPartition("matches", 0)
        return [RecordMetadata("matches", 0, place, offset, 0, 0, 0) for offset in range(len(records))]

    def take(self) -> list[tuple[float, str, str]]:
        """When, the pair's key, and the type of the event, of all since the last call."""
        told, self._told = self._told, []
        return told


class CountedLook(Look):
    """Counts the CPU seconds of searching and scoring; what is left of an event's is storing and telling."""

    spent = 0.0

    async def __call__(self, work: Work, occasion: Occasion, under: Circumstances) -> list[Scored]:
        began = time.process_time()
        found = await super().__call__(work, occasion, under)
        self.spent += time.process_time() - began
        return found


@dataclass(frozen=True, slots=True)
class Market:
    """All that the three ways are run with."""

    url: str
    """As match's role."""
    database: Database
    prevailing: PostgresCircumstances
    retrieve: Retrieve
    look: CountedLook
    handle: Handler
    sweep: Sweep
    published: Published
    clock: Clock = field(default_factory=Clock)


def postgres_seconds() -> float:
    """CPU seconds of PostgreSQL, those of connections that have ended included."""
    mine = (process for process in family(os.getpid()) if process.name() == "postgres")
    return sum(sum(process.cpu_times()[:4]) for process in mine)


@asynccontextmanager
async def market(day: Day) -> AsyncIterator[Market]:
    """At the beginning of the day: everybody is there, and no posting."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="rematch-bench-", ignore_cleanup_errors=True)))
        server = await stack.enter_async_context(serving(folder))
        index = QdrantEdgeIndex(folder / "qdrant")
        await index.start()
        stack.push_async_callback(index.stop)
        await _begin(server, index, day)
        database = Database(server.url(roles.role_of("match")), "match")
        await database.start()
        stack.push_async_callback(database.stop)
        yield put_together(server.url(roles.role_of("match")), database, index)


async def _begin(server: EmbeddedPostgres, index: QdrantEdgeIndex, day: Day) -> None:
    url, size = server.url(SUPERUSER), day.size
    people = (candidate_facts(person(number, size)) for number in range(size.people))
    await fill_with(url, index, sizes(size.people), people)
    await index.build()
    owner = await asyncpg.connect(url, server_settings={"search_path": "match"})
    await owner.execute(_TABLE)
    weights = orjson.dumps(weights_of(day.asked(), size.postings)).decode()
    await owner.execute(
        "INSERT INTO rarity (made_at, openings, weights) VALUES ($1, $2, $3)", BEGIN, size.postings, weights
    )
    await owner.close()


def put_together(url: str, database: Database, index: QdrantEdgeIndex) -> Market:
    clock, published = Clock(), Published()
    directory, store = PostgresDirectory(database), PostgresStore(database)
    facts, prevailing = FactsCache(directory, _CACHED, _CACHED), PostgresCircumstances(database, Terms())
    retrieve = Retrieve(Sources(directory, index, facts), Bounds())
    look = CountedLook(retrieve, store, Known(directory, facts), prevailing)
    match, outbox = Match(store, index, look, clock), Outbox("match", database, published)

    async def settle(pairs: Sequence[PairKey]) -> None:
        await match.settle(pairs, "replay")
        await outbox.drain()

    async def free() -> bool:
        return True

    sweep = Sweep(PostgresAgeing(database), settle, free, clock)
    return Market(url, database, prevailing, retrieve, look, draining(match, outbox), sweep, published, clock)
