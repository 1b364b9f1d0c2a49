"""Every published match leaves a row that nobody changes, and that leads to nobody once the person is forgotten."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import orjson
import pytest

from rematch_common.contracts import MatchFeedback
from rematch_common.database import Database
from rematch_common.outbox import Outbox
from rematch_devstack import roles
from rematch_match.adapters.auditing import taxonomy
from rematch_match.adapters.postgres_store import PostgresStore
from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.pairs import Occasion, Scored
from rematch_match.domain.scoring import SCORING
from tests.fakes.occasions import occasion, set_occasion, worth
from tests.fakes.publisher import FakePublisher
from tests.fakes.samples import NOW, arrivals, gone, job, job_id, person
from tests.servers import Postgres

pytestmark = pytest.mark.stack
ME = ("demo", "c-1")
ON = set_occasion(2, because="requested")


@pytest.fixture
async def database(postgres: Postgres) -> AsyncIterator[Database]:
    async with postgres.database("match") as opened:
        yield opened


async def arrive(database: Database, *facts: JobFacts | CandidateFacts, on: Occasion = ON) -> None:
    store, arrived = PostgresStore(database), arrivals(*facts)
    work = await store.write(arrived)
    pairs = await store.pairs_of(work) | {(ME, opening.job_id) for opening in arrived.jobs}
    await store.settle(list(map(Scored.unseen, sorted(pairs))), work, on)


async def rows(database: Database, query: str, *arguments: Any) -> list[dict[str, Any]]:
    async with database.transaction(["demo"]) as connection:
        return [dict(row) for row in await connection.fetch(query, *arguments)]


async def audited(database: Database) -> list[dict[str, Any]]:
    return await rows(database, "SELECT * FROM audit ORDER BY audit_id")


async def test_what_is_found_and_updated_is_audited_with_what_it_rests_on(database: Database) -> None:
    await arrive(database, person(version=4), worth(1, 80), worth(2, 70))
    await arrive(database, worth(1, 81, 2), worth(2, 75, 2))
    await arrive(database, gone(1, version=3))
    found = await audited(database)
    told = [(row["job_id"], row["match_version"], row["score"]) for row in found]
    assert sorted(told[:2], key=str) == sorted([(job_id(1), 1, 80.0), (job_id(2), 1, 70.0)], key=str)
    assert told[2:] == [(job_id(2), 2, 75.0)], "neither a small step nor a withdrawal"
    last = found[-1]
    assert orjson.loads(last["versions"]) == {
        "job": 2,
        "candidate": 4,
        "model": "m-1.3",
        "taxonomy": taxonomy(),
        "rarity": 0,
        "profile": SCORING.profile,
        "profile_version": SCORING.version,
        "terms": 0,
    }
    assert (orjson.loads(last["inputs"]), last["trigger"], last["told_at"]) == ({"set": 75.0}, "requested", NOW)
    (pseudonym,) = await rows(database, "SELECT * FROM pseudonyms")
    assert {row["pseudonym"] for row in found} == {pseudonym["pseudonym"]}


async def test_factors_are_audited_as_numbers_without_words(database: Database) -> None:
    await arrive(database, person(), job(), on=occasion(job_id(1)))
    (row,) = await audited(database)
    factors = orjson.loads(row["factors"])
    assert factors
    assert all(set(factor) == {"name", "score", "weight", "known"} for factor in factors)


@pytest.mark.parametrize("statement", ["UPDATE audit SET score = 100", "DELETE FROM audit", "TRUNCATE audit"])
async def test_nobody_changes_what_was_audited(database: Database, postgres: Postgres, statement: str) -> None:
    await arrive(database, person(), worth(1, 80))
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await rows(database, statement)
    if statement.startswith("TRUNCATE"):
        return
    owner = await asyncpg.connect(postgres.url(roles.OWNER), server_settings={"search_path": "match"})
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
            await owner.execute(statement)
    finally:
        await owner.close()
    assert len(await audited(database)) == 1


PERSONAL = ("matches", "reactions", "feedback", "applications", "pseudonyms")


async def history(database: Database) -> list[Any]:
    """Somebody with matches, a reaction and an application; what the audit says of them."""
    await arrive(database, person(), worth(1, 80), worth(2, 70), worth(3, 60))
    viewed = MatchFeedback(
        tenant_id="demo", candidate_id="c-1", job_id=job_id(1), action="viewed", actor="candidate", occurred_at=NOW
    )
    await PostgresStore(database).react([viewed], ON)
    await rows(
        database,
        "INSERT INTO applications VALUES (gen_random_uuid(), 'demo', 'c-1', $1, 'direct', 'applied', $2, $2)",
        job_id(1),
        NOW,
    )
    for table in PERSONAL:
        assert await rows(database, f"SELECT FROM {table} WHERE candidate_id = 'c-1'"), table
    return list(await audited(database))


async def test_who_is_forgotten_leaves_an_audit_that_leads_to_nobody(database: Database) -> None:
    before, publisher = await history(database), FakePublisher()
    outbox = Outbox("match", database, publisher)
    await outbox.drain()
    await arrive(database, person(version=2, alive=False, away_as="erased", skills=frozenset(), vector=None))
    for table in PERSONAL:
        assert await rows(database, f"SELECT FROM {table} WHERE candidate_id = 'c-1'") == [], table
    await outbox.drain()
    told = [(record.key, record.value is None) for record in publisher.of("matches")]
    for key in (f"demo/c-1/{job_id(number)}".encode() for number in (1, 2)):
        assert [gone for of, gone in told if of == key][-2:] == [False, True], "withdrawn, and then forgotten"
    assert await rows(database, "SELECT FROM outbox WHERE key LIKE '%c-1%'") == []
    (left,) = await rows(database, "SELECT * FROM candidates WHERE candidate_id = 'c-1'")
    assert (left["vector"], left["skills"], left["floor"]) == (None, [], 3)
    assert (await audited(database), len(before)) == (before, 2)
    await arrive(database, person(version=3), worth(1, 80, 2))
    names = {row["pseudonym"] for row in await audited(database)}
    assert len(names) == 2, "who comes again is somebody else"


async def test_what_was_told_and_the_part_that_no_day_changes_are_kept(database: Database) -> None:
    await arrive(database, person(), worth(1, 80), worth(2, 70), worth(3, 60))
    found = {row["job_id"]: row for row in await rows(database, "SELECT * FROM matches")}
    first, third = found[job_id(1)], found[job_id(3)]
    assert (first["state"], first["score"], first["told"], first["grade"]) == ("active", 80.0, 80.0, "A")
    body = orjson.loads(first["body"])
    assert (body["score"], body["version"], body["job"]["title"]) == (80.0, 1, "J1")
    assert set(orjson.loads(first["fixed"])) == {"total", "weight", "recency", "cap"}
    assert (third["state"], third["told"], third["body"]) == ("displaced", None, "{}")
    await arrive(database, worth(1, 81, 2))
    (moved,) = await rows(database, "SELECT * FROM matches WHERE job_id = $1", job_id(1))
    assert (moved["score"], moved["told"], orjson.loads(moved["body"])) == (81.0, 80.0, body)
