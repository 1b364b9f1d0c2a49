"""Wires match's API. It shares the stream's process, since one process may open the embedded index."""

from dataclasses import dataclass

from rematch_common.clock import monotonic, utc_now
from rematch_common.contracts import MATCH_FEEDBACK
from rematch_common.database import Database
from rematch_common.errors import DependencyAway
from rematch_common.logs import logger
from rematch_common.outbox import Outbox
from rematch_common.wiring import Worker
from rematch_match.adapters.embed_wordings import EmbedWordings
from rematch_match.adapters.keys import key_of
from rematch_match.adapters.postgres_audits import PostgresAudits
from rematch_match.adapters.postgres_book import PostgresBook
from rematch_match.adapters.postgres_budget import PostgresBudget
from rematch_match.adapters.postgres_catalogue import PostgresCatalogue
from rematch_match.adapters.postgres_experiments import PostgresExperiments
from rematch_match.adapters.postgres_register import PostgresApplications, PostgresReactions
from rematch_match.adapters.postgres_requests import PostgresRequests
from rematch_match.adapters.postgres_store import PostgresStore
from rematch_match.api import Handlers, add_routes
from rematch_match.handlers.experimenting import Trials
from rematch_match.handlers.judging import Cascade
from rematch_match.handlers.learned_status import LearnedStatus
from rematch_match.handlers.preview import Preview
from rematch_match.handlers.react import Drain, React
from rematch_match.handlers.search import Search
from rematch_match.handlers.show import Show
from rematch_match.handlers.sources import Sources
from rematch_match.handlers.tailor import Tailor
from rematch_match.handlers.why import WhyNot
from rematch_match.measuring import learned_of, noting, quality_of
from rematch_match.ports import VectorIndex
from rematch_match.ports.circumstances import Prevailing
from rematch_match.settings import Settings

log = logger(__name__)


@dataclass(frozen=True, slots=True)
class Parts:
    """What the API shares with the stream."""

    database: Database
    store: PostgresStore
    index: VectorIndex
    outbox: Outbox
    prevailing: Prevailing
    court: Cascade


def serve(worker: Worker, settings: Settings, parts: Parts) -> None:
    """All routes, their keys, and what they write to."""
    key = key_of(settings.embed_key, settings.embed_key_file, "embed")
    wordings = EmbedWordings(settings.embed_url, key, monotonic)
    worker.with_resource(wordings)
    book, catalogue = PostgresBook(parts.database), PostgresCatalogue(parts.database)
    sources = Sources(book, catalogue, parts.index, wordings, parts.prevailing, utc_now)
    applications, reactions = PostgresApplications(parts.database, parts.store), PostgresReactions(parts.store)
    handlers = Handlers(
        sources=sources,
        show=Show(sources, noting(worker, parts.database)),
        search=Search(sources, settings.search_floor),
        preview=Preview(sources, settings.previewed),
        why_not=WhyNot(sources),
        tailor=Tailor(sources, parts.court, PostgresBudget(parts.database), settings.tailor_within),
        react=React(reactions, applications, parts.prevailing, _sending(parts.outbox), utc_now),
        applications=applications,
        requests=PostgresRequests(parts.database),
        trials=Trials(PostgresExperiments(parts.database), settings.declared, utc_now),
        audits=PostgresAudits(parts.database),
        quality=quality_of(settings, parts.database),
        learned=LearnedStatus(learned_of(settings, parts.database), parts.prevailing),
    )
    add_routes(worker.api, handlers, settings.largest_body)
    worker.keys(parts.database, parts.outbox)
    worker.writes(MATCH_FEEDBACK)


def _sending(outbox: Outbox) -> Drain:
    async def drain() -> None:
        try:
            await outbox.drain()
        except DependencyAway as away:  # it is stored, and leaves with the next batch
            log.warning("a reaction waits in the outbox", dependency=away.dependency)

    return drain
