"""The ledger of tellings, as MATCH keeps it: nobody hears twice of one opening."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from rematch_notify.domain.items import Item
from rematch_notify.domain.subscriptions import Ref
from rematch_notify.domain.tellings import Telling, TellingState, Word


@dataclass(frozen=True, slots=True)
class Told:
    """Something that was told of a person, or waits to be."""

    subscription: Ref
    subscriber: str
    channel: str
    candidate_id: str
    item: Item
    state: TellingState
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Reach:
    """How far one opening has come: when the first message about it arrived, how many tellings have, and how many wait.
    Of whom and to whom it doesn't say."""

    first_at: datetime | None
    told: int
    waiting: int


class Tellings(Protocol):
    """All methods raise DependencyAway."""

    async def forget_openings(self, jobs: Sequence[UUID]) -> None:
        """Of these, which are gone for good, nobody will speak again: what they were merged into need not be known."""
        ...

    async def merge(self, merges: Mapping[UUID, UUID]) -> None:
        """These openings went into those. Told of one is told of the other; what waits for both waits once."""
        ...

    async def hold(self, words: Sequence[Word]) -> None:
        """In one transaction: a telling waits where it fits and nothing was told; what waits is refreshed; what fits
        no more is withdrawn. What is taken, told or summed stays as it is. The word of an opening that was merged
        counts as long as nothing was said of the one that it went into."""
        ...

    async def raise_alerts(self, tellings: Sequence[Telling]) -> None:
        """Alerts wait for the operators who want them; the same again changes nothing."""
        ...

    async def count_as_told(self, until: datetime) -> None:
        """What was due before then, and waits: it was told after the backup was taken that this ledger comes from."""
        ...

    async def of_person(self, tenant_id: str, candidate_id: str) -> Sequence[Told]:
        """All that a person's export shows, the newest first."""
        ...

    async def of_opening(self, tenant_id: str, job_id: UUID) -> Reach:
        """Merges are followed."""
        ...
