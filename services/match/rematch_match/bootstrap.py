"""Wires match: plain code, real adapters."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import timedelta
from pathlib import Path

from rematch_common.clock import utc_now
from rematch_common.contracts import EMBEDDED_CANDIDATES, EMBEDDED_JOBS, MATCHES, TENANTS
from rematch_common.database import Database
from rematch_common.logs import logger
from rematch_common.migrate import Migrations
from rematch_common.outbox import draining
from rematch_common.periodic import every
from rematch_common.reconcile import Reconciler
from rematch_common.service import Service, Step
from rematch_common.wiring import ConsumerSpec, Worker
from rematch_match.adapters.facts_cache import FactsCache
from rematch_match.adapters.pgvector_hnsw import HNSW
from rematch_match.adapters.pgvector_index import PgvectorIndex
from rematch_match.adapters.pgvector_ivfflat import IVFFLAT
from rematch_match.adapters.pgvector_tables import PgvectorTables
from rematch_match.adapters.postgres_circumstances import PostgresCircumstances
from rematch_match.adapters.postgres_directory import PostgresDirectory
from rematch_match.adapters.postgres_store import PostgresStore
from rematch_match.adapters.postgres_tenants import PostgresTenants
from rematch_match.adapters.qdrant_edge_index import QdrantEdgeIndex
from rematch_match.adapters.qdrant_server_index import QdrantServerIndex, connect
from rematch_match.domain.terms import Terms
from rematch_match.handlers.looking import Known, Look
from rematch_match.handlers.match import Match
from rematch_match.handlers.retrieving import Bounds, Retrieve, Sources
from rematch_match.handlers.settings import LearnSettings
from rematch_match.ports import Mark, Side, Store, VectorIndex
from rematch_match.ports.circumstances import Prevailing
from rematch_match.serving import Parts, serve
from rematch_match.settings import Settings

NAME = "match"
Index = QdrantEdgeIndex | QdrantServerIndex | PgvectorIndex
MIGRATIONS = Path(__file__).parent / "migrations"
log = logger(__name__)


def build(settings: Settings) -> Service:
    worker = Worker(NAME, settings)
    database = worker.database(settings, Migrations(settings.owner_url, NAME, MIGRATIONS))
    outbox = worker.outbox(database)
    terms = Terms(least=settings.min_score, oldest_days=settings.most_days)
    store, index = PostgresStore(database), open_index(settings, database)
    prevailing = PostgresCircumstances(database, terms)
    worker.with_resource(index)
    worker.with_resource(Step(lambda: refill(store, index)))
    directory = PostgresDirectory(database)
    facts = FactsCache(directory, settings.people_cached, settings.postings_cached)
    bounds = Bounds(settings.retrieved, settings.most_pairs, settings.retrieved)
    retrieve = Retrieve(Sources(directory, index, facts), bounds)
    look = Look(retrieve, store, Known(directory, facts), prevailing)
    match = Match(store, index, look, utc_now, settings.match_model)
    worker.consumes(ConsumerSpec(NAME, (EMBEDDED_JOBS, EMBEDDED_CANDIDATES), draining(match, outbox)))
    worker.writes(MATCHES)
    serve(worker, settings, Parts(database, index, outbox, prevailing))
    worker.follows(TENANTS, LearnSettings(PostgresTenants(database, terms), utc_now))
    worker.in_background(every(settings.rarity_every / 15, _snapshots(prevailing, settings.rarity_every)))
    worker.in_background(every(settings.count_every, retrieve.count_anew))
    worker.in_background(Reconciler(MATCHES.name, database, outbox, settings.kafka_bootstrap).run)
    return worker.service(settings.http_port)


def _snapshots(prevailing: Prevailing, seconds: float) -> Callable[[], Awaitable[None]]:
    async def count_anew() -> None:
        await prevailing.take_snapshot(utc_now(), timedelta(seconds=seconds))

    return count_anew


def open_index(settings: Settings, database: Database) -> Index:
    kind = settings.vector_index or ("server" if settings.qdrant_url else "edge")
    if kind == "server":
        return QdrantServerIndex(connect(settings.qdrant_url, settings.qdrant_api_key))
    if kind == "edge":
        return QdrantEdgeIndex(settings.data_dir / "qdrant")
    method = HNSW if kind == "pgvector-hnsw" else IVFFLAT
    return PgvectorIndex(database, PgvectorTables(settings.owner_url, NAME), method)


async def refill(store: Store, index: VectorIndex, page: int = 1_000) -> None:
    """An index that was lost, or restored from another time, holds what the truth says before anyone is matched."""
    sides: tuple[Side, ...] = ("jobs", "candidates")
    for side in sides:
        belong = await _compare(store, index, side, store.marks(side, page))
        if await index.count(side) != belong:
            await _compare(store, index, side, index.marks(side, page))


async def _compare(store: Store, index: VectorIndex, side: Side, pages: AsyncIterator[list[Mark]]) -> int:
    """How many these are, once the index agrees with the truth about each of them."""
    compared = mended = 0
    async for page in pages:
        wrong = await _mend(store, index, side, page)
        compared, mended = compared + len(page), mended + wrong
        if wrong:
            log.info("index differed from what is known", side=side, compared=compared, mended=mended)
    return compared


async def _mend(store: Store, index: VectorIndex, side: Side, page: Sequence[Mark]) -> int:
    """Until both agree: another replica may have written in between, and what it wrote must not be undone."""
    mended = 0
    while True:
        belong = set(await store.marks_of(side, [mark.ref for mark in page]))
        there = set(await index.marks_of(side, [mark.id for mark in page]))
        wrong = {mark.id: mark for mark in belong ^ there}
        if not wrong:
            return mended
        places = {(mark.id, mark.space) for mark in belong}
        await index.remove(side, [mark.id for mark in there if (mark.id, mark.space) not in places])
        await index.put(side, await store.points(side, [mark.ref for mark in wrong.values()]))
        mended += len(wrong)
        page = list(wrong.values())
