"""Whoever is erased leaves nothing in match's tables but that they were, and a receipt in the same transaction."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from rematch_common.contracts import ERASURE_RECEIPTS, MATCHES, ErasureReceipt, MatchFeedback, limits
from rematch_common.database import Database
from rematch_common.erasing import Erasure
from rematch_common.outbox import unpacked
from rematch_devstack.fairness.categories import Attributes
from rematch_devstack.fairness.store import Store
from rematch_devstack.postgres import SUPERUSER
from rematch_match.adapters.postgres_backlog import enqueue_one
from rematch_match.adapters.postgres_store import PostgresStore
from rematch_match.domain.pairs import Scored
from rematch_match.ports import Arrivals, Ending
from tests.fakes.occasions import occasion
from tests.fakes.samples import NOW, job, job_id, person
from tests.servers import Postgres

pytestmark = pytest.mark.stack
JANE = ("demo", "c-1")
GONE = person(alive=False, away_as="erased", version=2, skills=frozenset(), vector=None)
ENDING = Ending(Erasure("e-1", *JANE, version=2))
PAIRS = [(JANE, job_id(1)), (JANE, job_id(2))]


@pytest.fixture
async def database(postgres: Postgres) -> AsyncIterator[Database]:
    async with postgres.database("match") as opened:
        yield opened


async def rows(database: Database, statement: str, *arguments: Any) -> list[Any]:
    async with database.transaction(["demo"]) as connection:
        return list(await connection.fetch(statement, *arguments))


async def matched(database: Database) -> PostgresStore:
    """Somebody with two matches, a reaction to one, and a place in the backlog."""
    store = PostgresStore(database)
    work = await store.write(Arrivals([job(1), job(2)], [person()]))
    assert await store.settle([Scored.unseen(key) for key in PAIRS], work, occasion()) == 2
    viewed = MatchFeedback(
        tenant_id="demo", candidate_id="c-1", job_id=job_id(1), action="viewed", actor="candidate", occurred_at=NOW
    )
    await store.react([viewed], occasion())
    async with database.transaction(["demo"]) as connection:
        assert await enqueue_one(connection, JANE, job_id(9), NOW) == 1
    return store


async def erase(store: PostgresStore, ending: Ending = ENDING) -> None:
    gone = replace(GONE, version=ending.erasure.version)
    work = await store.write(Arrivals([], [gone], {JANE: ending}))
    counted = {key: replace(one, points=1) for key, one in work.endings.items()}
    pairs = [Scored.unseen(key) for key in sorted(await store.pairs_of(work))]
    await store.settle(pairs, replace(work, endings=counted), occasion())


async def receipts(database: Database) -> list[ErasureReceipt]:
    found = await rows(database, "SELECT * FROM outbox WHERE topic = $1 ORDER BY seq", ERASURE_RECEIPTS.name)
    return [ErasureReceipt.model_validate_json(unpacked(row).value or b"") for row in found]


async def test_the_receipt_counts_what_is_gone(database: Database) -> None:
    store = await matched(database)
    await erase(store)
    (told,) = await receipts(database)
    assert (told.erasure_id, told.store, told.tenant_id, told.candidate_id, told.version) == (
        ("e-1", "match", "demo", "c-1", 2)
    )
    assert told.counts == {
        "tombstones": 2,
        "points": 1,
        "matches": 2,
        "reactions": 1,
        "feedback": 1,
        "applications": 0,
        "pseudonyms": 1,
        "verdicts": 0,
        "verdict_wants": 0,
        "exposures": 0,
        "backlog": 1,
        "attributes": 0,
    }
    (request,) = await rows(database, "SELECT ended_at FROM requests")
    assert request["ended_at"], "nobody is left whom it waits for"


async def test_the_tombstones_of_the_pairs_tell_which_erasure_it_is(database: Database) -> None:
    await erase(await matched(database))
    found = await rows(database, "SELECT * FROM outbox WHERE topic = $1 AND value IS NULL ORDER BY key", MATCHES.name)
    assert [row["key"] for row in found] == sorted(f"demo/c-1/{job_id(n)}" for n in (1, 2))
    assert all((limits.ERASURE_ID, b"e-1") in unpacked(row).headers for row in found)


async def test_the_same_erasure_again_is_confirmed_without_doing_anything(database: Database) -> None:
    store = await matched(database)
    await erase(store)
    async with database.transaction() as connection:
        await connection.execute("DELETE FROM outbox")
    again = await store.write(Arrivals([], [GONE], {JANE: ENDING}))
    assert (list(again.candidates), again.endings) == ([], {})
    (told,) = await receipts(database)
    assert (told.erasure_id, told.counts) == ("e-1", {})


async def test_an_erasure_that_somebody_has_overtaken_is_not_confirmed(database: Database) -> None:
    store = await matched(database)
    await store.write(Arrivals([], [person(version=3)]))
    await erase(store)
    assert await receipts(database) == []


async def test_after_they_came_anew_the_old_erasure_is_still_confirmed_and_changes_nothing(database: Database) -> None:
    store = await matched(database)
    await erase(store)
    work = await store.write(Arrivals([], [person(version=3)]))
    assert await store.settle([Scored.unseen(key) for key in PAIRS], work, occasion()) == 2
    async with database.transaction() as connection:
        await connection.execute("DELETE FROM outbox WHERE topic = $1", ERASURE_RECEIPTS.name)
    await erase(store)
    assert [told.erasure_id for told in await receipts(database)] == ["e-1"]
    assert len(await rows(database, "SELECT FROM matches WHERE state = 'active'")) == 2


async def test_two_of_a_tenant_are_erased_in_one_settlement(database: Database) -> None:
    store = await matched(database)
    await store.write(Arrivals([], [person("c-2")]))
    eve = ("demo", "c-2")
    endings = {JANE: ENDING, eve: Ending(Erasure("e-2", *eve, version=2))}
    work = await store.write(Arrivals([], [GONE, replace(GONE, key=eve)], endings))
    assert set(work.endings) == {JANE, eve}
    await store.settle([Scored.unseen(key) for key in sorted(await store.pairs_of(work))], work, occasion())
    assert sorted(told.erasure_id for told in await receipts(database)) == ["e-1", "e-2"]


async def test_what_they_told_of_themselves_for_audits_goes_with_them_and_nobody_elses(postgres: Postgres) -> None:
    async with postgres.database("fairness") as auditors, postgres.database("match") as database:
        kept, other = Store(auditors), ("demo", "c-2")
        await kept.put({JANE: Attributes("female", "asian"), other: Attributes("male")}, "survey", NOW)
        await erase(await matched(database))
        assert set((await kept.all(["demo"]))[0]) == {other}
        (told,) = await receipts(database)
        assert told.counts["attributes"] == 1


async def test_match_has_no_other_way_into_that_store(database: Database) -> None:
    for statement in (
        "SELECT * FROM fairness.attributes",
        "DELETE FROM fairness.attributes",
        "INSERT INTO fairness.attributes VALUES ('demo', 'c-1', 'female', NULL, 'x', now())",
        "SET ROLE rematch_fairness",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await rows(database, statement)
    # Of a tenant that the transaction has not named it forgets nobody.
    (answer,) = await rows(database, "SELECT forget_attributes('second', 'c-1') AS gone")
    assert answer["gone"] == 0


async def test_where_there_is_no_such_store_there_is_nothing_to_forget(postgres: Postgres, database: Database) -> None:
    """A deployment that has not run `rematch roles` since the upgrade."""
    admin = await asyncpg.connect(postgres.url(SUPERUSER))
    try:
        await admin.execute("ALTER SCHEMA fairness RENAME TO elsewhere")
        await erase(await matched(database))
    finally:
        await admin.execute("ALTER SCHEMA elsewhere RENAME TO fairness")
        await admin.close()
    (told,) = await receipts(database)
    assert told.counts["attributes"] == 0


async def test_what_was_said_before_is_not_the_word_of_who_comes_anew(database: Database) -> None:
    store = await matched(database)
    await erase(store)
    work = await store.write(Arrivals([], [person(version=3)]))
    await store.settle([Scored.unseen(key) for key in PAIRS], work, occasion())
    said = {"tenant_id": "demo", "candidate_id": "c-1", "job_id": job_id(1), "actor": "candidate"}
    before = MatchFeedback.model_validate({**said, "action": "rejected", "occurred_at": NOW - timedelta(seconds=1)})
    anew = MatchFeedback.model_validate({**said, "action": "saved", "occurred_at": NOW + timedelta(seconds=1)})
    await store.react([before, anew], occasion())
    assert [row["action"] for row in await rows(database, "SELECT action FROM feedback")] == ["saved"]
    (row,) = await rows(database, "SELECT reacted FROM candidates WHERE candidate_id = 'c-1'")
    assert row["reacted"] == 1
