"""Requests to match people anew, in PostgreSQL: who is meant waits in the backlog."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from rematch_common.database import Connection, Database
from rematch_match.adapters.postgres_backlog import enqueue_all, enqueue_one
from rematch_match.domain.facts import CandidateKey
from rematch_match.ports.register import ByHand, Request

_ONE = """
SELECT request_id, trigger, asked_at, total, done, ended_at FROM requests WHERE tenant_id = $1 AND request_id = $2
"""


class PostgresRequests:
    """See rematch_match.ports.register.Requests."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def for_one(self, key: CandidateKey, at: datetime) -> Request | None:
        async with self._database.transaction([key[0]]) as connection:
            query = "SELECT away_as FROM candidates WHERE tenant_id = $1 AND candidate_id = $2"
            row = await connection.fetchrow(query, *key)
            if row is None or row["away_as"] == "erased":
                return None
            if row["away_as"] == "consent":
                raise ByHand
            request_id = uuid4()
            await enqueue_one(connection, key, request_id, at)
            return await _one(connection, key[0], request_id)

    async def for_all(self, tenant: str, at: datetime) -> Request:
        async with self._database.transaction([tenant]) as connection:
            request_id = uuid4()
            await enqueue_all(connection, tenant, request_id, "requested", at)
            asked = await _one(connection, tenant, request_id)
        assert asked is not None  # written a line above
        return asked

    async def progress(self, tenant: str, request_id: UUID) -> Request | None:
        async with self._database.transaction([tenant]) as connection:
            return await _one(connection, tenant, request_id)


async def _one(connection: Connection, tenant: str, request_id: UUID) -> Request | None:
    row: Any = await connection.fetchrow(_ONE, tenant, request_id)
    return Request(**dict(row)) if row is not None else None
