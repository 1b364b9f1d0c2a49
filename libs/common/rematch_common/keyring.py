"""The keys in force, followed by every API. See rematch_common.keys."""

import asyncio
from collections.abc import Sequence

from rematch_common.clock import Now, utc_now
from rematch_common.codec import decode
from rematch_common.contracts import ACCESS_KEYS, AccessKey
from rematch_common.errors import DependencyAway, InvalidRecord
from rematch_common.kafka import TopicFollower
from rematch_common.keys import Principal, in_force, verify
from rematch_common.logs import logger
from rematch_common.records import Record

log = logger(__name__)


class KeyRing:
    """The keys as the access-keys topic tells them. A key that is revoked once is so for good."""

    def __init__(self, bootstrap: str, now: Now = utc_now) -> None:
        self._now = now
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
            self._learn(key_id, key if isinstance(key, AccessKey) else None)

    def _learn(self, key_id: str, key: AccessKey | None) -> None:
        known = self._keys.get(key_id)
        if key is None:
            self._keys.pop(key_id, None)
        # The topic is read again after Kafka was away, from its beginning, where a revoked key is still in force.
        elif known is None or known.revoked_at is None:
            self._keys[key_id] = key

    def verify(self, text: str) -> Principal | None:
        """Who this key belongs to, or None. Takes the same time for an unknown id as for a wrong secret."""
        return verify(text, self._keys, self._now())

    def holds(self, principal: Principal) -> bool:
        """Whether a key that was verified before is still in force: an open stream ends with its key."""
        key = self._keys.get(principal.key_id)
        return key is not None and in_force(key, self._now())
