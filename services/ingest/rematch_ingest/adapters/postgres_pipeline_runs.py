"""Rounds of collecting that somebody asked for, in PostgreSQL."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from rematch_common.database import Database
from rematch_ingest.ports.pipeline_runs import Run

# One that waits is enough: whoever asks again is told of it.
_ASK = "INSERT INTO pipeline_runs (run_id, asked_at) VALUES ($1, $2) ON CONFLICT DO NOTHING"
_WAITING = "SELECT * FROM pipeline_runs WHERE taken_at IS NULL"
_TAKE = """
UPDATE pipeline_runs SET taken_at = $1, holder = $2
WHERE run_id = (SELECT run_id FROM pipeline_runs WHERE taken_at IS NULL FOR UPDATE SKIP LOCKED LIMIT 1) RETURNING *
"""
_END = """
UPDATE pipeline_runs SET
  ended_at = coalesce(ended_at, $3), roles = coalesce(roles, $4), postings = coalesce(postings, $5)
WHERE run_id = $1 AND holder = $2 RETURNING *
"""
_FORGET = "DELETE FROM pipeline_runs WHERE asked_at < $1::timestamptz - interval '30 days'"


class PostgresPipelineRuns:
    """See rematch_ingest.ports.pipeline_runs.PipelineRuns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ask(self, now: datetime) -> Run:
        async with self._database.transaction() as connection:
            await connection.execute(_FORGET, now)
            await connection.execute(_ASK, uuid4(), now)
            row = await connection.fetchrow(f"{_WAITING} FOR SHARE")
        # Taken between the two: then what was asked for has begun already, and one more is asked for.
        return await self.ask(now) if row is None else _run(row)

    async def take(self, holder: str, now: datetime) -> Run | None:
        async with self._database.transaction() as connection:
            row = await connection.fetchrow(_TAKE, now, holder)
        return _run(row) if row else None

    async def end(self, run_id: UUID, holder: str, done: tuple[int, int], now: datetime) -> Run | None:
        async with self._database.transaction() as connection:
            row = await connection.fetchrow(_END, run_id, holder, now, *done)
        return _run(row) if row else None

    async def one(self, run_id: UUID) -> Run | None:
        async with self._database.transaction() as connection:
            row = await connection.fetchrow("SELECT * FROM pipeline_runs WHERE run_id = $1", run_id)
        return _run(row) if row else None


def _run(row: Any) -> Run:
    names = ("run_id", "asked_at", "taken_at", "ended_at", "roles", "postings")
    return Run(**{name: row[name] for name in names})
