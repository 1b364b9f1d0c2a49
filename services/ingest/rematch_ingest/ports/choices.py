"""What a tenant has chosen about its candidates."""

from collections.abc import Mapping
from typing import Protocol


class Choices(Protocol):
    async def ready_at_once(self, tenant_id: str) -> bool:
        """Whether a candidate without a status is matched at once, or waits for a recruiter's approval."""
        ...

    async def retention_days(self) -> Mapping[str, int]:
        """For how many days each tenant keeps whom it has nothing to do with any more; who keeps them is not there."""
        ...
