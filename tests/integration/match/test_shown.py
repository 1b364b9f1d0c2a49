"""What people were shown is written once, changed by nobody, and leads to nobody once they are forgotten."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import pytest

from rematch_common.contracts import MatchFeedback, MatchShown
from rematch_common.database import Database
from rematch_devstack import roles
from rematch_match.adapters.postgres_history import PostgresHistory
from rematch_match.adapters.postgres_lessons import PostgresLessons
from rematch_match.adapters.postgres_store import PostgresStore
from rematch_match.domain.facts import CandidateKey
from rematch_match.domain.pairs import Scored
from rematch_match.domain.quality.showing import Showing
from rematch_match.handlers.noting import NoteShown
from rematch_match.ports import Arrivals
from tests.fakes.occasions import occasion
from tests.fakes.samples import NOW, job, job_id, person
from tests.servers import Postgres

pytestmark = pytest.mark.stack
PEOPLE = [("demo", f"c-{number}") for number in range(3)]
JOBS = range(1, 4)
SHOWN = [Showing((who, job_id(number)), 1, number, "rematch", 3, NOW) for who in PEOPLE for number in JOBS]

HOUR = timedelta(hours=1)


def message(who: CandidateKey, number: int, position: int, version: int = 1, at: datetime = NOW) -> MatchShown:
    ids: dict[str, Any] = {"tenant_id": who[0], "candidate_id": who[1], "job_id": job_id(number)}
    return MatchShown(**ids, version=version, position=position, occurred_at=at)


@pytest.fixture
async def database(postgres: Postgres) -> AsyncIterator[Database]:
    async with postgres.database("match") as opened:
        store = PostgresStore(opened)
        work = await store.write(Arrivals([job(number) for number in JOBS], [person(name) for _, name in PEOPLE]))
        assert await store.settle([Scored.unseen(one.key) for one in SHOWN], work, occasion()) == len(SHOWN)
        yield opened


async def rows(database: Database, query: str, *arguments: Any) -> list[dict[str, Any]]:
    async with database.transaction(["demo"]) as connection:
        return [dict(row) for row in await connection.fetch(query, *arguments)]


async def count(database: Database, where: str = "") -> int:
    ((found,),) = [row.values() for row in await rows(database, f"SELECT count(*) FROM shown {where}")]
    return int(found)


async def test_many_that_show_the_same_at_once_write_it_once(database: Database) -> None:
    """As replicas do, each in an order of its own."""
    history = PostgresHistory(database)
    await asyncio.gather(*(history.note(SHOWN[turn:] + SHOWN[:turn]) for turn in range(len(SHOWN))))
    assert await count(database) == len(SHOWN)


async def test_a_process_that_dies_between_writing_and_knowing_it_writes_nothing_twice(database: Database) -> None:
    class Dying(PostgresHistory):
        async def note(self, shown: Any) -> None:
            await super().note(shown)
            raise asyncio.CancelledError

    notes = NoteShown(Dying(database))
    notes(SHOWN)
    with pytest.raises(asyncio.CancelledError):
        await notes.write()
    again = NoteShown(PostgresHistory(database))
    again(SHOWN)
    await again.stop()
    assert await count(database) == len(SHOWN)


async def test_the_factors_are_in_the_audit_under_the_same_version(database: Database) -> None:
    await PostgresHistory(database).note(SHOWN)
    query = "SELECT audit.factors FROM shown JOIN audit USING (pseudonym, job_id, match_version)"
    assert len(await rows(database, query)) == len(SHOWN)


@pytest.mark.parametrize("statement", ["UPDATE shown SET position = 1", "DELETE FROM shown", "TRUNCATE shown"])
async def test_nobody_changes_what_was_shown(database: Database, postgres: Postgres, statement: str) -> None:
    await PostgresHistory(database).note(SHOWN)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await rows(database, statement)
    if statement.startswith("TRUNCATE"):
        return
    owner = await asyncpg.connect(postgres.url(roles.OWNER), server_settings={"search_path": "match"})
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="shown is append-only"):
            await owner.execute(statement)
    finally:
        await owner.close()
    assert await count(database) == len(SHOWN)


async def test_who_is_forgotten_leaves_rows_that_lead_to_nobody(database: Database) -> None:
    history = PostgresHistory(database)
    await history.note(SHOWN)
    store, who = PostgresStore(database), PEOPLE[0]
    gone = person(who[1], version=2, alive=False, away_as="erased", skills=frozenset(), vector=None)
    work = await store.write(Arrivals([], [gone]))
    await store.settle([Scored.unseen(key) for key in sorted(await store.pairs_of(work))], work, occasion())
    orphans = "WHERE NOT EXISTS (SELECT FROM pseudonyms p WHERE p.pseudonym = shown.pseudonym)"
    assert (await count(database), await count(database, orphans)) == (len(SHOWN), len(JOBS))
    cells = {str(cell) for row in await rows(database, "SELECT * FROM shown") for cell in row.values()}
    assert not cells & {name for _, name in PEOPLE}
    await history.note(SHOWN[: len(JOBS)])
    assert await count(database) == len(SHOWN), "a list that was on its way when they were forgotten"


async def test_what_a_message_showed_before_an_erasure_is_not_of_who_came_anew(database: Database) -> None:
    store, history, who = PostgresStore(database), PostgresHistory(database), PEOPLE[0]
    for version, away in ((2, True), (3, False)):
        life = person(who[1], version=version, alive=not away, away_as="erased" if away else None)
        work = await store.write(Arrivals([], [life]))
        await store.settle([Scored.unseen((who, job_id(number))) for number in JOBS], work, occasion())
    (told,) = await rows(
        database,
        "SELECT max(match_version) AS version FROM audit JOIN pseudonyms USING (pseudonym) WHERE candidate_id = $1",
        who[1],
    )

    for hours, noted in ((-1, 0), (1, 1)):
        await history.hear([message(who, 1, 1, version=told["version"], at=NOW + hours * HOUR)])
        assert await count(database) == noted


async def test_what_a_message_has_shown_is_a_lesson_too_at_the_place_where_it_was_shown_first(
    database: Database,
) -> None:
    history, who = PostgresHistory(database), PEOPLE[1]
    await history.note([Showing((who, job_id(2)), 1, 9, "rematch", 3, NOW + HOUR)])
    await history.hear([message(who, 1, 3), message(who, 2, 2)])
    ids: dict[str, Any] = {"tenant_id": who[0], "candidate_id": who[1], "job_id": job_id(1), "actor": "candidate"}
    said = [
        MatchFeedback(**ids, action="saved", occurred_at=NOW - HOUR),
        MatchFeedback(**ids, action="applied", occurred_at=NOW + HOUR),
    ]
    await PostgresStore(database).react(said, occasion(because="feedback"))
    found = [one async for page in PostgresLessons(database).of("demo", NOW - HOUR, 10) for one in page]
    (score,) = await rows(database, "SELECT score FROM audit JOIN shown USING (pseudonym, job_id) WHERE position = 3")
    assert {one.job: (one.position, one.actions) for one in found} == {
        job_id(1): (3, ("applied",)),
        job_id(2): (2, ()),
    }
    assert [one.told for one in found if one.job == job_id(1)] == [score["score"]]


async def test_another_tenants_transaction_leads_to_nobody(database: Database) -> None:
    await PostgresHistory(database).note(SHOWN)
    async with database.transaction(["second"]) as connection:
        assert await connection.fetchval("SELECT count(*) FROM shown JOIN pseudonyms USING (pseudonym)") == 0
