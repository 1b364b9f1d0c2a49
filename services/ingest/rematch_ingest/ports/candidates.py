"""Candidates as recruiters gave them: what changes, and the event that tells of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from rematch_ingest.domain.people import Change, Person


class Candidates(Protocol):
    async def change(
        self, tenant_id: str, changes: Sequence[Change], now: datetime, *, bulk: bool = False
    ) -> list[Person]:
        """Make the changes in their order, all or none, and give back the people as they are then.

        Who is new or changed has their next version and exactly one event that tells of it; who is as before has
        neither. `bulk`: the events leave on the topic of imports. What a change's `decide` raises is passed on.
        Raises Unreadable: what is sealed must be read to be changed.
        """
        ...
