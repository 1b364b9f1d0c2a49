"""What a link in a message does when somebody follows it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, get_args
from uuid import UUID

from rematch_notify.domain.subscriptions import Ref

# Of a match: `applied` and `rejected`, as MatchFeedback calls them.
Deed = Literal["applied", "rejected", "unsubscribe"]
# An unsubscription must work for as long as somebody may look at the message; what is said of a match is soon stale.
LASTS = {"applied": timedelta(days=60), "rejected": timedelta(days=60), "unsubscribe": timedelta(days=365)}
_PARTS = 6


@dataclass(frozen=True, slots=True)
class Link:
    """One deed that whoever holds the link may do, until a moment."""

    deed: Deed
    tenant_id: str
    subscription_id: UUID
    until: datetime
    candidate_id: str = ""
    job_id: UUID | None = None

    @property
    def ref(self) -> Ref:
        return self.tenant_id, self.subscription_id


def packed(link: Link) -> bytes:
    """The same link is always the same bytes."""
    until = str(int(link.until.timestamp()))
    job = link.job_id.hex if link.job_id else ""
    return "/".join((link.deed, until, link.tenant_id, link.subscription_id.hex, link.candidate_id, job)).encode()


def unpacked(data: bytes) -> Link:
    """Raises ValueError for what nobody has packed."""
    parts = data.decode().split("/")
    if len(parts) != _PARTS:
        raise ValueError("not so many parts")
    deed = next((deed for deed in get_args(Deed) if deed == parts[0]), None)
    if deed is None:
        raise ValueError("no such deed")
    until = datetime.fromtimestamp(int(parts[1]), UTC)
    return Link(deed, parts[2], UUID(parts[3]), until, parts[4], UUID(parts[5]) if parts[5] else None)
