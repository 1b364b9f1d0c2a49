"""Wires the scrape queue: its stores, what looks after it, and what its routes call."""

from rematch_common.clock import utc_now
from rematch_common.contracts import ALERTS, CRAWL_REPORTS
from rematch_common.database import Database
from rematch_common.periodic import every
from rematch_common.service import Step
from rematch_common.wiring import Worker
from rematch_ingest.adapters.kafka_unread import KafkaUnread
from rematch_ingest.adapters.postgres_advice import PostgresAdvice
from rematch_ingest.adapters.postgres_alerts import PostgresAlerts
from rematch_ingest.adapters.postgres_categories import PostgresCategories
from rematch_ingest.adapters.postgres_pipeline_runs import PostgresPipelineRuns
from rematch_ingest.adapters.postgres_scrape_queue import PostgresScrapeQueue
from rematch_ingest.adapters.scrape_steps import seed_platforms
from rematch_ingest.api import Queue
from rematch_ingest.domain.default_categories import default_categories
from rematch_ingest.domain.queue import platforms_of
from rematch_ingest.handlers.advising import Advise
from rematch_ingest.handlers.alerting import Alerting
from rematch_ingest.handlers.overseeing import Overseeing
from rematch_ingest.handlers.scraping import Scraping, Settle, Take
from rematch_ingest.handlers.sweeping import SweepQueue, WatchBacklog
from rematch_ingest.settings import Settings


def queueing(worker: Worker, settings: Settings, database: Database, take: Take, settle: Settle) -> Queue:
    """`take` is what POST /v1/jobs does; `settle` publishes what was written."""
    queue, categories = PostgresScrapeQueue(database, settings.roles_held), PostgresCategories(database)
    platforms = platforms_of(settings.platforms)

    async def seed() -> None:
        await seed_platforms(database, platforms)
        await categories.seed(list(default_categories()), utc_now())

    watch = WatchBacklog(KafkaUnread(settings.kafka_bootstrap), Alerting(PostgresAlerts(database), settle, utc_now))
    worker.with_resource(Step(seed))
    worker.writes(CRAWL_REPORTS, ALERTS)
    worker.in_background(
        every(settings.sweep_every, SweepQueue(queue, settle, utc_now)), every(settings.sweep_every, watch)
    )
    if settings.category_url:
        _advised(worker, settings, database)
    return Queue(
        scraping=Scraping(queue, take, settle, utc_now),
        overseeing=Overseeing(queue, lambda: watch.waiting, utc_now),
        categories=categories,
        runs=PostgresPipelineRuns(database),
        now=utc_now,
    )


def _advised(worker: Worker, settings: Settings, database: Database) -> None:
    # Its client takes a second to load and 30 MB: only who uses it has it.
    from rematch_ingest.adapters.openai_adviser import Access, OpenAIAdviser

    adviser = OpenAIAdviser(Access(settings.category_url, settings.category_model, settings.asks_categories_by))
    worker.with_resource(adviser)
    advise = Advise(PostgresCategories(database), PostgresAdvice(database), adviser, utc_now)
    worker.in_background(every(settings.sweep_every, advise))
