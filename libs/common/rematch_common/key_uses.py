"""What keys are used for elsewhere than at ingest, whose they are: told on the topic key-uses, never written there."""

from collections.abc import Sequence
from uuid import uuid4

from rematch_common.clock import Now
from rematch_common.codec import Stamp, encode
from rematch_common.consume import Publisher
from rematch_common.contracts import KEY_USES, KeyUsed
from rematch_common.records import Outgoing
from rematch_common.tracing import new_traceparent

EVERY = 60.0


class KeyUses:
    """Counts requests in memory, and tells of each key that was used once in `EVERY` seconds and at the end.

    What may have arrived is told again as it was, under the same number: whoever adds it up adds it once. A process
    that is killed forgets what it has not told.
    """

    def __init__(self, service: str, publisher: Publisher, now: Now) -> None:
        self._source = f"rematch/{service}"
        self._teller = f"{service}/{uuid4().hex}"
        self._publisher = publisher
        self._now = now
        self._told = 0
        self._counted: dict[str, KeyUsed] = {}
        self._leaving: Sequence[KeyUsed] = ()

    def used(self, key_id: str) -> None:
        known = self._counted.get(key_id)
        self._counted[key_id] = KeyUsed(
            key_id=key_id,
            teller=self._teller,
            number=self._told + 1,
            requests=known.requests + 1 if known else 1,
            last_at=self._now(),
        )

    async def tell(self) -> None:
        """Raises DependencyAway; nothing that was counted is lost by it."""
        if not self._leaving:
            self._leaving, self._counted = tuple(self._counted.values()), {}
            self._told += 1
        if self._leaving:
            await self._publisher.publish([self._record(use) for use in self._leaving])
            self._leaving = ()

    async def start(self) -> None:
        return None

    async def stop(self) -> None:
        """What was counted last is told before Kafka goes; what could not be told before goes first."""
        while self._leaving or self._counted:
            await self.tell()

    def _record(self, use: KeyUsed) -> Outgoing:
        return encode(KEY_USES, use.key, use, Stamp(self._source, use.last_at, new_traceparent()))
