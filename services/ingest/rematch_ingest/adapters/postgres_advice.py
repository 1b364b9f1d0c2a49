"""Which roles nobody was asked about, in PostgreSQL."""

from datetime import datetime

from rematch_common.database import Database
from rematch_ingest.adapters.postgres_categories import RESORT, hold_categories
from rematch_ingest.domain.categories import Category

_UNADVISED = """
SELECT slug, name, keywords, origin FROM search_categories
WHERE origin = 'role' AND NOT removed AND advised_at IS NULL ORDER BY updated_at, slug LIMIT $1
"""
_ADVISED = "UPDATE search_categories SET advised_at = $2 WHERE slug = $1"
_NEW = """
INSERT INTO search_categories (slug, name, keywords, origin, updated_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (slug) DO NOTHING
"""
# One that an admin has removed meanwhile gets nobody.
_EXTEND = """
UPDATE search_categories SET updated_at = $3,
  keywords = CASE WHEN $2 = ANY (keywords) THEN keywords ELSE array_append(keywords, $2) END
WHERE slug = $1 AND NOT removed
"""
_GIVE_UP = "DELETE FROM search_categories WHERE slug = $1 AND origin = 'role' AND NOT removed"


class PostgresAdvice:
    """See rematch_ingest.ports.advice.Unadvised."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def unadvised(self, most: int) -> list[Category]:
        async with self._database.transaction() as connection:
            rows = await connection.fetch(_UNADVISED, most)
        return [Category(row["slug"], row["name"], tuple(row["keywords"]), row["origin"]) for row in rows]

    async def advised(self, made: Category, chosen: Category | None, now: datetime) -> None:
        async with self._database.transaction() as connection:
            await hold_categories(connection)
            await connection.execute(_ADVISED, made.slug, now)
            if chosen is None:
                return
            row = chosen.slug, chosen.name, list(chosen.keywords), chosen.origin
            await connection.execute(_NEW, *row, now)
            if await connection.execute(_EXTEND, chosen.slug, made.name, now) != "UPDATE 0":
                await connection.execute(_GIVE_UP, made.slug)
                await connection.execute(RESORT)
