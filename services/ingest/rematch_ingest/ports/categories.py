"""The search categories, of all tenants alike."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from rematch_ingest.domain.categories import Category


class Categories(Protocol):
    async def seed(self, categories: Sequence[Category], now: datetime) -> None:
        """Add those that were never there; one that an admin has changed or removed stays so."""
        ...

    async def all(self) -> list[Category]:
        """By slug."""
        ...

    async def page(self, after: str, limit: int) -> list[Category]:
        """By slug, those behind that one."""
        ...

    async def one(self, slug: str) -> Category | None: ...

    async def put(self, category: Category, now: datetime) -> None:
        """Add it, change it, or bring it back."""
        ...

    async def remove(self, slug: str, now: datetime) -> bool: ...
