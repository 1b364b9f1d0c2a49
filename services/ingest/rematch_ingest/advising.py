"""Wires the language model that sorts roles, where one is configured."""

from rematch_common.clock import utc_now
from rematch_common.database import Database
from rematch_common.periodic import every
from rematch_common.wiring import Worker
from rematch_ingest.adapters.postgres_advice import PostgresAdvice
from rematch_ingest.adapters.postgres_categories import PostgresCategories
from rematch_ingest.handlers.advising import Advise
from rematch_ingest.settings import Settings


def advising(worker: Worker, settings: Settings, database: Database) -> None:
    if not settings.category_url:
        return
    # Its client takes a second to load and 30 MB: only who uses it has it.
    from rematch_ingest.adapters.openai_adviser import Access, OpenAIAdviser

    adviser = OpenAIAdviser(Access(settings.category_url, settings.category_model, settings.category_key))
    worker.with_resource(adviser)
    advise = Advise(PostgresCategories(database), PostgresAdvice(database), adviser, utc_now)
    worker.in_background(every(settings.sweep_every, advise))
