"""Candidates in PostgreSQL: the record, its sealed side and the event that tells of it, in one transaction.

What a list makes of its people takes seconds to work out, and a transaction that waits for it would be ended. So it is
worked out first, of people as they were read, and written if they are still so.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from rematch_common.database import Connection, Database
from rematch_common.faults import fault_point
from rematch_common.outbox import write
from rematch_ingest.adapters.candidate_course import Asked, Drawn, Seen, drawn
from rematch_ingest.adapters.postgres_categories import known_categories
from rematch_ingest.adapters.postgres_people import beside, keep
from rematch_ingest.adapters.postgres_preferred_roles import note_wishes
from rematch_ingest.adapters.role_room import MOST_ROLES_OF_TENANT, Room
from rematch_ingest.domain.categories import Catalogue, catalogue
from rematch_ingest.domain.people import Change, Person
from rematch_ingest.ports.sealing import Sealing

# After so many others came between, the people are held while it is worked out. By then most of it is remembered.
_ATTEMPTS = 4
# One order for everybody, so that two requests with the same people never wait in a circle.
_BEGIN = """
INSERT INTO candidates (tenant_id, candidate_id, version, facts, updated_at)
SELECT $1, id, 0, '{}', $3 FROM unnest($2::text[]) AS id ORDER BY id ON CONFLICT DO NOTHING
"""
_READ = "SELECT * FROM candidates WHERE tenant_id = $1 AND candidate_id = ANY ($2) ORDER BY candidate_id"
_SAVE = """
UPDATE candidates c SET version = s.version, facts = s.facts::jsonb, updated_at = $6, erased_at = NULL,
  withdrawn_at = s.withdrawn_at, bulk_at = CASE WHEN $7 THEN $6 ELSE c.bulk_at END
FROM unnest($2::text[], $3::bigint[], $4::text[], $5::timestamptz[])
  AS s(candidate_id, version, facts, withdrawn_at)
WHERE c.tenant_id = $1 AND c.candidate_id = s.candidate_id
"""
_NOTE = """
INSERT INTO candidate_versions (tenant_id, candidate_id, version, at, changed)
SELECT $1, candidate_id, version, $5, string_to_array(changed, ',')
FROM unnest($2::text[], $3::bigint[], $4::text[]) AS n(candidate_id, version, changed)
"""


class PostgresCandidates:
    """See rematch_ingest.ports.candidates.Candidates."""

    def __init__(self, database: Database, sealing: Sealing, most_roles: int = MOST_ROLES_OF_TENANT) -> None:
        self._database = database
        self._sealing = sealing
        self._most_roles = most_roles

    async def change(
        self, tenant_id: str, changes: Sequence[Change], now: datetime, *, bulk: bool = False
    ) -> list[Person]:
        if not changes:
            return []
        asked = Asked(tenant_id, changes, now, bulk)
        for _ in range(_ATTEMPTS):
            async with self._database.transaction([tenant_id]) as connection:
                seen = await _seen(connection, asked)
                known = catalogue(await known_categories(connection))
            found = await asyncio.to_thread(drawn, asked, seen, known, self._sealing)
            if await self._written(asked, seen, found):
                return found.saved
        return await self._held(asked, known)

    async def _written(self, asked: Asked, seen: Seen, found: Drawn) -> bool:
        """Whether they still were as they were seen."""
        async with self._database.transaction([asked.tenant_id]) as connection:
            if await _locked(connection, asked) != seen:
                return False
            await self._write(connection, asked, found)
            fault_point("ingest.written")
        fault_point("ingest.committed")
        return True

    async def _held(self, asked: Asked, known: Catalogue) -> list[Person]:
        async with self._database.transaction([asked.tenant_id]) as connection:
            seen = await _locked(connection, asked)
            found = await asyncio.to_thread(drawn, asked, seen, known, self._sealing)
            await self._write(connection, asked, found)
            fault_point("ingest.written")
        fault_point("ingest.committed")
        return found.saved

    async def _write(self, connection: Connection, asked: Asked, found: Drawn) -> None:
        await keep(connection, asked.tenant_id, found.sealed, asked.now)
        if not found.steps:
            return
        await _save(connection, asked, found)
        # What else follows: what is searched for on their account.
        await note_wishes(connection, found.wishes, Room(asked.now, self._most_roles))
        await write(connection, found.events)


async def _seen(connection: Connection, asked: Asked, lock: str = "") -> Seen:
    names = sorted({change.candidate_id for change in asked.changes})
    rows = await connection.fetch(f"{_READ} {lock}", asked.tenant_id, names)
    known = {row["candidate_id"]: row for row in rows if row["version"]}
    return Seen(known, await beside(connection, asked.tenant_id, list(known)))


async def _locked(connection: Connection, asked: Asked) -> Seen:
    """Every person's row, made where there was none. What is read after it is what the last writer has left."""
    names = sorted({change.candidate_id for change in asked.changes})
    await connection.execute(_BEGIN, asked.tenant_id, names, asked.now)
    return await _seen(connection, asked, "FOR UPDATE")


async def _save(connection: Connection, asked: Asked, found: Drawn) -> None:
    await connection.execute(
        _SAVE,
        asked.tenant_id,
        [person.facts.candidate_id for person in found.people],
        [person.version for person in found.people],
        found.facts,
        [person.withdrawn_at for person in found.people],
        asked.now,
        asked.bulk,
    )
    columns = (list(column) for column in zip(*found.steps, strict=True))
    await connection.execute(_NOTE, asked.tenant_id, *columns, asked.now)
