"""How much waits in an outbox, and for how long: told also while nobody gets to publish it."""

from collections.abc import Awaitable, Callable

from rematch_common import metrics
from rematch_common.database import Database
from rematch_common.outbox import PREPARE

# Seconds between two looks.
EVERY = 5.0
_WAITING = """
SELECT count(*) AS depth, coalesce(extract(epoch FROM clock_timestamp() - min(written_at)), 0)::float8 AS oldest
FROM outbox WHERE position IS NULL
"""


def waiting(service: str, database: Database) -> Callable[[], Awaitable[None]]:
    """A look at it. Raises DependencyAway."""

    async def look() -> None:
        async with database.transaction() as connection:
            await connection.execute(PREPARE)
            row = await connection.fetchrow(_WAITING)
        metrics.OUTBOX_DEPTH.labels(service).set(row["depth"] if row else 0)
        metrics.OUTBOX_OLDEST.labels(service).set(row["oldest"] if row else 0.0)

    return look
