"""Follow what tenants choose, each replica for itself; whoever stores it first starts what follows from it."""

from collections.abc import Sequence

from rematch_common.clock import Now
from rematch_common.codec import decode
from rematch_common.contracts import TENANTS, TenantSettings
from rematch_common.errors import InvalidRecord
from rematch_common.logs import logger
from rematch_common.records import Record
from rematch_match.ports.circumstances import Tenants

log = logger(__name__)


class LearnSettings:
    """What a follower of the topic `tenants` does with its records."""

    def __init__(self, tenants: Tenants, now: Now) -> None:
        self._tenants = tenants
        self._now = now

    async def __call__(self, records: Sequence[Record]) -> None:
        newest = {(record.key or b"").decode("utf-8", "replace"): record for record in records}
        gone = [key for key, record in newest.items() if record.value is None and key]
        chosen = [read for record in newest.values() if record.value is not None and (read := _read(record))]
        if chosen or gone:
            await self._tenants.learn(chosen, gone, self._now())


def _read(record: Record) -> TenantSettings | None:
    """None for what can't be read: what was known before stays in force."""
    try:
        event = decode(TENANTS, record)
    except InvalidRecord as error:
        log.error("unreadable settings of a tenant", record=record.coordinates, reason=error.reason)
        return None
    return event if isinstance(event, TenantSettings) and event.key.encode() == record.key else None
