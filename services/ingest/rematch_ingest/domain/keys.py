"""What an access key is for, what it may do by itself, and what a tenant may hand on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from rematch_common.contracts import AccessKey, Limits
from rematch_common.errors import InvalidRecord
from rematch_common.keys import NewKey, Principal, in_force

# Halves of characters, too: UTF-8 can't hold them.
_UNREADABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
Kind = Literal["tenant", "scraper", "admin"]
# The tenant of keys that belong to none: those who run the system, and scrapers that they let in.
DEPLOYMENT = "deployment"
PER_MINUTE = 60
MOST_PER_MINUTE = 1_000_000
# What a tenant's own administrator may hand on. Openings are everybody's, and vectors cost more than anything else.
_TENANTS_OWN = (
    "postings:write", "candidates:write", "matches:read", "matches:write", "openings:read", "subscriptions:read",
    "subscriptions:write",
)  # fmt: skip
USUAL: dict[Kind, tuple[str, ...]] = {
    "tenant": _TENANTS_OWN,
    "scraper": ("postings:write", "queue:work"),
    "admin": ("admin",),
}
_HANDED_ON = frozenset((*_TENANTS_OWN, "categories:read", "tenant:admin"))
# The queue is everybody's, too: a tenant gives on what an administrator of the deployment gave it.
_IF_HAD = frozenset({"queue:work"})


@dataclass(frozen=True, slots=True)
class Wish:
    """A key as it is wished for. Without scopes it gets those of its kind; `unlimited`: in its requests."""

    tenant_id: str
    kind: Kind = "tenant"
    name: str | None = None
    scopes: Sequence[str] = ()
    requests_per_minute: int | None = None
    unlimited: bool = False
    expires_at: datetime | None = None

    @property
    def granted(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.scopes)) or USUAL[self.kind]

    @property
    def per_minute(self) -> int | None:
        """None is without limit. An administrator's is, unless something else is wished."""
        if self.unlimited or (self.kind == "admin" and self.requests_per_minute is None):
            return None
        return PER_MINUTE if self.requests_per_minute is None else self.requests_per_minute


@dataclass(frozen=True, slots=True)
class Use:
    """So many requests since the last time that somebody noted them, and when the last of them came."""

    requests: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class ToldUse:
    """What one process of another service has told of a key; its `number` grows from one time to the next."""

    key_id: str
    teller: str
    number: int
    use: Use


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key, and what only ingest knows of it. `requests`: those that any API has let in."""

    key: AccessKey
    kind: Kind
    requests: int = 0
    last_used_at: datetime | None = None

    def active(self, now: datetime) -> bool:
        return in_force(self.key, now)


def readable(name: object) -> object:
    """A key's name as it was sent. Raises InvalidRecord for one that nobody could read in a list."""
    if isinstance(name, str) and _UNREADABLE.search(name):
        told = "name: leave out line breaks, tabs, other control characters and halves of characters"
        raise InvalidRecord("control_characters", told, field="name")
    return name


def key_of(wish: Wish, new: NewKey, now: datetime) -> AccessKey:
    """Raises InvalidRecord for a key that would end before it begins, and for a name that can't be read."""
    readable(wish.name)
    if wish.expires_at is not None and wish.expires_at <= now:
        raise InvalidRecord("past", "expires_at: it lies in the past, give a later time", field="expires_at")
    return AccessKey(
        key_id=new.key_id,
        tenant_id=wish.tenant_id,
        name=wish.name,
        scopes=wish.granted,
        sha256=new.sha256,
        limits=Limits(requests_per_minute=wish.per_minute),
        created_at=now,
        expires_at=wish.expires_at,
    )


def check_wish(wish: Wish, by: Principal) -> None:
    """Raises InvalidRecord for what this one may not hand on: nobody gives more than they have."""
    if by.may("admin"):
        return
    if wish.kind == "admin":
        raise InvalidRecord("not_yours", "kind: an administrator's key is made by one", field="kind")
    if beyond := sorted(set(wish.granted) - _HANDED_ON - (_IF_HAD & by.scopes)):
        raise InvalidRecord("not_yours", f"scopes: {beyond[0]} is given by an administrator", field="scopes")
    most = max(PER_MINUTE, by.requests_per_minute or MOST_PER_MINUTE)
    if wish.per_minute is None or wish.per_minute > most:
        told = f"requests_per_minute: at most {most:,}; an administrator gives more"
        raise InvalidRecord("not_yours", told, field="requests_per_minute")
