"""The stores of openings that the suite runs over, and the ads that it feeds them."""

import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Any

import orjson
import pytest

from rematch_common.consume import Received
from rematch_common.contracts import RAW_JOBS, RawJob
from rematch_common.database import Database
from rematch_dedup.adapters.postgres_catalogue import PostgresCatalogue
from rematch_dedup.adapters.postgres_crawls import PostgresCrawls
from rematch_dedup.adapters.postgres_openings import PostgresOpenings
from rematch_dedup.domain.decision import Rules
from rematch_dedup.domain.types import AdKey
from rematch_dedup.handlers import Deduplicate
from rematch_dedup.handlers.deduplicate import PART
from rematch_dedup.ports import Catalogue, Crawls, Openings, Told
from tests.fakes.openings import FakeOpenings
from tests.fakes.samples import NOW, posting, received

RULES = Rules()
HOUR = timedelta(hours=1)
Events = list[dict[str, Any]]


@dataclass(frozen=True)
class Subject:
    """A store, and what is in its outbox, in order."""

    openings: Openings
    crawls: Crawls
    catalogue: Catalogue
    outbox: Callable[[str], Awaitable[Events]]

    async def handle(self, batch: Sequence[Received], part: int = PART) -> None:
        await Deduplicate(self.openings, lambda: NOW, RULES, part)(batch)

    async def feed(self, records: Sequence[Received], *cuts: int) -> None:
        """The records in batches that are cut there."""
        ends = [0, *sorted(min(cut, len(records)) for cut in cuts), len(records)]
        for begin, end in pairwise(ends):
            if end > begin:
                await self.handle(records[begin:end])

    async def told(self, key: AdKey) -> Told:
        found = await self.catalogue.opening_of(key)
        assert found is not None
        return found

    async def together(self, keys: Sequence[AdKey]) -> set[frozenset[AdKey]]:
        """Which of these ads are of one opening."""
        found = [await self.told(key) for key in keys]
        return {frozenset(ad.key for ad in one.ads) for one in found}


def in_memory() -> Subject:
    fake = FakeOpenings()

    async def outbox(topic: str) -> Events:
        return [_event(entry.key, entry.version, entry.outgoing.value) for entry in fake.outbox.of(topic)]

    return Subject(fake, fake, fake, outbox)


def in_postgres(database: Database) -> Subject:
    async def outbox(topic: str) -> Events:
        async with database.transaction() as connection:
            rows = await connection.fetch("SELECT key, version, value FROM outbox WHERE topic = $1 ORDER BY seq", topic)
        return [_event(*row) for row in rows]

    return Subject(PostgresOpenings(database), PostgresCrawls(database), PostgresCatalogue(database), outbox)


def _event(key: str, version: int, value: bytes | None) -> dict[str, Any]:
    return {**orjson.loads(value or b"null"), "key": key, "version": version}


STORES = ["fake", pytest.param("postgres", marks=pytest.mark.stack)]


async def opened(request: pytest.FixtureRequest) -> AsyncIterator[Subject]:
    """A fixture over STORES: each store, empty."""
    if request.param == "fake":
        yield in_memory()
        return
    async with request.getfixturevalue("postgres").database("dedup") as database:
        yield in_postgres(database)


def records(*seen: RawJob, first: int = 0) -> list[Received]:
    return [received(RAW_JOBS, raw.key, raw, offset) for offset, raw in enumerate(seen, first)]


_TASKS = [
    "You run the night shift of the cold store and keep its temperature log",
    "You plan the routes of forty refrigerated lorries across three counties",
    "You inspect incoming pallets of dairy products and release them for sale",
    "You train new colleagues at the picking stations and sign their first week",
    "You answer the dispatch line when a driver is held up on the motorway",
    "You count the stock of packaging every Friday and order what is missing",
    "You repair conveyor belts together with the maintenance crew of the plant",
    "You write the weekly report on losses and propose what to change",
    "You check forklifts before each shift and take faulty ones out of service",
    "You agree delivery windows with supermarkets and keep to them in December",
]


def job(number: int, **fields: Any) -> RawJob:
    """A posting whose text is long enough to tell it by; numbers that differ by little share sentences."""
    tasks = [f"{_TASKS[(number + step) % len(_TASKS)]}." for step in range(6)]
    titles = ["Shift Supervisor", "Route Planner", "Goods Inspector", "Warehouse Trainer", "Dispatcher"]
    return posting(
        number,
        **{
            "title": titles[number % len(titles)],
            "company": f"Firm {number % 3} Logistics",
            "description": "\n".join(tasks),
            "location": "Kiel, Germany",
        }
        | fields,
    )


def changed(raw: RawJob, **fields: Any) -> RawJob:
    return RawJob.model_validate({**raw.model_dump(exclude_unset=True), **fields})


def any_posting(draw: random.Random, number: int) -> RawJob:
    """One of few ads with one of few texts, so that they meet."""
    which = draw.randrange(10)
    start = draw.choice([which, which, which + 3])
    tasks = [f"{_TASKS[(start + step) % len(_TASKS)]}." for step in range(draw.choice([3, 6, 6]))]
    pay = {"salary_min": draw.choice([40_000, 50_000]), "salary_period": "year", "salary_currency": "EUR"}
    return job(
        which,
        external_id=f"e-{draw.randrange(14)}",
        source=draw.choice(["lever", "indeed", "board"]),
        description=draw.choice(["\n", " "]).join(tasks),
        company=draw.choice([*[f"Firm {which % 3} Logistics"] * 4, "Acme Staffing"]),
        location=draw.choice([*["Kiel, Germany"] * 5, "Hamburg, Germany", "Remote", None]),
        closed=draw.random() < 0.1,
        filled=draw.random() < 0.02,
        scraped_at=NOW + draw.choice([number, number, number, 0]) * HOUR,
        expires_at=NOW + 30 * HOUR if draw.random() < 0.1 else None,
        **(pay if draw.random() < 0.2 else {}),
    )
