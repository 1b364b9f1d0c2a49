"""The ledger in PostgreSQL."""

from collections.abc import Sequence

from rematch_common.database import Database
from rematch_notify.domain import Match


class PostgresDeliveries:
    """See rematch_notify.ports.Deliveries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def untold(self, channel: str, matches: Sequence[Match]) -> list[Match]:
        async with self._database.transaction({match.tenant_id for match in matches}) as connection:
            rows = await connection.fetch(
                "SELECT match_id, version FROM deliveries WHERE channel = $1 AND match_id = ANY ($2)",
                channel,
                [match.match_id for match in matches],
            )
        told = {row["match_id"]: row["version"] for row in rows}
        return [match for match in matches if told.get(match.match_id, 0) < match.version]

    async def note(self, channel: str, matches: Sequence[Match]) -> None:
        async with self._database.transaction({match.tenant_id for match in matches}) as connection:
            await connection.executemany(
                "INSERT INTO deliveries VALUES ($1, $2, $3, $4, now()) "
                "ON CONFLICT (tenant_id, match_id, channel) DO UPDATE SET "
                "version = GREATEST(deliveries.version, excluded.version), told_at = excluded.told_at",
                sorted((match.tenant_id, match.match_id, channel, match.version) for match in matches),
            )
