"""The keys in force, followed by every API. See rematch_common.keys."""

from collections.abc import Sequence

from rematch_common.clock import Now, utc_now
from rematch_common.codec import decode
from rematch_common.contracts import ACCESS_KEYS, AccessKey
from rematch_common.errors import InvalidRecord
from rematch_common.kafka import TopicFollower
from rematch_common.keys import Principal, found, in_force, verify
from rematch_common.logs import logger
from rematch_common.periodic import every
from rematch_common.records import Record

log = logger(__name__)


class KeyRing:
    """The keys as the access-keys topic tells them. A key that has ended once, however, has ended for good.

    `complete` is False until every key that existed at the start is known: until then nobody is told yes or no, since
    the record that ends a key may be the next one.
    """

    def __init__(self, bootstrap: str, now: Now = utc_now) -> None:
        self.complete = False
        self._now = now
        self._keys: dict[str, AccessKey] = {}
        self._reading: dict[str, AccessKey] = {}
        self._ended: set[str] = set()
        # What was known of those last, so that whoever still uses one is found out.
        self._past: dict[str, AccessKey] = {}
        self._follower = TopicFollower(bootstrap, ACCESS_KEYS.name, self.learn)

    async def run(self, retry_delay: float = 1.0) -> None:
        """Follow the topic until cancelled. What is known stays in force while Kafka is away."""
        await every(retry_delay, self._follow)()

    async def _follow(self) -> None:
        # From the beginning each time, beside what is known: a key may have gone meanwhile without leaving a record.
        self._reading = {}
        await self._follower.run()

    async def learn(self, records: Sequence[Record]) -> None:
        for record in records:
            key_id = (record.key or b"").decode("utf-8", "replace")
            key = _read(record)
            if key is None or key.revoked_at is not None:
                self.end(key_id, key)
            elif key_id not in self._ended:
                self._reading[key_id] = key
        if self._follower.caught_up.is_set():
            self._keys, self.complete = self._reading, True

    def end(self, key_id: str, told: AccessKey | None = None) -> None:
        """This key has ended, whoever says so: the topic, or who keeps the keys and could not tell it yet."""
        self._ended.add(key_id)
        if last := told or self._keys.get(key_id):
            self._past[key_id] = last
        self._reading.pop(key_id, None)
        self._keys.pop(key_id, None)  # at once, also while all is being read again

    def verify(self, text: str) -> Principal | None:
        """Who this key belongs to, or None. Takes the same time for an unknown id as for a wrong secret."""
        return verify(text, self._keys, self._now())

    def ended(self, text: str) -> AccessKey | None:
        """The key that this was until it was revoked, forgotten or expired; None for one that never was. For whom
        `verify` knows none."""
        return found(text, self._past) or found(text, self._keys)

    def revoked(self, key_id: str) -> bool:
        """Whether a key has ended before its time."""
        return key_id in self._ended

    def holds(self, principal: Principal) -> bool:
        """Whether a key that was verified before is still in force: an open stream ends with its key."""
        key = self._keys.get(principal.key_id)
        return key is not None and in_force(key, self._now())


def _read(record: Record) -> AccessKey | None:
    """The key, or None for one that is forgotten or can't be read: failing open would keep a revoked one alive."""
    try:
        event = decode(ACCESS_KEYS, record)
    except InvalidRecord as error:
        log.error("unreadable access key", record=record.coordinates, reason=error.reason)
        return None
    return event if isinstance(event, AccessKey) and event.key.encode() == record.key else None
