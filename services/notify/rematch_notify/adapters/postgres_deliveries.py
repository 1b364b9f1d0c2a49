"""The ledger in PostgreSQL."""

from collections.abc import Sequence

from rematch_common.database import Database
from rematch_notify.domain.matches import Match, outlived

_ERASED = """
SELECT tenant_id, candidate_id, max(erased_at) AS erased_at FROM erasures WHERE erased_at IS NOT NULL
AND (tenant_id, candidate_id) IN (SELECT * FROM unnest($1::text[], $2::text[])) GROUP BY tenant_id, candidate_id
"""


class PostgresDeliveries:
    """See rematch_notify.ports.deliveries.Deliveries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def untold(self, channel: str, matches: Sequence[Match]) -> list[Match]:
        async with self._database.transaction({match.tenant_id for match in matches}) as connection:
            rows = await connection.fetch(
                "SELECT match_id, version FROM deliveries WHERE channel = $1 AND match_id = ANY ($2)",
                channel,
                [match.match_id for match in matches],
            )
            people = [match.tenant_id for match in matches], [match.candidate_id for match in matches]
            erased = await connection.fetch(_ERASED, *people)
        told = {row["match_id"]: row["version"] for row in rows}
        ended = {(row["tenant_id"], row["candidate_id"]): row["erased_at"] for row in erased}
        return [
            match
            for match in matches
            if told.get(match.match_id, 0) < match.version
            and not outlived(match, ended.get((match.tenant_id, match.candidate_id)))
        ]

    async def note(self, channel: str, matches: Sequence[Match]) -> None:
        async with self._database.transaction({match.tenant_id for match in matches}) as connection:
            await connection.executemany(
                "INSERT INTO deliveries (tenant_id, match_id, channel, version, candidate_id, told_at) "
                "VALUES ($1, $2, $3, $4, $5, now()) ON CONFLICT (tenant_id, match_id, channel) DO UPDATE SET "
                "version = GREATEST(deliveries.version, excluded.version), told_at = excluded.told_at, "
                "candidate_id = excluded.candidate_id",
                sorted((m.tenant_id, m.match_id, channel, m.version, m.candidate_id) for m in matches),
            )
