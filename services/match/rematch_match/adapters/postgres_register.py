"""What people say of matches, and their applications, in PostgreSQL; each leaves by the outbox of its transaction."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from rematch_common import outbox
from rematch_common.codec import Stamp, encode
from rematch_common.contracts import MATCH_FEEDBACK, MatchFeedback
from rematch_common.database import Connection, Database
from rematch_common.records import Entry
from rematch_common.tracing import new_traceparent
from rematch_match.adapters.forgetting import SOURCE
from rematch_match.adapters.postgres_store import PostgresStore
from rematch_match.adapters.reacting import pair_of
from rematch_match.domain.applying import Application, closed, stages_before
from rematch_match.domain.pairs import Occasion, PairKey
from rematch_match.ports.ledger import Sides
from rematch_match.ports.register import Sought

_ADD = """
INSERT INTO applications (application_id, tenant_id, candidate_id, job_id, applied_via, status, applied_at, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING *
"""
_MOVE = """
UPDATE applications SET status = $2, changed_at = $3
WHERE application_id = $1 AND status = ANY ($4) AND changed_at <= $3 RETURNING *
"""


class PostgresReactions:
    """See rematch_match.ports.register.Reactions."""

    def __init__(self, store: PostgresStore) -> None:
        self._store = store

    async def say(self, feedback: MatchFeedback, occasion: Occasion) -> bool:
        known = False

        async def tell(connection: Connection, sides: Sides) -> bool:
            nonlocal known
            known = is_known(sides, pair_of(feedback))
            if known:
                await told(connection, feedback)
            return known

        await self._store.react([feedback], occasion, tell)
        return known


class PostgresApplications:
    """See rematch_match.ports.register.Applications."""

    def __init__(self, database: Database, store: PostgresStore) -> None:
        self._database = database
        self._store = store

    async def add(self, application: Application, feedback: MatchFeedback, occasion: Occasion) -> Application | None:
        stands: Application | None = None

        async def write(connection: Connection, sides: Sides) -> bool:
            nonlocal stands
            if not is_known(sides, application.key):
                stands = None
                return False
            if not sides.jobs[application.key[1]].alive:
                stands = await _one(connection, application.application_id)
                if stands is None:
                    raise closed(application)
                return False
            row = await connection.fetchrow(_ADD, *_columns(application))
            stands = _application(row) if row is not None else await _one(connection, application.application_id)
            if row is not None:
                await told(connection, feedback)
            return row is not None

        await self._store.react([feedback], occasion, write)
        return stands

    async def change(
        self, application: Application, feedback: MatchFeedback | None, occasion: Occasion
    ) -> Application | None:
        stands: Application | None = None

        async def write(connection: Connection, _: Sides) -> bool:
            nonlocal stands
            before = list(stages_before(application.stage))
            row = await connection.fetchrow(
                _MOVE, application.application_id, application.stage, application.changed_at, before
            )
            stands = _application(row) if row is not None else await _one(connection, application.application_id)
            if row is not None and feedback is not None:
                await told(connection, feedback)
            return row is not None

        if feedback is not None:
            await self._store.react([feedback], occasion, write)
            return stands
        async with self._database.transaction([application.key[0][0]]) as connection:
            await write(connection, Sides())
        return stands

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
    """The word of it for everybody."""
    sent = encode(MATCH_FEEDBACK, feedback.key, feedback, Stamp(SOURCE, feedback.occurred_at, new_traceparent()))
    # Feedback has no versions. What was said once is one event, however often it waits to be sent.
    version = int.from_bytes(sha256(sent.value or b"").digest()[:6])
    await outbox.write(connection, [Entry(sent, version, keep=False)])


def is_known(sides: Sides, key: PairKey) -> bool:
    person = sides.people.get(key[0])
    return person is not None and person.away_as != "erased" and key[1] in sides.jobs


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
