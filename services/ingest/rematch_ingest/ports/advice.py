"""A language model that sorts roles, and what it was asked."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from rematch_ingest.domain.categories import Category


class Adviser(Protocol):
    async def said(self, messages: Sequence[dict[str, str]]) -> str:
        """Its reply, whatever it is. Raises DependencyAway."""
        ...


class Unadvised(Protocol):
    """The categories that were made of roles, and nobody has been asked about yet. All methods raise DependencyAway."""

    async def unadvised(self, most: int) -> list[Category]: ...

    async def advised(self, made: Category, chosen: Category | None, now: datetime) -> None:
        """The role that this one was made of is under the chosen category from now on, which there is then, and the
        made one is no more. None: it stays. It is not asked about again as long as anybody wants the role."""
        ...
