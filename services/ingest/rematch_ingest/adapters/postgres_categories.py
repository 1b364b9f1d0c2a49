"""Search categories in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime

from rematch_common.database import Connection, Database
from rematch_ingest.domain.categories import Catalogue, Category, new_among

_ADD = """
INSERT INTO search_categories (slug, name, keywords, origin, updated_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (slug) DO NOTHING
"""
_PUT = """
INSERT INTO search_categories (slug, name, keywords, origin, updated_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (slug) DO UPDATE SET
  name = excluded.name, keywords = excluded.keywords, origin = excluded.origin, updated_at = excluded.updated_at,
  removed = false
"""
_REMOVE = "UPDATE search_categories SET removed = true, updated_at = $2 WHERE slug = $1 AND NOT removed"
_ALL = "SELECT slug, name, keywords, origin FROM search_categories WHERE NOT removed ORDER BY slug"
# They are sorted anew when the queue is looked at next.
_UNSORT = "UPDATE scrape_queue SET category = NULL"


class PostgresCategories:
    """See rematch_ingest.ports.categories.Categories."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def seed(self, categories: Sequence[Category], now: datetime) -> None:
        async with self._database.transaction() as connection:
            await _add(connection, categories, now)

    async def all(self) -> list[Category]:
        async with self._database.transaction() as connection:
            return await known_categories(connection)

    async def put(self, category: Category, now: datetime) -> None:
        async with self._database.transaction() as connection:
            await connection.execute(_PUT, *_row(category), now)
            await connection.execute(_UNSORT)

    async def remove(self, slug: str, now: datetime) -> bool:
        async with self._database.transaction() as connection:
            removed = await connection.execute(_REMOVE, slug, now) != "UPDATE 0"
            await connection.execute(_UNSORT)
        return removed


async def known_categories(connection: Connection) -> list[Category]:
    rows = await connection.fetch(_ALL)
    return [Category(row["slug"], row["name"], tuple(row["keywords"]), row["origin"]) for row in rows]


async def note_categories(connection: Connection, slugs: Sequence[str], known: Catalogue, now: datetime) -> None:
    """Add those of the slugs that no category has; in the transaction in which their people are saved."""
    await _add(connection, new_among(slugs, known), now)


async def _add(connection: Connection, categories: Sequence[Category], now: datetime) -> None:
    await connection.executemany(_ADD, [(*_row(category), now) for category in categories])


def _row(category: Category) -> tuple[str, str, list[str], str]:
    return (category.slug, category.name, list(category.keywords), category.origin)
