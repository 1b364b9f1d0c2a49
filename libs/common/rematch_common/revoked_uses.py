"""Somebody uses a key that was revoked: an operator should know. Told on the topic alerts."""

import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from rematch_common.clock import Now
from rematch_common.codec import Stamp, encode
from rematch_common.consume import Publisher
from rematch_common.contracts import ALERTS, AccessKey, Alert
from rematch_common.database import Database
from rematch_common.logs import logger
from rematch_common.outbox import Outbox, write
from rematch_common.records import Entry, Outgoing
from rematch_common.tracing import new_traceparent

log = logger(__name__)
KIND = "revoked_key_used"
_ONCE_IN = timedelta(minutes=1)
Tell = Callable[[Outgoing], Awaitable[None]]
"""Publishes an alert. Raises DependencyAway."""


class RevokedUses:
    """At most one alert a minute, a key and a process. The one who asks doesn't wait for it."""

    def __init__(self, service: str, tell: Tell, now: Now) -> None:
        self._service = service
        self._tell = tell
        self._now = now
        self._noticed: dict[str, datetime] = {}
        self._waiting: dict[str, Alert] = {}

    def notice(self, key: AccessKey) -> None:
        now = self._now()
        if (last := self._noticed.get(key.key_id)) and now - last < _ONCE_IN:
            return
        self._noticed[key.key_id] = now
        log.warning("a revoked key is in use", key_id=key.key_id, tenant=key.tenant_id)
        self._waiting[key.key_id] = Alert(
            source=self._service,
            kind=KIND,
            severity="warning",
            text=f"A revoked access key of {key.tenant_id} is in use: find who still has it, and how they got it.",
            subject=key.key_id,
            first_at=now,
        )

    async def tell(self) -> None:
        """Publish what was noticed; what can't be is published the next time. Raises DependencyAway."""
        for key_id, alert in list(self._waiting.items()):
            stamp = Stamp(f"rematch/{self._service}", alert.first_at, new_traceparent())
            await self._tell(encode(ALERTS, alert.key, alert, stamp))
            self._waiting.pop(key_id)


def straight(publisher: Publisher) -> Tell:
    """For a service without an outbox."""

    async def tell(alert: Outgoing) -> None:
        await publisher.publish([alert])

    return tell


def through(outbox: Outbox, database: Database) -> Tell:
    async def tell(alert: Outgoing) -> None:
        async with database.transaction() as connection:
            # The number only tells one alert from another: their topic is not compacted.
            await write(connection, [Entry(alert, secrets.randbits(62), keep=False)])
        await outbox.drain()

    return tell
