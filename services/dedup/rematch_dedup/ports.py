"""What dedup needs of a store."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from rematch_common.contracts import CrawlReport
from rematch_common.records import Entry
from rematch_dedup.domain.facts import Facts
from rematch_dedup.domain.known import Known, Verdict
from rematch_dedup.domain.types import Ad, AdKey, Decision, Effect, Gone, Opening, Sighting


@dataclass(frozen=True, slots=True)
class Ruling:
    """What somebody has said of two ads: it stands until somebody says otherwise."""

    one: AdKey
    other: AdKey
    verdict: Verdict
    said_by: str
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """An opening, what its ads say together, and its ads, the first seen first."""

    opening: Opening
    facts: Facts | None
    """Nothing, when another opening has taken its ads."""
    ads: tuple[Ad, ...]


class Session(Protocol):
    """One transaction in which nobody else decides. What it is told is stored when it ends well, else nothing is."""

    async def decided(self, sightings: Sequence[Sighting]) -> frozenset[UUID]:
        """The raw ids among these that were decided before: their events are already in the outbox, or out."""
        ...

    async def known(self, sightings: Sequence[Sighting]) -> Known:
        """All that deciding about these could touch, as this session has left it. Fields of ads that no decision will
        read are not there."""
        ...

    async def around(self, ads: Sequence[AdKey], *, whole: bool = False) -> Known:
        """The openings of these ads with their ads, and what was said of pairs of them. `whole`: with every single
        ad, and with the openings that any of them began before, to tell one opening from another again."""
        ...

    async def ended(self, now: datetime, limit: int) -> list[tuple[AdKey, Gone]]:
        """Open ads whose time is over, or that too many complete crawls in a row didn't bring."""
        ...

    async def rule(self, ruling: Ruling) -> bool:
        """Keep what somebody has said. False, and nothing kept, when one of the ads is not known."""
        ...

    async def save(self, decisions: Sequence[Decision], events: Sequence[Entry]) -> None:
        """Store what was decided of raw records, together with the events that say so. After `known`."""
        ...

    async def store(self, effects: Sequence[Effect], events: Sequence[Entry]) -> None:
        """Store what came about without a raw record: an end, a verdict. After `around`."""
        ...


class Openings(Protocol):
    """All openings and their ads."""

    async def read(self, readings: Collection[UUID]) -> Mapping[UUID, Facts]:
        """What was read before where the reading was one of these. Nobody's turn is needed: it doesn't change."""
        ...

    def session(self) -> AbstractAsyncContextManager[Session]:
        """A transaction of one's own turn. Raises DependencyAway, also when one's turn doesn't come."""
        ...


class Crawls(Protocol):
    """What crawlers say they have been through."""

    async def report(self, reports: Sequence[CrawlReport]) -> None:
        """Keep them; one that comes again is kept once, one that was not complete says nothing."""
        ...

    async def apply(self) -> int:
        """Count a miss for every open ad that a complete crawl of its scope should have brought and didn't; how many.

        A report waits until as many ads of its scope as it saw have been sighted here too: were dedup behind, ads
        that wait in the topic would count as missed. Each counts once, crawls at the same time count as one, and none
        counts that began before one that counted. Of those that wait only the newest matter. One that isn't believed
        (rematch_dedup.domain.crawls) doesn't count: an alert says so, once until one of its scope counts again.
        """
        ...


class Catalogue(Protocol):
    """What there is to look up."""

    async def opening(self, job_id: UUID) -> Told | None: ...

    async def opening_of(self, ad: AdKey) -> Told | None:
        """The opening that this ad is of, with its other ads."""
        ...

    async def like(self, sighting: Sighting) -> Known:
        """All that deciding about this could touch, as it is at one moment. It is the caller's own to change."""
        ...

    async def outcomes(self) -> Mapping[str, Mapping[str, int]]:
        """By source: how many raw records came to which outcome."""
        ...
