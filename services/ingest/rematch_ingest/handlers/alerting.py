"""Tell operators, once a cause, and again when it is over."""

from rematch_common.clock import Now
from rematch_ingest.domain.causes import Cause, Ended
from rematch_ingest.handlers.scraping import Settle
from rematch_ingest.ports.alerts import Alerts


class Alerting:
    def __init__(self, alerts: Alerts, settle: Settle, now: Now) -> None:
        self._alerts = alerts
        self._settle = settle
        self._now = now

    async def tell(self, cause: Cause) -> None:
        if await self._alerts.tell(cause, self._now()):
            await self._settle()

    async def end(self, ended: Ended) -> None:
        if await self._alerts.end(ended, self._now()):
            await self._settle()
