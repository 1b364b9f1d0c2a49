"""What notify keeps no longer than it has to, in PostgreSQL."""

from datetime import datetime

from rematch_common.database import Database
from rematch_notify.adapters.merging import ALL_TENANTS

# What was told of a pair goes with the pair: else it would be told again. What was withdrawn was never told, and an
# alert comes once.
_PRUNE = (
    "DELETE FROM messages WHERE state <> 'sending' AND COALESCE(sent_at, next_at) < $1",
    "DELETE FROM tellings WHERE state = 'withdrawn' AND changed_at < $1",
    "DELETE FROM tellings WHERE candidate_id = '' AND state NOT IN ('waiting', 'taken') AND changed_at < $1",
)


class PostgresRetention:
    """Takes out what has been kept long enough."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def prune(self, before: datetime) -> None:
        """Raises DependencyAway."""
        async with self._database.transaction() as connection:
            await connection.execute(ALL_TENANTS)
            for statement in _PRUNE:
                await connection.execute(statement, before)
