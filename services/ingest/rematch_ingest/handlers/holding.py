"""Raw postings while Kafka is away: held in the database, and the caller told that they are safe."""

import asyncio
from collections.abc import Sequence

from rematch_common.clock import Monotonic, monotonic
from rematch_common.errors import DependencyAway
from rematch_common.logs import logger
from rematch_common.records import Outgoing
from rematch_ingest.handlers.postings import Raw
from rematch_ingest.ports.held import Held

log = logger(__name__)
# Seconds that a request waits for Kafka before what it brings is held; and those after which it is tried again.
PATIENCE, LEFT_ALONE = 3.0, 5.0


class HeldWhenAway:
    """See rematch_ingest.handlers.postings.Raw."""

    def __init__(self, raw: Raw, held: Held, patience: float = PATIENCE, now: Monotonic = monotonic) -> None:
        self._raw = raw
        self._held = held
        self._patience = patience
        self._now = now
        self._again_at = 0.0

    async def publish(self, records: Sequence[Outgoing]) -> None:
        if self._now() >= self._again_at and await self._published(records):
            return
        # What Kafka has of them after all comes twice: under the same ids, so that it counts once.
        await self._held.keep(records)

    async def _published(self, records: Sequence[Outgoing]) -> bool:
        try:
            async with asyncio.timeout(self._patience):
                await self._raw.publish(records)
        except (DependencyAway, TimeoutError) as away:
            self._again_at = self._now() + LEFT_ALONE
            log.warning("postings are held until Kafka answers", records=len(records), reason=type(away).__name__)
            return False
        return True
