"""One bucket a key for all replicas of a service, in its own schema. See rematch_common.buckets."""

from datetime import datetime

from rematch_common.buckets import Draw, Drawn
from rematch_common.database import Database

# Not logged: after a crash all buckets are full, and until then no draw waits for the disk.
# What the last one who drew was given stands in the row, since an upsert tells nothing of the row before it.
TABLE = """
CREATE UNLOGGED TABLE rate_buckets (
    key_id text PRIMARY KEY,
    tokens double precision NOT NULL,
    refilled_at timestamptz NOT NULL,
    given integer NOT NULL
)
"""
# By the database's clock, since those of the replicas differ.
_DRAW = """
INSERT INTO rate_buckets AS b (key_id, tokens, refilled_at, given)
VALUES ($1, $6::int - least($3::int, $6::int), coalesce($5::timestamptz, clock_timestamp()), least($3::int, $6::int))
ON CONFLICT (key_id) DO UPDATE SET (tokens, refilled_at, given) = (
  SELECT filled - least($3::int, floor(filled)), greatest(b.refilled_at, at), least($3::int, floor(filled))
  FROM (SELECT at, least($6::int, b.tokens + $4::int
          + greatest(0, extract(epoch FROM at - b.refilled_at)::float8) * $2::int / 60) AS filled
        FROM (SELECT coalesce($5::timestamptz, clock_timestamp()) AS at) AS clock) AS level)
RETURNING given, tokens
"""


class PostgresBuckets:
    """See rematch_common.buckets.SharedBuckets."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def draw(self, draw: Draw, at: datetime | None = None) -> Drawn:
        async with self._database.transaction() as connection:
            row = await connection.fetchrow(_DRAW, draw.key_id, draw.per_minute, draw.want, draw.back, at, draw.holds)
        assert row is not None, "an upsert returns its row"
        return Drawn(row["given"], row["tokens"])
