"""Wires dedup: plain code, real adapters."""

from pathlib import Path

from rematch_common.clock import utc_now
from rematch_common.contracts import DEDUPED_JOBS, INGEST_OUTCOMES, RAW_JOBS
from rematch_common.migrate import Migrations
from rematch_common.outbox import draining
from rematch_common.periodic import every
from rematch_common.reconcile import Reconciler
from rematch_common.service import Service
from rematch_common.wiring import ConsumerSpec, Worker
from rematch_dedup.adapters.postgres_openings import PostgresOpenings
from rematch_dedup.handlers import Deduplicate
from rematch_dedup.settings import Settings

NAME = "dedup"
_MIGRATIONS = Path(__file__).parent / "migrations"


def build(settings: Settings) -> Service:
    worker = Worker(NAME, settings)
    database = worker.database(settings, Migrations(settings.owner_url, NAME, _MIGRATIONS))
    outbox = worker.outbox(database)
    openings = PostgresOpenings(database)
    worker.consumes(ConsumerSpec(NAME, (RAW_JOBS,), draining(Deduplicate(openings, utc_now), outbox)))
    worker.writes(DEDUPED_JOBS, INGEST_OUTCOMES)

    async def forget_decisions() -> None:
        await openings.forget_decisions(settings.decisions_kept)

    worker.in_background(
        Reconciler(DEDUPED_JOBS.name, database, outbox, settings.kafka_bootstrap).run,
        every(3600.0, forget_decisions),
    )
    return worker.service(settings.http_port)
