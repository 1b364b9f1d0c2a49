"""Openings in PostgreSQL."""

import contextlib
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from rematch_common.database import Connection, Database
from rematch_common.outbox import write
from rematch_common.records import Entry
from rematch_dedup.adapters.loading import Loading, Stored
from rematch_dedup.adapters.rows import facts_of
from rematch_dedup.adapters.saving import Saving
from rematch_dedup.domain.facts import Facts
from rematch_dedup.domain.known import Known
from rematch_dedup.domain.lifecycle import MISSES
from rematch_dedup.domain.types import AdKey, Decision, Effect, Gone, Sighting
from rematch_dedup.ports import Ruling

_RULE = """
INSERT INTO verdicts
SELECT least(a.id, b.id), greatest(a.id, b.id), $5, $6, $7 FROM ads a, ads b
WHERE a.source = $1 AND a.external_id = $2 AND b.source = $3 AND b.external_id = $4
ON CONFLICT (one, other)
DO UPDATE SET verdict = excluded.verdict, said_by = excluded.said_by, said_at = excluded.said_at
RETURNING one
"""
_READ = """
SELECT a.reading, a.text_hash, a.content_hash, a.portrait, f.fields
FROM unnest($1::uuid[]) AS r(reading)
CROSS JOIN LATERAL (SELECT * FROM ads WHERE ads.reading = r.reading LIMIT 1) AS a JOIN ad_fields f ON f.ad = a.id
"""
_ENDED = """
(SELECT source, external_id, 'expired' FROM ads WHERE gone IS NULL AND ends_at <= $1 ORDER BY ends_at LIMIT $3)
UNION ALL
(SELECT source, external_id, 'unseen' FROM ads
 WHERE gone IS NULL AND missed > 0 AND missed >= $2 AND ends_at > $1 ORDER BY id LIMIT $3)
LIMIT $3
"""


class PostgresOpenings:
    """See rematch_dedup.ports.Openings."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self, readings: Collection[UUID]) -> Mapping[UUID, Facts]:
        async with self._database.transaction() as connection:
            return {row["reading"]: facts_of(row, row["fields"]) for row in await connection.fetch(_READ, readings)}

    @contextlib.asynccontextmanager
    async def session(self) -> AsyncIterator["PostgresSession"]:
        async with self._database.transaction() as connection:
            await take_turn(connection)
            yield PostgresSession(connection)

    async def forget(self, older_than: timedelta) -> None:
        """Decisions on raw records that Kafka itself no longer holds can't be asked for again."""
        async with self._database.transaction() as connection:
            await connection.execute("DELETE FROM decisions WHERE decided_at < now() - $1::interval", older_than)


async def take_turn(connection: Connection) -> None:
    """Wait until nobody else decides. A statement of its own: what is read after it is read as the last one left it.

    Who is paused in his turn loses it: his connection's idle_in_transaction_session_timeout ends it.
    """
    await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('dedup:decide', 0))")


class PostgresSession:
    """See rematch_dedup.ports.Session."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stored = Stored()

    async def decided(self, sightings: Sequence[Sighting]) -> frozenset[UUID]:
        rows = await self._connection.fetch(
            "SELECT raw_id FROM decisions WHERE raw_id = ANY ($1)", [s.raw_id for s in sightings]
        )
        return frozenset(row["raw_id"] for row in rows)

    async def known(self, sightings: Sequence[Sighting]) -> Known:
        self._stored = Stored()
        return await Loading(self._connection, self._stored).about(sightings)

    async def around(self, ads: Sequence[AdKey], *, whole: bool = False) -> Known:
        loading = Loading(self._connection, self._stored)
        return await (loading.whole(ads) if whole else loading.around(ads))

    async def ended(self, now: datetime, limit: int) -> list[tuple[AdKey, Gone]]:
        rows = await self._connection.fetch(_ENDED, now, MISSES, limit)
        return [((source, external_id), why) for source, external_id, why in rows]

    async def rule(self, ruling: Ruling) -> bool:
        said = (ruling.verdict, ruling.said_by, ruling.said_at)
        if ruling.one == ruling.other:
            return False
        return await self._connection.fetchval(_RULE, *ruling.one, *ruling.other, *said) is not None

    async def save(self, decisions: Sequence[Decision], events: Sequence[Entry]) -> None:
        await Saving(self._connection, self._stored).decided(decisions)
        await self.store([decision.effect for decision in decisions], events)

    async def store(self, effects: Sequence[Effect], events: Sequence[Entry]) -> None:
        await Saving(self._connection, self._stored).effects(effects)
        await write(self._connection, events)
