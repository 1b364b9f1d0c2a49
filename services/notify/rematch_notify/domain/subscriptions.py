"""Who wants to be told of what, where, and when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from rematch_notify.domain.filters import AlertFilter, MatchFilter
from rematch_notify.domain.pacing import Pace

About = Literal["matches", "alerts"]
# off: by the owner, or since its endpoint is dead. unlinked: the channel knows the receiver no more. unsubscribed: by
# the receiver.
State = Literal["active", "off", "unlinked", "unsubscribed"]
CapPeriod = Literal["hour", "day", "week"]
Ref = tuple[str, UUID]
"""Tenant and subscription."""


@dataclass(frozen=True, slots=True)
class Cap:
    """So many openings in such a period, by the receiver's clock; of the rest there is only how many they are."""

    most: int
    period: CapPeriod


@dataclass(frozen=True, slots=True)
class Address:
    """Where messages go: personal data, which is sealed wherever it is kept. `secret` signs what goes to a webhook."""

    target: str
    secret: str | None = None


@dataclass(frozen=True, slots=True)
class Subscription:
    """`subscriber`: candidate:ID, recruiter:NAME or operator:NAME. `candidate_id`: the only person it is about, if it
    is about one. `deployment`: an operator of the whole deployment made it, so that it hears what is no tenant's."""

    tenant_id: str
    subscription_id: UUID
    subscriber: str
    candidate_id: str | None
    about: About
    filter: MatchFilter | AlertFilter
    channel: str
    address: Address
    pace: Pace
    cap: Cap | None
    language: str
    created_at: datetime
    changed_at: datetime
    state: State = "active"
    state_why: str = ""
    failing_since: datetime | None = None
    deployment: bool = False

    @property
    def ref(self) -> Ref:
        return self.tenant_id, self.subscription_id
