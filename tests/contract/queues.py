"""The scrape queue over every store, with what is seen of it from outside."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import orjson

from rematch_common.contracts import ALERTS, CRAWL_REPORTS, Alert, CandidateChanged, CrawlReport, Event
from rematch_common.contracts.examples_matches import CHANGED
from rematch_common.database import Database
from rematch_ingest.adapters.postgres_advice import PostgresAdvice
from rematch_ingest.adapters.postgres_categories import PostgresCategories
from rematch_ingest.adapters.postgres_preferred_roles import note_wishes
from rematch_ingest.adapters.postgres_scrape_queue import PostgresScrapeQueue
from rematch_ingest.adapters.role_room import MOST_ROLES_OF_TENANT, Room
from rematch_ingest.adapters.scrape_steps import seed_platforms
from rematch_ingest.domain.default_categories import default_categories
from rematch_ingest.domain.queue import PLATFORMS, Entry, Turn
from rematch_ingest.domain.roles import wishes_of
from rematch_ingest.ports.advice import Unadvised
from rematch_ingest.ports.categories import Categories
from rematch_ingest.ports.scrape_queue import Given, ScrapeQueue
from tests.fakes.collecting import FakeAdvice, FakeCategories
from tests.fakes.samples import NOW
from tests.fakes.scraping import FakeAlerts, FakeScrapeQueue


def wanting(*titles: str, who: str = "c-1", tenant: str = "demo", **fields: Any) -> CandidateChanged:
    nothing = {"location": None, "preferred_locations": (), "remote": None, "status": "ready_for_assignment"}
    own = {"tenant_id": tenant, "candidate_id": who, "titles": titles, **fields}
    return CHANGED[0].model_copy(update={**nothing, **own})


def turn(entry: Entry, holder: str = "k-1") -> Turn:
    return Turn(entry.queue_id, holder, entry.round)


@dataclass(frozen=True)
class Scraped:
    """`note`: a person is saved. `events`: the alerts and crawl reports that were told, in order."""

    queue: ScrapeQueue
    note: Callable[[CandidateChanged], Awaitable[None]]
    events: Callable[[], Awaitable[list[Any]]]
    categories: Categories
    advice: Unadvised

    async def give(self, at: timedelta = timedelta(), holder: str = "k-1") -> Given:
        """The role whose turn it is, so long after now."""
        told = await self.queue.next(holder, NOW + at)
        assert told is not None
        return told

    async def alerts(self) -> list[tuple[str, str | None, bool]]:
        """Kind, subject and whether it is over."""
        told = [event for event in await self.events() if isinstance(event, Alert)]
        return [(alert.kind, alert.subject, alert.resolved_at is not None) for alert in told]

    async def reports(self) -> list[CrawlReport]:
        return [event for event in await self.events() if isinstance(event, CrawlReport)]


def in_memory() -> Scraped:
    alerts = FakeAlerts()
    queue = FakeScrapeQueue(alerts)
    queue.categories = tuple(default_categories())
    queue.made = FakeCategories(queue.categories)

    async def note(candidate: CandidateChanged) -> None:
        queue.note(candidate)

    async def events() -> list[Any]:
        return list(alerts.events)

    return Scraped(queue, note, events, queue.made, FakeAdvice(queue.made))


@asynccontextmanager
async def in_postgres(database: Database, most_roles: int = MOST_ROLES_OF_TENANT) -> AsyncIterator[Scraped]:
    await seed_platforms(database, PLATFORMS)
    await PostgresCategories(database).seed(list(default_categories()), NOW)

    async def note(candidate: CandidateChanged) -> None:
        async with database.transaction([candidate.tenant_id]) as connection:
            await note_wishes(
                connection, {(candidate.tenant_id, candidate.candidate_id): wishes_of(candidate)}, Room(NOW, most_roles)
            )

    async def events() -> list[Any]:
        models: dict[str, type[Event]] = {ALERTS.name: Alert, CRAWL_REPORTS.name: CrawlReport}
        async with database.transaction() as connection:
            rows = await connection.fetch("SELECT topic, value FROM outbox ORDER BY seq")
        return [models[row["topic"]].model_validate(orjson.loads(row["value"])) for row in rows]

    stores = PostgresCategories(database), PostgresAdvice(database)
    yield Scraped(PostgresScrapeQueue(database), note, events, *stores)
