"""The tenants of the deployment."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from rematch_ingest.domain.tenants import Rules, Tenant


class Exists(Exception):
    """There is a tenant of that name."""


class HasPeople(Exception):
    """The tenant has candidates: they are erased first, each with its receipts."""


class TopicTaken(Exception):
    """Kafka takes no two names that differ in `.` and `_` alone, and `other` has a topic of its own."""

    def __init__(self, other: str) -> None:
        super().__init__(f"own_topic: the topic of tenant {other} has that name, but for . and _: choose another id")
        self.other = other


Change = Callable[[Tenant], Tenant]


class Tenants(Protocol):
    """Every change has the next version and leaves as an event, from which match learns it."""

    async def add(self, tenant: Tenant) -> Tenant:
        """Stored, with its version. Raises Exists, TopicTaken."""
        ...

    async def one(self, tenant_id: str) -> Tenant | None: ...

    async def page(self, after: str, limit: int) -> list[Tenant]:
        """By id, those behind that one."""
        ...

    async def change(self, tenant_id: str, change: Change, now: datetime, *, make: bool = False) -> Tenant | None:
        """What the change makes of it; None when there is no such tenant, unless it is to be made. A change that
        changes nothing has no version and no event. Raises TopicTaken."""
        ...

    async def delete(self, tenant_id: str, now: datetime) -> bool:
        """Whether there was one. Its keys are revoked with it. Raises HasPeople."""
        ...

    async def rules(self, tenant_id: str) -> Rules:
        """Those of a tenant that has chosen nothing, where it isn't known."""
        ...
