"""Wires match: plain code, real adapters."""

from pathlib import Path

from rematch_common.clock import utc_now
from rematch_common.contracts import EMBEDDED_CANDIDATES, EMBEDDED_JOBS, MATCHES
from rematch_common.migrate import Migrations
from rematch_common.outbox import draining
from rematch_common.reconcile import Reconciler
from rematch_common.service import Service, Step
from rematch_common.wiring import ConsumerSpec, Worker
from rematch_match.adapters.postgres_store import PostgresStore
from rematch_match.adapters.qdrant_edge_index import QdrantEdgeIndex
from rematch_match.adapters.qdrant_server_index import QdrantServerIndex, connect
from rematch_match.handlers import Match
from rematch_match.ports import Side, Store, VectorIndex
from rematch_match.settings import Settings

NAME = "match"
_MIGRATIONS = Path(__file__).parent / "migrations"
_POINTS_AT_ONCE = 500


def build(settings: Settings) -> Service:
    worker = Worker(NAME, settings)
    database = worker.database(settings, Migrations(settings.owner_url, NAME, _MIGRATIONS))
    outbox = worker.outbox(database)
    store, index = PostgresStore(database), open_index(settings)
    worker.with_resource(index)
    worker.with_resource(Step(lambda: refill(store, index)))
    match = Match(store, index, utc_now, least=settings.min_score, retrieved=settings.retrieved)
    worker.consumes(ConsumerSpec(NAME, (EMBEDDED_JOBS, EMBEDDED_CANDIDATES), draining(match, outbox)))
    worker.writes(MATCHES)
    worker.in_background(Reconciler(MATCHES.name, database, outbox, settings.kafka_bootstrap).run)
    return worker.service(settings.http_port)


def open_index(settings: Settings) -> QdrantEdgeIndex | QdrantServerIndex:
    if settings.qdrant_url:
        return QdrantServerIndex(connect(settings.qdrant_url, settings.qdrant_api_key))
    return QdrantEdgeIndex(settings.data_dir / "qdrant")


async def refill(store: Store, index: VectorIndex) -> None:
    """An index that was lost, or restored from an older copy, is filled from the truth before anyone is matched."""
    sides: tuple[Side, ...] = ("jobs", "candidates")
    for side in sides:
        points = await store.all_points(side)
        if await index.count(side) < len(points):
            for start in range(0, len(points), _POINTS_AT_ONCE):
                await index.put(side, points[start : start + _POINTS_AT_ONCE])
