"""Access keys: what one looks like, and the verifier every API uses.

A key is `rmk_<key id>_<secret>`. Only its id and the SHA-256 of its secret travel (topic access-keys); every API
follows that topic without a group, so a revoked key stops working everywhere as soon as its record arrives.
"""

import asyncio
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rematch_common.codec import decode
from rematch_common.contracts import ACCESS_KEYS, AccessKey
from rematch_common.errors import DependencyAway, InvalidRecord
from rematch_common.kafka import TopicFollower
from rematch_common.logs import logger
from rematch_common.records import Record

log = logger(__name__)

SCOPES = ("postings:write", "candidates:write", "matches:read", "admin")
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

    def may(self, scope: str) -> bool:
        return scope in self.scopes or "admin" in self.scopes


def mint() -> NewKey:
    key_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    return NewKey(key_id, hash_secret(secret), f"rmk_{key_id}_{secret}")


def hash_secret(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


class KeyRing:
    """The keys in force, as the access-keys topic tells them."""

    def __init__(self, bootstrap: str) -> None:
        self._keys: dict[str, AccessKey] = {}
        self._follower = TopicFollower(bootstrap, ACCESS_KEYS.name, self.learn)

    @property
    def complete(self) -> bool:
        """False until every key that existed at the start is known: until then nobody can be told 'no'."""
        return self._follower.caught_up.is_set()

    async def run(self, retry_delay: float = 1.0) -> None:
        """Follow the topic until cancelled. What is known stays in force while Kafka is away."""
        while True:
            try:
                await self._follower.run()
            except DependencyAway as away:
                log.info("access keys wait", dependency=away.dependency)
            await asyncio.sleep(retry_delay)

    async def learn(self, records: Sequence[Record]) -> None:
        for record in records:
            key_id = (record.key or b"").decode("utf-8", "replace")
            try:
                key = decode(ACCESS_KEYS, record)
            except InvalidRecord as error:
                # A key whose record can't be read is no key: failing open would keep a revoked one alive.
                log.error("unreadable access key", record=record.coordinates, reason=error.reason)
                key = None
            if isinstance(key, AccessKey) and key.revoked_at is None:
                self._keys[key_id] = key
            else:
                self._keys.pop(key_id, None)

    def verify(self, text: str) -> Principal | None:
        """Who this key belongs to, or None. Takes the same time for an unknown id as for a wrong secret."""
        return verify(text, self._keys)


def verify(text: str, keys: Mapping[str, AccessKey]) -> Principal | None:
    shape = _KEY.fullmatch(text)
    key = keys.get(shape[1]) if shape else None
    offered = hash_secret(shape[2] if shape else "")
    if not hmac.compare_digest(offered, key.sha256 if key else _NO_KEY) or key is None:
        return None
    return Principal(key.key_id, key.tenant_id, frozenset(key.scopes))
