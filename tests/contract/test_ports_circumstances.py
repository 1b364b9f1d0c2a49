"""Rarity, tenants' terms and the backlog on PostgreSQL."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from structlog.testing import capture_logs

from rematch_common.contracts import TenantSettings
from rematch_common.database import Database
from rematch_match.adapters.postgres_backlog import PostgresBacklog, enqueue_all, enqueue_one
from rematch_match.adapters.postgres_circumstances import PostgresCircumstances
from rematch_match.adapters.postgres_store import PostgresStore
from rematch_match.adapters.postgres_tenants import PostgresTenants
from rematch_match.domain.terms import Terms
from rematch_match.ports import Arrivals
from tests.fakes.samples import NOW, gone, job, person
from tests.servers import Postgres

pytestmark = pytest.mark.stack
TERMS = Terms(least=55.0)
HOUR = timedelta(hours=1)
SOON = timedelta(minutes=2)


@pytest.fixture
async def database(postgres: Postgres) -> AsyncIterator[Database]:
    async with postgres.database("match") as found:
        yield found


def settings(version: int, tenant: str = "demo", **chosen: object) -> TenantSettings:
    return TenantSettings.model_validate({"tenant_id": tenant, "version": version, **chosen})


async def waiting(database: Database, tenant: str = "demo") -> list[tuple[str, str]]:
    async with database.transaction({tenant}) as connection:
        rows = await connection.fetch(
            "SELECT candidate_id, trigger FROM backlog JOIN requests USING (tenant_id, request_id) ORDER BY 1, 2"
        )
    return [(row["candidate_id"], row["trigger"]) for row in rows]


async def test_rare_skills_weigh_more_and_a_snapshot_stays_until_the_next(database: Database) -> None:
    prevailing = PostgresCircumstances(database, TERMS)
    assert (await prevailing.now()).rarity.version == 0
    everyone, some = frozenset({"english"}), frozenset({"english", "cobol"})
    jobs = [job(n, required=some if n == 1 else everyone, preferred=frozenset()) for n in range(1, 9)]
    await PostgresStore(database).write(Arrivals([*jobs, gone(9, version=1, required=frozenset({"perl"}))], []))
    assert await prevailing.take_snapshot(NOW, HOUR)
    rarity = (await prevailing.now()).rarity
    assert rarity.version > 0
    assert rarity.weight("cobol") > 3 * rarity.weight("english") > 0
    assert "perl" not in rarity.weights, "no live opening asks for it"
    assert not await prevailing.take_snapshot(NOW + HOUR / 2, HOUR)
    assert await prevailing.now() is await prevailing.now(), "nothing has changed: nothing is read"
    assert await prevailing.take_snapshot(NOW + HOUR, HOUR)
    many = [job(n, required=everyone) for n in range(10, 26)]
    await PostgresStore(database).write(Arrivals(many, []))
    assert not await prevailing.take_snapshot(NOW + HOUR + SOON, HOUR)
    assert await prevailing.take_snapshot(NOW + HOUR + 2 * SOON, HOUR), "three times as many openings"
    assert (await prevailing.now()).rarity.version > rarity.version


async def test_what_a_tenant_chooses_holds_for_that_tenant(database: Database) -> None:
    prevailing, tenants = PostgresCircumstances(database, TERMS), PostgresTenants(database, TERMS)
    await tenants.learn([settings(2, min_score=70.0)], [], NOW)
    now = await prevailing.now()
    assert (now.terms("demo").least, now.terms("other").least) == (70.0, 55.0)
    await tenants.learn([settings(1, min_score=10.0)], [], NOW)
    assert (await prevailing.now()).terms("demo").least == 70.0, "older than what is known"
    await tenants.learn([], ["demo"], NOW)
    assert (await prevailing.now()).terms("demo") == TERMS


async def test_what_cannot_be_gone_by_is_the_deployments_and_said_once(database: Database) -> None:
    prevailing, tenants = PostgresCircumstances(database, TERMS), PostgresTenants(database, TERMS)
    with capture_logs() as logged:
        await tenants.learn([settings(2, scoring_profile="nobodys")], [], NOW)
        assert (await prevailing.now()).terms("demo").profile == TERMS.profile
        await tenants.learn([settings(1, "other")], [], NOW)
        await prevailing.now()
    said = [(line["tenant"], line["field"]) for line in logged if line["log_level"] == "warning"]
    assert said == [("demo", "scoring_profile")]


async def test_a_change_that_matters_puts_the_tenants_people_into_the_backlog_once(database: Database) -> None:
    tenants = PostgresTenants(database, TERMS)
    people = [person("c-1"), person("c-2"), person("c-3", alive=False, away_as="filter"), person("c-1", "other")]
    await PostgresStore(database).write(Arrivals([], people))
    await tenants.learn([settings(1, name="Demo")], [], NOW)
    assert await waiting(database) == [], "a name changes no match"
    for _ in range(2):
        await tenants.learn([settings(2, min_score=70.0)], [], NOW)
    assert await waiting(database) == [("c-1", "settings_changed"), ("c-2", "settings_changed")]
    assert await waiting(database, "other") == []


async def test_tenants_take_turns_and_nobody_is_given_twice(database: Database) -> None:
    backlog = PostgresBacklog(database)
    everybody = [person(f"c-{n:02}", "large") for n in range(20)] + [person("c-1", "small")]
    await PostgresStore(database).write(Arrivals([], everybody))
    async with database.transaction({"large", "small"}) as connection:
        await enqueue_all(connection, "large", uuid4(), "settings_changed", NOW)
        await enqueue_one(connection, ("small", "c-1"), uuid4(), NOW + SOON)
    first = await backlog.claim(4, NOW + SOON)
    assert {key for chunk in first for key in chunk.keys} >= {("small", "c-1"), ("large", "c-00")}
    second = await backlog.claim(100, NOW + SOON)
    assert [key for chunk in second for key in chunk.keys] == [("large", f"c-{n:02}") for n in range(3, 20)]
    assert await backlog.claim(100, NOW + SOON) == []
    again = await backlog.claim(100, NOW + 2 * SOON)
    assert sum(len(chunk.keys) for chunk in again) == 21, "whoever claimed them has gone"


async def test_a_request_ends_with_its_last_person_and_one_matching_serves_all_requests(database: Database) -> None:
    backlog, requests = PostgresBacklog(database), [uuid4(), uuid4(), uuid4()]
    await PostgresStore(database).write(Arrivals([], [person("c-1"), person("c-2")]))
    async with database.transaction({"demo"}) as connection:
        assert await enqueue_all(connection, "demo", requests[0], "requested", NOW) == 2
        assert await enqueue_one(connection, ("demo", "c-1"), requests[1], NOW) == 1
        assert await enqueue_one(connection, ("demo", "nobody"), requests[2], NOW) == 0
    (chunk,) = await backlog.claim(10, NOW)
    assert list(chunk.keys) == [("demo", "c-1"), ("demo", "c-2")]
    await backlog.done(replace(chunk, keys=[("demo", "c-1")]), NOW + SOON)
    assert await _progress(database) == {
        requests[0]: (2, 1, False),
        requests[1]: (1, 1, True),
        requests[2]: (0, 0, True),
    }
    await backlog.done(chunk, NOW + SOON)
    assert (await _progress(database))[requests[0]] == (2, 2, True)
    assert await waiting(database) == []


async def test_one_matching_serves_all_that_was_asked_before_it_was_claimed_and_nothing_later(
    database: Database,
) -> None:
    backlog, requests = PostgresBacklog(database), [uuid4() for _ in range(7)]
    await PostgresStore(database).write(Arrivals([], [person("c-1")]))

    async def ask(number: int, seconds: int = 0) -> None:
        async with database.transaction({"demo"}) as connection:
            await enqueue_one(connection, ("demo", "c-1"), requests[number], NOW + timedelta(seconds=seconds))

    for number in range(3):
        await ask(number, number)
    (first,) = await backlog.claim(1, NOW + SOON / 4)
    await ask(3)
    (second,) = await backlog.claim(1, NOW + SOON / 3)
    await ask(4)
    await backlog.done(first, NOW + SOON)
    progress = await _progress(database)
    assert [progress[one][1:] for one in requests[:5]] == [(1, True)] * 3 + [(0, False)] * 2
    await backlog.done(second, NOW + SOON)
    progress = await _progress(database)
    assert [progress[one][1:] for one in requests[:5]] == [(1, True)] * 4 + [(0, False)]
    await ask(5)
    (slow,) = await backlog.claim(1, NOW + SOON / 2)
    await ask(6)
    (quick,) = await backlog.claim(1, NOW + SOON)
    await backlog.done(quick, NOW + SOON)
    assert await waiting(database) == [], "also what the slow one has claimed"
    await backlog.done(slow, NOW + SOON)
    assert {done for _, done, _ in (await _progress(database)).values()} == {1}


async def test_a_claim_takes_all_that_somebody_waits_for_and_gives_them_once(database: Database) -> None:
    backlog = PostgresBacklog(database)
    await PostgresStore(database).write(Arrivals([], [person("c-1"), person("c-2")]))
    async with database.transaction({"demo"}) as connection:
        await enqueue_all(connection, "demo", uuid4(), "settings_changed", NOW)
        for _ in range(3):
            await enqueue_one(connection, ("demo", "c-1"), uuid4(), NOW + HOUR)
    (chunk,) = await backlog.claim(1, NOW + HOUR)
    assert (chunk.keys, chunk.trigger) == ([("demo", "c-1")], "settings_changed")
    await backlog.done(chunk, NOW + HOUR)
    assert await waiting(database) == [("c-2", "settings_changed")]


async def test_requests_that_ended_long_ago_are_forgotten_and_others_are_not(database: Database) -> None:
    backlog, requests = PostgresBacklog(database), [uuid4(), uuid4(), uuid4()]
    await PostgresStore(database).write(Arrivals([], [person("c-1")]))
    async with database.transaction({"demo"}) as connection:
        for number, (name, at) in enumerate((("nobody", NOW), ("nobody", NOW + HOUR), ("c-1", NOW))):
            await enqueue_one(connection, ("demo", name), requests[number], at)
    assert [await backlog.prune(1, NOW + HOUR) for _ in range(2)] == [1, 0]
    assert set(await _progress(database)) == {requests[1], requests[2]}


async def _progress(database: Database) -> dict[object, tuple[int, int, bool]]:
    async with database.transaction({"demo"}) as connection:
        rows = await connection.fetch("SELECT request_id, total, done, ended_at FROM requests")
    return {row["request_id"]: (row["total"], row["done"], row["ended_at"] is not None) for row in rows}
