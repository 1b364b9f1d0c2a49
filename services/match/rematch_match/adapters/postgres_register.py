"""What people say of matches, and their applications, in PostgreSQL; each leaves by the outbox of its transaction."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from rematch_common.codec import Stamp, encode
from rematch_common.contracts import MATCH_FEEDBACK, MatchFeedback
from rematch_common.database import Connection, Database
from rematch_common.outbox import write
from rematch_common.records import Entry
from rematch_common.tracing import new_traceparent
from rematch_match.adapters.reacting import note, take_back
from rematch_match.adapters.settling import SOURCE
from rematch_match.domain.applying import Application
from rematch_match.domain.pairs import PairKey
from rematch_match.ports.register import Sought

_ADD = """
INSERT INTO applications (application_id, tenant_id, candidate_id, job_id, applied_via, status, applied_at, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING *
"""
_KNOWN = """
SELECT 1 FROM candidates c, jobs j WHERE c.tenant_id = $1 AND c.candidate_id = $2 AND j.job_id = $3
  AND c.away_as IS DISTINCT FROM 'erased' FOR NO KEY UPDATE OF c
"""


class PostgresReactions:
    """See rematch_match.ports.register.Reactions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def say(self, feedback: MatchFeedback) -> bool:
        async with self._database.transaction([feedback.tenant_id]) as connection:
            if not await _known(connection, key_of(feedback)):
                return False
            await told(connection, feedback)
            return True

    async def reset(self, key: PairKey, at: datetime) -> bool:
        async with self._database.transaction([key[0][0]]) as connection:
            if not await _known(connection, key):
                return False
            await take_back(connection, key, at)
            return True


class PostgresApplications:
    """See rematch_match.ports.register.Applications."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, application: Application, feedback: MatchFeedback) -> Application | None:
        async with self._database.transaction([application.key[0][0]]) as connection:
            if not await _known(connection, application.key):
                return None
            row = await connection.fetchrow(_ADD, *_columns(application))
            if row is None:
                return await _one(connection, application.application_id)
            await told(connection, feedback)
            return _application(row)

    async def change(self, application: Application, feedback: MatchFeedback | None) -> Application | None:
        async with self._database.transaction([application.key[0][0]]) as connection:
            row = await connection.fetchrow(
                "UPDATE applications SET status = $2, changed_at = $3 "
                "WHERE application_id = $1 AND status <> $2 AND changed_at <= $3 RETURNING *",
                application.application_id,
                application.stage,
                application.changed_at,
            )
            if row is None:
                return await _one(connection, application.application_id)
            if feedback is not None:
                await told(connection, feedback)
            return _application(row)

    async def one(self, tenant: str, application_id: UUID) -> Application | None:
        async with self._database.transaction([tenant]) as connection:
            return await _one(connection, application_id)

    async def some(
        self, tenant: str, sought: Sought, most: int, after: tuple[datetime, UUID] | None
    ) -> Sequence[Application]:
        async with self._database.transaction([tenant]) as connection:
            rows = await connection.fetch(
                "SELECT * FROM applications WHERE tenant_id = $1 AND ($2::text IS NULL OR candidate_id = $2) "
                "AND ($3::uuid IS NULL OR job_id = $3) AND ($4::text IS NULL OR status = $4) "
                "AND ($5::timestamptz IS NULL OR (applied_at, application_id) < ($5, $6::uuid)) "
                "ORDER BY applied_at DESC, application_id DESC LIMIT $7",
                tenant,
                sought.candidate_id,
                sought.job_id,
                sought.stage,
                *(after or (None, None)),
                most,
            )
        return [_application(row) for row in rows]


async def told(connection: Connection, feedback: MatchFeedback) -> None:
    """What the pair's reaction is from now on, and the word of it for everybody."""
    await note(connection, [feedback])
    sent = encode(MATCH_FEEDBACK, feedback.key, feedback, Stamp(SOURCE, feedback.occurred_at, new_traceparent()))
    # Feedback has no versions. What was said once is one event, however often it waits to be sent.
    version = int.from_bytes(sha256(sent.value or b"").digest()[:6])
    await write(connection, [Entry(sent, version, keep=False)])


def key_of(feedback: MatchFeedback) -> PairKey:
    return (feedback.tenant_id, feedback.candidate_id), feedback.job_id


async def _known(connection: Connection, key: PairKey) -> bool:
    return await connection.fetchval(_KNOWN, *key[0], key[1]) is not None


async def _one(connection: Connection, application_id: UUID) -> Application | None:
    row = await connection.fetchrow("SELECT * FROM applications WHERE application_id = $1", application_id)
    return _application(row) if row is not None else None


def _columns(application: Application) -> tuple[object, ...]:
    (tenant_id, candidate_id), job_id = application.key
    pair = (tenant_id, candidate_id, job_id, application.via, application.stage)
    return (application.application_id, *pair, application.applied_at, application.changed_at)


def _application(row: Any) -> Application:
    key = ((row["tenant_id"], row["candidate_id"]), row["job_id"])
    times = (row["applied_at"], row["changed_at"])
    return Application(row["application_id"], key, row["applied_via"], row["status"], *times)
