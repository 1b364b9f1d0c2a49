"""Access keys: what one looks like, and the verifier every API uses.

A key is `rmk_<key id>_<secret>`. Only its id and the SHA-256 of its secret travel (topic access-keys); every API
follows that topic without a group, so a revoked key stops working everywhere as soon as its record arrives.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from rematch_common.contracts import AccessKey

SCOPES = (
    "postings:write",
    "candidates:write",
    "matches:read",
    "matches:write",
    "subscriptions:read",
    "subscriptions:write",
    "openings:read",
    "openings:write",
    "embed:write",
    "queue:work",
    "categories:read",
    "tenant:admin",
    "admin",
)
# What there is to search for is no secret. Work on the queue is only whose key says so: a crawl that is told as
# complete ends ads that others have brought.
_IMPLIED_BY = {
    "categories:read": frozenset({"queue:work", "postings:write", "candidates:write"}),
}
_KEY = re.compile(r"rmk_([0-9a-f]{12})_([A-Za-z0-9_-]{32,64})")
_NO_KEY = hashlib.sha256(b"no such key").hexdigest()


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key as it is shown, once: `text`. Nothing but its hash is kept."""

    key_id: str
    sha256: str
    text: str


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks: for which tenant, and what the key may do."""

    key_id: str
    tenant_id: str
    scopes: frozenset[str]
    requests_per_minute: int | None = None

    def may(self, scope: str) -> bool:
        return not self.scopes.isdisjoint({scope, "admin"} | _IMPLIED_BY.get(scope, frozenset()))


def mint() -> NewKey:
    key_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    return NewKey(key_id, hash_secret(secret), f"rmk_{key_id}_{secret}")


def hash_secret(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def verify(text: str, keys: Mapping[str, AccessKey], now: datetime) -> Principal | None:
    """Who this key belongs to, or None. Takes the same time for an unknown id as for a wrong secret."""
    key = found(text, keys)
    if key is None or not in_force(key, now):
        return None
    return Principal(key.key_id, key.tenant_id, frozenset(key.scopes), key.limits.requests_per_minute)


def found(text: str, keys: Mapping[str, AccessKey]) -> AccessKey | None:
    """The key of these whose id and secret these are, whether or not it is in force."""
    shape = _KEY.fullmatch(text)
    key = keys.get(shape[1]) if shape else None
    offered = hash_secret(shape[2] if shape else "")
    same = hmac.compare_digest(offered, key.sha256 if key else _NO_KEY)
    return key if same else None


def in_force(key: AccessKey, now: datetime) -> bool:
    """Neither revoked nor expired."""
    return key.revoked_at is None and (key.expires_at is None or key.expires_at > now)
