"""The scrape queue in PostgreSQL. What a step makes of a role is the domain's; here it is read, locked and written."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from rematch_common.database import Connection, Database
from rematch_ingest.adapters import scrape_rows as rows
from rematch_ingest.adapters.postgres_categories import hold_categories, make_categories
from rematch_ingest.adapters.role_counts import add_up, leave, sort_roles
from rematch_ingest.adapters.scrape_steps import store_step
from rematch_ingest.domain.hints import MOST_HINTS
from rematch_ingest.domain.queue import MOST_HELD, Entry, Turn, is_of
from rematch_ingest.domain.rounds import (
    Failure,
    Step,
    Upload,
    completed,
    failed,
    given_out,
    is_settled,
    is_stuck,
    returned,
    uploaded,
)
from rematch_ingest.domain.urgency import URGENCY
from rematch_ingest.ports.scrape_queue import Brought, Given, HandsFull, Overview

_NEXT = f"""
SELECT * FROM scrape_queue
WHERE status <> 'scraping' AND not_before <= $1 AND candidate_count > 0
  AND (round = 0 OR waiting_since <= $1 - $2::interval)
ORDER BY {URGENCY} DESC, queue_id LIMIT 1 FOR UPDATE SKIP LOCKED
"""
# Two requests of one key must not both find its last hand free.
_ONE_BY_ONE = "SELECT pg_advisory_xact_lock(hashtextextended('ingest.roles_held/' || $1, 0))"
_IN_HAND = "SELECT queue_id FROM scrape_queue WHERE status = 'scraping' AND holder = $1 ORDER BY started_at, queue_id"
_ONE = "SELECT * FROM scrape_queue WHERE queue_id = $1"
_HINTS = "SELECT hint FROM role_places WHERE role = $1 ORDER BY people DESC, hint LIMIT $2"
_SEEN = "INSERT INTO scrape_seen SELECT $1, $2, unnest($3::text[]) ON CONFLICT DO NOTHING"
_FOUND_TODAY = """
INSERT INTO scrape_days AS known VALUES (($1 AT TIME ZONE 'UTC')::date, $2)
ON CONFLICT (day) DO UPDATE SET found = known.found + excluded.found
"""
_HELD = "SELECT * FROM scrape_queue WHERE status = 'scraping' ORDER BY queue_id FOR UPDATE SKIP LOCKED"


class PostgresScrapeQueue:
    """See rematch_ingest.ports.scrape_queue.ScrapeQueue."""

    def __init__(self, database: Database, most_held: int = MOST_HELD) -> None:
        self._database = database
        self._most_held = most_held

    async def next(self, holder: str, now: datetime, rested: timedelta = timedelta()) -> Given | None:
        async with self._database.transaction() as connection:
            await add_up(connection, now)
        async with self._database.transaction() as connection:
            await _check_hands(connection, holder, self._most_held)
            row = await connection.fetchrow(_NEXT, now, rested)
            if row is None:
                return None
            entry = given_out(rows.entry(row), holder, await _platforms(connection), now)
            await rows.write(connection, entry)
            await connection.execute("DELETE FROM scrape_seen WHERE queue_id = $1", entry.queue_id)
            hints = await connection.fetch(_HINTS, entry.role, MOST_HINTS)
        return Given(entry, tuple(hint["hint"] for hint in hints))

    async def held(self, turn: Turn) -> Entry | None:
        async with self._database.transaction() as connection:
            row = await connection.fetchrow(_ONE, turn.queue_id)
        entry = rows.entry(row) if row else None
        return entry if entry is not None and is_of(entry, turn) else None

    async def bring(self, turn: Turn, brought: Brought, now: datetime) -> Entry | None:
        async with self._database.transaction() as connection:
            entry = await _locked(connection, turn)
            if entry is None or entry.status != "scraping":
                return entry
            ads = sorted(set(brought.ads))
            status = await connection.execute(_SEEN, entry.queue_id, brought.platform, ads)
            upload = Upload(brought.platform, len(brought.ads), int(status.split()[-1]), brought.complete, brought.last)
            await connection.execute(_FOUND_TODAY, now, len(brought.ads))
            return await store_step(connection, uploaded(entry, upload, now), now)

    async def complete(self, turn: Turn, found: int, now: datetime) -> Entry | None:
        return await self._end(turn, lambda entry: completed(entry, found, now), now)

    async def fail(self, turn: Turn, failure: Failure, now: datetime) -> Entry | None:
        return await self._end(turn, lambda entry: failed(entry, failure, now), now)

    async def _end(self, turn: Turn, step: Callable[[Entry], Step], now: datetime) -> Entry | None:
        async with self._database.transaction() as connection:
            entry = await _locked(connection, turn)
            if entry is None or entry.status != "scraping":
                return entry
            after = await store_step(connection, step(entry), now)
            await leave(connection, now)
            return after

    async def overview(self, now: datetime, most: int) -> Overview:
        async with self._database.transaction() as connection:
            await add_up(connection, now)
            counts = await connection.fetch("SELECT status, count(*) AS n FROM scrape_queue GROUP BY status")
            today = "SELECT found FROM scrape_days WHERE day = ($1 AT TIME ZONE 'UTC')::date"
            found = await connection.fetchval(today, now)
            recent = await connection.fetch(
                "SELECT * FROM scrape_queue ORDER BY touched_at DESC NULLS LAST, queue_id LIMIT $1", most
            )
        return Overview({row["status"]: row["n"] for row in counts}, found or 0, [rows.entry(row) for row in recent])

    async def prioritise(self, queue_id: int, priority: int) -> Entry | None:
        async with self._database.transaction() as connection:
            changed = "UPDATE scrape_queue SET priority = $2 WHERE queue_id = $1 RETURNING *"
            row = await connection.fetchrow(changed, queue_id, priority)
        return rows.entry(row) if row else None

    async def sweep(self, now: datetime) -> int:
        async with self._database.transaction() as connection:
            await add_up(connection, now)
        async with self._database.transaction() as connection:
            await hold_categories(connection)
            held = [rows.entry(row) for row in await connection.fetch(_HELD)]
            steps = [step for entry in held if (step := _overdue(entry, now)) is not None]
            for step in steps:
                await store_step(connection, step, now)
            await leave(connection, now)
            await sort_roles(connection)
            await make_categories(connection, now)
            await connection.execute("DELETE FROM scrape_days WHERE day < ($1 AT TIME ZONE 'UTC')::date - 7", now)
        return len(steps)


def _overdue(entry: Entry, now: datetime) -> Step | None:
    if is_settled(entry, now):
        return completed(entry, 0, now)
    return returned(entry, now) if is_stuck(entry, now) else None


async def _locked(connection: Connection, turn: Turn) -> Entry | None:
    row = await connection.fetchrow(f"{_ONE} FOR UPDATE", turn.queue_id)
    entry = rows.entry(row) if row else None
    return entry if entry is not None and is_of(entry, turn) else None


async def _check_hands(connection: Connection, holder: str, most: int) -> None:
    """Raises HandsFull."""
    await connection.execute(_ONE_BY_ONE, holder)
    held = await connection.fetch(_IN_HAND, holder)
    if len(held) >= most:
        raise HandsFull(held[0]["queue_id"], most)


async def _platforms(connection: Connection) -> Sequence[str]:
    found = await connection.fetch("SELECT platform FROM scrape_platforms WHERE active ORDER BY place")
    return [row["platform"] for row in found]
