"""Wires dedup: plain code, real adapters."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from rematch_common.bulk import Behind
from rematch_common.clock import utc_now
from rematch_common.consumers import ConsumerSpec
from rematch_common.contracts import (
    ALERTS,
    CRAWL_REPORTS,
    DEDUPED_JOBS,
    EMBEDDED_JOBS,
    INGEST_OUTCOMES,
    RAW_JOBS,
    RAW_JOBS_BULK,
)
from rematch_common.errors import DependencyAway, Unusable
from rematch_common.logs import logger
from rematch_common.migrate import Migrations
from rematch_common.outbox import Outbox, draining
from rematch_common.periodic import every
from rematch_common.reconcile import Reconciler
from rematch_common.service import Service
from rematch_common.wiring import Worker
from rematch_dedup.adapters.encoder_titles import MOST_TOKENS, EncoderTitles
from rematch_dedup.adapters.postgres_catalogue import PostgresCatalogue
from rematch_dedup.adapters.postgres_crawls import PostgresCrawls
from rematch_dedup.adapters.postgres_openings import PostgresOpenings
from rematch_dedup.adapters.tables import Tables
from rematch_dedup.api import Handlers, Verdicts, add_routes
from rematch_dedup.domain.decision import AdKey, Rules
from rematch_dedup.domain.judgement import Thresholds
from rematch_dedup.domain.known import Verdict
from rematch_dedup.handlers import Deduplicate
from rematch_dedup.handlers.crawls import KeepReports, with_reports
from rematch_dedup.handlers.ending import EndAds
from rematch_dedup.handlers.previewing import Foresee
from rematch_dedup.handlers.rejecting import Reject
from rematch_dedup.handlers.verdict import Ruled, TakeVerdict
from rematch_dedup.settings import Settings
from rematch_encoder import Embedder

NAME = "dedup"
log = logger(__name__)
MIGRATIONS = Path(__file__).parent / "migrations"


def build(settings: Settings) -> Service:
    worker = Worker(NAME, settings)
    database = worker.database(settings, Migrations.by(settings, NAME, MIGRATIONS))
    outbox = worker.outbox(database)
    titles = EncoderTitles(lambda: _encoder(settings.cache_dir))
    worker.with_resource(titles)
    worker.with_resource(Tables())
    openings, rules = PostgresOpenings(database), Rules(Thresholds(alike=titles), settings.ads_kept)
    crawls = PostgresCrawls(database)
    deduplicate = draining(Deduplicate(openings, utc_now, rules), outbox)
    handle = with_reports(deduplicate, KeepReports(crawls, utc_now))
    reject = Reject(utc_now)
    worker.consumes(ConsumerSpec(NAME, (RAW_JOBS, CRAWL_REPORTS), handle, reject, (RAW_JOBS_BULK,), _behind(settings)))
    worker.writes(DEDUPED_JOBS, INGEST_OUTCOMES, ALERTS)
    verdicts = _told(TakeVerdict(openings, utc_now, rules), outbox)
    catalogue = PostgresCatalogue(database)
    add_routes(worker.api, Handlers(catalogue, verdicts, Foresee(catalogue, utc_now, rules)))
    worker.keys(database, outbox)

    async def forget() -> None:
        await openings.forget(settings.decisions_kept)

    worker.in_background(
        Reconciler(DEDUPED_JOBS.name, database, outbox, settings.kafka_bootstrap).run,
        every(settings.endings_every, EndAds(openings, outbox.drain, utc_now)),
        every(settings.crawls_every, _applying(crawls, outbox)),
        every(3600.0, forget),
    )
    return worker.service(settings.http_port)


def _applying(crawls: PostgresCrawls, outbox: Outbox) -> Callable[[], Awaitable[None]]:
    async def apply_crawls() -> None:
        await crawls.apply()
        await outbox.drain()  # what is told of a crawl that isn't believed

    return apply_crawls


def _behind(settings: Settings) -> tuple[Behind, ...]:
    """From here on an import's openings and fresh ones share their topics."""
    stages = (("embed", DEDUPED_JOBS), ("match", EMBEDDED_JOBS))
    return tuple(Behind(settings.kafka_bootstrap, group, (topic,)) for group, topic in stages)


def _encoder(cache_dir: Path) -> Embedder:
    from rematch_encoder import OnnxEmbedder
    from rematch_encoder.model_cache import ModelUnusable

    try:
        return OnnxEmbedder(cache_dir, threads=1, max_tokens=MOST_TOKENS)
    except ModelUnusable as error:
        raise Unusable(str(error)) from error


def _told(take_verdict: TakeVerdict, outbox: Outbox) -> Verdicts:
    async def take(pair: tuple[AdKey, AdKey], verdict: Verdict, said_by: str) -> Ruled:
        ruled = await take_verdict(pair, verdict, said_by)
        try:
            await outbox.drain()
        except DependencyAway as away:  # it is stored, and leaves with the next look for endings
            log.warning("a verdict waits in the outbox", dependency=away.dependency)
        return ruled

    return take
