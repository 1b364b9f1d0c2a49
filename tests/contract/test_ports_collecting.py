"""One suite for every store of search categories, of rounds that were asked for, and of alerts; and the order of the
queue in PostgreSQL against the rule."""

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import pytest

from rematch_common.database import Database
from rematch_ingest.adapters.postgres_alerts import PostgresAlerts
from rematch_ingest.adapters.postgres_categories import PostgresCategories
from rematch_ingest.adapters.postgres_pipeline_runs import PostgresPipelineRuns
from rematch_ingest.adapters.postgres_preferred_roles import forget_roles
from rematch_ingest.adapters.role_counts import add_up
from rematch_ingest.adapters.scrape_rows import entry
from rematch_ingest.domain.categories import Category
from rematch_ingest.domain.causes import Cause, Ended
from rematch_ingest.domain.default_categories import default_categories
from rematch_ingest.domain.urgency import URGENCY, urgency
from rematch_ingest.ports.alerts import Alerts
from rematch_ingest.ports.categories import Categories
from rematch_ingest.ports.pipeline_runs import PipelineRuns
from tests.contract.queues import wanting
from tests.contract.saving import saved
from tests.fakes.collecting import FakeCategories, FakePipelineRuns
from tests.fakes.samples import NOW
from tests.fakes.scraping import FakeAlerts
from tests.servers import Postgres

HOUR = timedelta(hours=1)
BOTH = ["fake", pytest.param("postgres", marks=pytest.mark.stack)]


@dataclass(frozen=True)
class Stores:
    categories: Categories
    runs: PipelineRuns
    alerts: Alerts


@pytest.fixture(params=BOTH)
async def stores(request: pytest.FixtureRequest) -> AsyncIterator[Stores]:
    if request.param == "fake":
        yield Stores(FakeCategories(), FakePipelineRuns(), FakeAlerts())
        return
    async with request.getfixturevalue("postgres").database("ingest") as database:
        yield Stores(PostgresCategories(database), PostgresPipelineRuns(database), PostgresAlerts(database))


async def test_categories_are_there_from_the_start_and_stay_as_an_admin_leaves_them(stores: Stores) -> None:
    seeds = list(default_categories())
    assert len(seeds) >= 25
    changed = Category("nurse", "Care", ("nurse",))
    for _ in range(2):
        await stores.categories.seed(seeds, NOW)
        await stores.categories.put(changed, NOW)
        assert await stores.categories.remove("cook", NOW) or "cook" not in await slugs(stores)
    await stores.categories.seed(seeds, NOW)
    known = {category.slug: category for category in await stores.categories.all()}
    assert known["nurse"] == changed
    assert set(known) == {seed.slug for seed in seeds} - {"cook"}
    assert not await stores.categories.remove("cook", NOW)
    await stores.categories.put(Category("cook", "Kitchens"), NOW)
    assert "cook" in await slugs(stores)


async def test_they_are_read_in_pages_and_one_by_one(stores: Stores) -> None:
    await stores.categories.seed(list(default_categories()), NOW)
    await stores.categories.remove("nurse", NOW)
    whole, read = await stores.categories.all(), list[Category]()
    while page := await stores.categories.page(read[-1].slug if read else "", 10):
        read += page
    assert read == whole
    assert await stores.categories.one(whole[0].slug) == whole[0]
    assert await stores.categories.one("nurse") is None
    assert await stores.categories.one("shaman") is None


async def slugs(stores: Stores) -> list[str]:
    found = [category.slug for category in await stores.categories.all()]
    assert found == sorted(found)
    return found


async def test_one_round_waits_and_one_collector_takes_it(stores: Stores) -> None:
    asked = await stores.runs.ask(NOW)
    assert asked.state == "waiting"
    assert await stores.runs.ask(NOW + HOUR) == asked
    taken = [run for run in await asyncio.gather(*(stores.runs.take(f"k-{n}", NOW) for n in range(5))) if run]
    assert [(run.run_id, run.state) for run in taken] == [(asked.run_id, "running")]
    assert (await stores.runs.ask(NOW)).run_id != asked.run_id


async def test_a_round_is_ended_by_who_took_it(stores: Stores) -> None:
    asked = await stores.runs.ask(NOW)
    await stores.runs.take("k-1", NOW)
    assert await stores.runs.end(asked.run_id, "k-2", (1, 2), NOW) is None
    assert await stores.runs.end(uuid4(), "k-1", (1, 2), NOW) is None
    ended = await stores.runs.end(asked.run_id, "k-1", (1, 2), NOW + HOUR)
    assert ended is not None
    assert (ended.state, ended.roles, ended.postings) == ("done", 1, 2)
    assert await stores.runs.end(asked.run_id, "k-1", (7, 7), NOW + 2 * HOUR) == ended
    assert await stores.runs.one(asked.run_id) == ended
    assert await stores.runs.one(uuid4()) is None


async def test_a_cause_is_told_once_until_it_is_over(stores: Stores) -> None:
    cause = Cause("scrape_backlog", "raw-jobs", "Postings wait.")
    assert [await stores.alerts.tell(cause, NOW) for _ in range(3)] == [True, False, False]
    assert [await stores.alerts.end(Ended("raw-jobs", "scrape_backlog"), NOW) for _ in range(2)] == [True, False]
    assert await stores.alerts.tell(cause, NOW)
    assert not await stores.alerts.end(Ended("raw-jobs", "another"), NOW)
    assert await stores.alerts.end(Ended("raw-jobs"), NOW)


@pytest.mark.stack
async def test_the_order_in_postgresql_is_that_of_the_rule(postgres: Postgres) -> None:
    rng = random.Random(7)
    async with postgres.database("ingest") as database, database.transaction() as connection:
        for number in range(60):
            since = NOW - timedelta(seconds=rng.randrange(1, 10**6))
            await connection.execute(
                "INSERT INTO scrape_queue (role, display, priority, candidate_count, waiting_since, not_before) "
                "VALUES ($1, $1, $2, $3, $4, $4)",
                *(f"role {number}", rng.randrange(5), rng.choice((0, 1, 9, 10, 1_000, 10**6)), since),
            )
        rows = await connection.fetch(f"SELECT *, {URGENCY} AS urgency FROM scrape_queue", NOW)
        for row in rows:
            told = dict(row)
            assert told.pop("urgency") == pytest.approx(urgency(entry(told), NOW))


@pytest.mark.stack
async def test_who_is_saved_is_tagged_and_counted_in_the_same_transaction(postgres: Postgres) -> None:
    async with postgres.database("ingest") as database:
        await PostgresCategories(database).seed(list(default_categories()), NOW)
        titles = ("Sr. Python Dev", "Widget Whisperer")
        given = wanting(*titles, categories=()), wanting("Baker", who="c-2", categories=("own",))
        one, two = await saved(database, given, NOW)
        assert (one.categories, two.categories) == (("software_engineer", "widget_whisperer"), ("own",))
        known = {category.slug for category in await PostgresCategories(database).all()}
        assert known.isdisjoint({"widget_whisperer", "own"}), "what one person wants is nobody else's to know"
        assert await queued(database) == {"python_developer": 1, "widget_whisperer": 1, "baker": 1}
        (same,) = await saved(database, given[:1], NOW + HOUR)
        assert same.version == one.version


async def queued(database: Database) -> dict[str, int]:
    async with database.transaction() as connection:
        await add_up(connection, NOW)
        return {row[0]: row[1] for row in await connection.fetch("SELECT role, candidate_count FROM scrape_queue")}


@pytest.mark.stack
async def test_who_is_there_twice_in_a_request_has_the_last_word(postgres: Postgres) -> None:
    async with postgres.database("ingest") as database:
        people = [wanting("Baker"), wanting("Plumber", who="c-2"), wanting("Plumber")]
        await saved(database, people, NOW)
        await saved(database, [wanting("Teacher", tenant="second")], NOW)
        assert await queued(database) == {"plumber": 2, "teacher": 1}


@pytest.mark.stack
async def test_who_is_forgotten_is_searched_for_no_more(postgres: Postgres) -> None:
    async with postgres.database("ingest") as database:
        await saved(database, [wanting("Baker", location="Berlin"), wanting("Baker", who="c-2")], NOW)
        assert await queued(database) == {"baker": 2}
        for _ in range(2):
            async with database.transaction(["demo"]) as connection:
                await forget_roles(connection, "demo", "c-1")
            assert await queued(database) == {"baker": 1}
        async with database.transaction(["second"]) as connection:
            await forget_roles(connection, "demo", "c-2")
        assert await queued(database) == {"baker": 1}, "another tenant's transaction reaches nobody"
        async with database.transaction() as connection:
            assert await connection.fetchval("SELECT count(*) FROM role_places") == 0
            assert await connection.fetchval("SELECT count(*) FROM role_changes") == 0
