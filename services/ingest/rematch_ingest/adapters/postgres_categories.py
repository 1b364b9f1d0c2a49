"""Search categories in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rematch_common.database import Connection, Database
from rematch_ingest.domain.categories import KNOWN_FROM, Category, made_of

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
_SOME = "SELECT slug, name, keywords, origin FROM search_categories WHERE NOT removed"
_ALL = f"{_SOME} ORDER BY slug"
_PAGE = f"{_SOME} AND slug > $1 ORDER BY slug LIMIT $2"
_ONE = f"{_SOME} AND slug = $1"
# Counted where nobody is but people who may be matched, within what their tenants have room for.
_WANTED = """
SELECT category FROM scrape_queue WHERE category IS NOT NULL
GROUP BY category HAVING sum(candidate_count) >= $1 ORDER BY category
"""
# What an admin has removed is remembered for as long as anybody wants it, so that it doesn't come back.
_LEAVE = """
DELETE FROM search_categories c WHERE origin = 'role' AND CASE WHEN removed THEN 1 ELSE $1 END >
  (SELECT coalesce(sum(candidate_count), 0) FROM scrape_queue q WHERE q.category = c.slug)
"""
# Who sorts by the categories that were there a moment ago must not end after who has changed them.
_HOLD = "SELECT pg_advisory_xact_lock(hashtextextended('ingest.categories', 0))"
# They are sorted anew when the queue is looked at next.
RESORT = "UPDATE scrape_queue SET category = NULL"


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

    async def page(self, after: str, limit: int) -> list[Category]:
        async with self._database.transaction() as connection:
            return [_category(row) for row in await connection.fetch(_PAGE, after, limit)]

    async def one(self, slug: str) -> Category | None:
        async with self._database.transaction() as connection:
            row = await connection.fetchrow(_ONE, slug)
        return _category(row) if row else None

    async def put(self, category: Category, now: datetime) -> None:
        async with self._database.transaction() as connection:
            await hold_categories(connection)
            await connection.execute(_PUT, *_row(category), now)
            await connection.execute(RESORT)

    async def remove(self, slug: str, now: datetime) -> bool:
        async with self._database.transaction() as connection:
            await hold_categories(connection)
            removed = await connection.execute(_REMOVE, slug, now) != "UPDATE 0"
            await connection.execute(RESORT)
        return removed


async def hold_categories(connection: Connection) -> None:
    """Until the transaction ends nobody else changes them or sorts by them. Before any role of the queue is locked."""
    await connection.execute(_HOLD)


async def known_categories(connection: Connection) -> list[Category]:
    return [_category(row) for row in await connection.fetch(_ALL)]


async def make_categories(connection: Connection, now: datetime) -> None:
    """Those of roles that enough people want; and what is wanted by fewer is one no longer."""
    if await connection.fetchval("SELECT EXISTS (SELECT FROM scrape_queue WHERE category IS NULL)"):
        return  # who is under which is not known yet
    await connection.execute(_LEAVE, KNOWN_FROM)
    rows = await connection.fetch(_WANTED, KNOWN_FROM)
    await _add(connection, [made_of(row["category"]) for row in rows], now)


async def _add(connection: Connection, categories: Sequence[Category], now: datetime) -> None:
    await connection.executemany(_ADD, [(*_row(category), now) for category in categories])


def _row(category: Category) -> tuple[str, str, list[str], str]:
    return (category.slug, category.name, list(category.keywords), category.origin)


def _category(row: Any) -> Category:
    return Category(row["slug"], row["name"], tuple(row["keywords"]), row["origin"])
