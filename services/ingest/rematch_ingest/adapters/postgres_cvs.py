"""CVs in PostgreSQL, beside the sealed record of the person whose they are."""

from datetime import datetime

from rematch_common.database import Connection, Database
from rematch_ingest.adapters.postgres_people import keep, kept, sealed_of
from rematch_ingest.domain.cvs import Draft
from rematch_ingest.domain.people import PersonId
from rematch_ingest.ports.sealing import PersonKey, Sealing

_OF = "FROM people WHERE tenant_id = $1 AND candidate_id = $2"


class PostgresCvs:
    """See rematch_ingest.ports.cvs.Cvs."""

    def __init__(self, database: Database, sealing: Sealing) -> None:
        self._database = database
        self._sealing = sealing

    async def put(self, who: PersonId, file: bytes, draft: Draft, now: datetime) -> bool:
        async with self._database.transaction([who[0]]) as connection:
            # The lock that whoever changes or erases the person takes, too.
            row = await connection.fetchrow(
                "SELECT * FROM candidates WHERE tenant_id = $1 AND candidate_id = $2 AND erased_at IS NULL "
                "AND version > 0 FOR UPDATE",
                *who,
            )
            if row is None:
                return False
            known = dict(await kept(connection, self._sealing, who[0], [row]))
            await keep(connection, who[0], sealed_of(self._sealing, known, [known[who[1]].person]), now)
            key = await _key(connection, who)
            sealed = (self._sealed(key, who, part, data) for part, data in (("cv", file), ("draft", draft.dumped())))
            await connection.execute(
                "UPDATE people SET cv = $3, draft = $4 WHERE tenant_id = $1 AND candidate_id = $2", *who, *sealed
            )
        return True

    async def draft(self, who: PersonId) -> Draft | None:
        data = await self._opened(who, "draft")
        return None if data is None else Draft.loaded(data)

    async def file(self, who: PersonId) -> bytes | None:
        return await self._opened(who, "cv")

    def _sealed(self, key: PersonKey, who: PersonId, part: str, data: bytes) -> bytes:
        return self._sealing.seal(key, "/".join(who), part, data)

    async def _opened(self, who: PersonId, part: str) -> bytes | None:
        async with self._database.transaction([who[0]]) as connection:
            row = await connection.fetchrow(f"SELECT key_id, key, {part} AS sealed {_OF}", *who)
        if row is None or row["sealed"] is None:
            return None
        return self._sealing.open(PersonKey(row["key_id"], row["key"]), "/".join(who), part, row["sealed"])


async def _key(connection: Connection, who: PersonId) -> PersonKey:
    row = await connection.fetchrow(f"SELECT key_id, key {_OF}", *who)
    assert row is not None, "it was kept just now"
    return PersonKey(row["key_id"], row["key"])
