"""Wires ingest: plain code, real adapters."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from rematch_common.clock import utc_now
from rematch_common.contracts import ACCESS_KEYS, CANDIDATE_PROFILES, CANDIDATE_PROFILES_BULK, ERASURE_RECEIPTS, TENANTS
from rematch_common.database import Database
from rematch_common.kafka import KafkaPublisher
from rematch_common.migrate import Migrations
from rematch_common.outbox import Outbox
from rematch_common.periodic import every
from rematch_common.reconcile import Reconciler
from rematch_common.service import Service
from rematch_common.wire_settings import wire_of
from rematch_common.wiring import Worker
from rematch_ingest.adapters.kafka_dead_letters import KafkaDeadLetters
from rematch_ingest.adapters.postgres_access_keys import PostgresAccessKeys
from rematch_ingest.adapters.postgres_choices import PostgresChoices
from rematch_ingest.adapters.postgres_erasures import PostgresErasures
from rematch_ingest.adapters.postgres_tenants import PostgresTenants
from rematch_ingest.api import Handlers, add_routes
from rematch_ingest.handlers.erasures import Erase, TakeReceipts, with_also
from rematch_ingest.handlers.keys import TakeUses
from rematch_ingest.handlers.retention import Retention
from rematch_ingest.handlers.settling import settling
from rematch_ingest.handlers.sweeping_letters import SweepLetters
from rematch_ingest.keeping import keeping
from rematch_ingest.queueing import queueing
from rematch_ingest.recruiting import recruiting
from rematch_ingest.serving import limits, postings_in
from rematch_ingest.settings import Settings

NAME = "ingest"
MIGRATIONS = Path(__file__).parent / "migrations"
# What an API call has written is published by that call; this picks up after one that could not, or not in time.
_DRAIN_EVERY = 1.0
_RECONCILED = (CANDIDATE_PROFILES, CANDIDATE_PROFILES_BULK, ACCESS_KEYS, TENANTS)
# Seconds between two looks for whom a tenant keeps no longer.
_RETENTION_EVERY = 60.0
# Seconds until the dead letters are looked at of whom every service has forgotten.
_SWEEP_EVERY = 1.0


def build(settings: Settings) -> Service:
    worker = Worker(NAME, settings)
    database = worker.database(settings, Migrations.by(settings, NAME, MIGRATIONS))
    outbox = worker.outbox(database)
    erasures = PostgresErasures(database)
    beside = with_also(TakeReceipts(erasures), TakeUses(PostgresAccessKeys(database)))
    postings = postings_in(worker, settings, database, beside)
    settle = settling(outbox.drain)
    queue = queueing(worker, settings, database, postings.take, settle)
    keys, choices = keeping(worker, database, outbox, settle)
    recruiters, erase = recruiting(worker, settings, database, settle), Erase(erasures, settle, utc_now)
    taken = (postings.take, postings.repeatable, postings.uploads, postings.imports)
    handlers = Handlers(*taken, recruiters, queue, keys, choices, erase, erasures)
    add_routes(worker.api, handlers, limits(settings))
    worker.writes(ERASURE_RECEIPTS)
    retention = Retention(PostgresChoices(database), recruiters.people, erase, utc_now)
    sweep = SweepLetters(erasures, KafkaDeadLetters(settings.kafka_bootstrap), settle, utc_now)
    worker.in_background(every(_DRAIN_EVERY, outbox.drain), every(_RETENTION_EVERY, retention))
    worker.in_background(every(_SWEEP_EVERY, sweep))
    worker.in_background(
        *(Reconciler(topic.name, database, outbox, settings.kafka_bootstrap).run for topic in _RECONCILED)
    )
    return worker.service(settings.http_port)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    """The database, for the command line: what is changed in it is published before the block ends."""
    await Migrations.by(settings, NAME, MIGRATIONS).start()
    database = Database(settings.as_service, NAME, size=1)
    publisher = KafkaPublisher(settings.kafka_bootstrap, "rematch-ingest-command", wire_of(settings))
    await database.start()
    try:
        yield database
        await publisher.start()
        await Outbox(NAME, database, publisher).drain()
    finally:
        await publisher.stop()
        await database.stop()


@asynccontextmanager
async def access_keys(settings: Settings) -> AsyncIterator[PostgresAccessKeys]:
    async with opened(settings) as database:
        yield PostgresAccessKeys(database)


@asynccontextmanager
async def tenants(settings: Settings) -> AsyncIterator[PostgresTenants]:
    async with opened(settings) as database:
        yield PostgresTenants(database)
