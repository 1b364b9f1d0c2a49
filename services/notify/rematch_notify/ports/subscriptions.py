"""Subscriptions, as their tenants keep them."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from rematch_notify.domain.subscriptions import Ref, Subscription

Change = Callable[[Subscription], tuple[Subscription, datetime | None]]
"""Of a subscription as it stands what it is to be, and when what waits is due, where that moves."""


class Unknown(Exception):
    """There is no such subscription, or it is another tenant's."""


class TooMany(Exception):
    """A tenant has as many subscriptions as it may have."""


class Subscriptions(Protocol):
    """All methods raise DependencyAway."""

    async def create(self, subscription: Subscription, most: int) -> None:
        """Raises TooMany when the tenant has `most` already."""
        ...

    async def get(self, ref: Ref) -> Subscription:
        """Raises Unknown."""
        ...

    async def list(
        self, tenant_id: str, subscriber: str | None, after: tuple[datetime, UUID] | None, limit: int
    ) -> Sequence[Subscription]:
        """The oldest first; `after`: when one of them was made, and its id."""
        ...

    async def change(self, ref: Ref, change: Change) -> Subscription:
        """As it is now. Nobody else changes it in between: what a receiver says meanwhile is not undone. Raises
        Unknown, and what the change raises."""
        ...

    async def remove(self, ref: Ref) -> None:
        """With all that waits for it and was told. Raises Unknown."""
        ...

    async def of_tenants(self, people: Collection[tuple[str, str]]) -> Sequence[Subscription]:
        """The active ones about matches that may be about these people (tenant, candidate). Addresses are not opened:
        MATCH needs none."""
        ...

    async def of_operators(self, tenants: Collection[str]) -> Sequence[Subscription]:
        """The active ones about alerts of these tenants, and those of the whole deployment. Addresses are not
        opened."""
        ...
