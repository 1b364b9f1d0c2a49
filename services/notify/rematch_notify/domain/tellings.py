"""What one subscription is to be told, or was, of one opening and one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from rematch_notify.domain.items import Item
from rematch_notify.domain.subscriptions import Ref

# waiting: for its time. taken: in a message that is on its way. told: in one that has arrived. summed: as one of "and
# so many more". withdrawn: before anything was told. undeliverable: its message never arrived.
TellingState = Literal["waiting", "taken", "told", "summed", "withdrawn", "undeliverable"]
# An alert is no opening of a person: it stands under this candidate, and under an id made of what it is.
NOBODY = ""
Pair = tuple[str, str, UUID]
"""Tenant, candidate and opening."""


@dataclass(frozen=True, slots=True)
class Telling:
    """One row of the ledger. `job_id` is the canonical opening: merges are followed."""

    tenant_id: str
    subscription_id: UUID
    candidate_id: str
    job_id: UUID
    version: int
    score: float
    item: Item
    due_at: datetime
    state: TellingState = "waiting"
    traceparent: str | None = None
    """Of what has brought it about."""

    @property
    def ref(self) -> Ref:
        return self.tenant_id, self.subscription_id


@dataclass(frozen=True, slots=True)
class Word:
    """The last word about a pair: `fits` are the subscriptions that it waits for now, for all others it is withdrawn.
    An older version of it, or the same, changes nothing."""

    pair: Pair
    version: int
    fits: Sequence[Telling] = ()
