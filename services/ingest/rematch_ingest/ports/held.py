"""Postings that wait for Kafka, where a deployment holds them rather than send them away."""

from collections.abc import Sequence
from typing import Protocol

from rematch_common.records import Outgoing


class Held(Protocol):
    async def keep(self, records: Sequence[Outgoing]) -> None:
        """Safe once this returns; they leave by themselves when Kafka answers again. The same record twice is one."""
        ...
