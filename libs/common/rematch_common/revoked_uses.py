"""Somebody uses a key that was revoked: an operator should know. Told on the topic alerts."""

from datetime import datetime, timedelta

from rematch_common.alerting import Tell
from rematch_common.clock import Now
from rematch_common.contracts import AccessKey, Alert
from rematch_common.logs import logger

log = logger(__name__)
KIND = "revoked_key_used"
_ONCE_IN = timedelta(minutes=1)


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
            await self._tell(alert)
            self._waiting.pop(key_id)
