"""What dedup needs of a store."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol
from uuid import UUID

from rematch_common.records import Entry
from rematch_dedup.domain.decision import Ad, Decision, Known, Sighting


class Session(Protocol):
    """One transaction over a batch of sightings. Nobody else decides about the same ads or texts meanwhile."""

    async def decided(self, sightings: Sequence[Sighting]) -> frozenset[UUID]:
        """The raw ids among these that were decided before: their events are already in the outbox, or out."""
        ...

    async def known(self, sightings: Sequence[Sighting]) -> Known:
        """The ads, openings and texts that these sightings could touch."""
        ...

    async def ads_of(self, job_ids: Sequence[UUID]) -> dict[UUID, list[Ad]]:
        """The newest ads of these openings, newest first."""
        ...

    async def save(self, decisions: Sequence[Decision], events: Sequence[Entry]) -> None:
        """Store what was decided, together with the events that say so."""
        ...


class Openings(Protocol):
    """All openings and their ads."""

    def session(self, sightings: Sequence[Sighting]) -> AbstractAsyncContextManager[Session]:
        """A transaction for these sightings. Raises DependencyAway."""
        ...
