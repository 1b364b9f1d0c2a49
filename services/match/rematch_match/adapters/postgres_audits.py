"""The audit in PostgreSQL."""

from typing import Any

import orjson

from rematch_common.database import Database
from rematch_match.domain.pairs import PairKey
from rematch_match.ports.audits import Noted, Standing

_OF = """
SELECT match_version, told_at, trigger, versions, inputs, factors, score FROM audit
JOIN pseudonyms USING (pseudonym) WHERE tenant_id = $1 AND candidate_id = $2 AND job_id = $3 ORDER BY match_version
"""


class PostgresAudits:
    """See rematch_match.ports.audits.Audits."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, key: PairKey) -> list[Noted]:
        async with self._database.transaction([key[0][0]]) as connection:
            return [_noted(row) for row in await connection.fetch(_OF, *key[0], key[1])]

    async def standing(self, key: PairKey) -> Standing:
        query = "SELECT away_as FROM candidates WHERE tenant_id = $1 AND candidate_id = $2"
        async with self._database.transaction([key[0][0]]) as connection:
            row = await connection.fetchrow(query, *key[0])
        if row is None:
            return "unknown"
        return "erased" if row["away_as"] == "erased" else "known"


def _noted(row: Any) -> Noted:
    versions, inputs, factors = (orjson.loads(row[name]) for name in ("versions", "inputs", "factors"))
    return Noted(row["match_version"], row["told_at"], row["trigger"], versions, inputs, factors, row["score"])
