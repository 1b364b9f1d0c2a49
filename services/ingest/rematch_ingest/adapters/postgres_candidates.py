"""Candidates in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime

import orjson

from rematch_common.codec import Stamp, encode
from rematch_common.contracts import CANDIDATE_PROFILES, CandidateChanged
from rematch_common.database import Connection, Database
from rematch_common.outbox import write
from rematch_common.records import Entry
from rematch_common.tracing import new_traceparent
from rematch_ingest.adapters.postgres_categories import with_categories
from rematch_ingest.adapters.postgres_preferred_roles import note_roles

_SAVE = """
INSERT INTO candidates AS known (tenant_id, candidate_id, version, facts, updated_at) VALUES ($1, $2, 1, $3, $4)
ON CONFLICT (tenant_id, candidate_id) DO UPDATE SET
  version = known.version + CASE WHEN known.facts = excluded.facts THEN 0 ELSE 1 END,
  updated_at = CASE WHEN known.facts = excluded.facts THEN known.updated_at ELSE excluded.updated_at END,
  facts = excluded.facts
RETURNING version, updated_at
"""


class PostgresCandidates:
    """See rematch_ingest.ports.candidates.Candidates."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, candidates: Sequence[CandidateChanged], now: datetime) -> list[CandidateChanged]:
        async with self._database.transaction({candidate.tenant_id for candidate in candidates}) as connection:
            saved: dict[int, CandidateChanged] = {}
            told = await with_categories(connection, candidates, now)
            # One order for everybody, so that two requests with the same people never wait in a circle.
            for place, candidate in sorted(enumerate(told), key=lambda pair: pair[1].key):
                saved[place] = await _save(connection, candidate, now)
        return [saved[place] for place in range(len(candidates))]


async def _save(connection: Connection, candidate: CandidateChanged, now: datetime) -> CandidateChanged:
    facts = orjson.dumps(candidate.model_dump(mode="json", exclude={"version", "updated_at"}, exclude_none=True))
    row = await connection.fetchrow(_SAVE, candidate.tenant_id, candidate.candidate_id, facts.decode(), now)
    assert row is not None, "an upsert returns its row"
    await note_roles(connection, candidate)
    stored = candidate.model_copy(update={"version": row["version"], "updated_at": row["updated_at"]})
    if row["updated_at"] == now:
        event = encode(CANDIDATE_PROFILES, stored.key, stored, Stamp("rematch/ingest", now, new_traceparent()))
        await write(connection, [Entry(event, stored.version, keep=True)])
    return stored
