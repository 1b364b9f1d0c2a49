"""What there is to look up, in PostgreSQL."""

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from rematch_common.database import Connection, Database
from rematch_dedup.adapters.loading import Loading, Stored
from rematch_dedup.domain.known import Known
from rematch_dedup.domain.openings import compose
from rematch_dedup.domain.types import AdKey, Sighting
from rematch_dedup.ports import Told


class PostgresCatalogue:
    """See rematch_dedup.ports.Catalogue."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def opening(self, job_id: UUID) -> Told | None:
        async with self._database.transaction() as connection:
            return await _told(connection, job_id)

    async def opening_of(self, ad: AdKey) -> Told | None:
        async with self._database.transaction() as connection:
            job_id = await connection.fetchval("SELECT job_id FROM ads WHERE source = $1 AND external_id = $2", *ad)
            return await _told(connection, job_id) if job_id is not None else None

    async def like(self, sighting: Sighting) -> Known:
        async with self._database.transaction() as connection:
            # Without a turn of one's own others decide meanwhile: all questions are answered as of the first one.
            await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            return await Loading(connection, Stored()).about([sighting])

    async def outcomes(self) -> Mapping[str, Mapping[str, int]]:
        async with self._database.transaction() as connection:
            rows = await connection.fetch("SELECT source, outcome, records FROM source_stats ORDER BY source, outcome")
        found: dict[str, dict[str, int]] = defaultdict(dict)
        for source, outcome, records in rows:
            found[source][outcome] = records
        return dict(found)


async def _told(connection: Connection, job_id: UUID) -> Told | None:
    known = await Loading(connection, Stored()).of([job_id])
    opening, ads = known.openings.get(job_id), known.members(job_id)
    if opening is None:
        return None
    return Told(opening, compose(ads)[1] if ads else None, ads)
