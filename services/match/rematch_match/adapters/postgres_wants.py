"""Pairs that want a verdict, in PostgreSQL: a row each, claimed for a minute by whoever asks for it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from rematch_common.database import Connection, Database
from rematch_match.domain.verdicts.given import Given
from rematch_match.ports.rulings import Nothing, Want

# One replica after the other: whoever gets a person gets all that they wait for, so that their best are known.
_ONE_BY_ONE = "SELECT pg_advisory_xact_lock(hashtextextended('match.verdicts', 0))"
_FREE = "w.ended_at IS NULL AND (w.claimed_at IS NULL OR w.claimed_at < $2::timestamptz - interval '1 minute')"
# Locked, a row stays where it is: by its place it is found without looking through all, as many as the planner fears.
# Of each tenant's oldest; whose first comes first is chance, so that many tenants never keep another waiting for good.
_CLAIM = f"""
WITH oldest AS (
  SELECT t.tenant_id, waiting.candidate_id, min(waiting.wanted_at) AS wanted_at
  FROM tenants t CROSS JOIN LATERAL (
    SELECT w.candidate_id, w.wanted_at FROM verdict_wants w WHERE w.tenant_id = t.tenant_id AND {_FREE}
    ORDER BY w.wanted_at, w.candidate_id LIMIT 20 * $1) AS waiting
  GROUP BY t.tenant_id, waiting.candidate_id),
next AS (
  SELECT tenant_id, candidate_id FROM oldest
  ORDER BY row_number() OVER (PARTITION BY tenant_id ORDER BY wanted_at, candidate_id), random() LIMIT $1),
mine AS (
  SELECT w.ctid FROM verdict_wants w
  WHERE (w.tenant_id, w.candidate_id) IN (SELECT tenant_id, candidate_id FROM next) AND {_FREE} FOR UPDATE SKIP LOCKED)
UPDATE verdict_wants w SET claimed_at = $2::timestamptz FROM mine WHERE w.ctid = mine.ctid
RETURNING w.tenant_id, w.candidate_id, w.job_id, w.turn, w.score, w.wanted_at
"""
_THESE = "unnest($1::text[], $2::text[], $3::uuid[], $4::bigint[]) AS k(t, c, j, turn)"
# In one order, as those who write wants lock them.
_MINE = f"""
WITH mine AS (
  SELECT w.tenant_id, w.candidate_id, w.job_id, w.score, w.turn, w.turn = k.turn AS same
  FROM verdict_wants w JOIN {_THESE} ON (w.tenant_id, w.candidate_id, w.job_id) = (k.t, k.c, k.j)
  ORDER BY w.tenant_id, w.candidate_id, w.job_id FOR UPDATE OF w)
"""
_OF_MINE = "(w.tenant_id, w.candidate_id, w.job_id) = (mine.tenant_id, mine.candidate_id, mine.job_id)"
_ENDED = "w.tenant_id, w.candidate_id, w.job_id"
_KEEP = f"{_MINE} UPDATE verdict_wants w SET claimed_at = $5 FROM mine WHERE {_OF_MINE} AND w.ended_at IS NULL"
# A pair in force that was told of no verdict has another question by now than the one that was answered.
_GIVEN = f"""{_MINE}
DELETE FROM verdict_wants w USING mine WHERE {_OF_MINE} AND mine.same AND NOT EXISTS (
  SELECT FROM matches m WHERE (m.tenant_id, m.candidate_id, m.job_id) = (w.tenant_id, w.candidate_id, w.job_id)
    AND m.state = 'active' AND m.verdict IS NULL)
RETURNING {_ENDED}
"""
_PUT_OFF = f"""{_MINE}, told AS (
  SELECT mine.tenant_id, mine.candidate_id, mine.job_id, a.again, (
      SELECT count(*) FROM verdict_wants o WHERE o.tenant_id = mine.tenant_id AND o.state = 'away')
    + row_number() OVER (PARTITION BY mine.tenant_id ORDER BY mine.score DESC, mine.candidate_id, mine.job_id) AS place
  FROM mine JOIN unnest($1::text[], $2::text[], $3::uuid[], $7::timestamptz[]) AS a(t, c, j, again)
      ON (mine.tenant_id, mine.candidate_id, mine.job_id) = (a.t, a.c, a.j)
    JOIN matches m USING (tenant_id, candidate_id, job_id)
  WHERE mine.same AND m.state = 'active' AND m.verdict IS NOT NULL)
UPDATE verdict_wants w SET state = 'away', again_at = told.again, ended_at = $6, claimed_at = NULL FROM told
WHERE (w.tenant_id, w.candidate_id, w.job_id) = (told.tenant_id, told.candidate_id, told.job_id) AND told.place <= $5
RETURNING {_ENDED}
"""
_CLAIM_AGAIN = """
WITH next AS (
  SELECT w.tenant_id, w.candidate_id FROM verdict_wants w WHERE w.state = 'away' AND w.again_at <= $2
  GROUP BY w.tenant_id, w.candidate_id
  ORDER BY row_number() OVER (PARTITION BY w.tenant_id ORDER BY min(w.again_at), w.candidate_id), random() LIMIT $1),
mine AS (
  SELECT w.ctid FROM verdict_wants w
  WHERE (w.tenant_id, w.candidate_id) IN (SELECT tenant_id, candidate_id FROM next)
    AND w.state = 'away' AND w.again_at <= $2 FOR UPDATE SKIP LOCKED)
UPDATE verdict_wants w SET state = 'pending', ended_at = NULL, claimed_at = $2 FROM mine WHERE w.ctid = mine.ctid
RETURNING w.tenant_id, w.candidate_id, w.job_id, w.turn, w.score, w.wanted_at
"""
_GONE = f"{_MINE} DELETE FROM verdict_wants w USING mine WHERE {_OF_MINE} AND mine.same RETURNING {_ENDED}"
_NONE = f"""{_MINE}
UPDATE verdict_wants w SET state = $5, ended_at = $6, claimed_at = NULL FROM mine WHERE {_OF_MINE} AND mine.same
RETURNING {_ENDED}
"""
# Those that wait on are looked at again in ten seconds: the pair's own settlement may be under way.
_WAIT_ON = f"""{_MINE}
UPDATE verdict_wants w SET claimed_at = $5::timestamptz - interval '50 seconds' FROM mine
WHERE {_OF_MINE} AND w.ended_at IS NULL
"""


async def every_tenant(database: Database) -> set[str]:
    async with database.transaction() as connection:
        return {row["tenant_id"] for row in await connection.fetch("SELECT tenant_id FROM tenants")}


class PostgresWants:
    """See rematch_match.ports.rulings.Wants."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(self, people: int, at: datetime) -> list[Want]:
        return await self._claimed(_CLAIM, people, at)

    async def claim_again(self, people: int, at: datetime) -> list[Want]:
        return await self._claimed(_CLAIM_AGAIN, people, at)

    async def _claimed(self, statement: str, people: int, at: datetime) -> list[Want]:
        async with self._database.transaction(await every_tenant(self._database)) as connection:
            await connection.execute(_ONE_BY_ONE)
            rows = await connection.fetch(statement, people, at)
        return [Want(_key(row), row["turn"], row["score"], row["wanted_at"]) for row in rows]

    async def keep(self, wants: Sequence[Want], at: datetime) -> None:
        async with self._database.transaction(_tenants_of(wants)) as connection:
            await connection.execute(_KEEP, *_columns(wants), at)

    async def given(self, wants: Mapping[Want, Given], at: datetime) -> Sequence[Want]:
        these = list(wants)
        async with self._database.transaction(_tenants_of(these)) as connection:
            ended = await _ended(connection, these, _GIVEN)
            await self._wait_on(connection, these, ended, at)
        return ended

    async def put_off(self, wants: Mapping[Want, datetime], most: int, at: datetime) -> Sequence[Want]:
        these = list(wants)
        async with self._database.transaction(_tenants_of(these)) as connection:
            await connection.execute(_ONE_BY_ONE)  # so that they are counted
            waiting = await _ended(connection, these, _PUT_OFF, most, at, list(wants.values()))
            rest = [want for want in these if want not in waiting]
            ended = await _ended(connection, rest, _GIVEN) if rest else []
            await self._wait_on(connection, rest, ended, at)
        return ended

    async def none(self, wants: Sequence[Want], why: Nothing, at: datetime) -> Sequence[Want]:
        async with self._database.transaction(_tenants_of(wants)) as connection:
            ended = await (
                _ended(connection, wants, _GONE) if why == "gone" else _ended(connection, wants, _NONE, why, at)
            )
            await self._wait_on(connection, wants, ended, at)
        return ended

    async def _wait_on(
        self, connection: Connection, wants: Sequence[Want], ended: Sequence[Want], at: datetime
    ) -> None:
        if rest := [want for want in wants if want not in ended]:
            await connection.execute(_WAIT_ON, *_columns(rest), at)

    async def waiting(self) -> int:
        async with self._database.transaction(await every_tenant(self._database)) as connection:
            return int(await connection.fetchval("SELECT count(*) FROM verdict_wants WHERE ended_at IS NULL"))

    async def put_off_now(self) -> int:
        async with self._database.transaction(await every_tenant(self._database)) as connection:
            return int(await connection.fetchval("SELECT count(*) FROM verdict_wants WHERE state = 'away'"))

    async def give_up(self, before: datetime) -> int:
        gone = "DELETE FROM verdict_wants WHERE state = 'away' AND wanted_at <= $1 RETURNING 1"
        async with self._database.transaction(await every_tenant(self._database)) as connection:
            return len(await connection.fetch(gone, before))

    async def prune(self, before: datetime) -> None:
        async with self._database.transaction(await every_tenant(self._database)) as connection:
            await connection.execute("DELETE FROM verdict_wants WHERE ended_at < $1", before)
            await connection.execute("DELETE FROM verdict_spending WHERE day < $1", before.date())


async def _ended(connection: Connection, wants: Sequence[Want], statement: str, *more: object) -> list[Want]:
    ended = {_key(row) for row in await connection.fetch(statement, *_columns(wants), *more)}
    return [want for want in wants if want.key in ended]


def _key(row: Any) -> Any:
    return (row["tenant_id"], row["candidate_id"]), row["job_id"]


def _tenants_of(wants: Sequence[Want]) -> set[str]:
    return {want.key[0][0] for want in wants}


def _columns(wants: Sequence[Want]) -> list[list[Any]]:
    rows = [(*want.key[0], want.key[1], want.turn) for want in wants]
    return [list(column) for column in zip(*rows, strict=True)]
